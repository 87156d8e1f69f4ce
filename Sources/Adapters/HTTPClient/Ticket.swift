internal import HTTP
internal import Synchronization

/// The caller who waits for a transfer. Answered exactly once: at the latest when nobody holds the ticket any more,
/// because the loop was stopped and dropped what was given to it.
final class Ticket: Sendable {
    typealias Outcome = Result<FetchResponse, FetchError>

    let id: UInt64
    private let waiter: Mutex<CheckedContinuation<Outcome, Never>?>

    init(id: UInt64, waiter: CheckedContinuation<Outcome, Never>) {
        self.id = id
        self.waiter = Mutex(waiter)
    }

    deinit { answer(.failure(FetchError(.cancelled, "the client is closed"))) }

    func answer(_ outcome: Outcome) {
        let waiter = waiter.withLock { waiter in
            defer { waiter = nil }
            return waiter
        }
        waiter?.resume(returning: outcome)
    }
}

/// Set when the caller's task is cancelled, which may be before the loop hears of the transfer.
final class CancelFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }
    func set() { flag.store(true, ordering: .releasing) }
}
