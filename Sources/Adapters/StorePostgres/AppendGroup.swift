internal import Bytes
internal import Journal
internal import Vocabulary

/// The commands of one transaction: each is decided against what the ones before it leave.
struct AppendGroup {
    private(set) var chain: Chain
    /// Whether any command succeeded, also one that was recorded earlier.
    private(set) var hasReceipts = false
    private let schema: String
    private var versions: [String: Int64] = [:]
    private var records: [String: CommandRecord] = [:]
    private var newRecords: [CommandRecord] = []
    private var entries: [Entry] = []

    init(chain: Chain, schema: String) {
        self.chain = chain
        self.schema = schema
    }

    /// What the database knows of the streams of the group.
    mutating func take(versions: Rows) {
        for row in 0..<versions.count { self.versions[versions.text(row, 0)] = versions.integer(row, 1) }
    }

    /// What the database knows of the keys of the group.
    mutating func take(commands: Rows) throws(PostgresFailure) {
        for row in 0..<commands.count {
            let record = try commands.commandRecord(row)
            records[record.key.rawValue] = record
        }
    }

    /// Decides one command. Throws only what ends the whole transaction.
    mutating func record(
        _ queued: QueuedCommand, projections: [any Projection], documents: TransactionDocuments
    ) throws(PostgresFailure) -> Result<AppendReceipt, JournalError> {
        let command = queued.command
        if let key = command.idempotencyKey, let known = records[key.rawValue] {
            guard known.fingerprint == queued.fingerprint else {
                return .failure(
                    JournalError(.idempotencyConflict, "the idempotency key \(key) was used for another command"))
            }
            hasReceipts = true
            return .success(known.receipt)
        }
        for expectation in command.expectations {
            let version = versions[expectation.stream.rawValue] ?? 0
            guard version == expectation.version.rawValue else {
                return .failure(
                    JournalError(
                        .versionConflict,
                        "stream \(expectation.stream) is at version \(version), not \(expectation.version.rawValue); "
                            + "read it again and decide anew"))
            }
        }
        let before = (chain: chain, count: entries.count)
        do throws(JournalError) {
            let receipt = try extend(with: command, projections: projections, documents: documents)
            if let key = command.idempotencyKey, let fingerprint = queued.fingerprint {
                let record = CommandRecord(key: key, fingerprint: fingerprint, receipt: receipt)
                records[key.rawValue] = record
                newRecords.append(record)
            }
            documents.keepChanges()
            hasReceipts = true
            return .success(receipt)
        } catch {
            documents.dropChanges()
            chain = before.chain
            for entry in entries[before.count...].reversed() {
                versions[entry.stream.rawValue] = entry.version.rawValue - 1
            }
            entries.removeSubrange(before.count...)
            if let failure = documents.failure { throw failure }
            return .failure(error)
        }
    }

    private mutating func extend(
        with command: AppendCommand, projections: [any Projection], documents: TransactionDocuments
    ) throws(JournalError) -> AppendReceipt {
        let first = chain.position.next
        for draft in command.drafts {
            let version = (versions[draft.stream.rawValue] ?? 0) + 1
            versions[draft.stream.rawValue] = version
            let entry = chain.extend(
                with: draft, version: StreamVersion(version), actor: command.actor, instant: command.instant)
            entries.append(entry)
            try entry.apply(projections, documents)
        }
        return AppendReceipt(first: first, last: chain.position, instant: command.instant)
    }

    /// The statements that write the group's entries and idempotency records.
    func writes() -> [BoundStatement] {
        var statements = entries.insertions()
        if !newRecords.isEmpty { statements.append(newRecords.insertion()) }
        return statements
    }
}

extension Entry {
    /// Lets every projection make of the entry what it wants.
    func apply(_ projections: [any Projection], _ documents: TransactionDocuments) throws(JournalError) {
        for projection in projections {
            var window: any DocumentEditing = ProjectionDocuments(
                documents: documents, projection: projection.name.rawValue)
            try projection.apply(self, to: &window)
        }
    }
}

extension [Entry] {
    /// Insert statements that hold some megabytes each: one value of PostgreSQL has at most a gigabyte.
    func insertions() -> [BoundStatement] {
        var statements: [BoundStatement] = []
        var start = startIndex
        while start < endIndex {
            var end = start
            var bytes = 0
            while end < endIndex, bytes < 8 << 20 {
                bytes += self[end].body.count
                end += 1
            }
            statements.append(Self.insertion(self[start..<end]))
            start = end
        }
        return statements
    }

    private static func insertion(_ entries: ArraySlice<Entry>) -> BoundStatement {
        SQL.insertEntries.with(
            .integers(entries.map(\.position.rawValue)), .texts(entries.map(\.stream.rawValue)),
            .integers(entries.map(\.version.rawValue)), .texts(entries.map(\.kind.rawValue)),
            .texts(entries.map(\.actor.rawValue)), .integers(entries.map(\.instant.microseconds)),
            .byteStrings(entries.map(\.body)), .byteStrings(entries.map(\.hash.bytes)))
    }
}

extension [CommandRecord] {
    func insertion() -> BoundStatement {
        SQL.insertCommands.with(
            .texts(map(\.key.rawValue)), .byteStrings(map(\.fingerprint.bytes)),
            .integers(map(\.receipt.first.rawValue)), .integers(map(\.receipt.last.rawValue)),
            .integers(map(\.receipt.instant.microseconds)))
    }
}
