/// Who may start now, who waits and who is refused: at most so many transfers at once, so many of them to one host,
/// and so many waiting. Hosts that have waiters take turns, so a host that is slow delays only its own.
package struct AdmissionQueue {
    package struct Limits: Sendable, Hashable {
        package var running: Int
        package var perHost: Int
        package var waiting: Int

        package init(running: Int, perHost: Int, waiting: Int) {
            self.running = running
            self.perHost = perHost
            self.waiting = waiting
        }
    }

    package enum Admission: Equatable {
        case start
        case wait
        case refuse
    }

    private struct Host {
        var running = 0
        /// In order; `first` is where the line begins.
        var line: [UInt64] = []
        var first = 0
        var hasTurn = false

        var isWaiting: Bool { first < line.count }
    }

    package let limits: Limits
    package private(set) var running = 0
    package private(set) var waiting = 0
    private var hosts: [String: Host] = [:]
    /// Hosts whose first waiter may start as soon as a place is free, in turn.
    private var turns: [String] = []
    private var firstTurn = 0
    /// Waiters that gave up; they are passed over when their turn comes.
    private var gone: Set<UInt64> = []

    package init(limits: Limits) { self.limits = limits }

    package mutating func submit(_ id: UInt64, host name: String) -> Admission {
        var host = hosts[name] ?? Host()
        if running < limits.running, host.running < limits.perHost, !host.isWaiting {
            running += 1
            host.running += 1
            hosts[name] = host
            return .start
        }
        guard waiting < limits.waiting else { return .refuse }
        waiting += 1
        host.line.append(id)
        giveTurn(&host, name)
        hosts[name] = host
        return .wait
    }

    /// A transfer that was started has ended.
    package mutating func ended(host name: String) {
        guard var host = hosts[name], host.running > 0 else { return }
        running -= 1
        host.running -= 1
        giveTurn(&host, name)
        hosts[name] = host.running == 0 && !host.isWaiting && !host.hasTurn ? nil : host
    }

    /// A waiter gave up.
    package mutating func withdraw(_ id: UInt64) {
        waiting -= 1
        gone.insert(id)
    }

    /// The next waiter to start, if one may.
    package mutating func next() -> UInt64? {
        while running < limits.running, firstTurn < turns.count {
            let name = turns[firstTurn]
            firstTurn += 1
            if firstTurn > 64, firstTurn * 2 > turns.count {
                turns.removeFirst(firstTurn)
                firstTurn = 0
            }
            guard var host = hosts[name] else { continue }
            host.hasTurn = false
            let id = host.running < limits.perHost ? takeFirst(of: &host) : nil
            if id != nil {
                running += 1
                host.running += 1
                waiting -= 1
            }
            giveTurn(&host, name)
            hosts[name] = host.running == 0 && !host.isWaiting && !host.hasTurn ? nil : host
            if let id { return id }
        }
        return nil
    }

    private mutating func takeFirst(of host: inout Host) -> UInt64? {
        while host.isWaiting {
            let id = host.line[host.first]
            host.first += 1
            if host.first > 64, host.first * 2 > host.line.count {
                host.line.removeFirst(host.first)
                host.first = 0
            }
            if gone.remove(id) == nil { return id }
        }
        return nil
    }

    private mutating func giveTurn(_ host: inout Host, _ name: String) {
        guard !host.hasTurn, host.isWaiting, host.running < limits.perHost else { return }
        host.hasTurn = true
        turns.append(name)
    }
}
