internal import Glibc
internal import Journal
internal import Synchronization

/// Says that one process appends to the file: a lock on a small file beside the database.
///
/// The system gives it up when the process ends, however it ends.
///
/// It is not a lock on the database file itself, because closing a second descriptor of that file would drop the
/// locks SQLite holds on it.
final class SQLiteLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(path: String) throws(JournalError) {
        let lockPath = path + ".lock"
        let descriptor = unsafe open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw JournalError(
                .unavailable,
                "cannot open \(lockPath): \(Self.describe(errno)); "
                    + "check that the folder exists and that this user may write to it")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw JournalError(
                .unavailable,
                "another process is serving \(path) and alone may write to it; stop it first, or give another path")
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    static func describe(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
