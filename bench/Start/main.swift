// Plants a journal of 100,000 entries about 5,000 incidents, for bench/start.sh.
//
//   BenchStart FOLDER [INCIDENTS]
//
// One in ten is our own, and so on our status pages; the others are a vendor's whom we follow.

internal import Access
internal import Alerting
internal import Demo
internal import Desk
internal import Glibc
internal import Incidents
internal import Journal
internal import Machine
internal import StoreSQLite
internal import Subscribing
internal import Vocabulary

guard CommandLine.arguments.count > 1 else {
    Files.write(Array("usage: BenchStart FOLDER [INCIDENTS]\n".utf8), to: STDERR_FILENO)
    exit(64)
}
let path = CommandLine.arguments[1] + "/vigie.sqlite"
let count = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 5_000 : 5_000
// Those of the program, so that it finds nothing to make anew: see `Installation.projections`.
let projections: [any Projection] = [
    IncidentProjection(), OutboxProjection(), DeskProjection(), AccessProjection(), SubscriptionProjection(),
]
let store = try await SQLiteStore.open(path: path, projections: projections)
let now = Instant(microseconds: SystemClock.wallMicroseconds())

func record(_ facts: [Fact]) async throws {
    _ = try await store.append(AppendCommand(actor: "system:bench", instant: now, drafts: facts.map(\.draft)))
}

let vendor = Provider(id: ProviderID(checked: "vendor"), name: "A vendor", zone: DemoSite.provider.zone)

func vendors(_ brand: BrandID) -> BrandID { BrandID(checked: "vendor-\(brand)") }

func vendors(_ component: ComponentID) -> ComponentID { ComponentID(checked: "vendor-\(component)") }

/// The same story as the vendor's.
func vendors(_ own: Incident) -> Incident {
    var incident = own
    incident.provider = vendor.id
    incident.components = own.components.map(vendors)
    for index in own.windows.indices { incident.windows[index].components = own.windows[index].components.map(vendors) }
    for index in own.updates.indices { incident.updates[index].brand = vendors(own.updates[index].brand) }
    for index in own.accounts.indices { incident.accounts[index].brand = vendors(own.accounts[index].brand) }
    return incident
}

let vendorBrands = DemoSite.brands.map {
    Brand(id: vendors($0.id), provider: vendor.id, name: $0.name, languages: $0.languages)
}
let vendorComponents = DemoSite.components.map { own in
    var component = own
    component.id = vendors(own.id)
    component.provider = vendor.id
    component.brands = own.brands.map(vendors)
    return component
}
try await record(
    [.providerDescribed(DemoSite.provider), .providerDescribed(vendor)]
        + (DemoSite.brands + vendorBrands).map { .brandDescribed($0) }
        + (DemoSite.components + vendorComponents).map { .componentDescribed($0) })
for number in 0..<count {
    // Each is one of the demo's incidents under its own name, and as long ago as its number says.
    var incident = DemoSite.incidents[number % DemoSite.incidents.count]
    incident.id = IncidentID(checked: "incident-\(number)")
    try await record((number % 10 == 0 ? incident : vendors(incident)).facts)
}
let head = try await store.head()
await store.close()
Files.write(Array("\(head.position.rawValue) entries, \(count) incidents\n".utf8), to: STDOUT_FILENO)
