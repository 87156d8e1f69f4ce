internal import Journal
internal import Machine
internal import Synchronization

/// Copies the write-ahead log into the ledger's file beside the writer, whose operations would wait for it otherwise.
///
/// Nothing depends on it: what it has not copied, or could not, the writer copies when the log has grown to its bound.
final class LogCopier: Sendable {
    /// Operations between two copies: about 4 MB of log.
    private static let operations = 512
    /// How many pages the log holds before the writer itself copies what is left.
    static let pagesMost = 16_384

    private let thread: BlockingThread<Void>
    private let written = Atomic<Int>(0)

    init(_ connection: SQLiteConnection) {
        let owned = ThreadOwned([connection])
        thread = BlockingThread(
            name: "ledger-copy", capacity: 1, ended: { owned.release($0) },
            handle: { number, _ in
                owned.use(number) { connection in
                    // Without waiting for readers or the writer: what is in use is copied the next time.
                    try? connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                }
            })
    }

    func wrote(_ operations: Int) {
        guard written.add(operations, ordering: .relaxed).newValue >= Self.operations else { return }
        written.store(0, ordering: .relaxed)
        // One that is copying now looks at the log as it is; the next round comes soon.
        _ = thread.send(())
    }

    func stop() async { await thread.stop() }
}
