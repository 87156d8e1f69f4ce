internal import ISO8583
package import Roles
internal import Synchronization
package import Telemetry

/// Several servers that do the same work behind one link: each question goes to one of them by the same rules as orders go to the
/// provider's servers.
///
/// What certainly was not sent is asked of the next one at once. What may have been heard is asked again only where hearing it twice does
/// it once; for the rest the answer is missing, and whoever asked undoes it.
package final class FrameRoute: FrameLink, Sendable {
    private let links: [String: any FrameLink]
    private let elapsed: @Sendable () -> Duration
    private let board: Mutex<ServerBoard>
    private let outcomes: MetricFamily<Counter>
    private let circuits: MetricFamily<Gauge>

    /// - Parameter prefix: what the figures' names begin with, such as `vigie_nexo_upstream`.
    package init(
        _ servers: [(name: String, link: any FrameLink)], elapsed: @escaping @Sendable () -> Duration,
        metrics: MetricsRegistry, prefix: String
    ) {
        links = Dictionary(uniqueKeysWithValues: servers.map { ($0.name, $0.link) })
        self.elapsed = elapsed
        board = Mutex(ServerBoard(servers.map(\.name)))
        outcomes = metrics.counters(
            prefix + "_questions_total", "Questions by the server that was asked and what became of them there.",
            labels: ["server", "outcome", "reason"])
        circuits = metrics.gauges(
            prefix + "_circuit", "1 for the state that a server's circuit is in.", labels: ["server", "state"])
    }

    package func ask(_ message: [UInt8], header: [UInt8], key: String, within limit: Duration) async -> FrameReply {
        await ask(message, header: header, key: key, within: limit, mayRepeat: false)
    }

    package func ask(
        _ message: [UInt8], header: [UInt8], key: String, within limit: Duration, mayRepeat: Bool
    ) async -> FrameReply {
        var rules = OrderRun.Rules()
        rules.wholeTime = limit
        // Who may be asked again leaves time for that.
        rules.answerTime = mayRepeat && links.count > 1 ? limit / 2 : limit
        var run = OrderRun(isSafeToRepeat: mayRepeat, rules: rules, now: elapsed())
        var step = board.withLock { run.begin(&$0, now: elapsed()) }
        var answer: FrameReply?
        while true {
            switch step {
            case .give(let fate, _):
                if let answer { return answer }
                switch fate {
                case .unknown(let fault): return .unanswered(fault)
                case .failed(let fault): return .notSent(fault)
                case .approved, .refused: return .unanswered(.wrongAnswer)
                }
            case .ask(let ticket, let time):
                let reply: FrameReply =
                    if let link = links[ticket.server] {
                        await link.ask(message, header: header, key: key, within: time)
                    } else {
                        .notSent(.unreachable)
                    }
                let fate = Self.fate(of: reply)
                count(ticket.server, fate)
                if case .answered = reply { answer = reply }
                step = board.withLock { run.ended(ticket, fate, &$0, now: elapsed()) }
            }
        }
    }

    /// Whatever the answer says, somebody is there.
    private static func fate(of reply: FrameReply) -> Fate {
        switch reply {
        case .answered: .approved(code: "")
        case .notSent(let fault): .failed(fault)
        case .unanswered(let fault): .unknown(fault)
        }
    }

    private func count(_ server: String, _ fate: Fate) {
        let (outcome, reason) = OutcomeCounters.words(of: fate)
        outcomes.labelled(server, outcome == "approved" ? "answered" : outcome, reason).increment()
    }

    /// Brings the circuits' states up to date.
    package func refresh() {
        let states = board.withLock { board in
            board.names.map { ($0, board.state(of: $0, now: elapsed()) ?? .closed) }
        }
        for (name, state) in states {
            for one in Circuit.State.allCases { circuits.labelled(name, one.rawValue).set(one == state ? 1 : 0) }
        }
    }
}
