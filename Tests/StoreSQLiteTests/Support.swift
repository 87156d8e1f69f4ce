import Foundation
import Journal
import StoreSQLite
import Vocabulary

extension SQLitePlace {
    var serving: SQLiteOptions { SQLiteOptions() }

    var beside: SQLiteOptions {
        var options = SQLiteOptions()
        options.access = .beside
        return options
    }

    func serve(
        _ options: SQLiteOptions = SQLiteOptions(), projections: [any Projection] = []
    ) async throws(JournalError) -> SQLiteStore {
        try await SQLiteStore.open(path: path, projections: projections, options: options)
    }
}

/// Runs `body` with a place that is removed afterwards.
func withPlace(in parent: String = NSTemporaryDirectory(), _ body: (SQLitePlace) async throws -> Void) async throws {
    let place = try SQLitePlace(in: parent)
    do {
        try await body(place)
    } catch {
        await place.remove()
        throw error
    }
    await place.remove()
}

/// The journal error that `body` throws, if it throws one.
func journalError(_ body: () async throws -> Void) async -> JournalError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? JournalError
    }
}

func sample(_ id: String, _ body: [UInt8] = Array("{}".utf8), key: String? = nil) -> AppendCommand {
    AppendCommand(
        actor: "system:test", instant: Instant(seconds: 1),
        drafts: [EntryDraft(stream: StreamName(category: "test", id: id), kind: "test.happened", body: body)],
        idempotencyKey: key.flatMap { IdempotencyKey($0) })
}

/// The folder of the executables that the package builds; the test bundle lies there too.
func builtProgram(_ name: String) throws -> String {
    let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent(name).path
}
