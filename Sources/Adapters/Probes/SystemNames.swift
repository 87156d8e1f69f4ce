internal import Machine
package import Network
package import Observing
internal import Synchronization
package import Vocabulary

/// Asks the system for addresses, on threads of its own: a resolver may not answer. Who asks for a name that is being looked
/// for already gets what comes of that.
package final class SystemNames: NameFinding {
    private static let waitingMost = 1_024

    private let thread: BlockingThread<String>
    private let line = WaitingLine()

    /// - Parameter find: asks the system, and may block.
    package init(threads: Int = 8, find: @escaping @Sendable (String) -> [NetworkAddress]) {
        thread = BlockingThread(name: "probe-names", count: threads, capacity: Self.waitingMost) { [line] _, hosts in
            for host in hosts {
                line.begin(host)
                let addresses = find(host)
                line.end(host, addresses.isEmpty ? .none : .found(addresses))
            }
        }
    }

    /// Returns when the look-ups that were begun have ended.
    package func close() async { await thread.stop() }

    package func addresses(of host: String, within time: TimeSpan) async -> FoundNames {
        let start = SystemClock.monotonicMicroseconds()
        let place = line.enter(host)
        if place.isFirst {
            if case .accepted = thread.send(host) {} else { line.end(host, .unasked) }
        }
        let timer = Task { [line] in
            try? await Task.sleep(for: .microseconds(max(time.microseconds, 1_000)))
            if !Task.isCancelled { line.giveUp(host, place.number) }
        }
        let ending = await line.ending(place.number)
        timer.cancel()
        return FoundNames(ending, took: TimeSpan(microseconds: SystemClock.monotonicMicroseconds() - start))
    }
}

/// Who waits for which name.
private final class WaitingLine: Sendable {
    fileprivate struct Place {
        var ending: FoundNames.Ending?
        var waiter: CheckedContinuation<FoundNames.Ending, Never>?
    }

    fileprivate struct State {
        var places: [UInt64: Place] = [:]
        /// By host; one that is there is being looked for, or is to be.
        var hosts: [String: Set<UInt64>] = [:]
        var begun: Set<String> = []
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    func enter(_ host: String) -> (number: UInt64, isFirst: Bool) {
        state.withLock { state in
            state.next += 1
            state.places[state.next] = Place()
            let isFirst = state.hosts[host] == nil
            state.hosts[host, default: []].insert(state.next)
            return (state.next, isFirst)
        }
    }

    func begin(_ host: String) { state.withLock { _ = $0.begun.insert(host) } }

    func end(_ host: String, _ ending: FoundNames.Ending) {
        let waiters = state.withLock { state in
            state.begun.remove(host)
            return (state.hosts.removeValue(forKey: host) ?? []).compactMap { state.give(ending, to: $0) }
        }
        for waiter in waiters { waiter.resume(returning: ending) }
    }

    /// The time of one who waits is over; the look-up goes on for the others.
    func giveUp(_ host: String, _ number: UInt64) {
        let (waiter, ending) = state.withLock { state in
            state.hosts[host]?.remove(number)
            let ending: FoundNames.Ending = state.begun.contains(host) ? .timedOut : .unasked
            return (state.give(ending, to: number), ending)
        }
        waiter?.resume(returning: ending)
    }

    func ending(_ number: UInt64) async -> FoundNames.Ending {
        let ending = await withCheckedContinuation { waiter in
            let early = state.withLock { state in
                let early = state.places[number]?.ending
                if early == nil { state.places[number]?.waiter = waiter }
                return early
            }
            if let early { waiter.resume(returning: early) }
        }
        state.withLock { _ = $0.places.removeValue(forKey: number) }
        return ending
    }
}

extension WaitingLine.State {
    /// The first ending counts. Who is to be woken; nil where nobody waits yet, or any more.
    fileprivate mutating func give(
        _ ending: FoundNames.Ending, to number: UInt64
    ) -> CheckedContinuation<FoundNames.Ending, Never>? {
        guard let place = places[number], place.ending == nil else { return nil }
        places[number] = WaitingLine.Place(ending: ending, waiter: nil)
        return place.waiter
    }
}
