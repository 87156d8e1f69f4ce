import CSQLite
import Foundation
import Journal
import JournalContract
import StoreSQLite
import Testing

/// A folder of its own with one journal file in it.
final class SQLitePlace: CrashPlace {
    let folder: String
    var path: String { folder + "/journal.sqlite" }

    var url: String { "sqlite:" + path }

    init(in parent: String = NSTemporaryDirectory()) throws {
        folder = parent + "/vigie-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func open(_ projections: [any Projection]) async throws -> any JournalTransfer {
        try await SQLiteStore.open(path: path, projections: projections)
    }

    func remove() async { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs SQL on a connection of its own, as someone with the `sqlite3` shell could.
    func run(_ sql: String) throws {
        var handle: OpaquePointer?
        try #require(unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK)
        defer { unsafe sqlite3_close_v2(handle) }
        unsafe sqlite3_busy_timeout(handle, 5_000)
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLError(message: unsafe String(cString: sqlite3_errmsg(handle))) }
    }

    struct SQLError: Error {
        var message: String
    }

    func tamper(_ tampering: Tampering) async throws {
        try run(
            """
            BEGIN IMMEDIATE;
            DROP TRIGGER entries_are_never_changed;
            DROP TRIGGER entries_are_never_removed;
            \(Self.sql(tampering));
            CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
            BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
            CREATE TRIGGER entries_are_never_removed BEFORE DELETE ON entries
            BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
            COMMIT
            """)
    }

    private static func sql(_ tampering: Tampering) -> String {
        switch tampering {
        case .body(let position):
            "UPDATE entries SET body = zeroblob(length(body)) WHERE position = \(position.rawValue)"
        case .instant(let position): "UPDATE entries SET instant = instant + 1 WHERE position = \(position.rawValue)"
        case .hash(let position): "UPDATE entries SET hash = randomblob(32) WHERE position = \(position.rawValue)"
        case .removal(let position): "DELETE FROM entries WHERE position = \(position.rawValue)"
        case .lastRemoval: "DELETE FROM entries WHERE position = (SELECT max(position) FROM entries)"
        case .end:
            "UPDATE journal_end SET position = position - 1, "
                + "hash = (SELECT hash FROM entries WHERE position = journal_end.position - 1)"
        case .documentRemoval(let projection, let key):
            "DELETE FROM documents WHERE projection = '\(projection)' AND key = '\(key)'"
        case .searchOrder(let projection, let key):
            "UPDATE search_entries SET ordering = ordering + 1 WHERE projection = '\(projection)' AND key = '\(key)'"
        case .archive(let digest):
            // The last byte of a gzip stream belongs to the length it promises.
            "UPDATE archive SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'5a' AS BLOB) "
                + "WHERE digest = x'\(digest.map { String(format: "%02x", $0) }.joined())'"
        }
    }
}
