internal import Bytes
internal import Journal
internal import Vocabulary

/// The statements of the journal. Tables are found by the session's search path, which holds the one schema.
enum SQL {
    static let begin = Statement("begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    static let beginPicture = Statement("begin_picture", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    static let commit = Statement("commit", "COMMIT")
    static let rollback = Statement("rollback", "ROLLBACK")

    static let head = Statement("head", "SELECT position, hash FROM head")
    /// Gives the right to append. In READ COMMITTED the row is read again after the wait, and every later statement of
    /// the transaction sees what the node before has committed.
    static let lockHead = Statement("head_lock", "SELECT position, hash, generation FROM head FOR UPDATE")
    /// Moves the end, notes the writer's attempt and tells the listeners: one statement, because each costs the lock's
    /// holder time.
    static let moveHead = Statement(
        "head_move",
        """
        WITH noted AS (
            INSERT INTO writers (id, attempt) VALUES ($1::text, $2::int8)
            ON CONFLICT (id) DO UPDATE SET attempt = excluded.attempt, seen = now()
        )
        UPDATE head SET position = $3::int8, hash = $4::bytea, generation = $5::int8
        RETURNING pg_notify($6::text, position::text)
        """)

    static let attempt = Statement("attempt", "SELECT attempt FROM writers WHERE id = $1::text")
    static let noteAttempt = Statement(
        "attempt_note",
        """
        INSERT INTO writers (id, attempt) VALUES ($1::text, $2::int8)
        ON CONFLICT (id) DO UPDATE SET attempt = excluded.attempt, seen = now()
        """)
    static let forgetWriters = Statement(
        "writers_forget", "DELETE FROM writers WHERE seen < now() - interval '30 days'")

    static let versions = Statement(
        "versions",
        """
        SELECT wanted.name, coalesce((SELECT max(version) FROM entries WHERE stream = wanted.name), 0)
        FROM unnest($1::text[]) AS wanted(name)
        """)
    static let commands = Statement(
        "commands",
        "SELECT key, fingerprint, first_position, last_position, instant FROM commands WHERE key = ANY($1::text[])")
    static let commandsAfter = Statement(
        "commands_after",
        """
        SELECT key, fingerprint, first_position, last_position, instant FROM commands
        WHERE key > $1::text ORDER BY key LIMIT $2::int8
        """)
    static let insertCommands = Statement(
        "commands_insert",
        """
        INSERT INTO commands (key, fingerprint, first_position, last_position, instant)
        SELECT * FROM unnest($1::text[], $2::bytea[], $3::int8[], $4::int8[], $5::int8[])
        """)
    static let insertEntries = Statement(
        "entries_insert",
        """
        INSERT INTO entries (position, stream, version, kind, actor, instant, body, hash)
        SELECT * FROM unnest($1::int8[], $2::text[], $3::int8[], $4::text[], $5::text[], $6::int8[], $7::bytea[],
            $8::bytea[])
        """)
    /// Ends before the answer grows past the third argument, but never before the first entry.
    static let entriesAfter = Statement(
        "entries_after",
        """
        SELECT position, stream, version, kind, actor, instant, body, hash FROM (
            SELECT *, sum(octet_length(body)) OVER (ORDER BY position) - octet_length(body) AS before
            FROM (SELECT * FROM entries WHERE position > $1::int8 ORDER BY position LIMIT $2::int8) AS page
        ) AS measured WHERE before < $3::int8 ORDER BY position
        """)
    static let streamAfter = Statement(
        "stream_after",
        """
        SELECT position, stream, version, kind, actor, instant, body, hash FROM (
            SELECT *, sum(octet_length(body)) OVER (ORDER BY version) - octet_length(body) AS before
            FROM (SELECT * FROM entries WHERE stream = $4::text AND version > $1::int8
                ORDER BY version LIMIT $2::int8) AS page
        ) AS measured WHERE before < $3::int8 ORDER BY version
        """)
    static let revisions = Statement("revisions", "SELECT name, revision FROM projections")
    static let setRevisions = Statement(
        "revisions_set",
        """
        INSERT INTO projections (name, revision) SELECT * FROM unnest($1::text[], $2::int8[])
        ON CONFLICT (name) DO UPDATE SET revision = excluded.revision
        """)
    static let document = Statement(
        "document", "SELECT body FROM documents WHERE projection = $1::text AND key = $2::text")
    /// The documents of these projections that have these keys, or null: the row's body alone is looked up for each, so
    /// that nothing but the index can serve it.
    static let documentsNamed = Statement(
        "documents_named",
        """
        SELECT wanted.projection, wanted.key, (
            SELECT body FROM documents
            WHERE documents.projection = wanted.projection AND documents.key = wanted.key)
        FROM (SELECT * FROM unnest($1::text[]) AS one(projection), unnest($2::text[]) AS other(key)) AS wanted
        """)
    static let documentsUp = Statement(
        "documents_up",
        """
        SELECT key, body FROM documents WHERE projection = $1::text AND key >= $2::text AND key < $3::text
        ORDER BY key LIMIT $4::int8
        """)
    static let documentsDown = Statement(
        "documents_down",
        """
        SELECT key, body FROM documents WHERE projection = $1::text AND key >= $2::text AND key < $3::text
        ORDER BY key DESC LIMIT $4::int8
        """)
    static let putDocuments = Statement(
        "documents_put",
        """
        INSERT INTO documents (projection, key, body) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
        ON CONFLICT (projection, key) DO UPDATE SET body = excluded.body
        """)
    static let removeDocuments = Statement(
        "documents_remove",
        """
        DELETE FROM documents USING unnest($1::text[], $2::text[]) AS gone(projection, key)
        WHERE documents.projection = gone.projection AND documents.key = gone.key
        """)
    static let emptyProjections = Statement(
        "documents_empty", "DELETE FROM documents WHERE projection = ANY($1::text[])")

    static let emptySearch = Statement(
        "search_empty", "DELETE FROM search_entries WHERE projection = ANY($1::text[])")

    /// Sorts what was added to the search since the last time; until then every question looks through all of it.
    static let sortSearch = Statement(
        "search_sort", "SELECT gin_clean_pending_list('search_entries_by_token'::regclass)")

    static let keepCapture = Statement(
        "capture_keep",
        """
        INSERT INTO captures (digest, length, content) VALUES ($1::bytea, $2::int8, $3::bytea)
        ON CONFLICT (digest) DO NOTHING
        """)
    static let capture = Statement("capture", "SELECT length, content FROM captures WHERE digest = $1::bytea")
    static let capturesAfter = Statement(
        "captures_after", "SELECT digest FROM captures WHERE digest > $1::bytea ORDER BY digest LIMIT $2::int8")

    /// The channel of one schema; it is in the name because notifications are heard in the whole database.
    static func channel(_ schema: String) -> String { "vigie_\(schema)" }
}

extension Rows {
    /// The row of a statement that selects the columns of `entries`.
    func entry(_ row: Int) throws(PostgresFailure) -> Entry {
        let position = integer(row, 0)
        guard position > 0, integer(row, 2) > 0, let stream = StreamName(text(row, 1)),
            let hash = SHA256Digest(bytes: bytes(row, 7))
        else {
            throw PostgresFailure(
                JournalError(.corrupt, "entry \(position) is not readable: its stream, version or hash is malformed"))
        }
        return Entry(
            position: Position(position), stream: stream, version: StreamVersion(integer(row, 2)),
            kind: EntryKind(text(row, 3)), actor: Actor(text(row, 4)),
            instant: Instant(microseconds: integer(row, 5)), body: bytes(row, 6), hash: hash)
    }

    func entries() throws(PostgresFailure) -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for row in 0..<count { entries.append(try entry(row)) }
        return entries
    }

    /// The row of a statement that selects the columns of `commands`.
    func commandRecord(_ row: Int) throws(PostgresFailure) -> CommandRecord {
        guard let key = IdempotencyKey(text(row, 0)), let fingerprint = SHA256Digest(bytes: bytes(row, 1)),
            integer(row, 2) >= 0, integer(row, 3) >= 0
        else { throw PostgresFailure(JournalError(.corrupt, "an idempotency record is not readable")) }
        return CommandRecord(
            key: key, fingerprint: fingerprint,
            receipt: AppendReceipt(
                first: Position(integer(row, 2)), last: Position(integer(row, 3)),
                instant: Instant(microseconds: integer(row, 4))))
    }

    /// The row of `head`: where the chain ends.
    func chain() throws(PostgresFailure) -> Chain {
        guard count == 1, integer(0, 0) >= 0, let hash = SHA256Digest(bytes: bytes(0, 1)) else {
            throw PostgresFailure(JournalError(.corrupt, "the row that holds the end of the chain is not readable"))
        }
        return Chain(position: Position(integer(0, 0)), hash: hash)
    }
}
