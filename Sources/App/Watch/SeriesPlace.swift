internal import CLI
internal import Journal
internal import Machine
internal import Observing
internal import Settings
internal import StorePostgres
internal import StoreSQLite

/// Where results are kept: beside the journal, in a file or a schema of their own.
enum SeriesPlace {
    static func open(_ settings: Settings) async throws(ProgramFailure) -> any SeriesStore {
        do throws(SeriesStoreError) {
            switch settings.database {
            case .sqlite(let path): return try await SQLiteSeries.open(path: file(beside: path))
            case .postgres(let url):
                return try await PostgresSeries.open(
                    url: try address(url, password: settings.databasePassword), random: Entropy.number)
            }
        } catch {
            throw .other(
                message: "the store of probe results can't be opened: \(error.message)",
                hint: "it stands beside the journal: see docs/lookout.md#results", code: .unavailable)
        }
    }

    /// `vigie.sqlite` has `vigie-series.sqlite` beside it.
    static func file(beside journal: String) -> String {
        let stem = journal.hasSuffix(".sqlite") ? String(journal.dropLast(7)) : journal
        return stem + "-series.sqlite"
    }

    /// What `vigie backup` and `vigie copy` leave where it is; nil where no results are kept.
    static func kept(beside database: DatabaseAddress) -> String? {
        switch database {
        case .sqlite(let path):
            let file = file(beside: path)
            return Files.exists(file) ? file : nil
        case .postgres(let url):
            return (try? PostgresAddress(url: url)).map { "the schema \($0.schema)_series, where any are kept" }
        }
    }

    static func sayLeft(_ results: String?, on console: Console) {
        guard let results else { return }
        console.line("  Probe results are not in it: they stay in \(results). See docs/operations.md.")
    }

    /// The journal's schema with `_series` behind its name.
    private static func address(_ url: String, password: Secret?) throws(SeriesStoreError) -> String {
        do throws(JournalError) {
            let whole = try Installation.url(url, password: password)
            let schema = try PostgresAddress(url: whole).schema
            return whole + (whole.contains("?") ? "&" : "?") + "schema=\(schema)_series"
        } catch {
            throw SeriesStoreError(.refused, error.message)
        }
    }
}
