internal import Bytes
package import Journal

extension PostgresStore {
    /// Compares what the tables say about each other, and reads the whole archive. The chain itself is walked by
    /// `vigie verify`.
    package func storageProblems() async throws(JournalError) -> [String] {
        let long = setup.limits.longStatement
        return try await readers.run { session throws(JournalError) in
            var problems: [String] = []
            for check in Self.checks {
                let rows = try session.run(check.with(), within: long)
                for row in 0..<rows.count { problems.append(rows.text(row, 0)) }
            }
            var after: SHA256Digest?
            while problems.count < 1_000 {
                let digests = try Self.digests(session, after: after, limit: 100)
                for digest in digests {
                    let rows = try session.run(SQL.capture.with(.bytes(digest.bytes)))
                    if rows.isEmpty || Self.unpacked(rows, 0, digest) == nil {
                        problems.append("archive: the bytes at \(digest) are damaged")
                    }
                }
                guard let last = digests.last else { break }
                after = last
            }
            return problems
        }
    }

    /// Each answers with one sentence per problem, and with nothing when all is well.
    private static let checks: [Statement] = [
        Statement(
            "check_head",
            """
            SELECT format('the end of the chain says entry %s, the last entry is %s', head.position,
                coalesce(last.position, 0))
            FROM head LEFT JOIN (SELECT position, hash FROM entries ORDER BY position DESC LIMIT 1) AS last ON true
            WHERE head.position <> coalesce(last.position, 0)
                OR head.hash <> coalesce(last.hash, decode(repeat('00', 32), 'hex'))
            """),
        Statement(
            "check_gaps",
            """
            SELECT format('entry %s is missing', expected) FROM (
                SELECT position, lag(position, 1, 0::bigint) OVER (ORDER BY position) + 1 AS expected FROM entries
            ) AS pairs WHERE position <> expected ORDER BY position LIMIT 100
            """),
        Statement(
            "check_versions",
            """
            SELECT format('stream %s lacks version %s', stream, expected) FROM (
                SELECT stream, version, lag(version, 1, 0::bigint) OVER (PARTITION BY stream ORDER BY version) + 1
                    AS expected FROM entries
            ) AS pairs WHERE version <> expected ORDER BY stream, version LIMIT 100
            """),
        Statement(
            "check_commands",
            """
            SELECT format('the idempotency key %s points to entries %s to %s, which are not there', key,
                first_position, last_position)
            FROM commands, head WHERE last_position > head.position OR first_position > last_position LIMIT 100
            """),
        Statement(
            "check_triggers",
            """
            SELECT 'the triggers that forbid changing entries are missing or switched off' WHERE (
                SELECT count(*) FROM pg_trigger WHERE tgrelid = 'entries'::regclass AND tgenabled = 'O'
                    AND tgname IN ('entries_keep_rows', 'entries_keep_table')) <> 2
            """),
        Statement(
            "check_read_models",
            """
            SELECT format('the read model %s does not follow the journal; run `vigie rebuild`', name)
            FROM projections WHERE revision = 0
            """),
        Statement(
            "check_page_writes",
            """
            SELECT 'full_page_writes is off: a power loss can tear pages; set it on in postgresql.conf'
            WHERE current_setting('full_page_writes') <> 'on'
            """),
    ]
}
