internal import Announcing
internal import Desk
internal import Journal
internal import Lookout
internal import Telemetry
internal import Vocabulary
internal import Watching

/// From verdict to word in service: what `watch.yaml` says of its components is done with the lookout's cases.
final class PolicyService: Sendable {
    let desk: AnnouncingDesk
    private let service: AnnouncingService

    init(
        _ watch: WatchService, store: any JournalTransfer, desk: Desk, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) {
        let policy = AnnouncingPolicy(watch.matrix.declaration.components)
        let announcer = Announcer(
            store: store, desk: desk, sources: LookoutCases(watch.matrix).sources { policy }, now: now)
        self.desk = AnnouncingDesk(announcer: announcer, series: watch.series, zones: ZoneFiles.catalogue)
        service = AnnouncingService(
            announcer: announcer, sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) },
            report: { logger.warning("what follows from a case could not be done", [.error: LogValue($0)]) })
    }

    /// Works until its task is cancelled.
    func run() async { await service.run() }
}
