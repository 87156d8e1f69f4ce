internal import Journal
internal import StoreSQLite

/// Opens the store that a URL names: `sqlite:PATH`.
func openStore(_ url: String, projections: [any Projection]) async throws -> any JournalStore {
    let parts = url.split(separator: ":", maxSplits: 1).map { String($0) }
    switch (parts.first, parts.count) {
    case ("sqlite", 2): return try await SQLiteStore.open(path: parts[1], projections: projections)
    default: throw JournalError(.refused, "\(url) is no store; give sqlite:PATH")
    }
}
