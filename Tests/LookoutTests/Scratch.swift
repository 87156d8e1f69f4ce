import Foundation
import Journal
import Lookout
import StoreSQLite
import Vocabulary

enum Scratch {
    /// A journal in a folder of its own, with the one projection.
    static func withStore<Value: Sendable>(
        _ body: (SQLiteStore) async throws -> Value
    ) async throws -> Value {
        try await withFolder { folder in
            let store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [WatchProjection()])
            do {
                let value = try await body(store)
                await store.close()
                return value
            } catch {
                await store.close()
                throw error
            }
        }
    }

    static func withFolder<Value: Sendable>(_ body: (String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-lookout-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
