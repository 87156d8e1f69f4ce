import Journal
import StorePostgres
import Vocabulary

/// What these tests append.
enum Material {
    static func command(_ stream: String, _ body: String = "{}", key: String? = nil) -> AppendCommand {
        command(stream, bytes: Array(body.utf8), key: key)
    }

    static func command(_ stream: String, bytes: [UInt8], key: String? = nil) -> AppendCommand {
        AppendCommand(
            actor: "system:test", instant: Instant(seconds: 1_764_843_060),
            drafts: [
                EntryDraft(stream: StreamName(category: "test", id: stream), kind: "test.done", body: bytes)
            ],
            idempotencyKey: key.flatMap { IdempotencyKey($0) })
    }

    /// Short times, so that a test of an outage does not wait for long ones.
    static var limits: PostgresLimits {
        var limits = PostgresLimits()
        limits.connect = .seconds(2)
        limits.statement = .seconds(5)
        limits.backoffFirst = .milliseconds(5)
        limits.backoffMost = .milliseconds(100)
        limits.readers = 2
        return limits
    }
}

extension JournalStore {
    /// Every entry, page by page.
    func allEntries() async throws -> [Entry] {
        var all: [Entry] = []
        while true {
            let page = try await entries(after: all.last?.position ?? .beforeFirst, limit: 1_000)
            if page.isEmpty { return all }
            all += page
        }
    }
}

/// Counts entries per stream, and all of them.
struct Counts: Projection {
    let name: ProjectionName
    let revision: Int

    init(_ name: ProjectionName = "counts", revision: Int = 1) {
        self.name = name
        self.revision = revision
    }

    func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        for key in ["all", entry.stream.rawValue] {
            let count = Int(String(decoding: try documents.document(key) ?? [], as: UTF8.self)) ?? 0
            try documents.put(key, Array("\(count + revision)".utf8))
        }
    }
}
