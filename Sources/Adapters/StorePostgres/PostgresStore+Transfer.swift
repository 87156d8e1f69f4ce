package import Bytes
package import Journal

extension PostgresStore: JournalTransfer {
    package func commands(
        after key: IdempotencyKey?, limit: Int
    ) async throws(JournalError) -> [CommandRecord] {
        let limit = Int64(min(max(limit, 0), 10_000))
        return try await readers.run { session throws(JournalError) in
            let rows = try session.run(SQL.commandsAfter.with(.text(key?.rawValue ?? ""), .integer(limit)))
            return try told { () throws(PostgresFailure) in
                var records: [CommandRecord] = []
                for row in 0..<rows.count { records.append(try rows.commandRecord(row)) }
                return records
            }
        }
    }

    package func archivedDigests(
        after digest: SHA256Digest?, limit: Int
    ) async throws(JournalError) -> [SHA256Digest] {
        let limit = Int64(min(max(limit, 0), 10_000))
        return try await readers.run { session throws(JournalError) in
            try Self.digests(session, after: digest, limit: limit)
        }
    }

    package func importEntries(_ entries: [Entry]) async throws(JournalError) {
        guard !entries.isEmpty else { return }
        try await alone(within: setup.limits.patience) { writer, locked throws(PostgresFailure) in
            try Self.follow(entries, &locked)
            locked.finish += entries.insertions()
            // The documents do not follow the journal any more. Should nobody rebuild them, the next append will.
            let rows = try locked.connection.run(SQL.revisions.with())
            let stale = (0..<rows.count).filter { rows.integer($0, 1) != 0 }.map { rows.text($0, 0) }
            locked.finish.append(SQL.setRevisions.with(.texts(stale), .integers(stale.map { _ in 0 })))
            locked.generation += 1
        }
    }

    package func importCommands(_ records: [CommandRecord]) async throws(JournalError) {
        guard !records.isEmpty else { return }
        try await alone(within: setup.limits.patience) { _, locked throws(PostgresFailure) in
            let rows = try locked.connection.run(SQL.commands.with(.texts(records.map(\.key.rawValue))))
            var known: [IdempotencyKey: CommandRecord] = [:]
            for row in 0..<rows.count {
                let record = try rows.commandRecord(row)
                known[record.key] = record
            }
            var new: [CommandRecord] = []
            for record in records {
                guard let there = known[record.key] else {
                    known[record.key] = record
                    new.append(record)
                    continue
                }
                // An interrupted transfer is begun again: what is there already must be the same.
                guard there == record else {
                    throw PostgresFailure(
                        JournalError(
                            .idempotencyConflict, "the idempotency key \(record.key) is there with another record"))
                }
            }
            if !new.isEmpty { locked.finish.append(new.insertion()) }
        }
    }

    package func documentsDigest(_ projection: ProjectionName) async throws(JournalError) -> SHA256Digest {
        try await read { documents throws(JournalError) in try DocumentsDigest.of(projection, in: documents) }
    }

    private static func follow(
        _ entries: [Entry], _ locked: inout JournalWriter.Locked
    ) throws(PostgresFailure) {
        let streams = Set(entries.map(\.stream.rawValue))
        let rows = try locked.connection.run(SQL.versions.with(.texts(streams)))
        var versions: [String: Int64] = [:]
        for row in 0..<rows.count { versions[rows.text(row, 0)] = rows.integer(row, 1) }
        for entry in entries {
            do throws(ChainBreak) {
                try locked.chain.follow(entry)
            } catch {
                throw PostgresFailure(JournalError(.refused, "the entries do not follow this journal: \(error)"))
            }
            let version = (versions[entry.stream.rawValue] ?? 0) + 1
            guard entry.version.rawValue == version else {
                throw PostgresFailure(
                    JournalError(
                        .refused,
                        "entry \(entry.position.rawValue) has version \(entry.version.rawValue) in stream "
                            + "\(entry.stream), but \(version) is next"))
            }
            versions[entry.stream.rawValue] = version
        }
    }

    static func digests(
        _ session: ReaderSession, after digest: SHA256Digest?, limit: Int64
    ) throws(JournalError) -> [SHA256Digest] {
        let rows = try session.run(SQL.capturesAfter.with(.bytes(digest?.bytes ?? []), .integer(limit)))
        return (0..<rows.count).compactMap { SHA256Digest(bytes: rows.bytes($0, 0)) }
    }
}
