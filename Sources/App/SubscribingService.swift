internal import Alerting
internal import Bytes
internal import CLI
internal import Glibc
internal import HTTP
internal import HTTPClient
internal import Journal
internal import Machine
internal import Mail
internal import Settings
internal import Subscribing
internal import Telemetry
internal import Vocabulary

/// Subscriptions in service: what readers and the team may ask for, and the sending of what waits.
final class SubscribingService: Sendable {
    let orders: SubscriberOrders
    private let service: FanOutService
    private let sends: Bool
    private let loop: EventLoop
    private let http: HTTPClient
    private let mail: SMTPClient
    private let logger: Logger

    private static let forgetEvery = Duration.seconds(3_600)

    /// Nil where the configuration does not have it.
    static func make(
        settings: Settings, store: any JournalTransfer, logger: Logger, now: @escaping @Sendable () -> Instant
    ) throws(ProgramFailure) -> SubscribingService? {
        guard settings.subscribers.isEnabled else { return nil }
        return try SubscribingService(settings: settings, store: store, logger: logger, now: now)
    }

    private init(
        settings: Settings, store: any JournalTransfer, logger: Logger, now: @escaping @Sendable () -> Instant
    ) throws(ProgramFailure) {
        let configuration: SubscribingConfiguration
        do throws(SettingsFailure) {
            configuration = try SubscribingConfiguration(settings, alerts: AlertConfiguration(settings.alerts))
        } catch {
            throw .settings(error)
        }
        let keys = try SubscribersKey.load(settings)
        do {
            loop = try EventLoop(name: "subscribers")
            http = try HTTPClient(loop: loop)
        } catch {
            throw .other(message: "subscribers can't be told: \(error)", hint: nil, code: .fault)
        }
        var mailing = SMTPClient.Configuration()
        mailing.addresses = configuration.addresses
        mailing.threads = configuration.limits.perLane
        mail = SMTPClient(mailing)
        self.logger = logger
        sends = settings.alerts.sends
        orders = SubscriberOrders(store: store, keys: keys, rule: configuration.rule, now: now)
        let sender = FanOutSender(
            store: store, http: http, mail: mail, ways: configuration.ways, keys: keys, links: configuration.links,
            zones: ZoneFiles.catalogue, addresses: configuration.addresses, now: now)
        service = FanOutService(
            store: store, sender: sender,
            surroundings: DeliveryService.Surroundings(
                now: now, sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) },
                chance: { Double(Entropy.number() >> 11) / Double(1 << 53) }, zones: ZoneFiles.catalogue,
                report: { logger.warning("subscribers", [.error: LogValue($0)]) }),
            limits: configuration.limits)
    }

    /// Works until ``stop()``. Does nothing where another program sends.
    func run() async {
        guard sends else { return }
        let forgetting = Task { await forget() }
        await service.run()
        forgetting.cancel()
        await forgetting.value
    }

    /// Who never answered is forgotten, with their address in what is shown.
    private func forget() async {
        while !Task.isCancelled {
            do throws(SubscriberOrders.Refusal) {
                while try await orders.forgetUnconfirmed() > 0 {}
            } catch {
                logger.warning("subscribers who never answered could not be forgotten", [.error: LogValue("\(error)")])
            }
            try? await Task.sleep(for: Self.forgetEvery)
        }
    }

    /// Lets what is under way end and be recorded.
    func stop() { service.stop() }

    /// Closes what it sends with; after ``run()`` has returned.
    func close() async {
        await mail.close()
        await http.close()
        await loop.stop()
    }
}

/// The key that links are made with: that of the configuration, else one of its own in the data directory.
private enum SubscribersKey {
    static func load(_ settings: Settings) throws(ProgramFailure) -> SubscriberKeys {
        if let key = settings.subscribers.key.flatMap({ SubscriberKeys($0) }) { return key }
        let path = settings.dataDirectory + "/subscribers.key"
        let text: String
        do throws(MachineError) {
            if !Files.exists(path) {
                try Files.makeFolder(settings.dataDirectory)
                try make(path)
            }
            text = String(decoding: try Files.read(path, most: 4_096), as: UTF8.self).filter { !$0.isWhitespace }
        } catch {
            throw .other(message: error.message, hint: "who owns the data directory?", code: .configuration)
        }
        guard let keys = SubscriberKeys(Secret(text)) else {
            throw .other(
                message: "\(path) holds no key",
                hint: "put it back from a backup, or remove it: links in messages sent before are useless then",
                code: .configuration)
        }
        return keys
    }

    /// For this user alone; two programs that begin at once share the one that was there first.
    private static func make(_ path: String) throws(MachineError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw MachineError("making \(path)", result: -errno)
        }
        defer { Glibc.close(descriptor) }
        let text = Hexadecimal.encode(Entropy.bytes(32)) + "\n"
        guard Files.write(Array(text.utf8), to: descriptor), fsync(descriptor) == 0 else {
            let problem = errno
            Files.remove(path)
            throw MachineError("writing \(path)", result: -problem)
        }
    }
}
