internal import CPostgres
internal import CSQLite
internal import Glibc
internal import PostgresFixture

/// The peer without an index: LIKE over every incident's document, the newest first, by the database's own API.
protocol FullScan {
    func find(_ word: String) -> Int
}

struct SQLiteScan: FullScan {
    let path: String

    func find(_ word: String) -> Int {
        var opened: OpaquePointer?
        unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        defer { unsafe sqlite3_close_v2(opened) }
        var statement: OpaquePointer?
        let sql = """
            SELECT key FROM documents WHERE projection = 'incidents' AND key >= 'incident/' AND key < 'incident0'
            AND CAST(body AS TEXT) LIKE '%\(word)%' ORDER BY key DESC LIMIT 20
            """
        unsafe sqlite3_prepare_v2(opened, sql, -1, &statement, nil)
        defer { unsafe sqlite3_finalize(statement) }
        var found = 0
        while unsafe sqlite3_step(statement) == SQLITE_ROW { found += 1 }
        return found
    }
}

@safe final class PostgresScan: FullScan {
    private let connection: OpaquePointer

    init(_ server: PostgresServer, schema: String) {
        let role = PostgresServer.role
        let settings = "host=\(server.directory) port=\(server.port) user=\(role) dbname=\(role)"
        guard let connection = unsafe PQconnectdb(settings + " options='-c search_path=\(schema)'") else {
            fatalError("libpq gives no connection")
        }
        unsafe self.connection = unsafe connection
    }

    deinit { unsafe PQfinish(connection) }

    func find(_ word: String) -> Int {
        let sql = """
            SELECT key FROM documents WHERE projection = 'incidents' AND key >= 'incident/' AND key < 'incident0'
            AND convert_from(body, 'UTF8') LIKE '%\(word)%' ORDER BY key DESC LIMIT 20
            """
        let result = unsafe PQexec(connection, sql)
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_TUPLES_OK else {
            fatalError(unsafe String(cString: PQerrorMessage(connection)))
        }
        return Int(unsafe PQntuples(result))
    }
}
