// Writes every prepared page of the demo site to a folder, with the error and empty pages beside them; and, under
// `tracked`, the pages of a site that follows vendors, those included that are made when somebody asks.
// Under `desk` stand the pages of the console, of an invented team; under `status` those of a status page that no link leads to.
// Usage: write-pages FOLDER [NOW]. NOW is an RFC 3339 time; without it, the day after the last demo incident.

import Demo
import Glibc
import HTTP
import Vocabulary
import Web

func read(_ path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
}

func write(_ bytes: [UInt8], to path: String) {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
        folder += "/" + part
        _ = unsafe mkdir(path.hasPrefix("/") ? folder : String(folder.dropFirst()), 0o755)
    }
    guard let file = unsafe fopen(path, "wb") else { fatalError("cannot write \(path)") }
    let written = unsafe fwrite(bytes, 1, bytes.count, file)
    guard unsafe fclose(file) == 0, written == bytes.count else { fatalError("cannot write \(path)") }
}

guard CommandLine.arguments.count >= 2 else {
    print("usage: write-pages FOLDER [NOW]")
    exit(64)
}
let folder = CommandLine.arguments[1]
let nowText = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "2025-12-09T10:00:00Z"
let now = try Instant(rfc3339: nowText)
let settings = SiteSettings(
    zones: ZoneCatalogue { read("/usr/share/zoneinfo/" + $0) }, homeZone: DemoSite.provider.zone)

/// A page is a folder with an index, since `providers` is a page and holds pages.
func file(_ path: String, _ prefix: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return folder + prefix + (name.contains(".") ? path : path + (path.hasSuffix("/") ? "" : "/") + "index.html")
}

func bytes(_ reply: HTTPReply) async -> [UInt8] {
    switch reply {
    case .now(let response): if case .bytes(let bytes) = response.body { bytes } else { [] }
    case .prepared(let response): response.identity.body
    case .later(let make): await bytes(make())
    }
}

func write(_ site: SiteSnapshot?, at moment: Instant, under prefix: String) {
    let surface = WebSurface(settings: settings)
    if let site { surface.update(site, now: moment) }
    for target in surface.preparedTargets() {
        guard let response = surface.prepared(target: target) else { continue }
        let path = String(target.prefix { $0 != "?" })
        write(response.identity.body, to: file(path, prefix))
    }
    for language in ["en", "fr", "it"] {
        let notFound = HTTPFailure(status: .notFound, detail: "", requestID: "demo-0001", path: "/\(language)/nothing")
        let failed = HTTPFailure(
            status: .internalServerError, detail: "", requestID: "demo-0002", path: "/\(language)/nothing")
        for (name, failure) in [("not-found", notFound), ("failed", failed)] {
            if case .bytes(let bytes) = surface.failure(failure).body {
                write(bytes, to: file("/\(language)/\(name)", prefix))
            }
        }
    }
}

let demo = SiteSnapshot(
    providers: [DemoSite.provider], brands: DemoSite.brands, components: DemoSite.components,
    incidents: DemoSite.incidents, position: 1, asOf: now, watchedSince: DemoSite.watchedSince)
write(demo, at: now, under: "")
write(SiteSnapshot(asOf: now), at: now, under: "/empty")

var stale = demo
stale.asOf = now - .hours(5)
write(stale, at: now, under: "/stale")

// The morning after the end of one window is not known yet: an incident that goes on.
var ongoing = demo
let outage = try Instant(rfc3339: "2025-12-04T15:50:00Z")
ongoing.asOf = outage
ongoing.incidents = ongoing.incidents.map { incident in
    guard incident.id == DemoSite.tsr2641.id else { return incident }
    var incident = incident
    incident.windows[1].end = nil
    incident.updates.removeAll { $0.at > outage }
    incident.insideEvents.removeAll { $0.at > outage }
    incident.claims.removeAll { $0.statedAt > outage }
    incident.postmortem = nil
    incident.contradictions = []
    return incident
}
write(ongoing, at: outage, under: "/ongoing")

/// Pages that answer a question, by the name of their file: their addresses have queries, which files don't.
let asked = [
    ("search-found", "search", "q=payments"), ("search-filtered", "search", "provider=meridian-pay&cause=change-dns"),
    ("search-nothing", "search", "q=zeppelin"), ("search-problem", "search", "from=12%2F04%2F2026&severity=huge"),
    ("search-entity", "search", "entity=blik"), ("follow-found", "follow", "q=france"),
    ("follow-nothing", "follow", "q=zeppelin"), ("follow-done", "follow", "followed=kanto-checkout"),
    ("providers-nothing", "providers", "q=zeppelin"), ("compare-two", "compare", "p=meridian-pay&p=vela-payments"),
    ("compare-four", "compare", "p=meridian-pay&p=vela-payments&p=northbank&p=kanto-checkout"),
    ("compare-one", "compare", "p=meridian-pay&p=nobody"),
    ("older", "providers/meridian-pay", "before=meridian-pay-e40"),
    ("event", "events/meridian-204", ""), ("event-alone", "events/meridian-187", ""),
]

func tracked(_ writing: Writing, under prefix: String, pages: [FollowedPage] = TrackedSite.pages) async {
    var settings = settings
    settings.homeZone = "Europe/Paris"
    settings.writing = writing
    settings.preparedIncidentsMost = 200
    let site = SiteSnapshot(
        providers: TrackedSite.providers, brands: TrackedSite.brands, components: TrackedSite.components,
        incidents: TrackedSite.incidents, position: 1, asOf: TrackedSite.now,
        watchedSince: TrackedSite.providers[0].followedSince, pages: pages, decisions: TrackedSite.decisions)
    let surface = WebSurface(settings: settings, queries: HeldQueries(TrackedSite.incidents))
    surface.update(site, now: TrackedSite.now)
    for target in surface.preparedTargets() {
        guard let response = surface.prepared(target: target) else { continue }
        write(response.identity.body, to: file(String(target.prefix { $0 != "?" }), prefix))
    }
    for language in [Language.english, .french, .italian] {
        for (name, path, query) in asked {
            let request = HTTPRequest(method: .get, path: "/\(language)/\(path)", query: query)
            write(await bytes(surface.reply(to: request)), to: file("/\(language)/\(name)", prefix))
        }
        let refused = FollowOutcome.refusedAddress(
            "https://www.example.com", reason: "This address answers with a web page that is no status page.")
        let split = EventOutcome.refused(
            isSplit: false, incident: "88", reason: "", problem: "There is no incident 88.")
        let replies = [
            ("follow-refused", await surface.followPage(refused, language: language, status: .unprocessableContent)),
            (
                "event-refused",
                await surface.eventPage("meridian-204", split, language: language, status: .unprocessableContent)
            ),
        ]
        let reader = SiteReader(
            name: "Rosa", formToken: "invented", managesSources: true, readsAlerts: true, managesAlerts: true)
        var signedIn: [(String, HTTPResponse?)] = []
        for (name, path) in [("follow-signed-in", "follow"), ("event-signed-in", "events/meridian-204")] {
            let request = HTTPRequest(method: .get, path: "/\(language)/\(path)")
            guard case .now(let response) = await surface.reply(to: request, for: reader) else { continue }
            signedIn.append((name, response))
        }
        for (name, reply) in replies + signedIn {
            if case .bytes(let bytes)? = reply?.body { write(bytes, to: file("/\(language)/\(name)", prefix)) }
        }
    }
}

await tracked(.open, under: "/tracked")
await tracked(.closed(command: "vigie follow https://status.example.com"), under: "/reading")
await tracked(
    .open, under: "/blind",
    pages: TrackedSite.pages.map { page in
        var page = page
        page.trouble = FollowedPage.Trouble(
            since: TrackedSite.now - .minutes(20), reason: "own-fault", message: "No page can be reached.")
        return page
    })

for page in StatusSite.pages(zones: settings.zones, now: now) { write(page.bytes, to: file(page.path, "")) }

// The console keeps a journal; each language has one of its own, so that every page is made once.
for language in ["en", "fr", "it"] {
    let journal = folder + "/desk-\(language).sqlite"
    let pages = try await ConsoleSite.pages(language, file: journal, zones: settings.zones)
    for page in pages {
        let isAsset = page.path == "/console.css" || page.path == "/console.js"
        write(page.bytes, to: file(page.path, isAsset ? "" : "/desk"))
    }
    for ending in ["", "-wal", "-shm", ".lock"] { _ = unsafe unlink(journal + ending) }
}
