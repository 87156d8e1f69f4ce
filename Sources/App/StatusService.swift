internal import Journal
internal import API
internal import HTTP
internal import Incidents
internal import Machine
internal import Settings
internal import StatusPages
internal import Synchronization
internal import Vocabulary

/// The status pages of our own brands in service: what answers under `/status/` and on the brands' own hosts.
final class StatusService: Sendable {
    /// Answers what is posted to a brand's page; nil for what is none of its addresses.
    typealias Forms = @Sendable (HTTPRequest, BrandSite, Language, [String]) -> HTTPReply?

    let surface: StatusSurface
    /// Tells the readers of status pages that something was published.
    let events = EventFeed()
    let settings: StatusSettings
    private let queries: any SiteQueries
    /// What is shown while logos of it are still to come. Held while something is shown, so that nothing older overtakes it.
    private let latest = Mutex<(site: Site, asOf: Instant, now: Instant)?>(nil)
    private let forms: Forms?

    static let eventsPath = "/status/events"
    /// What feeds call themselves where nobody has said how the public reaches this program.
    private static let nowhere = "http://localhost"

    init(settings: StatusSettings, queries: any SiteQueries, forms: Forms? = nil) {
        self.settings = settings
        self.queries = queries
        self.forms = forms
        surface = StatusSurface(settings: settings, machine: Self.machine())
    }

    /// Feeds and JSON, from the API's surface.
    static func machine() -> StatusMachine {
        let memory = BrandFeedMemory()
        return { path, site, settings, now in
            BrandDocuments.response(
                path, site, base: settings.base(of: site.brand) ?? nowhere + "/status/" + site.brand.id.rawValue,
                zones: settings.zones, isStale: site.isStale(now: now, after: settings.staleAfter), now: now,
                memory: memory)
        }
    }

    private let hasBegun = Mutex(false)
    /// How long somebody waits at most for the first pages after a start.
    private static let patience = Duration.seconds(10)

    /// Says which brands and hosts there are; their pages come with the first ``publish(_:asOf:now:)``.
    func begin(_ site: Site, asOf: Instant, now: Instant) { surface.begin(site, asOf: asOf, now: now) }

    /// When what making pages had freed was given back last.
    private let trimmedAt = Mutex<ContinuousClock.Instant?>(nil)
    private static let trimmedEvery = Duration.seconds(1)

    /// Making the pages of many brands again takes ten megabytes and more for a moment. They are given back before readers are told,
    /// which takes memory too; in a burst of changes not each time.
    private func giveBackWhatMakingTook() {
        let isDue = trimmedAt.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last < Self.trimmedEvery { return false }
            last = now
            return true
        }
        if isDue { Memory.trim() }
    }

    /// Shows a site, and tells readers when it says something new.
    func publish(_ site: Site, asOf: Instant, now: Instant) {
        let (made, isNew, missing) = latest.withLock { latest in
            let missing = surface.missingLogos(site)
            latest = missing.isEmpty ? nil : (site, asOf, now)
            let (made, isNew) = surface.update(site, asOf: asOf, now: now)
            return (made, isNew, missing)
        }
        hasBegun.withLock { $0 = true }
        if made > 0 { giveBackWhatMakingTook() }
        if isNew {
            let position = site.position.rawValue
            events.publish(event: "published", id: "\(position)-\(now.seconds)", data: #"{"position":\#(position)}"#)
        }
        guard !missing.isEmpty else { return }
        Task { [self] in
            var isThere = false
            for digest in missing {
                // What can't be read now is asked for again with the next entry.
                guard let bytes = try? await queries.original(digest) else { continue }
                isThere = surface.take(logo: bytes, digest: digest) || isThere
            }
            if isThere { showAgain() }
        }
    }

    /// Shows what is shown already, now that its logos are at hand.
    private func showAgain() {
        latest.withLock { latest in
            guard let (site, asOf, now) = latest else { return }
            surface.update(site, asOf: asOf, now: now)
        }
    }

    func prepared(target: String, host: String) -> PreparedResponse? { surface.prepared(target: target, host: host) }

    /// Whether all of a host is a brand's.
    func owns(host: String) -> Bool { surface.brand(ofHost: host) != nil }

    func reply(to request: HTTPRequest) -> HTTPReply? {
        if request.path == Self.eventsPath, request.method == .get || request.method == .head {
            return .now(
                HTTPResponse(
                    headers: ["Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"],
                    body: .events(events)))
        }
        if !hasBegun.withLock({ $0 }), surface.isTold(request) {
            return .later { [self] in
                let end = ContinuousClock.now + Self.patience
                while !hasBegun.withLock({ $0 }), ContinuousClock.now < end {
                    try? await Task.sleep(for: .milliseconds(5))
                }
                return answer(request) ?? .now(HTTPResponse(status: .notFound))
            }
        }
        return answer(request)
    }

    private func answer(_ request: HTTPRequest) -> HTTPReply? {
        if let forms, let place = surface.place(of: request),
            let reply = forms(request, place.site, place.language, place.rest)
        {
            return reply
        }
        return surface.reply(to: request)
    }
}
