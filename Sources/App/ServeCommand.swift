internal import Catalogue
internal import CLI
internal import Declaring
internal import HTTP
internal import HTTPServer
internal import Journal
internal import Machine
internal import Moving
internal import Settings
internal import Synchronization
internal import Telemetry
internal import Vocabulary

/// `vigie serve`: opens the journal, shows the site, serves, and stops cleanly.
struct ServeCommand {
    let source: SettingsSource
    let withDemoData: Bool
    let withDemoShop: Bool
    let console: Console

    func run(signals relay: SignalRelay) async throws(ProgramFailure) -> ExitCode {
        let settings = try load()
        if let problem = ZoneFiles.problem { throw .other(message: problem, hint: nil, code: .configuration) }
        try LanguageCommands.load(settings)
        let logger = ServeLog.make(settings)
        // The first page needs it; it is read while the journal is opened.
        async let catalogue = Catalogue.builtIn.vendors.count
        // Until the journal is open a signal ends the process at once, which its transactions allow at any moment.
        let store = try await openStore(settings)
        _ = await catalogue
        let signals = relay.listen()
        do throws(ProgramFailure) {
            try await serve(settings, store, logger, signals)
            await store.close()
            logger.info("stopped")
            logger.flush()
            return .success
        } catch {
            await store.close()
            throw error
        }
    }

    private func load() throws(ProgramFailure) -> Settings {
        let settings = try SettingsFile.load(source)
        return withDemoShop ? DemoWatch.settings(settings, in: DemoWatch.folder(settings)) : settings
    }

    /// About a third of a processor that is wanted by others all the time.
    private static let publisherNiceness: Int32 = 5

    private func openStore(_ settings: Settings) async throws(ProgramFailure) -> any JournalTransfer {
        do throws(JournalError) {
            let store = try await Installation.open(
                settings.database, password: settings.databasePassword, for: .serve)
            do throws(JournalError) {
                if withDemoData { try await DemoSeed.plant(in: store, now: ServeLog.now()) }
                return store
            } catch {
                await store.close()
                throw error
            }
        } catch {
            throw .journal(error)
        }
    }

    private func serve(
        _ settings: Settings, _ store: any JournalTransfer, _ logger: Logger, _ signals: AsyncStream<Signals.Signal>
    ) async throws(ProgramFailure) {
        if let objection = AccessGuard.objection(to: settings) {
            throw .other(message: objection, hint: nil, code: .configuration)
        }
        let tracking = try TrackerService(
            settings: settings, store: store, logger: logger, withStandIn: withDemoData, now: ServeLog.now)
        do throws(ProgramFailure) {
            try await serve(settings, store, logger, signals, tracking)
            await tracking.close()
        } catch {
            await tracking.close()
            throw error
        }
    }

    private func serve(
        _ settings: Settings, _ store: any JournalTransfer, _ logger: Logger, _ signals: AsyncStream<Signals.Signal>,
        _ tracking: TrackerService
    ) async throws(ProgramFailure) {
        let alerting = try AlertingService(settings: settings, store: store, logger: logger, now: ServeLog.now)
        let desk = DeskService(settings: settings, store: store, logger: logger, now: ServeLog.now)
        let subscribing = try SubscribingService.make(
            settings: settings, store: store, logger: logger, now: ServeLog.now)
        let people = try ConsoleService(
            settings: settings, store: store, desk: desk.desk, logger: logger, now: ServeLog.now)
        let moving = MovingService(
            settings: settings, store: store, subscribing: subscribing?.orders, logger: logger, now: ServeLog.now)
        let shop = withDemoShop ? try DemoWatch.start(in: DemoWatch.folder(settings), logger: logger) : nil
        let watch = try await WatchService.make(
            settings: settings, beside: source.configurationFile, store: store, logger: logger, now: ServeLog.now)
        let hearing = try watch.map { watch throws(ProgramFailure) in
            try HearingService(
                watch.matrix, store: store, sink: HearingRelay(lookout: watch.lookout, logger: logger), logger: logger,
                now: ServeLog.now)
        }
        let policies = watch.map {
            PolicyService($0, store: store, desk: desk.desk, logger: logger, now: ServeLog.now)
        }
        let agents = try watch.map { watch throws(ProgramFailure) in
            try AgentsService(
                watch, file: WatchFiles.text(settings, beside: source.configurationFile), store: store,
                now: ServeLog.now)
        }
        let site = SiteService(
            settings: settings, store: store, queries: StoreQueries(store: store), tracking: tracking,
            alerting: alerting, desk: desk, subscribing: subscribing, moving: moving.desk, hearer: hearing?.hearer,
            announcing: policies?.desk, agents: agents?.desk, console: people, watched: watch?.source(store),
            planned: watch.map { PlannedRelay($0.lookout) }, logger: logger,
            now: ServeLog.now)
        watch?.show(in: site)
        agents?.show(in: site.metrics.registry, now: ServeLog.now)
        await site.begin()
        await hearing?.begin()
        let server: HTTPServer
        let addresses: [HTTPServer.BoundAddress]
        do throws(HTTPServerError) {
            server = try HTTPServer(
                configuration: ServerSettings.configuration(settings, logger: logger), handler: site.front)
            addresses = try server.start()
        } catch {
            let isPlace = error.code == .listen
            throw .other(
                message: error.message,
                hint: isPlace ? "is another program there? --listen takes another address" : nil,
                code: isPlace ? .unavailable : .configuration)
        }
        site.operations.beforeMetrics { [metrics = site.metrics] in metrics.update(await server.statistics()) }
        announce(addresses, settings, logger)
        await people.announce(logger, console)
        // Making pages may take its time while somebody waits for one; without a thread of its own it is done all the same.
        let pressroom = try? EventLoop(name: "publisher", niceness: Self.publisherNiceness)
        let publishing = Task(executorPreference: pressroom) { await site.publisher.run() }
        let reading = Task { await tracking.run() }
        let sending = Task { await alerting.run() }
        let telling = Task { await subscribing?.run() }
        let timing = Task { await desk.run() }
        let announcing = Task { await policies?.run() }
        let watching = Task { await watch?.run() }
        let listening = Task { await hearing?.run() }
        if let agents { shop?.begin(at: addresses, agents.desk) }
        let stopping: () async -> Void = {
            agents?.stop()
            await shop?.stopAgents()
        }
        await handle(signals, settings, site, server, logger, whenStopping: stopping) { settings in
            alerting.configure(settings)
            watch?.tellChanges(settings, beside: source.configurationFile)
        }
        watch?.stop()
        await watching.value
        await watch?.close()
        await shop?.close()
        await moving.desk.stop()
        timing.cancel()
        announcing.cancel()
        reading.cancel()
        listening.cancel()
        await reading.value
        await timing.value
        await listening.value
        await hearing?.close()
        await announcing.value
        await alerting.stop()
        subscribing?.stop()
        await sending.value
        await telling.value
        await alerting.close()
        await subscribing?.close()
        await people.close()
        publishing.cancel()
        await publishing.value
        await pressroom?.stop()
    }

    /// Returns after the server has been drained.
    private func handle(
        _ signals: AsyncStream<Signals.Signal>, _ settings: Settings, _ site: SiteService, _ server: HTTPServer,
        _ logger: Logger, whenStopping: () async -> Void, onReload: (Settings) -> Void
    ) async {
        var settings = settings
        for await signal in signals {
            switch signal {
            case .hangup:
                settings = reload(settings, site, server, logger)
                onReload(settings)
            case .terminate, .interrupt:
                logger.info("stopping: requests under way are finished first", [.signal: LogValue("\(signal)")])
                if console.style.isTerminal { console.line("\nStopping…") }
                // Polls that wait would hold the drain up.
                await whenStopping()
                await server.drain(deadline: settings.drainDeadline)
                return
            }
        }
    }

    /// A bad configuration changes nothing; what is wrong is logged.
    private func reload(
        _ old: Settings, _ site: SiteService, _ server: HTTPServer, _ logger: Logger
    ) -> Settings {
        do throws(ProgramFailure) {
            let new = try load()
            ServeLog.configure(logger, new)
            site.operations.configure(new)
            for key in new.keysNeedingRestart(comparedWith: old) {
                logger.warning("this key needs a restart to take effect", [.key: LogValue(key)])
            }
            do throws(HTTPServerError) {
                try server.reloadCertificates()
            } catch {
                logger.error("the certificate could not be read again; the old one stays", [.error: LogValue(error)])
            }
            logger.info("reloaded", [.count: LogValue(new.keysChanged(comparedWith: old).count)])
            return new
        } catch {
            if case .settings(let failure) = error {
                for diagnostic in failure.diagnostics {
                    logger.error(
                        "the new configuration is wrong; the old one stays",
                        [.error: LogValue(diagnostic.description)])
                }
            }
            return old
        }
    }

    private func announce(_ addresses: [HTTPServer.BoundAddress], _ settings: Settings, _ logger: Logger) {
        for address in addresses { logger.info("listening", [.listen: LogValue(address.description)]) }
        guard let first = addresses.first else { return }
        let place =
            first.host == "127.0.0.1" ? "http\(first.isSecure ? "s" : "")://localhost:\(first.port)" : "\(first)"
        console.line("Vigie \(Program.version) is serving.")
        console.line("  Pages    \(place)/")
        console.line("  JSON     \(place)/api")
        console.line("  Health   \(place)/readyz   Metrics  \(place)/metrics")
        console.line("  Journal  \(settings.database)")
        console.line("Stop with Ctrl-C (or SIGTERM: requests under way are finished first).")
    }
}
