internal import API
internal import Announcing
internal import Console
internal import HTTP
internal import Hearing
internal import Incidents
internal import Journal
internal import Linking
internal import Machine
internal import Moving
internal import Network
internal import Settings
internal import StatusPages
internal import Subscribing
internal import Synchronization
internal import Telemetry
internal import Vantages
internal import Vocabulary
internal import Web

/// The site in service: the publisher, what it fills, and what answers from it.
final class SiteService: Sendable {
    let publisher: Publisher
    let front: Front
    let operations: OperationRoutes
    let metrics: ServerMetrics
    let health: HealthRegistry
    private let cache: PageCache
    private let answers: APIAnswers
    private let web: WebSurface
    private let status: StatusService
    private let journal: HealthCheck

    init(
        settings: Settings, store: any JournalTransfer, queries: any SiteQueries, tracking: TrackerService,
        alerting: AlertingService, desk: DeskService, subscribing: SubscribingService? = nil,
        moving: MovingDesk? = nil, hearer: Hearer? = nil, announcing: AnnouncingDesk? = nil,
        agents: AgentDesk? = nil, console: ConsoleService,
        watched: (any WatchSource)? = nil, planned: PlannedRelay? = nil, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) {
        let access = AccessGuard(settings)
        let orders = TrackerOrders(
            tracker: tracking.tracker, store: store, now: now, isReading: tracking.isReading)
        let alertOrders = AlertOrders(service: alerting, store: store, now: now)
        let writing = APIWriting(
            commands: orders, alerting: alertOrders, desk: desk.desk, subscribers: subscribing?.orders,
            moving: moving, hearing: hearer, announcing: announcing, agents: agents, access: console.access,
            journal: store,
            identify: { request in
                if let asker = await console.asker(request) { return asker }
                if let refusal = access.refusal(request) { return .refused(refusal) }
                return .known(AccessGuard.identity(of: request, besideUsers: await console.hasUsers()))
            })
        let cache = PageCache()
        let answers = APIAnswers()
        let feed = EventFeed()
        let told = Mutex<Position?>(nil)
        let health = HealthRegistry()
        self.health = health
        let journal = health.check("journal")
        let metrics = ServerMetrics(registry: MetricsRegistry())
        metrics.register()
        self.metrics = metrics
        operations = OperationRoutes(settings: settings, health: health, registry: metrics.registry)
        let pageSettings = SiteSettings(
            zones: ZoneFiles.catalogue, origin: settings.publicURLs.first, homeZone: settings.zoneName,
            staleAfter: .minutes(1), writing: Self.writing(settings))
        let web = WebSurface(settings: pageSettings, queries: queries)
        var statusSettings = StatusSettings(
            zones: ZoneFiles.catalogue, origin: settings.publicURLs.first, staleAfter: .minutes(1),
            takesSubscribers: subscribing != nil)
        if let subscribing {
            statusSettings.subscriberKinds = SubscribingRoutes.kinds(offeredBy: subscribing.orders.rule)
        }
        var forms: StatusService.Forms?
        if let subscribing {
            let routes = SubscribingRoutes(
                orders: subscribing.orders, now: now,
                page: { [statusSettings] in $0.response(statusSettings, now: now()) },
                failure: { failure in Front.word(failure) { web.failure($0) } })
            forms = { routes.reply($0, $1, $2, $3) }
        }
        let status = StatusService(settings: statusSettings, queries: queries, forms: forms)
        self.status = status
        let shown = Mutex<Position?>(nil)
        let publisher = Publisher(store: store, now: now) { site, freshness, instant in
            // A failed first read is no empty site: until something was read, pages say that Vigie is starting.
            if let readAt = freshness.readAt {
                web.update(Self.snapshot(site, freshness), now: instant)
                // What could not be read again is told as of when it was read.
                let known = freshness.problem == nil ? instant : readAt
                answers.update(site, asOf: readAt, now: known)
                cache.replace(APISurface.render(site, asOf: readAt, now: known, reusing: cache.all))
                status.publish(site, asOf: readAt, now: instant)
                planned?.take(site, now: instant)
                let isFirst = shown.withLock { last in
                    defer { last = site.position }
                    return last == nil
                }
                // Reading years of incidents for the first time takes far more than what is kept of them.
                if isFirst { Memory.giveBack() }
            }
            if let problem = freshness.problem {
                journal.notReady("The journal can't be read: \(problem)")
                logger.error("the journal can't be read; pages show the last known state", [.error: LogValue(problem)])
            } else {
                journal.ready()
                let isNew = told.withLock { last in
                    defer { last = site.position }
                    return last != site.position
                }
                guard isNew else { return }
                feed.publish(
                    event: "entry", id: "\(site.position.rawValue)",
                    data: #"{"position":\#(site.position.rawValue)}"#)
            }
        }
        self.publisher = publisher
        self.cache = cache
        self.answers = answers
        self.web = web
        self.journal = journal
        metrics.registry.gauge("vigie_ready", "1 while everything that is needed is there.") {
            health.report().isReady ? 1 : 0
        }
        metrics.registry.gauge("vigie_journal_position", "The last entry that pages show.") {
            Double(publisher.position.rawValue)
        }
        metrics.registry.gauge("vigie_site_unreadable_seconds", "How long the journal can't be read; 0 while it can.") {
            publisher.freshness.unreadableSince.map { Double((now() - $0).microseconds) / 1_000_000 } ?? 0
        }
        let errorPage: @Sendable (HTTPFailure) -> HTTPResponse = { web.failure($0) }
        let failure: @Sendable (HTTPFailure) -> HTTPResponse = { Front.word($0, page: errorPage) }
        var router = Router()
        operations.add(to: &router, failure: failure)
        HookRoutes(tracker: tracking.tracker, failure: failure).add(to: &router)
        BeatRoutes(hearer: hearer, failure: failure).add(to: &router)
        if let agents { AgentRoutes(desk: agents).add(to: &router) }
        APIRoutes(
            answers: answers, sources: APISources(store: store, queries: queries, feed: feed, writing: writing),
            zones: ZoneFiles.catalogue, origin: settings.publicURLs.first, now: now
        ).add(to: &router)
        let settled: @Sendable () async -> Void = { await Self.settle(store) { shown.withLock { $0 } } }
        let rooms = console.surface(
            subscribing: subscribing?.orders, moving: moving, announcing: announcing, watched: watched,
            settled: settled)
        WebForms(
            access: access, console: rooms, web: web, pages: AlertPages(settings: pageSettings), tracker: orders,
            alerting: alertOrders, now: now,
            settled: settled, failure: failure
        ).add(to: &router)
        rooms.add(to: &router)
        front = Front(
            cache: cache, router: router, bodyBytesMost: settings.limits.bodyBytes,
            web: web, status: status)
    }

    /// Pages are shared by all readers. They hold forms where every reader is on this machine; elsewhere they name the
    /// command, and those who may change something find their pages under `/en/alerts`.
    private static func writing(_ settings: Settings) -> Writing {
        let isPrivate =
            settings.accessFromThisMachine && settings.publicURLs.isEmpty && settings.trustedProxies.isEmpty
            && settings.listen.allSatisfy { $0.address.addressClass == .loopback }
        return isPrivate ? .open : .closed(command: "vigie follow https://status.example.com")
    }

    /// Returns when pages show what the journal holds now, or after two seconds: then they will soon.
    private static func settle(_ store: any JournalTransfer, _ shown: @Sendable () -> Position?) async {
        let head = try? await store.read { documents throws(JournalError) in documents.position }
        guard let head else { return }
        for _ in 0..<100 {
            if let position = shown(), position >= head { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func snapshot(_ site: Site, _ freshness: Publisher.Freshness) -> SiteSnapshot {
        // Where the site does not hold all incidents, days before the oldest that it holds are not known to be fine.
        let complete = site.hasOlder ? site.incidents.compactMap(\.windows.first?.start).min() : nil
        let followed = site.providers.compactMap(\.followedSince).min()
        return SiteSnapshot(
            providers: site.providers, brands: site.brands, components: site.components, incidents: site.incidents,
            position: site.position.rawValue, asOf: freshness.readAt ?? Instant(seconds: 0),
            watchedSince: [followed, complete].compactMap { $0 }.max(), hasOlder: site.hasOlder, pages: site.pages,
            decisions: site.decisions, assessments: assessments(site))
    }

    /// Our own reading of how bad each vendor's incident was, with the rule that made it.
    private static func assessments(_ site: Site) -> [IncidentID: AssessedSeverity] {
        let channels = Dictionary(site.components.map { ($0.id, $0.channel) }, uniquingKeysWith: { first, _ in first })
        var assessments: [IncidentID: AssessedSeverity] = [:]
        for incident in site.incidents {
            let evidence = AssessedSeverity.Evidence(incident, channels: channels, now: Instant(seconds: 0))
            assessments[incident.id] = evidence.map(AssessedSeverity.assess)
        }
        return assessments
    }

    /// Before the first request: the site is at hand, and pages are made as they are asked for until the publisher has
    /// prepared them. When the journal can't be read yet, requests are answered all the same, and `/readyz` says why.
    func begin() async {
        do throws(JournalError) {
            let (site, freshness, instant) = try await publisher.read(years: false)
            web.begin(Self.snapshot(site, freshness), now: instant)
            answers.update(site, asOf: instant, now: instant)
            cache.replace(APISurface.renderCatalogue(site, asOf: instant, now: instant))
            // Status pages need the years: whoever asks meanwhile waits for the publisher, which is about to read them.
            status.begin(site, asOf: instant, now: instant)
            journal.ready()
        } catch {
            journal.notReady("The journal can't be read: \(error.message)")
        }
    }
}
