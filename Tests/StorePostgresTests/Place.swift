import Bytes
import Journal
import JournalContract
import PostgresFixture
import StorePostgres

/// A schema of its own on the shared server.
struct PostgresPlace: CrashPlace {
    let server: PostgresServer
    let url: String
    let schema: String

    init(_ own: PostgresServer? = nil) throws {
        server = try own ?? PostgresServer.shared()
        (url, schema) = server.fresh()
    }

    func open(_ projections: [any Projection]) async throws -> any JournalTransfer {
        try await PostgresStore.open(url: url, projections: projections)
    }

    /// As the owner of the tables could, who can also switch the triggers off.
    func tamper(_ tampering: Tampering) async throws {
        let change: String
        switch tampering {
        case .body(let position):
            change = "UPDATE entries SET body = set_byte(body, 0, get_byte(body, 0) # 1) WHERE \(at(position))"
        case .instant(let position):
            change = "UPDATE entries SET instant = instant + 1 WHERE \(at(position))"
        case .hash(let position):
            change = "UPDATE entries SET hash = set_byte(hash, 7, get_byte(hash, 7) # 1) WHERE \(at(position))"
        case .removal(let position):
            change = "DELETE FROM entries WHERE \(at(position))"
        case .lastRemoval:
            change = "DELETE FROM entries WHERE position = (SELECT max(position) FROM entries)"
        case .end:
            change = """
                UPDATE head SET (position, hash) =
                    (SELECT position, hash FROM entries WHERE position = head.position - 1)
                """
        case .documentRemoval(let projection, let key):
            change = "DELETE FROM documents WHERE projection = '\(projection)' AND key = '\(key)'"
        case .searchOrder(let projection, let key):
            change = """
                UPDATE search_entries SET ordering = ordering + 1 WHERE projection = '\(projection)' AND key = '\(key)'
                """
        case .archive(let digest):
            change = """
                UPDATE captures SET content = set_byte(content, octet_length(content) / 2,
                    get_byte(content, octet_length(content) / 2) # 1)
                WHERE digest = '\\x\(Hexadecimal.encode(digest))'
                """
        }
        try server.query(
            """
            SET search_path = \(schema); ALTER TABLE entries DISABLE TRIGGER ALL; \(change);
            ALTER TABLE entries ENABLE TRIGGER ALL
            """, asRole: "postgres")
    }

    func remove() async {
        _ = try? server.query("DROP SCHEMA \(schema) CASCADE", asRole: "postgres")
    }

    private func at(_ position: Position) -> String { "position = \(position.rawValue)" }
}
