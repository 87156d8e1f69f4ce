// Plants a journal of 100,000 entries about 5,000 incidents, for bench/start.sh.
//
//   BenchStart FOLDER [INCIDENTS]

internal import Alerting
internal import Demo
internal import Glibc
internal import Incidents
internal import Journal
internal import Machine
internal import StoreSQLite
internal import Vocabulary

guard CommandLine.arguments.count > 1 else {
    Files.write(Array("usage: BenchStart FOLDER [INCIDENTS]\n".utf8), to: STDERR_FILENO)
    exit(64)
}
let path = CommandLine.arguments[1] + "/vigie.sqlite"
let count = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 5_000 : 5_000
// Those of the program, so that it finds nothing to make anew: see `Installation.projections`.
let store = try await SQLiteStore.open(path: path, projections: [IncidentProjection(), OutboxProjection()])
let now = Instant(microseconds: SystemClock.wallMicroseconds())

func record(_ facts: [Fact]) async throws {
    _ = try await store.append(AppendCommand(actor: "system:bench", instant: now, drafts: facts.map(\.draft)))
}

try await record(
    [.providerDescribed(DemoSite.provider)] + DemoSite.brands.map { .brandDescribed($0) }
        + DemoSite.components.map { .componentDescribed($0) })
for number in 0..<count {
    // Each is one of the demo's incidents under its own name, and as long ago as its number says.
    var incident = DemoSite.incidents[number % DemoSite.incidents.count]
    incident.id = IncidentID(checked: "incident-\(number)")
    try await record(incident.facts)
}
let head = try await store.head()
await store.close()
Files.write(Array("\(head.position.rawValue) entries, \(count) incidents\n".utf8), to: STDOUT_FILENO)
