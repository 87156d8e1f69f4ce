internal import Acquiring
internal import Wire
internal import Authentication
internal import CLI
internal import Gateway
internal import HTTP
internal import HTTPClient
internal import HTTPServer
internal import JSON
internal import Ledger
internal import Machine
internal import Network
internal import Operating
internal import Roles
internal import Settings
internal import Telemetry
internal import Vocabulary

/// `vigie platform gateway`.
struct GatewayRun {
    private let process: RoleProcess
    private var options: RoleOptions { process.options }

    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        try await GatewayRun(process: RoleProcess(.gateway, command, console)).run(signals)
    }

    private func run(_ signals: SignalRelay) async throws(ProgramFailure) -> ExitCode {
        let merchants = try options.merchants()
        let origin = try origin()
        let listeners = try listeners()
        let networks = try networks()
        let clients = try clients()
        let provider = try ProviderConnection(process, on: clients.loop)
        let store = try await options.openStore()
        let alarm = ReversalAlarm(process.metrics, process.logger)
        let figures = GatewayFigures(process.metrics, process.outcomes, alarm)
        let service = GatewayService(
            GatewayService.Surroundings(
                store: store, provider: provider.link, authenticator: try authenticator(clients.http),
                merchants: MerchantBook(merchants), origin: origin, now: ServeLog.now,
                random: { Entropy.bytes($0) }, count: figures.count))
        // An SQLite file has one process: what is under way there is nobody's any more.
        let isAlone = options.command.value("database").map { $0.hasPrefix("sqlite:") } ?? true
        do throws(GatewayRefusal) {
            let left = try await service.recover(regardless: isAlone)
            if left > 0 {
                process.logger.notice("payments that were interrupted were resolved", [.count: LogValue(left)])
            }
        } catch {
            await close(provider, clients, store)
            throw .other(message: error.detail, hint: "look at the database", code: .unavailable)
        }
        let server: HTTPServer
        let bound: [HTTPServer.BoundAddress]
        do throws(HTTPServerError) {
            var configuration = HTTPServerConfiguration(listeners: listeners)
            // A payment may wait for the issuer and for two of the provider's servers.
            configuration.handlerTimeout = .seconds(60)
            server = try HTTPServer(configuration: configuration, handler: GatewayHandler(service))
            bound = try server.start()
        } catch {
            await close(provider, clients, store)
            throw .other(message: error.message, hint: "--listen takes another address", code: .unavailable)
        }
        var policy = FetchPolicy()
        policy.redirects.maximum = 0
        policy.totalMilliseconds = 15_000
        policy.bodyBytes = 64 << 10
        policy.addresses = networks.isEmpty ? .publicOnly : .publicAndNetworks(networks)
        let logger = process.logger
        let (http, tellPolicy) = (clients.http, policy)
        let turns = Task { await Self.turns(service, http, tellPolicy, logger) }
        return try await process.run(
            RoleWork(
                places: bound.map { ("API and pages", "\($0)") } + [("Public", origin)],
                checks: [provider.check, RoleLoop.check(of: store), alarm.check],
                refresh: { await provider.refresh() },
                reload: {
                    var problems = provider.reload()
                    do throws(HTTPServerError) {
                        try server.reloadCertificates()
                    } catch {
                        problems.append(error.message)
                    }
                    return problems
                },
                drain: { limit in
                    await server.drain(deadline: limit)
                    turns.cancel()
                    // What a client did not wait for goes on to its end, within the time.
                    await withTaskGroup { group in
                        group.addTask { await service.work.idle() }
                        group.addTask { try? await Task.sleep(for: limit) }
                        await group.next()
                        group.cancelAll()
                    }
                    await turns.value
                },
                close: { await close(provider, clients, store) }), signals: signals)
    }

    /// Resolves what is due, tells merchants, forgets what is old: every second.
    private static func turns(
        _ service: GatewayService, _ http: HTTPClient, _ policy: FetchPolicy, _ logger: Logger
    ) async {
        var turn = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            turn += 1
            do throws(GatewayRefusal) {
                let resolved = try await service.recover()
                if resolved > 0 { logger.info("payments that were due were looked at", [.count: LogValue(resolved)]) }
                try await service.tell(http, policy)
                if turn % 60 == 0 { try await service.tidy() }
            } catch {
                logger.warning("what is due could not be looked at", [.error: LogValue(error.detail)])
            }
        }
    }

    private func close(_ provider: ProviderConnection, _ clients: Clients, _ store: any RecordStore) async {
        await provider.close(within: .seconds(1))
        await clients.http.close()
        await clients.loop.stop()
        await store.close()
    }

    // MARK: Options

    private struct Clients {
        let loop: EventLoop
        let http: HTTPClient
    }

    private func clients() throws(ProgramFailure) -> Clients {
        do {
            let loop = try EventLoop(name: "gateway-client")
            return Clients(loop: loop, http: try HTTPClient(loop: loop))
        } catch {
            throw .other(message: "no client could be made: \(error)", hint: nil, code: .fault)
        }
    }

    private func origin() throws(ProgramFailure) -> String {
        let text = try options.required("origin", example: "https://pay.example")
        guard let url = try? FetchURL(text), url.path == "/", url.query == nil else {
            throw RoleOptions.usage(
                "--origin: expected where browsers reach the gateway, found \(text)", "such as https://pay.example")
        }
        return url.origin
    }

    private func listeners() throws(ProgramFailure) -> [HTTPServerConfiguration.Listener] {
        let addresses = try options.addresses("listen")
        guard !addresses.isEmpty else {
            throw RoleOptions.usage("gateway needs --listen", "such as --listen 127.0.0.1:9300")
        }
        var files: HTTPServerConfiguration.TLSFiles?
        if let tls = try options.tls(), let chain = tls.certificateChain, let key = tls.privateKey {
            files = HTTPServerConfiguration.TLSFiles(
                certificateChain: chain, privateKey: key,
                clients: tls.authorities.map { HTTPServerConfiguration.ClientCertificates(authorities: $0) })
        }
        return addresses.map { .init(.tcp($0.address.description, port: Int($0.port)), tls: files) }
    }

    private func networks() throws(ProgramFailure) -> [NetworkRange] {
        var networks: [NetworkRange] = []
        for text in options.command.values("notify") {
            guard let network = NetworkRange(text) else {
                throw RoleOptions.usage("--notify: expected a network, found \(text)", "such as 10.0.0.0/8")
            }
            networks.append(network)
        }
        return networks
    }

    private func authenticator(_ http: HTTPClient) throws(ProgramFailure) -> any Authenticator {
        var instances: [FetchURL] = []
        for text in options.command.values("3ds") {
            guard let url = try? FetchURL(text) else {
                throw RoleOptions.usage("--3ds: expected a 3DS server's address, found \(text)", "https://3ds.example")
            }
            instances.append(url)
        }
        guard !instances.isEmpty else { return NoAuthenticator() }
        var policy = FetchPolicy()
        if let path = options.command.value("3ds-authorities") {
            do throws(MachineError) {
                policy.trust = .only(pem: try Files.read(path, most: 1 << 20))
            } catch {
                throw RoleOptions.usage("--3ds-authorities: \(error.message)", nil)
            }
        }
        var key: String?
        if let reference = options.command.value("3ds-key") {
            do throws(SettingsFailure) {
                key = try SettingsFile.surroundings.secret(reference, option: "--3ds-key").reveal()
            } catch {
                throw .settings(error)
            }
        }
        return RemoteAuthenticator(http: http, instances: instances, policy: policy, key: key)
    }
}

/// A gateway without a 3DS server: payments that need no authentication go on.
private struct NoAuthenticator: Authenticator {
    func begin(_ request: AuthenticationRequest) async -> AuthenticationStep { .unavailable(.unreachable) }
    func result(of id: String) async -> AuthenticationStep { .unavailable(.unreachable) }
}

/// The gateway's addresses behind a server.
private struct GatewayHandler: HTTPHandler {
    private let router: Router

    init(_ service: GatewayService) {
        var router = Router()
        GatewaySurface(service).add(to: &router)
        self.router = router
    }

    func reply(to request: HTTPRequest) -> HTTPReply {
        router.reply(to: request) { GatewaySurface.failure($0) }
    }

    func bodyLimit(method: HTTPMethod, path: String) -> Int { router.bodyLimit(method: method, path: path) ?? 0 }
    func failure(_ failure: HTTPFailure) -> HTTPResponse { GatewaySurface.failure(failure) }
}

/// What the gateway counts, under the names that all roles share and a few of its own.
private struct GatewayFigures {
    private let outcomes: OutcomeCounters
    private let orders: MetricFamily<Counter>
    private let events: MetricFamily<Counter>
    private let alarm: ReversalAlarm

    init(_ registry: MetricsRegistry, _ outcomes: OutcomeCounters, _ alarm: ReversalAlarm) {
        self.outcomes = outcomes
        self.alarm = alarm
        orders = registry.counters(
            "vigie_gateway_orders_total", "What became of captures, refunds and voids.", labels: ["kind", "outcome"])
        events = registry.counters(
            "vigie_gateway_events_total",
            "Authentications by outcome, reversals, takeovers, late answers, notifications and replays.",
            labels: ["event", "outcome"])
    }

    @Sendable func count(_ event: GatewayCount) {
        switch event {
        case .order(let channel, .pay, let fate, let microseconds),
            .order(let channel, .authorise, let fate, let microseconds):
            outcomes.count(fate, channel: channel, microseconds: microseconds)
        case .order(_, let kind, let fate, _):
            orders.labelled(kind.rawValue, OutcomeCounters.words(of: fate).outcome).increment()
        case .authentication(let outcome): events.labelled("authentication", outcome).increment()
        case .lateAnswer: events.labelled("late-answer", "").increment()
        case .takenOver: events.labelled("taken-over", "").increment()
        case .reversal(let isConfirmed): events.labelled("reversal", isConfirmed ? "confirmed" : "waiting").increment()
        case .reversalRefused(let payment, let code, let tries):
            events.labelled("reversal", "refused").increment()
            alarm.refused(payment, code: code, tries: tries)
        case .reversalConfirmed(let payment): alarm.confirmed(payment)
        case .notification(let isDelivered):
            events.labelled("notification", isDelivered ? "delivered" : "waiting").increment()
        case .replay: events.labelled("replay", "").increment()
        }
    }
}
