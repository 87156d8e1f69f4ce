internal import Roles

/// What is known of the provider's servers: which may be asked, who is next, and what became of everything that was sent there.
struct ServerBoard: Sendable {
    struct Figures: Sendable, Equatable {
        var sent = 0
        var approved = 0
        var refused = 0
        var failed: [Fate.Fault: Int] = [:]
        var unknown: [Fate.Fault: Int] = [:]
        var trials = 0
        /// How often it was passed over since its circuit was open.
        var passedOver = 0
    }

    /// One asking of one server.
    struct Ticket: Sendable {
        let server: String
        let isTrial: Bool
    }

    private struct Server: Sendable {
        let name: String
        var circuit: Circuit
        /// An answer is missing, and since then nothing was heard from there; until when others are asked instead, where there are.
        var doubtedUntil: Duration?
        var figures = Figures()
    }

    private var servers: [Server]
    private var next = 0
    /// One missing answer is no proof; but while another server is fit, new payments need not try whether it was one. A trial
    /// after that time is one payment, of those that have no answer five open the circuit.
    private static let doubt = Duration.seconds(10)

    init(_ names: [String], rules: Circuit.Rules = Circuit.Rules()) {
        servers = names.map { Server(name: $0, circuit: Circuit(rules)) }
    }

    var names: [String] { servers.map(\.name) }

    /// The next server in turn whose circuit lets a payment through, first of those that owe no answer; nil when there is none.
    mutating func choose(without tried: Set<String>, now: Duration) -> Ticket? {
        let order = (0..<servers.count).map { (next + $0) % servers.count }.filter { !tried.contains(servers[$0].name) }
        let isDoubted = servers.map { server in server.doubtedUntil.map { now < $0 } ?? false }
        for index in order.filter({ !isDoubted[$0] }) + order.filter({ isDoubted[$0] }) {
            guard servers[index].circuit.allows(now: now) else {
                servers[index].figures.passedOver += 1
                continue
            }
            // The doubt is over: whoever comes next goes elsewhere again until this one is answered.
            if servers[index].doubtedUntil != nil { servers[index].doubtedUntil = now + Self.doubt }
            next = (index + 1) % servers.count
            let isTrial = servers[index].circuit.sent(now: now)
            servers[index].figures.sent += 1
            if isTrial { servers[index].figures.trials += 1 }
            return Ticket(server: servers[index].name, isTrial: isTrial)
        }
        return nil
    }

    mutating func ended(_ ticket: Ticket, _ fate: Fate, now: Duration) {
        guard let index = servers.firstIndex(where: { $0.name == ticket.server }) else { return }
        var isFailure = true
        switch fate {
        case .approved:
            servers[index].figures.approved += 1
            servers[index].doubtedUntil = nil
            isFailure = false
        case .refused:
            servers[index].figures.refused += 1
            servers[index].doubtedUntil = nil
            isFailure = false
        case .failed(let fault):
            servers[index].figures.failed[fault, default: 0] += 1
            // That too much waits is our own doing.
            if fault == .overloaded { isFailure = false }
        case .unknown(let fault):
            servers[index].figures.unknown[fault, default: 0] += 1
            servers[index].doubtedUntil = now + Self.doubt
        }
        servers[index].circuit.ended(isFailure: isFailure, wasTrial: ticket.isTrial, now: now)
    }

    func figures(of name: String) -> Figures { servers.first { $0.name == name }?.figures ?? Figures() }
    func state(of name: String, now: Duration) -> Circuit.State? {
        servers.first { $0.name == name }?.circuit.state(now: now)
    }
}
