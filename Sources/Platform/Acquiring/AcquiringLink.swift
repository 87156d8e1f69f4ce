internal import ISO8583
package import Roles
internal import Synchronization
package import Telemetry
package import Vocabulary

/// Reaches the provider over links to its servers.
package final class AcquiringLink: ProviderLink, Sendable {
    package struct Rules: Sendable {
        /// How long one server may take for an answer.
        package var answerTime = Duration.seconds(6)
        /// How long all servers together may take.
        package var wholeTime = Duration.seconds(12)
        package var standIn = StandInRules()

        package init() {}
    }

    /// The machine's clocks: since any moment, and of the day.
    package struct Clocks: Sendable {
        let elapsed: @Sendable () -> Duration
        let now: @Sendable () -> Instant

        package init(elapsed: @escaping @Sendable () -> Duration, now: @escaping @Sendable () -> Instant) {
            self.elapsed = elapsed
            self.now = now
        }
    }

    private let links: [String: any FrameLink]
    private let rules: Rules
    private let clocks: Clocks
    private let board: Mutex<ServerBoard>
    private let trace = Atomic<UInt64>(0)
    private let standIns = Atomic<Int>(0)
    private let outcomes: MetricFamily<Counter>
    private let circuits: MetricFamily<Gauge>

    package init(
        _ servers: [(name: String, link: any FrameLink)], rules: Rules, clocks: Clocks, metrics: MetricsRegistry
    ) {
        outcomes = metrics.counters(
            "vigie_provider_orders_total", "Orders by the provider's server and what became of them there.",
            labels: ["server", "outcome", "reason"])
        circuits = metrics.gauges(
            "vigie_provider_circuit", "1 for the state that a server's circuit is in.", labels: ["server", "state"])
        links = Dictionary(uniqueKeysWithValues: servers.map { ($0.name, $0.link) })
        self.rules = rules
        self.clocks = clocks
        board = Mutex(ServerBoard(servers.map(\.name)))
        register(in: metrics)
    }

    package func perform(_ order: ProviderOrder) async -> ProviderVerdict {
        var rules = OrderRun.Rules()
        rules.answerTime = self.rules.answerTime
        rules.wholeTime = self.rules.wholeTime
        var run = OrderRun(isSafeToRepeat: order.isSafeToRepeat, rules: rules, now: clocks.elapsed())
        var step = board.withLock { run.begin(&$0, now: clocks.elapsed()) }
        while true {
            switch step {
            case .give(let fate, let server):
                guard let code = self.rules.standIn.approval(of: order, after: fate) else {
                    return ProviderVerdict(fate, server: server)
                }
                standIns.add(1, ordering: .relaxed)
                return ProviderVerdict(.approved(code: code), server: StandInRules.server)
            case .ask(let ticket, let limit):
                let fate = await ask(ticket.server, order, within: limit)
                let (outcome, reason) = OutcomeCounters.words(of: fate)
                outcomes.labelled(ticket.server, outcome, reason).increment()
                step = board.withLock { run.ended(ticket, fate, &$0, now: clocks.elapsed()) }
            }
        }
    }

    private func ask(_ server: String, _ order: ProviderOrder, within limit: Duration) async -> Fate {
        guard let link = links[server] else { return .failed(.unreachable) }
        let number = trace.add(1, ordering: .relaxed).newValue
        guard let bytes = try? ProviderMessage.order(order).bytes(trace: number, at: clocks.now()) else {
            // Nothing in it can be written otherwise on another server, and nothing was sent.
            return .refused(.formatError)
        }
        switch await link.ask(bytes, key: ProviderMessage.key(of: order.id), within: limit) {
        case .answered(let frame):
            guard case .answer(let answer)? = try? ProviderMessage(reading: frame.message) else {
                return .unknown(.wrongAnswer)
            }
            return answer.fate(of: order)
        case .notSent(let fault): return .failed(fault)
        case .unanswered(let fault): return .unknown(fault)
        }
    }

    /// Asks every server whether anybody is there. The names of those that did not answer.
    package func silentServers(within limit: Duration) async -> [String] {
        let clocks = clocks
        return await withTaskGroup { group in
            for (name, link) in links {
                let number = trace.add(1, ordering: .relaxed).newValue % 1_000_000
                group.addTask { () async -> String? in
                    guard let bytes = try? ProviderMessage.echo(trace: number).bytes(trace: number, at: clocks.now()),
                        case .answered = await link.ask(bytes, key: ProviderMessage.key(ofEcho: number), within: limit)
                    else { return name }
                    return nil
                }
            }
            var silent: [String] = []
            for await name in group { if let name { silent.append(name) } }
            return silent.sorted()
        }
    }

    // MARK: Figures

    /// What was counted is read when somebody asks for the metrics.
    private func register(in registry: MetricsRegistry) {
        registry.counters(
            "vigie_provider_trials_total", "Payments that tried a server whose circuit was half open.", label: "server"
        ) { [self] in figures { $0.trials } }
        registry.counters(
            "vigie_provider_passed_over_total", "How often a server was passed over since its circuit was open.",
            label: "server"
        ) { [self] in figures { $0.passedOver } }
        registry.counter(
            "vigie_provider_stand_ins_total", "Payments that were approved without the provider, by the floor limit."
        ) { [self] in UInt64(standIns.load(ordering: .relaxed)) }
    }

    private func figures(_ part: (ServerBoard.Figures) -> Int) -> [(value: String, count: UInt64)] {
        board.withLock { board in board.names.map { (value: $0, count: UInt64(part(board.figures(of: $0)))) } }
    }

    /// Brings the circuits' states up to date.
    package func refresh() {
        let states = board.withLock { board in
            board.names.map { ($0, board.state(of: $0, now: clocks.elapsed()) ?? .closed) }
        }
        for (name, state) in states {
            for one in Circuit.State.allCases { circuits.labelled(name, one.rawValue).set(one == state ? 1 : 0) }
        }
    }
}
