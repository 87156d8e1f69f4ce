// 1,000 stand-in vendors polled at their usual period of 120 s, with entity tags, by the product's own tracker: what it
// costs of one core. The vendors answer from a process of their own, each at an address of its own.
//
//   BenchTracker vendors PORT           answers as the vendors, until its input ends
//   BenchTracker poll PORT FOLDER [SECONDS]    follows them and prints what that cost

internal import Following
internal import Glibc
internal import HTTP
internal import HTTPClient
internal import HTTPServer
internal import Incidents
internal import JSON
internal import Journal
internal import Machine
internal import Network
internal import StoreSQLite
internal import Tracking
internal import Vendors
internal import Vocabulary

let vendorCount = 1_000
let limitPercent = 2.0

func say(_ text: String) { Files.write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

/// Each vendor has its own address on loopback, as real ones have their own hosts.
func host(_ number: Int) -> String { "127.1.\(number / 250).\(number % 250 + 1)" }

struct VendorsHandler: HTTPHandler {
    /// A quiet page of twenty components, about what a real one has.
    let summary: PreparedResponse

    init() {
        let components = (0..<20).map { number -> JSONValue in
            [
                "id": .string("cmp0000000\(10 + number)"), "name": .string("Component \(number)"),
                "status": "operational", "position": JSONValue(number), "group": false, "group_id": .null,
                "description": .null, "showcase": true, "page_id": "bench0000001", "only_show_if_degraded": false,
                "created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-01-01T00:00:00.000Z",
            ]
        }
        let json: JSONValue = [
            "page": [
                "id": "bench0000001", "name": "Bench", "url": "http://bench.example", "time_zone": "Etc/UTC",
                "updated_at": "2026-01-01T00:00:00.000Z",
            ],
            "status": ["indicator": "none", "description": "All Systems Operational"],
            "components": .array(components), "incidents": [], "scheduled_maintenances": [],
        ]
        summary = PreparedResponse(
            headers: ["Content-Type": "application/json; charset=utf-8"], body: JSONWriter.compact(json))
    }

    func prepared(target: String, host: String) -> PreparedResponse? {
        target.hasPrefix("/api/v2/") ? summary : nil
    }
    func reply(to request: HTTPRequest) -> HTTPReply {
        prepared(target: request.path, host: "").map { .prepared($0) } ?? .now(HTTPResponse(status: .notFound))
    }
    func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
}

func answerAsVendors(port: Int) throws {
    var configuration = HTTPServerConfiguration(listeners: [.init(.tcp("0.0.0.0", port: port))])
    configuration.loops = 1
    configuration.connectionsMost = 5_000
    configuration.connectionsPerAddressMost = 5_000
    configuration.idleTimeout = .seconds(300)
    let server = try HTTPServer(configuration: configuration, handler: VendorsHandler())
    _ = try server.start()
    say("ready")
    // Whoever started us closes our input when it is done.
    var byte: UInt8 = 0
    while unsafe read(STDIN_FILENO, &byte, 1) > 0 {}
}

/// Seconds of processor time that this process has used.
func processorSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(0), &usage)
    let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
    return user + Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
}

func poll(port: Int, seconds: Int64, in folder: String) async throws {
    let now: @Sendable () -> Instant = { Instant(microseconds: SystemClock.wallMicroseconds()) }
    let store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [IncidentProjection()])
    for number in 0..<vendorCount {
        let id = "vendor-\(number)"
        let page = FollowedPage(
            provider: ProviderID(checked: id), brand: BrandID(checked: id), url: "http://\(host(number)):\(port)",
            format: PageFormat.statuspage.rawValue, identity: "bench0000001", since: now())
        let facts: [Fact] = [
            .providerDescribed(Provider(id: page.provider, name: id, zone: "UTC")), .pageFollowed(page),
        ]
        _ = try await store.append(
            AppendCommand(actor: "system:bench", instant: now(), drafts: facts.map(\.draft)))
    }
    let loop = try EventLoop(name: "client")
    let client = try HTTPClient(loop: loop)
    var settings = TrackerSettings()
    settings.addresses = .any
    let tracker = Tracker(
        Tracker.Parts(
            store: store, client: client, formats: StatusPageFormats(zones: ZoneCatalogue { _ in nil }),
            read: { vendor, words in WordFacts(title: LocalizedText([words.language: vendor.title])) },
            vendor: { _ in nil }, now: now, random: Entropy.number,
            pause: { span in try? await Task.sleep(for: .microseconds(span.microseconds)) }, log: { _ in }),
        settings: settings)
    let task = Task { await tracker.run() }
    // The first round reads, parses and records every page; the rounds after it are what following costs.
    while await tracker.counts.reads < vendorCount { try await Task.sleep(for: .seconds(1)) }
    try await Task.sleep(for: .seconds(2))
    let (readsBefore, unchangedBefore) = await (tracker.counts.reads, tracker.counts.unchanged)
    let (processorBefore, wallBefore) = (processorSeconds(), SystemClock.monotonicMicroseconds())
    try await Task.sleep(for: .seconds(seconds))
    let processor = processorSeconds() - processorBefore
    let wall = Double(SystemClock.monotonicMicroseconds() - wallBefore) / 1e6
    let (reads, unchanged) = await (
        tracker.counts.reads - readsBefore, tracker.counts.unchanged - unchangedBefore
    )
    let failures = await tracker.counts.failures
    task.cancel()
    await task.value
    await client.close()
    await loop.stop()
    await store.close()
    let percent = processor / wall * 100
    func two(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
    say(
        "\(vendorCount) vendors, \(reads) reads in \(two(wall)) s (\(two(Double(reads) / wall))/s), \(unchanged) unchanged, \(failures) failed"
    )
    say(
        "processor: \(two(processor)) s = \(two(percent)) % of one core; \(two(processor / Double(max(reads, 1)) * 1_000)) ms a read"
    )
    say("ratio to the limit of \(two(limitPercent)) %: \(two(percent / limitPercent))")
}

let arguments = CommandLine.arguments
guard arguments.count > 2, let port = Int(arguments[2]) else {
    Files.write(Array("usage: BenchTracker vendors PORT | poll PORT FOLDER [SECONDS]\n".utf8), to: STDERR_FILENO)
    exit(64)
}
switch arguments[1] {
case "vendors": try answerAsVendors(port: port)
default:
    try await poll(
        port: port, seconds: arguments.count > 4 ? Int64(arguments[4]) ?? 240 : 240,
        in: arguments.count > 3 ? arguments[3] : ".")
}
