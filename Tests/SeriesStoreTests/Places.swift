import CSQLite
import Foundation
import Observing
import PostgresFixture
import SeriesContract
import StorePostgres
import StoreSQLite
import Testing

/// A folder of its own with one file of series in it.
final class SQLiteSeriesPlace: SeriesPlace {
    let folder: String
    var path: String { folder + "/series.sqlite" }
    var url: String { "sqlite:" + path }
    var allowsSeveral: Bool { false }

    init() throws {
        folder = NSTemporaryDirectory() + "/vigie-series-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func open() async throws -> any SeriesStore { try await SQLiteSeries.open(path: path) }

    struct SQLError: Error {
        let message: String
    }

    func run(sql: String) async throws {
        var handle: OpaquePointer?
        try #require(unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK)
        defer { unsafe sqlite3_close_v2(handle) }
        unsafe sqlite3_busy_timeout(handle, 5_000)
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLError(message: unsafe String(cString: sqlite3_errmsg(handle))) }
    }

    func remove() async { try? FileManager.default.removeItem(atPath: folder) }
}

/// A schema of its own on a server.
struct PostgresSeriesPlace: SeriesPlace {
    let server: PostgresServer
    let url: String
    let schema: String
    var allowsSeveral: Bool { true }

    init(_ own: PostgresServer? = nil) throws {
        server = try own ?? PostgresServer.shared()
        (url, schema) = server.fresh()
    }

    func open() async throws -> any SeriesStore { try await PostgresSeries.open(url: url) }

    func run(sql: String) async throws { try server.query("SET search_path = \(schema); \(sql)") }

    func remove() async { _ = try? server.query("DROP SCHEMA \(schema) CASCADE", asRole: "postgres") }
}
