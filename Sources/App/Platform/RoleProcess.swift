internal import CLI
internal import Glibc
internal import HTTP
internal import HTTPServer
internal import Machine
internal import Network
internal import Operating
internal import Roles
internal import Settings
internal import Telemetry
internal import Vocabulary

/// What the processes of all roles have in common: a log, figures, health, version, the signals, and an orderly end.
///
///     let process = try RoleProcess(.cb2aHost, command, console)
///     …open the store, begin the role's own work with `process.logger` and `process.metrics`…
///     return try await process.run(RoleWork(…), signals: signals)
struct RoleProcess {
    let role: PlatformRole
    let options: RoleOptions
    let logger: Logger
    let metrics = MetricsRegistry()
    let outcomes: OutcomeCounters
    private let console: Console
    private let admin: SocketAddress
    private let drainTime: Duration

    init(_ role: PlatformRole, _ command: PlatformCommand, _ console: Console) throws(ProgramFailure) {
        self.role = role
        self.console = console
        options = RoleOptions(command: command)
        admin = try options.address("admin") ?? SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0)
        drainTime = try options.duration("drain", default: 20)
        logger = Logger(
            level: command.value("log-level").flatMap { LogLevel(rawValue: $0) } ?? .info,
            format: command.value("log-format").flatMap { LogFormat(rawValue: $0) } ?? .text, now: ServeLog.now
        ) { line in Files.write(line, to: STDERR_FILENO) }
        outcomes = OutcomeCounters(metrics)
    }

    /// Serves until SIGTERM or SIGINT. The role's work has begun; when this returns it has ended.
    func run(_ work: RoleWork, signals relay: SignalRelay) async throws(ProgramFailure) -> ExitCode {
        let signals = relay.listen()
        if options.command.has("until-input-ends") { Leash.hold() }
        let checks = RoleChecks(work.checks)
        let desk = RoleDesk(
            RoleDesk.Instance(role: role, name: options.name, version: Program.version, started: ServeLog.now()),
            checks: checks, metrics: metrics, refresh: work.refresh, routes: work.routes)
        var configuration = HTTPServerConfiguration(
            listeners: [.init(.tcp(admin.address.description, port: Int(admin.port)))])
        configuration.connectionsMost = 256
        let server: HTTPServer
        let bound: [HTTPServer.BoundAddress]
        do throws(HTTPServerError) {
            server = try HTTPServer(configuration: configuration, handler: desk)
            bound = try server.start()
        } catch {
            await work.drain(.zero)
            await work.close()
            throw .other(message: error.message, hint: "--admin takes another address", code: .unavailable)
        }
        await checks.ask()
        checks.serving()
        announce(work, bound)
        let asking = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.checkInterval)
                if !Task.isCancelled { await checks.ask() }
            }
        }
        await wait(for: signals, work)
        checks.draining()
        await work.drain(drainTime)
        asking.cancel()
        await asking.value
        await server.drain(deadline: .seconds(1))
        await work.close()
        logger.info("stopped")
        logger.flush()
        return .success
    }

    private static let checkInterval = Duration.seconds(2)

    private func wait(for signals: AsyncStream<Signals.Signal>, _ work: RoleWork) async {
        for await signal in signals {
            switch signal {
            case .hangup:
                let problems = work.reload()
                for problem in problems {
                    logger.error(
                        "a certificate could not be read again; the old one stays", [.error: LogValue(problem)])
                }
                if problems.isEmpty { logger.info("certificates were read again") }
            case .terminate, .interrupt:
                logger.info("stopping: what is under way is finished first", [.signal: LogValue("\(signal)")])
                return
            }
        }
    }

    private func announce(_ work: RoleWork, _ bound: [HTTPServer.BoundAddress]) {
        let place = bound.first.map { "\($0)" } ?? ""
        console.line("Vigie \(Program.version): \(role.rawValue) \(options.name) is serving.")
        for (what, address) in work.places {
            console.line("  \(what)  \(address)")
            logger.info("listening", [.kind: LogValue(what), .listen: LogValue(address)])
        }
        console.line("  Health  \(place)/readyz   Metrics  \(place)/metrics")
        logger.info("listening", [.kind: "admin", .listen: LogValue(place)])
    }
}

/// What a role does beside what all do.
struct RoleWork {
    /// Where it is reached, for whoever started it: what, and the address.
    var places: [(what: String, address: String)] = []
    /// What it needs for its work, asked every two seconds.
    var checks: [RoleCheck] = []
    /// Addresses of its own beside health and figures.
    var routes: (inout Router) -> Void = { _ in }
    /// Brings figures up to date that are counted elsewhere.
    var refresh: @Sendable () async -> Void = {}
    /// Reads certificates again; says what could not be read.
    var reload: @Sendable () -> [String] = { [] }
    /// Takes nothing new and finishes what is under way, within the time.
    var drain: @Sendable (Duration) async -> Void
    /// Gives everything back; called after the drain.
    var close: @Sendable () async -> Void
}
