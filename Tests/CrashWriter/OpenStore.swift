internal import Journal
internal import StorePostgres
internal import StoreSQLite

/// Opens the store that a URL names: `sqlite:PATH` or `postgres://…`.
func openStore(_ url: String, projections: [any Projection]) async throws -> any JournalStore {
    let parts = url.split(separator: ":", maxSplits: 1).map { String($0) }
    switch (parts.first, parts.count) {
    case ("sqlite", 2): return try await SQLiteStore.open(path: parts[1], projections: projections)
    case ("postgres", 2), ("postgresql", 2): return try await openPostgres(url, projections: projections)
    default: throw JournalError(.refused, "\(url) is no store; give sqlite:PATH or postgres://…")
    }
}

/// Asks again while the server is away: some rounds stop it while the writers start.
private func openPostgres(_ url: String, projections: [any Projection]) async throws -> any JournalStore {
    while true {
        do throws(JournalError) {
            return try await PostgresStore.open(url: url, projections: projections)
        } catch {
            guard error.code == .unavailable else { throw error }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
