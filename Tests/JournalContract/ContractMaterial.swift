internal import Journal
internal import Vocabulary

/// What the cases append: small, readable, deterministic.
enum Material {
    static let instant = Instant(seconds: 1_764_843_060)

    static func stream(_ id: some CustomStringConvertible) -> StreamName {
        StreamName(category: "test", id: "\(id)")
    }

    static func draft(_ id: some CustomStringConvertible, kind: EntryKind = "test.happened", _ body: String = "{}")
        -> EntryDraft
    {
        EntryDraft(stream: stream(id), kind: kind, body: Array(body.utf8))
    }

    static func command(
        _ drafts: [EntryDraft], expecting: [StreamExpectation] = [], key: String? = nil, at instant: Instant = instant
    ) -> AppendCommand {
        AppendCommand(
            actor: "system:test", instant: instant, drafts: drafts, expectations: expecting,
            idempotencyKey: key.flatMap { IdempotencyKey($0) })
    }

    /// One entry in one stream.
    static func command(_ id: some CustomStringConvertible, _ body: String = "{}", key: String? = nil) -> AppendCommand
    {
        command([draft(id, body)], key: key)
    }

    static func expect(_ id: some CustomStringConvertible, _ version: Int64) -> StreamExpectation {
        StreamExpectation(stream: stream(id), version: StreamVersion(version))
    }
}

extension JournalStore {
    /// Every entry, read page by page as a caller must.
    func allEntries(pageLimit: Int = 1_000) async throws -> [Entry] {
        var all: [Entry] = []
        while true {
            let page = try await entries(after: all.last?.position ?? .beforeFirst, limit: pageLimit)
            if page.isEmpty { return all }
            all += page
        }
    }

    func document(_ projection: ProjectionName, _ key: String) async throws -> [UInt8]? {
        try await read { (documents) throws(JournalError) in try documents.document(projection, key) }
    }

    func documents(_ projection: ProjectionName, _ range: DocumentRange) async throws -> [Document] {
        try await read { (documents) throws(JournalError) in try documents.documents(projection, range) }
    }
}

/// The chain and the versions hold, and the head is where the entries end.
func checkWhole(_ store: any JournalTransfer, projections: [any Projection] = []) async throws {
    let report = try await JournalVerifier(store, projections: projections).verify()
    try check(report.isSound, "the journal does not verify: \(report.problems)")
    try checkEqual(report.head, try await store.head(), "the end of the chain")
}
