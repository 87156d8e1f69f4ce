internal import Bytes
internal import Journal
internal import Vocabulary

/// What a command comes to, decided before anything is written.
enum CommandDecision {
    case fresh
    /// It was recorded before: this is the receipt it got then.
    case known(AppendReceipt)
    case conflict(JournalError)
}

extension JournalWriter {
    func decide(_ command: AppendCommand, fingerprint: SHA256Digest?) throws(JournalError) -> CommandDecision {
        if let key = command.idempotencyKey, let earlier = try earlier(key) {
            if earlier.fingerprint == fingerprint?.bytes { return .known(earlier.receipt) }
            return .conflict(
                JournalError(
                    .idempotencyConflict,
                    "the idempotency key \(key) was used for another command; send this one with a key of its own"))
        }
        for expectation in command.expectations {
            let version = try version(of: expectation.stream)
            if version != expectation.version {
                return .conflict(
                    JournalError(
                        .versionConflict,
                        "stream \(expectation.stream) is at version \(version.rawValue), not at the expected "
                            + "\(expectation.version.rawValue); read it again and decide anew"))
            }
        }
        guard stale.isEmpty else {
            return .conflict(
                JournalError(
                    .schema,
                    "entries were imported after the projections \(stale.map(\.rawValue).joined(separator: ", ")) "
                        + "were made; run `vigie rebuild` before appending"))
        }
        return .fresh
    }

    private func earlier(_ key: IdempotencyKey) throws(JournalError) -> (fingerprint: [UInt8], receipt: AppendReceipt)?
    {
        try statements.findCommand.bind(1, key.rawValue).firstRow { row in
            (
                row.bytes(0),
                AppendReceipt(
                    first: Position(max(row.number(1), 0)), last: Position(max(row.number(2), 0)),
                    instant: Instant(microseconds: row.number(3)))
            )
        }
    }

    /// Writes a decided command: its entries, what the projections make of them, and its key.
    func record(_ command: AppendCommand, fingerprint: SHA256Digest?) throws(JournalError) -> AppendReceipt {
        let first = chain.position.next
        for draft in command.drafts {
            let version = try version(of: draft.stream).next
            let entry = chain.extend(with: draft, version: version, actor: command.actor, instant: command.instant)
            try insert(entry)
            for index in projections.indices { try projections[index].apply(entry, to: &editings[index]) }
        }
        try statements.searching.write()
        let receipt = AppendReceipt(first: first, last: chain.position, instant: command.instant)
        if let key = command.idempotencyKey, let fingerprint {
            try insert(CommandRecord(key: key, fingerprint: fingerprint, receipt: receipt))
        }
        return receipt
    }

    func insert(_ entry: Entry) throws(JournalError) {
        try statements.insertEntry.bind(1, entry.position.rawValue).bind(2, entry.stream.rawValue)
            .bind(3, entry.version.rawValue).bind(4, entry.kind.rawValue).bind(5, entry.actor.rawValue)
            .bind(6, entry.instant.microseconds).bind(7, entry.body).bind(8, entry.hash.bytes).run()
        remember(entry.version, of: entry.stream)
    }

    func insert(_ record: CommandRecord) throws(JournalError) {
        try statements.insertCommand.bind(1, record.key.rawValue).bind(2, record.fingerprint.bytes)
            .bind(3, record.receipt.first.rawValue).bind(4, record.receipt.last.rawValue)
            .bind(5, record.receipt.instant.microseconds).run()
    }

    func version(of stream: StreamName) throws(JournalError) -> StreamVersion {
        if let version = versions[stream] { return version }
        let found = try statements.streamVersion.bind(1, stream.rawValue).firstRow { row in row.number(0) }
        guard found ?? 0 >= 0, found ?? 0 < Int64.max else {
            throw JournalError(.corrupt, "stream \(stream) is at an impossible version; run `vigie verify`")
        }
        let version = StreamVersion(found ?? 0)
        remember(version, of: stream)
        return version
    }

    private func remember(_ version: StreamVersion, of stream: StreamName) {
        if versions.count >= Self.versionsMost { versions.removeAll(keepingCapacity: true) }
        versions[stream] = version
    }
}

/// The writer's statements, prepared once.
final class WriterStatements {
    let begin: SQLiteStatement
    let commit: SQLiteStatement
    let savepoint: SQLiteStatement
    let release: SQLiteStatement
    let rollBackTo: SQLiteStatement
    let moveEnd: SQLiteStatement
    let insertEntry: SQLiteStatement
    let insertCommand: SQLiteStatement
    let findCommand: SQLiteStatement
    let streamVersion: SQLiteStatement
    let keep: SQLiteStatement
    let documents: DocumentStatements
    let documentWriting: DocumentWriting
    let searching: SearchWriting

    init(_ connection: SQLiteConnection) throws(JournalError) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        savepoint = try connection.prepare("SAVEPOINT one")
        release = try connection.prepare("RELEASE one")
        rollBackTo = try connection.prepare("ROLLBACK TO one")
        moveEnd = try connection.prepare("UPDATE journal_end SET position = ?1, hash = ?2 WHERE only = 1")
        insertEntry = try connection.prepare(
            """
            INSERT INTO entries (position, stream, version, kind, actor, instant, body, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        insertCommand = try connection.prepare(
            "INSERT INTO commands (key, fingerprint, first, last, instant) VALUES (?1, ?2, ?3, ?4, ?5)")
        findCommand = try connection.prepare(
            "SELECT fingerprint, first, last, instant FROM commands WHERE key = ?1")
        streamVersion = try connection.prepare(
            "SELECT version FROM entries WHERE stream = ?1 ORDER BY version DESC LIMIT 1")
        keep = try connection.prepare(
            "INSERT OR IGNORE INTO archive (digest, encoding, size, bytes) VALUES (?1, ?2, ?3, ?4)")
        documents = try DocumentStatements(connection)
        documentWriting = try DocumentWriting(connection)
        searching = try SearchWriting(connection)
    }
}
