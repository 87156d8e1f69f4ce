internal import Synchronization

/// Lets those of one name go one after another, in the order in which they came.
final class SerialLine: Sendable {
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    func enter(_ name: String) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[name] != nil else {
                    waiting[name] = []
                    return true
                }
                waiting[name]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func leave(_ name: String) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard var line = waiting[name], !line.isEmpty else {
                waiting[name] = nil
                return nil
            }
            let first = line.removeFirst()
            waiting[name] = line
            return first
        }
        next?.resume()
    }
}
