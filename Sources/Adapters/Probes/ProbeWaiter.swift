internal import Synchronization

/// Who waits for what a conversation comes to. Answered once: at the latest with nothing, when nobody holds it any more because the
/// loop was stopped and forgot what it watched.
final class ProbeWaiter<Value: Sendable>: Sendable {
    private let waiter: Mutex<CheckedContinuation<Value?, Never>?>

    init(_ waiter: CheckedContinuation<Value?, Never>) { self.waiter = Mutex(waiter) }

    deinit { give(nil) }

    func give(_ value: Value?) {
        let waiter = waiter.withLock { waiter in
            defer { waiter = nil }
            return waiter
        }
        waiter?.resume(returning: value)
    }
}
