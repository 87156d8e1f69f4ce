internal import Alerting
internal import CLI
internal import HTTP
internal import HTTPClient
internal import Journal
internal import Machine
internal import Mail
internal import Settings
internal import Synchronization
internal import Telemetry
internal import Vocabulary

/// Alerts in service: records the configured routes, and sends what waits in the outbox.
final class AlertingService: Sendable {
    private let store: any JournalTransfer
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let sends: Bool
    private let parts: AlertParts
    private let zoneName: String
    private let origin: String?
    private let service: DeliveryService
    private let configuration: Mutex<AlertConfiguration>
    /// Tells the loop that records routes that there are new ones.
    private let changes: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init(
        settings: Settings, store: any JournalTransfer, logger: Logger, now: @escaping @Sendable () -> Instant
    ) throws(ProgramFailure) {
        let configuration = try AlertParts.configuration(settings)
        let parts = try AlertParts(settings)
        self.store = store
        self.logger = logger
        self.now = now
        sends = settings.alerts.sends
        zoneName = settings.zoneName
        origin = settings.publicURLs.first
        self.parts = parts
        self.configuration = Mutex(configuration)
        changes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        service = DeliveryService(
            store: store, sender: parts.sender(now: now), channels: configuration.channels,
            renderer: AlertRenderer(store: store, zones: ZoneFiles.catalogue, origin: settings.publicURLs.first),
            surroundings: DeliveryService.Surroundings(
                now: now, sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) },
                chance: { Double(Entropy.number() >> 11) / Double(1 << 53) }, zones: ZoneFiles.catalogue,
                report: { logger.warning("alerts", [.error: LogValue($0)]) }))
        changes.continuation.yield()
    }

    /// Works until ``stop()``. Does nothing where another program sends.
    func run() async {
        guard sends else { return }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.service.run() }
            for await _ in changes.stream { await recordRoutes() }
        }
    }

    /// The configuration was read again; one that is wrong was refused before.
    func configure(_ settings: Settings) {
        guard let new = try? AlertConfiguration(settings.alerts) else { return }
        configuration.withLock { $0 = new }
        service.replace(new.channels)
        changes.continuation.yield()
    }

    /// Sends a message that says it is a test, past the outbox; nil when there is no such channel.
    func test(_ name: AlertChannelID) async -> SendOutcome? {
        guard let channel = configuration.withLock({ $0.channels.first { $0.id == name } }) else { return nil }
        return await parts.test(channel, zoneName: zoneName, origin: origin, now: now)
    }

    /// Lets what is under way end and be recorded.
    func stop() async {
        changes.continuation.finish()
        service.stop()
    }

    /// Closes what it sends with; after ``run()`` has returned.
    func close() async { await parts.close() }

    /// What the configuration says is recorded when the journal says something else.
    private func recordRoutes() async {
        var retry = Duration.seconds(1)
        while !Task.isCancelled {
            let (routes, channels) = configuration.withLock { ($0.routes, $0.channels.map(\.profile)) }
            do throws(JournalError) {
                let book = try await store.read { documents throws(JournalError) in try OutboxReading(documents).book()
                }
                guard book.configured != routes || book.channels != channels else { return }
                _ = try await store.append(
                    AppendCommand(
                        actor: "system:alerts", instant: now(),
                        drafts: [AlertingFact.routesSet(routes, channels).draft]))
                return logger.info("alert routes recorded", [.count: LogValue(routes.count)])
            } catch {
                logger.warning("alert routes could not be recorded", [.error: LogValue(error)])
                if error.code == .closed { return }
                try? await Task.sleep(for: retry)
                retry = min(retry * 2, .seconds(30))
            }
        }
    }
}

/// What alerts are sent with.
struct AlertParts: Sendable {
    private let loop: EventLoop
    private let http: HTTPClient
    private let mail: SMTPClient
    private let addresses: FetchPolicy.AddressRule

    init(_ settings: Settings) throws(ProgramFailure) {
        addresses =
            settings.alerts.allowedTargets.isEmpty
            ? .publicOnly : .publicAndNetworks(settings.alerts.allowedTargets)
        do {
            loop = try EventLoop(name: "alerts")
            http = try HTTPClient(loop: loop)
        } catch {
            throw .other(message: "alerts can't be sent: \(error)", hint: nil, code: .fault)
        }
        var configuration = SMTPClient.Configuration()
        configuration.addresses = addresses
        mail = SMTPClient(configuration)
    }

    func sender(now: @escaping @Sendable () -> Instant) -> AlertSender {
        AlertSender(http: http, mail: mail, addresses: addresses, now: now)
    }

    /// Sends a message that says it is a test.
    func test(
        _ channel: AlertChannel, zoneName: String, origin: String?, now: @escaping @Sendable () -> Instant
    ) async -> SendOutcome {
        let instant = now()
        let composer = AlertComposer(
            language: .english, zone: ZoneFiles.catalogue.zone(zoneName) ?? .utc, now: instant, origin: origin)
        let thread = MessageID(subject: "test/\(instant.microseconds)", channel: channel.id).rawValue
        return await sender(now: now).send(
            OutgoingMessage(key: thread + ".1", thread: thread, text: composer.test(channel.id), wantedAt: instant),
            to: channel)
    }

    func close() async {
        await mail.close()
        await http.close()
        await loop.stop()
    }

    static func configuration(_ settings: Settings) throws(ProgramFailure) -> AlertConfiguration {
        do throws(SettingsFailure) {
            return try AlertConfiguration(settings.alerts)
        } catch {
            throw .settings(error)
        }
    }
}
