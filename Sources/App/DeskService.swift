internal import Desk
internal import Journal
internal import Machine
internal import Settings
internal import Telemetry
internal import Vocabulary

/// The desk in service: orders, and what time brings.
final class DeskService: Sendable {
    let desk: Desk
    private let clock: DeskClock
    private let store: any JournalTransfer
    private let logger: Logger
    private let now: @Sendable () -> Instant

    /// A plan that is moved is noticed by its entry; nothing needs to be looked at more often than this.
    private static let restLeast = TimeSpan.seconds(1)

    init(
        settings: Settings, store: any JournalTransfer, logger: Logger, now: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.logger = logger
        self.now = now
        desk = Desk(
            store: store, zones: ZoneFiles.catalogue, now: now, random: Entropy.number,
            rules: DeskRules(backdatedDaysMost: settings.backdatedDaysMost))
        clock = DeskClock(desk: desk, zones: ZoneFiles.catalogue)
    }

    /// Works until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            var next = now() + .minutes(1)
            do throws(DeskRefusal) {
                let turn = try await clock.turn(now: now())
                next = turn.next
                for problem in turn.problems {
                    logger.error("the desk could not do what was due", [.error: LogValue(problem)])
                }
            } catch {
                logger.error("the desk can't look at what is due", [.error: LogValue(error.message)])
            }
            await rest(until: next)
        }
    }

    /// Returns at an instant, or soon after something was recorded that may be due earlier.
    private func rest(until instant: Instant) async {
        guard let position = try? await store.head().position else {
            return (try? await Task.sleep(for: .seconds(5))) ?? ()
        }
        let span = max(instant - now(), Self.restLeast)
        await withTaskGroup(of: Void.self) { [store] group in
            group.addTask { try? await store.waitForEntry(after: position) }
            group.addTask { try? await Task.sleep(for: .microseconds(span.microseconds)) }
            await group.next()
            group.cancelAll()
        }
        // Entries come in bursts while pages are read; what is due can wait that long.
        try? await Task.sleep(for: .seconds(2))
    }
}
