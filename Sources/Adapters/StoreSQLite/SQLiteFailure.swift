internal import CSQLite
internal import Glibc
internal import Journal

/// The one place where SQLite's codes become the journal's errors.
///
/// SQLite's own message is kept: it names tables and constraints, never values.
enum SQLiteFailure {
    static func error(_ code: Int32, _ handle: OpaquePointer?, doing: String, path: String) -> JournalError {
        let own = unsafe String(cString: handle.map { unsafe sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
        let systemError = unsafe handle.map { unsafe sqlite3_system_errno($0) } ?? 0
        let what = "SQLite could not \(doing) (\(path)): \(own) (code \(code))"
        switch code & 0xff {
        case SQLITE_FULL: return full(what)
        case SQLITE_IOERR: return inputOutput(code, systemError, what)
        case SQLITE_BUSY, SQLITE_LOCKED:
            return JournalError(
                .unavailable, what + "; another process holds the file for writing: try again, or stop that process")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return JournalError(
                .corrupt, what + "; run `vigie verify`, keep the file aside and restore the last backup")
        case SQLITE_CANTOPEN:
            return JournalError(
                .unavailable, what + "; check that the folder exists and that this user may write to it")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return JournalError(
                .unavailable, what + "; check that this user may write to the file, its folder and its file system")
        case SQLITE_NOMEM: return JournalError(.unavailable, what + "; free memory and try again")
        case SQLITE_TOOBIG: return JournalError(.refused, what)
        default: return JournalError(.failed, what)
        }
    }

    /// True when a sync failed: what the file holds is unknown, and a second sync may wrongly succeed.
    static func lostSync(_ code: Int32) -> Bool {
        code == extended(4) || code == extended(5)
    }

    /// SQLITE_IOERR_FSYNC (4), _DIR_FSYNC (5) and _CORRUPTFS (33) are macros that Swift does not import.
    private static func extended(_ number: Int32) -> Int32 { SQLITE_IOERR | number << 8 }

    private static func inputOutput(_ code: Int32, _ systemError: Int32, _ what: String) -> JournalError {
        if systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG { return full(what) }
        if code == extended(33) {
            return JournalError(.corrupt, what + "; check the file system and restore the last backup")
        }
        return JournalError(.unavailable, what + "; system error \(systemError): check the disk and its cables")
    }

    private static func full(_ what: String) -> JournalError {
        JournalError(.full, what + "; free space on this disk (or raise the quota): nothing was recorded")
    }
}
