package import Bytes
package import Journal

extension SQLiteStore {
    package func rebuild(
        _ projections: [ProjectionName], progress: @escaping @Sendable (Position, Position) -> Void
    ) async throws(JournalError) {
        let serving = if case .serve = options.access { true } else { false }
        try await write { (writer) throws(JournalError) in
            try writer.rebuild(projections, serving: serving, progress: progress)
        }
    }

    package func commands(after key: IdempotencyKey?, limit: Int) async throws(JournalError) -> [CommandRecord] {
        try await query { (reader) throws(JournalError) in try reader.commands(after: key, limit: limit) }
    }

    package func archivedDigests(after digest: SHA256Digest?, limit: Int) async throws(JournalError) -> [SHA256Digest] {
        try await query { (reader) throws(JournalError) in try reader.archivedDigests(after: digest, limit: limit) }
    }

    package func importEntries(_ entries: [Entry]) async throws(JournalError) {
        try requireServing()
        try await write { (writer) throws(JournalError) in try writer.importEntries(entries) }
    }

    package func importCommands(_ records: [CommandRecord]) async throws(JournalError) {
        try requireServing()
        try await write { (writer) throws(JournalError) in
            try writer.transaction { () throws(JournalError) in
                for record in records { try writer.insert(record) }
            }
        }
    }

    package func documentsDigest(_ projection: ProjectionName) async throws(JournalError) -> SHA256Digest {
        try await read { (documents) throws(JournalError) in try DocumentsDigest.of(projection, in: documents) }
    }

    package func storageProblems() async throws(JournalError) -> [String] {
        try await query { (reader) throws(JournalError) in try reader.storageProblems() }
    }
}

extension JournalWriter {
    fileprivate func importEntries(_ entries: [Entry]) throws(JournalError) {
        guard !entries.isEmpty else { return }
        try transaction { () throws(JournalError) in
            if stale.isEmpty { try leaveProjectionsBehind(at: chain.position) }
            for entry in entries {
                do throws(ChainBreak) {
                    try chain.follow(entry)
                } catch {
                    throw JournalError(.refused, "the import does not follow the journal: \(error)")
                }
                let expected = try version(of: entry.stream).next
                guard entry.version == expected else {
                    throw JournalError(
                        .refused,
                        "the import does not follow the journal: entry \(entry.position.rawValue) is version "
                            + "\(entry.version.rawValue) of its stream, where \(expected.rawValue) must follow")
                }
                try insert(entry)
            }
            try statements.moveEnd.bind(1, chain.position.rawValue).bind(2, chain.hash.bytes).run()
        }
        stale = projections.map(\.name)
        waiters.advance(to: chain.position)
    }
}
