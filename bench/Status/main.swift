// Plants an organisation with many brands and incidents of its own, for bench/status.sh.
//
//   BenchStatus FOLDER [BRANDS [INCIDENTS]]

internal import Desk
internal import Glibc
internal import Incidents
internal import Journal
internal import Machine
internal import StoreSQLite
internal import Vocabulary

guard CommandLine.arguments.count > 1 else {
    Files.write(Array("usage: BenchStatus FOLDER [BRANDS [INCIDENTS]]\n".utf8), to: STDERR_FILENO)
    exit(64)
}
let path = CommandLine.arguments[1] + "/vigie.sqlite"
let brandCount = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 10 : 10
let incidentCount = CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3]) ?? 500 : 500
let store = try await SQLiteStore.open(path: path, projections: [IncidentProjection(), DeskProjection()])
let now = Instant(microseconds: SystemClock.wallMicroseconds())
let acme = ProviderID(checked: "acme")
let channels: [Channel] = [.ecommerce, .threeDS, .instoreCB2A, .instoreNexo, .alternative, .eTerminal]
let brands = (0..<brandCount).map { BrandID(checked: "brand-\($0)") }
let components = channels.map { ComponentID(checked: "acme-" + $0.rawValue) }

func words(_ text: String) -> LocalizedText {
    LocalizedText([.english: text, .french: text + " (français)", .italian: text + " (italiano)"])
}

func record(_ facts: [Fact]) async throws {
    _ = try await store.append(AppendCommand(actor: "system:bench", instant: now, drafts: facts.map(\.draft)))
}

try await record(
    [.providerDescribed(Provider(id: acme, name: "Acme Pay", zone: "Europe/Paris", isOurs: true))]
        + brands.map { brand in
            .brandDescribed(
                Brand(id: brand, provider: acme, name: "Brand \(brand)", languages: [.english, .french, .italian]))
        }
        + zip(components, channels).enumerated().map { place, component in
            .componentDescribed(
                Component(
                    id: component.0, provider: acme, channel: component.1, name: words(component.1.rawValue),
                    brands: brands, order: place))
        })
for number in 0..<incidentCount {
    // The latest is the last one: it goes on, and is the one that is updated while pages are asked for.
    let start = now - .hours(Int64(incidentCount - number) * 30) - .minutes(40)
    let isOpen = number == incidentCount - 1
    var incident = Incident(
        id: IncidentID(checked: "incident-\(number)"), provider: acme, reference: Reference("ACME-\(number)"),
        title: words("Payments fail on channel \(number % 6)"), severity: [.critical, .major, .minor][number % 3],
        category: .changeDeploy, responsibility: .internal, components: [components[number % 6]])
    incident.own = OwnRecord(declaredAt: start + .minutes(2), declaredBy: "bench", brands: brands)
    incident.windows = [
        ImpactWindow(
            id: ImpactWindowID(checked: "w1"), start: start, end: isOpen ? nil : start + .minutes(13),
            components: incident.components, origin: .measured, evidence: words("Probes"), confidence: .high)
    ]
    let statuses: [Update.Status] = isOpen ? [.investigating] : [.investigating, .identified, .monitoring, .resolved]
    incident.statements = statuses.enumerated().map { place, status in
        Statement(
            id: StatementID(checked: "s\(place + 1)"), status: status, at: start + .minutes(Int64(2 + place * 5)),
            text: words("What we know at this moment about the failure of number \(number), and what comes next."),
            author: "bench", standing: .preApproved)
    }
    try await record([.incidentRecorded(incident)])
}
await store.close()
Files.write(Array("\(brandCount) brands, \(incidentCount) incidents\n".utf8), to: STDOUT_FILENO)
