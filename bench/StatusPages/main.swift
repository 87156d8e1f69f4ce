import API
import HTTP
import Incidents
import Journal
import StatusPages
import Synchronization
import Vocabulary

// How long the status pages of ten brands in three languages take to follow one incident that changes, while 500 are on
// record and every page of now is read: prints milliseconds per update.
let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 500
let ours = ProviderID(checked: "ours")
let now = Instant(seconds: 1_790_000_000)
let languages: [Language] = [.english, .french, .italian]

func text(_ words: String) -> LocalizedText {
    LocalizedText([.english: words, .french: words + " (fr)", .italian: words + " (it)"])
}

let brands = (0..<10).map { number in
    Brand(id: BrandID(checked: "brand-\(number)"), provider: ours, name: "Brand \(number)", languages: languages)
}
let components = (0..<8).map { number in
    Component(
        id: ComponentID(checked: "component-\(number)"), provider: ours, channel: .other,
        name: text("Service \(number)"),
        brands: brands.map(\.id), order: number)
}

func incident(_ number: Int, revision: Int = 0) -> Incident {
    var incident = Incident(
        id: IncidentID(checked: "i-\(number)"), provider: ours, reference: Reference("TW-\(number)"),
        title: text("Payments failed, number \(number)"), severity: number % 3 == 0 ? .major : .minor,
        components: [components[number % 8].id])
    let start = now - .hours(Int64(number) * 17)
    incident.own = OwnRecord(declaredAt: start, declaredBy: "", brands: brands.map(\.id))
    incident.windows = [
        ImpactWindow(
            id: ImpactWindowID(checked: "w-\(number)"), start: start, end: number == 0 ? nil : start + .minutes(12),
            components: incident.components, origin: .measured, evidence: LocalizedText(), confidence: .high)
    ]
    incident.statements = (0..<(number == 0 ? 3 + revision % 5 : 4)).map { index in
        Statement(
            id: StatementID(checked: "s-\(number)-\(index)"), status: index == 3 ? .resolved : .investigating,
            at: start + .minutes(Int64(index) * 4), text: text("What was said, \(index), revision \(revision). "),
            author: "", standing: .preApproved)
    }
    return incident
}

func site(_ incidents: [Incident]) -> Site {
    Site(
        position: Position(1), providers: [Provider(id: ours, name: "Ours", zone: "UTC", isOurs: true)], brands: brands,
        components: components, incidents: incidents)
}

var incidents = (0..<count).map { incident($0) }
let settings = StatusSettings(zones: ZoneCatalogue { _ in nil }, origin: "https://status.example")
let surface = StatusSurface(settings: settings) { path, site, settings, now in
    BrandDocuments.response(
        path, site, base: settings.base(of: site.brand) ?? "", zones: settings.zones, isStale: false, now: now)
}
let clock = ContinuousClock()
func milliseconds(since start: ContinuousClock.Instant) -> Int64 {
    let span = start.duration(to: clock.now)
    return span.components.seconds * 1_000 + span.components.attoseconds / 1_000_000_000_000_000
}

var start = clock.now
surface.update(site(incidents), asOf: now, now: now)
let first = milliseconds(since: start)
// Readers of every page of now: home, the open incident, the feed and the summary of each brand.
let read = brands.flatMap { brand in
    languages.flatMap { language in
        ["", "incidents/i-0/", "history/", "feed.atom"].map { "/status/\(brand.id)/\(language)/\($0)" }
    } + ["/status/\(brand.id)/api/v2/summary.json"]
}
for path in read {
    if case .later(let make)? = surface.reply(to: HTTPRequest(method: .get, path: path)) { _ = await make() }
}
var spans: [Int64] = []
var made = 0
for revision in 1...20 {
    for path in read { _ = surface.prepared(target: path, host: "") }
    incidents[0] = incident(0, revision: revision)
    let changed = site(incidents)
    start = clock.now
    made = surface.update(changed, asOf: now, now: now).made
    spans.append(milliseconds(since: start))
}
spans.sort()
for path in read { _ = surface.prepared(target: path, host: "") }
let same = site(incidents)
start = clock.now
surface.update(same, asOf: now, now: now)
let idle = milliseconds(since: start)
print("\(count) incidents, 10 brands, 3 languages: first update \(first) ms")
print(
    "one incident changed, \(made) documents made: median \(spans[10]) ms, worst \(spans[19]) ms; nothing changed: \(idle) ms"
)
