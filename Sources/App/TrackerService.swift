internal import CLI
internal import Demo
internal import Following
internal import HTTP
internal import Journal
internal import Machine
internal import Network
internal import Settings
internal import Telemetry
internal import Tracking
internal import Vendors
internal import Vocabulary

/// The tracker in service: its client on a loop of its own, and the task that reads.
final class TrackerService: Sendable {
    let tracker: Tracker
    private let client: ClientLoop
    private let standIns: [StandInServer]
    let isReading: Bool

    init(
        settings: Settings, store: any JournalTransfer, logger: Logger, withStandIn: Bool,
        now: @escaping @Sendable () -> Instant
    ) throws(ProgramFailure) {
        do throws(FetchError) {
            client = try ClientLoop(userAgent: Self.userAgent(settings))
        } catch {
            throw .other(
                message: "the tracker's client could not be started: \(error.message)", hint: nil, code: .fault)
        }
        standIns =
            withStandIn
            ? StandInVendor.Voice.allCases.compactMap { StandInServer.start($0, now: now, logger: logger) } : []
        isReading = settings.trackerIsEnabled
        var own = TrackerSettings()
        var networks = settings.trackerPrivateNetworks
        if !standIns.isEmpty {
            // The stand-in is on this machine, and goes faster than any real page.
            networks += [NetworkRange("127.0.0.1")].compactMap(\.self)
            own.rules.firstPeriod = .seconds(10)
            own.rules.incidentPeriod = .seconds(5)
        }
        own.addresses = networks.isEmpty ? .publicOnly : .publicAndNetworks(networks)
        tracker = Tracker(
            Tracker.Parts(
                store: store, client: client.client, formats: VendorCatalogue.formats,
                read: { WordReader(zones: ZoneFiles.catalogue).read($0, $1) },
                vendor: { VendorCatalogue.known($0) }, now: now, random: Entropy.number,
                pause: { span in try? await Task.sleep(for: .microseconds(span.microseconds)) },
                log: { Self.write($0, to: logger) }),
            settings: own)
    }

    /// Works until its task is cancelled.
    func run() async {
        for standIn in standIns { await follow(standIn) }
        guard isReading else { return }
        await tracker.run()
    }

    func close() async {
        for standIn in standIns { await standIn.close() }
        await client.close()
    }

    /// The demo follows its stand-in anew at each start: its port is another one.
    private func follow(_ standIn: StandInServer) async {
        do throws(JournalError) {
            try await tracker.begin()
        } catch {
            return
        }
        try? await tracker.unfollow(StandInServer.provider(standIn.voice), actor: StandInServer.actor)
        _ = try? await tracker.follow(
            url: standIn.url, vendor: nil, name: StandInServer.provider(standIn.voice), actor: StandInServer.actor)
    }

    private static func userAgent(_ settings: Settings) -> String {
        let places = [settings.publicURLs.first.map { "+" + $0 }, settings.trackerContact].compactMap(\.self)
        let about = places.isEmpty ? "" : " (" + places.joined(separator: "; ") + ")"
        return "Vigie/\(Program.version)\(about)"
    }

    private static func write(_ note: TrackerNote, to logger: Logger) {
        switch note {
        case .followed(let id, let format):
            logger.info("a page is followed", [.provider: LogValue(id.rawValue), .kind: LogValue(format)])
        case .unfollowed(let id): logger.info("a page is no longer followed", [.provider: LogValue(id.rawValue)])
        case .unreadable(let id, let message):
            logger.warning(
                "a page can't be read; what is known of it stays",
                [.provider: LogValue(id.rawValue), .error: LogValue(message)])
        case .ownFault(let failed, let of):
            logger.error(
                "most pages can't be read at once: the fault is on our side",
                [.count: LogValue(failed), .reason: LogValue("\(failed) of \(of) hosts")])
        case .refused(let id, let message):
            logger.warning(
                "an incident of a page can't be recorded; the others are",
                [.provider: LogValue(id.rawValue), .error: LogValue(message)])
        case .journalUnavailable(let message):
            logger.error("the tracker can't reach the journal", [.error: LogValue(message)])
        }
    }
}
