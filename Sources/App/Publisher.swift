internal import HTTP
internal import Incidents
internal import Journal
internal import Synchronization
internal import Vocabulary

/// Keeps what the surfaces show in step with the journal: waits for an entry, reads the site in one consistent picture,
/// renders what changed, puts it in place, and tells the readers who are listening.
final class Publisher: Sendable {
    /// What the pages know about their own age.
    struct Freshness: Sendable, Equatable {
        /// When the site was last read from the store.
        var readAt: Instant?
        /// Since when the store can't be read; nil while it can.
        var unreadableSince: Instant?
        var problem: String?
    }

    /// While an impact goes on its length grows, so pages are made again this often even when nothing was recorded.
    static let tick = Duration.seconds(30)
    /// Entries that come in one burst are shown together.
    static let gathering = Duration.milliseconds(50)
    static let retryFirst = Duration.milliseconds(250)
    static let retryMost = Duration.seconds(15)

    private let store: any JournalStore
    private let now: @Sendable () -> Instant
    private let publish: @Sendable (Site, Freshness, Instant) -> Void
    private let own = OwnIncidents()
    private let state = Mutex((site: Site(), freshness: Freshness()))

    /// `publish` is given each site to show, also the last known one again when it can't be read any more.
    init(
        store: any JournalStore, now: @escaping @Sendable () -> Instant,
        publish: @escaping @Sendable (Site, Freshness, Instant) -> Void
    ) {
        self.store = store
        self.now = now
        self.publish = publish
    }

    var freshness: Freshness { state.withLock { $0.freshness } }
    var position: Position { state.withLock { $0.site.position } }

    /// Works until its task is cancelled or the store is closed.
    func run() async {
        var retry = Self.retryFirst
        while !Task.isCancelled {
            do throws(JournalError) {
                try await show()
                retry = Self.retryFirst
                try await waitForChange()
                try? await Task.sleep(for: Self.gathering)
            } catch {
                if error.code == .closed { return }
                showStale(because: error)
                try? await Task.sleep(for: retry)
                retry = min(retry * 2, Self.retryMost)
            }
        }
    }

    /// Reads and shows once.
    func show() async throws(JournalError) {
        let (site, freshness, instant) = try await read()
        publish(site, freshness, instant)
    }

    /// The site as it is now; without `years`, which take their time, what is long over may be missing.
    func read(years: Bool = true) async throws(JournalError) -> (Site, Freshness, Instant) {
        let site = try await store.read { [own] documents throws(JournalError) in
            try Site(documents, own: years ? own : nil)
        }
        let instant = now()
        let freshness = Freshness(readAt: instant)
        state.withLock { $0 = (site, freshness) }
        return (site, freshness, instant)
    }

    private func showStale(because error: JournalError) {
        let instant = now()
        let (site, freshness) = state.withLock { state in
            state.freshness.unreadableSince = state.freshness.unreadableSince ?? instant
            state.freshness.problem = error.message
            return state
        }
        publish(site, freshness, instant)
    }

    /// Returns when there is a new entry, or when a tick has passed.
    private func waitForChange() async throws(JournalError) {
        let position = position
        let outcome = await withTaskGroup(of: JournalError?.self) { [store] group in
            group.addTask {
                do throws(JournalError) {
                    try await store.waitForEntry(after: position)
                    return nil
                } catch {
                    return error
                }
            }
            group.addTask {
                try? await Task.sleep(for: Self.tick)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        if let outcome, !Task.isCancelled { throw outcome }
    }
}
