package import HTTP
package import Incidents
internal import Synchronization
internal import Telling
package import Vocabulary

/// The status pages of all our brands in service: prepared responses by address, made again only when what they show
/// changed.
///
/// Whoever follows the journal calls ``update(_:asOf:now:)`` with each new site, and now and then with the old one, for
/// what changes by time alone. The server asks ``prepared(target:host:)`` first, then ``reply(to:)``.
package final class StatusSurface: Sendable {
    /// One brand as the last update had it. A number stands for each incident's content, so that nobody compares facts
    /// twice.
    private struct View: Sendable {
        var site: BrandSite
        var revisions: [IncidentID: Int]
        /// Changes with the brand, its components and languages.
        var catalogue: Int
        var logo: [UInt8]?
        var now: Instant
    }

    /// What a document was made of: it is made again when this differs, and only then.
    private struct Stamp: Hashable {
        var catalogue: Int
        var revisions: [Int]
        /// Minutes, for what changes by time alone; else 0.
        var minute: Int64
        var isStale: Bool
        var hasLogo: Bool
    }

    private final class Kept: Sendable {
        // First what each request touches: of thousands of pages, none stays in the processor's caches.
        let response: PreparedResponse
        /// Whether somebody asked since the last update.
        let wasAsked: Atomic<Bool>
        let brand: BrandID
        let document: StatusDocument
        let stamp: Stamp
        /// How often it was made again since somebody asked.
        let madeUnasked: Int

        init(
            _ brand: BrandID, _ document: StatusDocument, _ stamp: Stamp, _ response: PreparedResponse, asked: Bool,
            madeUnasked: Int = 0
        ) {
            self.brand = brand
            self.document = document
            self.stamp = stamp
            self.response = response
            self.madeUnasked = madeUnasked
            wasAsked = Atomic(asked)
        }

        /// Whether it is made again though nobody asked since the last update. A change of the brand itself changes every
        /// page there is, so then it is not.
        func isMadeAhead(_ next: Stamp) -> Bool {
            guard next.catalogue == stamp.catalogue, next.hasLogo == stamp.hasLogo else { return false }
            return madeUnasked
                < (next.revisions == stamp.revisions ? StatusSurface.retoldUnaskedMost : StatusSurface.madeUnaskedMost)
        }
    }

    private struct State {
        var views: [BrandID: View] = [:]
        var hosts: [String: BrandID] = [:]
        var kept: [String: Kept] = [:]
    }

    private struct Memory {
        var incidents: [IncidentID: (raw: Incident, revision: Int)] = [:]
        var catalogue: (brands: [Brand], components: [Component], providers: [Provider], revision: Int)?
        var logos: [String: [UInt8]] = [:]
        var lastRevision = 0
    }

    /// Beyond these, documents that nobody asked for lately are let go.
    package static let keptMost = 20_000
    /// What nobody asked for through so many changes is made when somebody does. Before that it is made ahead: all who
    /// come back after a change would else wait for all of it.
    package static let madeUnaskedMost = 20
    /// The same for what differs by the time that is told alone.
    package static let retoldUnaskedMost = 2
    package static let place = "/status/"

    private let settings: StatusSettings
    private let machine: StatusMachine
    private let state = Mutex(State())
    /// Held while documents are made, so that two updates never overtake each other.
    private let memory = Mutex(Memory())

    package init(settings: StatusSettings, machine: @escaping StatusMachine) {
        self.settings = settings
        self.machine = machine
    }

    // MARK: Following the journal

    /// Says which brands there are before anything is shown of them: no document is made.
    package func begin(_ site: Site, asOf: Instant, now: Instant) {
        memory.withLock { memory in
            let (views, hosts) = Self.views(site, asOf: asOf, now: now, before: [:], &memory)
            state.withLock { state in
                state.views = views
                state.hosts = hosts
            }
        }
    }

    /// Whether a request is for a brand's pages.
    package func isTold(_ request: HTTPRequest) -> Bool { part(request) != nil }

    /// Makes again what changed and is read. Returns how many documents were made, and whether readers see something new.
    @discardableResult
    package func update(_ site: Site, asOf: Instant, now: Instant) -> (made: Int, isNew: Bool) {
        memory.withLock { memory in
            let before = state.withLock { $0 }
            let (views, hosts) = Self.views(site, asOf: asOf, now: now, before: before.views, &memory)
            var kept: [String: Kept] = [:]
            var made = 0
            var isNew = false
            let isCrowded = before.kept.count > Self.keptMost
            for (key, old) in before.kept {
                guard let view = views[old.brand] else { continue }
                let asked = old.wasAsked.exchange(false, ordering: .relaxed)
                let stamp = stamp(old.document, view)
                if stamp == old.stamp {
                    if asked || !isCrowded { kept[key] = old }
                } else if asked || Self.isMain(old.document) || !isCrowded && old.isMadeAhead(stamp) {
                    guard let next = make(old.document, view, stamp, reusing: old.response) else { continue }
                    kept[key] = Kept(
                        old.brand, old.document, stamp, next, asked: false, madeUnasked: asked ? 0 : old.madeUnasked + 1
                    )
                    made += 1
                }
            }
            for (brand, view) in views {
                for language in view.site.languages {
                    let document = StatusDocument.page(language, .home)
                    let key = Self.key(brand, document, view.site)
                    let stamp = stamp(document, view)
                    guard kept[key] == nil, let response = make(document, view, stamp, reusing: nil) else { continue }
                    kept[key] = Kept(brand, document, stamp, response, asked: false)
                    made += 1
                }
                let old = before.views[brand]
                isNew =
                    isNew || old?.revisions != view.revisions || old?.catalogue != view.catalogue
                    || old?.site.isStale(now: old?.now ?? now, after: settings.staleAfter)
                        != view.site.isStale(now: now, after: settings.staleAfter)
            }
            let next = State(views: views, hosts: hosts, kept: kept)
            // What is replaced is let go outside of the lock, which readers wait for.
            let last = state.withLock { state in
                let last = state
                state = next
                return last
            }
            _ = last
            return (made, isNew)
        }
    }

    private static func views(
        _ site: Site, asOf: Instant, now: Instant, before: [BrandID: View], _ memory: inout Memory
    ) -> ([BrandID: View], [String: BrandID]) {
        let catalogue = revision(of: site, &memory)
        var incidents: [IncidentID: (raw: Incident, revision: Int)] = [:]
        var unchanged: Set<IncidentID> = []
        for incident in site.ownIncidents {
            if let known = memory.incidents[incident.id], known.raw == incident {
                incidents[incident.id] = known
                unchanged.insert(incident.id)
            } else {
                memory.lastRevision += 1
                incidents[incident.id] = (incident, memory.lastRevision)
            }
        }
        memory.incidents = incidents
        var views: [BrandID: View] = [:]
        var hosts: [String: BrandID] = [:]
        for brand in site.brands {
            let old = before[brand.id].flatMap { $0.catalogue == catalogue ? $0.site : nil }
            guard
                var told = BrandSite(
                    brand.id, in: site, asOf: asOf, reusing: old, unchanged: old == nil ? [] : unchanged)
            else { continue }
            // A picture that is not at hand is not linked to.
            let logo = brand.face.logoDigest.flatMap { memory.logos[$0] }
            if logo == nil { told.brand.face.logo = nil }
            let last = before[brand.id].flatMap { $0.catalogue == catalogue ? $0 : nil }
            var revisions: [IncidentID: Int] = [:]
            let known = Dictionary((last?.site.incidents ?? []).map { ($0.id, $0) }) { first, _ in first }
            for incident in told.incidents {
                // What waits or is internal changes nothing that readers see, and they are not told of it either.
                let isSame = unchanged.contains(incident.id) || known[incident.id] == incident
                let revision = isSame ? last?.revisions[incident.id] : nil
                revisions[incident.id] = revision ?? incidents[incident.id]?.revision ?? 0
            }
            views[brand.id] = View(
                site: told, revisions: revisions, catalogue: catalogue,
                logo: logo, now: now)
            // A name that two brands claim is the first one's.
            for host in brand.face.hosts where hosts[host.lowercased()] == nil { hosts[host.lowercased()] = brand.id }
        }
        return (views, hosts)
    }

    private static func revision(of site: Site, _ memory: inout Memory) -> Int {
        if let known = memory.catalogue, known.brands == site.brands, known.components == site.components,
            known.providers == site.providers
        {
            return known.revision
        }
        memory.lastRevision += 1
        memory.catalogue = (site.brands, site.components, site.providers, memory.lastRevision)
        return memory.lastRevision
    }

    /// The digests of logos that are shown and not here yet.
    package func missingLogos(_ site: Site) -> [String] {
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        let wanted = Set(site.brands.filter { ours.contains($0.provider) }.compactMap(\.face.logoDigest))
        return memory.withLock { memory in
            memory.logos = memory.logos.filter { wanted.contains($0.key) }
            return wanted.filter { memory.logos[$0] == nil }.sorted()
        }
    }

    /// A logo's bytes; pages show it from the next update on. False when it is no picture, or a drawing that does something.
    @discardableResult
    package func take(logo bytes: [UInt8], digest: String) -> Bool {
        guard StatusAssets.pictureType(bytes) != nil else { return false }
        memory.withLock { $0.logos[digest] = bytes }
        return true
    }

    // MARK: Making

    private static func isMain(_ document: StatusDocument) -> Bool {
        if case .page(_, .home) = document { true } else { false }
    }

    private func stamp(_ document: StatusDocument, _ view: View) -> Stamp {
        let site = view.site
        let minute = view.now.seconds / 60
        let isStale = site.isStale(now: view.now, after: settings.staleAfter)
        func of(_ incidents: [Incident], byMinute: Bool) -> Stamp {
            Stamp(
                catalogue: view.catalogue, revisions: incidents.map { view.revisions[$0.id] ?? 0 },
                minute: byMinute && !isStale ? minute : 0, isStale: isStale, hasLogo: view.logo != nil)
        }
        switch document {
        case .page(_, .home), .badge, .page(_, .banner): return of(site.recent, byMinute: true)
        case .machine: return of(site.incidents, byMinute: true)
        case .page(let language, .history):
            let context = StatusContext(site, language, settings: settings, now: view.now)
            let bounds = StatusMonths.bounds(StatusMonths.of(context.knownUntil, context), context)
            return of(site.incidents.filter { $0.isOf(bounds, context) }, byMinute: true)
        case .page(let language, .month(let first)):
            let context = StatusContext(site, language, settings: settings, now: view.now)
            let bounds = StatusMonths.bounds(first, context)
            let told = site.incidents.filter { $0.isOf(bounds, context) }
            return of(told, byMinute: told.contains { changesByTime($0, view.now) })
        case .page(_, .incident(let id)):
            let told = site.incident(id).map { [$0] } ?? []
            return of(told, byMinute: told.contains { changesByTime($0, view.now) })
        case .page(_, .maintenance), .calendar: return of(site.incidents.filter(\.isPlannedWork), byMinute: true)
        case .page, .stylesheet, .script, .icon, .logo: return of([], byMinute: false)
        }
    }

    /// Whether an incident reads otherwise in a minute though nothing was recorded.
    private func changesByTime(_ incident: Incident, _ now: Instant) -> Bool {
        if incident.isOpenOutage(now: now) { return true }
        let phase = incident.maintenancePhase(now: now)
        if phase == .scheduled || phase == .inProgress { return true }
        // Something that was recorded ahead of its time is still to come.
        return incident.updates.contains { $0.at > now } || incident.windows.contains { ($0.end ?? now) > now }
    }

    private func make(
        _ document: StatusDocument, _ view: View, _ stamp: Stamp, reusing old: PreparedResponse?
    ) -> PreparedResponse? {
        let made = document.response(
            view.site, settings: settings, logo: view.logo, machine: machine, now: view.now)
        return made
    }

    private static func key(_ brand: BrandID, _ document: StatusDocument, _ site: BrandSite) -> String {
        place + brand.rawValue + "/" + document.path(of: site.brand)
    }

    // MARK: Answering

    /// The brand whose pages a host name shows; nil for every name that no brand has.
    package func brand(ofHost host: String) -> BrandID? {
        state.withLock { state in state.hosts.isEmpty ? nil : state.hosts[Self.name(host)] }
    }

    /// A Host header without its port, in lower case.
    private static func name(_ host: String) -> String {
        host.hasPrefix("[") ? host : host.prefix { $0 != ":" }.lowercased()
    }

    /// The site of a brand as pages show it now, and the moment of it.
    package func site(of brand: BrandID) -> BrandSite? { state.withLock { $0.views[brand]?.site } }

    /// The response for a raw target (path and query), when it is at hand.
    package func prepared(target: String, host: String) -> PreparedResponse? {
        state.withLock { state in
            var kept = state.kept[target]
            if kept == nil, !state.hosts.isEmpty, !target.hasPrefix(Self.place),
                let brand = state.hosts[Self.name(host)]
            {
                kept = state.kept[Self.place + brand.rawValue + target]
            }
            guard let kept else { return nil }
            if !kept.wasAsked.load(ordering: .relaxed) { kept.wasAsked.store(true, ordering: .relaxed) }
            return kept.response
        }
    }

    /// Answers what is under `/status/`, and everything on a brand's own host; nil for what is not ours.
    package func reply(to request: HTTPRequest) -> HTTPReply? {
        guard let (brand, path, root) = part(request) else { return nil }
        guard let view = state.withLock({ $0.views[brand] }) else { return nil }
        guard request.method == .get || request.method == .head else {
            var response = missing(view, request, nil, root)
            response.status = .methodNotAllowed
            response.headers.set("Allow", "GET, HEAD")
            return .now(response)
        }
        switch StatusDocument.route(path, of: view.site) {
        case .root:
            let language = language(view, request)
            return .now(
                HTTPResponse(
                    status: .found,
                    headers: [
                        "Location": root + language.code + "/", "Vary": "Accept-Language", "Cache-Control": "no-cache",
                    ]))
        case .slash:
            return .now(
                HTTPResponse(
                    status: .movedPermanently,
                    headers: ["Location": root + path + "/", "Cache-Control": "no-cache"]))
        case .missing(let language): return .now(missing(view, request, language, root))
        case .document(let document):
            let key = Self.key(brand, document, view.site)
            if let kept = state.withLock({ $0.kept[key] }) {
                kept.wasAsked.store(true, ordering: .relaxed)
                return .prepared(kept.response)
            }
            return .later { [self] in
                await made(document, brand).map { .prepared($0) } ?? .now(missing(view, request, nil, root))
            }
        }
    }

    /// Which brand a request is for, the path below its folder, and that folder as the reader's browser knows it.
    private func part(_ request: HTTPRequest) -> (BrandID, Substring, String)? {
        if request.path.hasPrefix(Self.place) {
            let rest = request.path.dropFirst(Self.place.utf8.count)
            let name = rest.prefix { $0 != "/" }
            guard let brand = BrandID(name), state.withLock({ $0.views[brand] != nil }) else { return nil }
            let below = rest.dropFirst(name.utf8.count)
            return (brand, below.dropFirst(), Self.place + name + "/")
        }
        guard let host = request.headers["Host"], let brand = brand(ofHost: host) else { return nil }
        return (brand, request.path.dropFirst(), "/")
    }

    /// The brand, the language and the rest of a path such as `/status/BRAND/LANG/subscribe`, or `/LANG/subscribe` on the
    /// brand's own host: for whoever answers what is posted there.
    package func place(of request: HTTPRequest) -> (site: BrandSite, language: Language, rest: [String])? {
        guard let (brand, path, _) = part(request), let site = site(of: brand) else { return nil }
        let segments = path.split(separator: "/").map(String.init)
        guard let language = segments.first.flatMap({ Language($0) }), site.languages.contains(language) else {
            return nil
        }
        return (site, language, Array(segments.dropFirst()))
    }

    private func language(_ view: View, _ request: HTTPRequest) -> Language {
        let codes = view.site.languages.map(\.code)
        return Negotiation.language(request.headers["Accept-Language"], offered: codes).flatMap { Language($0) }
            ?? view.site.languages[0]
    }

    private func missing(_ view: View, _ request: HTTPRequest, _ language: Language?, _ root: String) -> HTTPResponse {
        var response = StatusPages.missingPage(
            view.site, language ?? self.language(view, request), root: root, settings: settings, now: view.now)
        response.headers.set("Vary", "Accept-Language")
        return response
    }

    /// Off the server's loop, which has other readers; kept unless an update came meanwhile.
    @concurrent
    private func made(_ document: StatusDocument, _ brand: BrandID) async -> PreparedResponse? {
        guard let view = state.withLock({ $0.views[brand] }) else { return nil }
        let stamp = stamp(document, view)
        guard let response = make(document, view, stamp, reusing: nil) else { return nil }
        let key = Self.key(brand, document, view.site)
        state.withLock { state in
            guard let latest = state.views[brand], latest.now == view.now, latest.catalogue == view.catalogue,
                latest.revisions == view.revisions
            else {
                return
            }
            state.kept[key] = Kept(brand, document, stamp, response, asked: true)
        }
        return response
    }
}
