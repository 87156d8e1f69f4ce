package import Following
package import HTTP
internal import Incidents
package import Journal
package import Vocabulary

/// Follows vendors' pages: reads each when it is due, archives what it fetched, and records what is new.
///
/// One tracker per installation. Whoever runs several nodes lets one of them track.
package actor Tracker {
    /// What the tracker needs of the world.
    package struct Parts: Sendable {
        package var store: any JournalStore & Archive
        package var client: any HTTPFetching
        package var formats: any VendorFormats
        package var read: IncidentWordReading
        package var vendor: @Sendable (String) -> KnownVendor?
        package var now: @Sendable () -> Instant
        package var random: @Sendable () -> UInt64
        /// Waits; ends early when its task is cancelled.
        package var pause: @Sendable (TimeSpan) async -> Void
        package var log: @Sendable (TrackerNote) -> Void

        package init(
            store: any JournalStore & Archive, client: any HTTPFetching, formats: any VendorFormats,
            read: @escaping IncidentWordReading, vendor: @escaping @Sendable (String) -> KnownVendor?,
            now: @escaping @Sendable () -> Instant,
            random: @escaping @Sendable () -> UInt64, pause: @escaping @Sendable (TimeSpan) async -> Void,
            log: @escaping @Sendable (TrackerNote) -> Void
        ) {
            self.store = store
            self.client = client
            self.formats = formats
            self.read = read
            self.vendor = vendor
            self.now = now
            self.random = random
            self.pause = pause
            self.log = log
        }
    }

    let parts: Parts
    let settings: TrackerSettings
    let fetcher: PageFetcher
    let recorder: PageRecorder
    let schedule: PollSchedule
    var pages: [ProviderID: TrackedPage] = [:]
    private var breakers: [String: HostBreaker] = [:]
    private var inFlight = PoliteLimits.InFlight()
    private var sightings: [String: OwnFault.Sighting] = [:]
    package private(set) var counts = TrackerCounts()
    /// By origin.
    var robots: [String: RobotsMemory] = [:]
    private var generations: UInt64 = 0
    private var hasBegun = false

    package init(_ parts: Parts, settings: TrackerSettings = TrackerSettings()) {
        self.parts = parts
        self.settings = settings
        fetcher = PageFetcher(client: parts.client, settings: settings, now: parts.now)
        recorder = PageRecorder(store: parts.store, read: parts.read)
        schedule = PollSchedule(settings.rules)
    }

    /// Takes up the pages that the journal says are followed.
    package func begin() async throws(JournalError) {
        guard !hasBegun else { return }
        let now = parts.now()
        let (followed, open) = try await parts.store.read { documents throws(JournalError) in
            let reading = IncidentReading(documents)
            var pages: [(FollowedPage, Provider?, [DocumentCapture])] = []
            for page in try reading.pages() {
                pages.append(
                    (page, try reading.provider(page.provider), try reading.captures(of: page.provider)))
            }
            return (pages, try reading.open(limit: DocumentRange.limitMost))
        }
        var generator = Generator(source: parts.random)
        for (page, provider, captures) in followed where pages[page.provider] == nil {
            let state = schedule.started(page: page.provider.rawValue, tier: .first, now: now)
            var tracked = TrackedPage(
                page: page, words: words(of: page, provider),
                poll: schedule.resumed(state, now: now, using: &generator), generation: nextGeneration())
            tracked.reads = reads(captures, of: page)
            for incident in open
            where incident.provider == page.provider && incident.record?.format == page.format
                && PageRecorder.isOpen(incident, now: now)
            {
                tracked.memory.open[incident.id] = incident.record?.foreignID ?? ""
            }
            tracked.poll.hasOpenIncident = !tracked.memory.open.isEmpty
            pages[page.provider] = tracked
        }
        hasBegun = true
    }

    func nextGeneration() -> UInt64 {
        generations += 1
        return generations
    }

    /// Reads pages as they come due, until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            if !hasBegun {
                do throws(JournalError) {
                    try await begin()
                } catch {
                    parts.log(.journalUnavailable(error.message))
                    await parts.pause(.seconds(5))
                    continue
                }
            }
            startDue()
            await parts.pause(.seconds(1))
        }
    }

    /// A page's own push says that something is new there. It is a hint and no fact: the page is read at once, and what
    /// it says counts. Whoever pushes often is not read more often than a page may be.
    package func nudge(_ id: ProviderID) throws(FollowRefusal) {
        guard let page = pages[id] else { throw FollowRefusal(.notFollowed, "No page of \(id) is followed.") }
        let now = parts.now()
        let earliest = page.lastTried.map { max($0 + Self.nudgeInterval, now) } ?? now
        pages[id]?.poll.next = min(page.poll.next, earliest)
    }

    static let nudgeInterval = TimeSpan.seconds(10)

    /// Reads everything that is due, and returns when it is done: what `run` does without end.
    package func readDue() async {
        for id in due() { await poll(id) }
    }

    private func startDue() {
        for id in due() {
            guard let page = pages[id], let format = page.format else { continue }
            guard settings.limits.bound(host: page.host, platform: Platform(format), inFlight) == nil else { continue }
            pages[id]?.isBusy = true
            let (host, platform) = (page.host, Platform(format))
            inFlight.began(host: host, platform: platform)
            Task {
                await poll(id)
                inFlight.ended(host: host, platform: platform)
            }
        }
    }

    private func due() -> [ProviderID] {
        let now = parts.now()
        return pages.values.filter { !$0.isBusy && !$0.isLeaving && schedule.isDue($0.poll, now: now) }
            .sorted { ($0.poll.next, $0.page.provider) < ($1.poll.next, $1.page.provider) }
            .map(\.page.provider)
    }

    /// One cycle of one page.
    private func poll(_ id: ProviderID) async {
        guard let before = pages[id], !before.isLeaving else { return }
        pages[id]?.isBusy = true
        pages[id]?.lastTried = parts.now()
        var breaker = breakers[before.host] ?? HostBreaker()
        let admission = breaker.admission(now: parts.now())
        breakers[before.host] = breaker
        let outcome: PollOutcome
        var message = ""
        switch admission {
        case .heldBack(let until): outcome = .heldBack(until: until)
        case .admitted:
            counts.reads += 1
            do throws(ReadProblem) {
                outcome = try await read(id, before)
            } catch {
                message = error.message
                outcome = .failed(error.failure)
            }
            note(outcome, host: before.host, format: before.format)
        }
        await settle(id, before.generation, outcome, message)
    }

    private func settle(_ id: ProviderID, _ generation: UInt64, _ outcome: PollOutcome, _ message: String) async {
        guard var tracked = pages[id], tracked.generation == generation else { return }
        var generator = Generator(source: parts.random)
        let now = parts.now()
        tracked.poll = schedule.after(outcome, of: tracked.poll, now: now, using: &generator)
        pages[id] = tracked
        switch outcome {
        case .failed(let failure):
            counts.failures += 1
            await noteTrouble(id, failure, message, now)
        case .read, .unchanged:
            // Whatever it says, it can be read again.
            if tracked.page.trouble != nil {
                var page = tracked.page
                page.trouble = nil
                await recordPage(page, now)
            }
        case .heldBack: break
        }
        if pages[id]?.generation == generation { pages[id]?.isBusy = false }
    }

    private func note(_ outcome: PollOutcome, host: String, format: PageFormat?) {
        let now = parts.now()
        var failure: PollFailure?
        if case .failed(let found) = outcome { failure = found }
        var generator = Generator(source: parts.random)
        breakers[host, default: HostBreaker()].note(failure, rules: settings.rules, now: now, using: &generator)
        sightings[host] = OwnFault.Sighting(
            host: host, platform: format.flatMap { Platform($0) }, at: now, failure: failure)
    }

    /// Whose fault it is when pages can't be read.
    package var fault: OwnFault { OwnFault.judge(Array(sightings.values), now: parts.now()) }

    /// A failed read changes nothing that is known; it is a state of its own, said once it has lasted.
    private func noteTrouble(_ id: ProviderID, _ failure: PollFailure, _ message: String, _ now: Instant) async {
        guard let tracked = pages[id], let since = tracked.poll.unreadableSince,
            tracked.poll.failedCycles >= settings.unreadableAfterCycles
        else { return }
        var (reason, message) = (failure.reason, message)
        if case .ours(let failed, let of) = fault {
            // No vendor is blamed for what is our own network's fault; readers are told that we can't see.
            parts.log(.ownFault(failed: failed, of: of))
            reason = FollowedPage.Trouble.ownFault
            message = "Vigie itself reaches \(of - failed) of \(of) hosts: the fault is on our side."
        }
        guard tracked.page.trouble?.reason != reason else { return }
        var page = tracked.page
        page.trouble = FollowedPage.Trouble(
            since: page.trouble?.since ?? since, reason: reason, message: String(message.prefix(500)))
        if reason != FollowedPage.Trouble.ownFault { parts.log(.unreadable(id, message)) }
        await recordPage(page, now)
    }

    private func recordPage(_ page: FollowedPage, _ now: Instant) async {
        do throws(JournalError) {
            try await recorder.append([.pageFollowed(page)], now: now)
            pages[page.provider]?.page = page
        } catch {
            parts.log(.journalUnavailable(error.message))
        }
    }

    func words(of page: FollowedPage, _ provider: Provider?) -> VendorWords {
        let entry = page.catalogueID.flatMap(parts.vendor)
        return VendorWords(
            name: provider?.name ?? page.provider.rawValue, zone: entry?.zone ?? provider?.zone,
            language: entry?.language ?? .english)
    }

    /// After a restart the bytes that the journal knows are not news. A capture names the place that the bytes came from;
    /// what is asked for is the format's own address.
    private func reads(_ captures: [DocumentCapture], of page: FollowedPage) -> [String: DocumentRead] {
        let requests = PageFormat(rawValue: page.format).map {
            parts.formats.documents($0, page: page.url, now: parts.now())
        }
        return Dictionary(
            captures.map { document in
                let capture = document.capture
                let url = requests?.first { $0.role == document.role }?.url ?? capture.url
                var read = DocumentRead(
                    url: url, validators: Validators(bodyDigest: capture.digest), triedAt: capture.at)
                read.readAt = capture.at
                return (document.role, read)
            }, uniquingKeysWith: { $1 })
    }

    func countChanged(_ facts: Int) {
        counts.changed += 1
        counts.facts += facts
    }
    func countUnchanged() { counts.unchanged += 1 }
}

/// Random numbers from a function.
struct Generator: RandomNumberGenerator {
    let source: @Sendable () -> UInt64

    mutating func next() -> UInt64 { source() }
}

extension PollFailure {
    /// A word for it that a page can show.
    var reason: String {
        switch self {
        case .noAnswer: UnreadablePage.Reason.unreachable.rawValue
        case .answered(let status, _):
            switch status {
            case 401, 403: UnreadablePage.Reason.private.rawValue
            case 404, 410: UnreadablePage.Reason.notFound.rawValue
            default: UnreadablePage.Reason.unreachable.rawValue
            }
        case .unreadable(let reason): reason.rawValue
        }
    }
}
