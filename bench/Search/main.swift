// BenchSearch: how long importing 100,000 incidents takes, and how fast they are searched, in both stores; and how much
// faster that is than looking through all of them.
//
//     swift run -c release BenchSearch [FOLDER [INCIDENTS [sqlite|postgres]]]
//
// FOLDER must be on the disk that counts, because every commit is synced. With VIGIE_BINARY in the environment that program
// is then served on what was imported, and asked over HTTP: see bench/search_http.py.

internal import Access
internal import Alerting
internal import Desk
internal import Glibc
internal import Incidents
internal import Journal
internal import PostgresFixture
internal import StorePostgres
internal import StoreSQLite
internal import Subscribing
internal import Vocabulary

let arguments = CommandLine.arguments
let folder = (arguments.count > 1 ? arguments[1] : "/var/tmp") + "/vigie-search-\(getpid())"
let incidents = arguments.count > 2 ? Int(arguments[2]) ?? 100_000 : 100_000
let chosen = arguments.count > 3 ? arguments[3] : nil

/// Those of the program, because every append carries all of them along: see `Installation.projections`.
let projections: [any Projection] = [
    IncidentProjection(), OutboxProjection(), DeskProjection(), AccessProjection(),
    SubscriptionProjection(),
]

let questionsPath = folder + "/questions.tsv"

guard unsafe mkdir(folder, 0o755) == 0 else {
    say("BenchSearch: cannot create \(folder)")
    exit(1)
}
do {
    try await runAll()
} catch {
    say("BenchSearch: \(error)")
}
for ending in ["", "-wal", "-shm", ".lock"] { unsafe unlink(folder + "/vigie.sqlite" + ending) }
unsafe unlink(questionsPath)
unsafe rmdir(folder)

@concurrent func runAll() async throws {
    if chosen != "postgres" {
        let path = folder + "/vigie.sqlite"
        let store = try await SQLiteStore.open(path: path, projections: projections)
        let scan = try await measure(store, name: "SQLite", SQLiteScan(path: path))
        await store.close()
        overHTTP(["--data", folder], scan)
    }
    if chosen != "sqlite" {
        // What a server has when nobody has configured it; the tests' servers make do with less.
        let server = try PostgresServer(parent: folder, settings: ["shared_buffers = 128MB"])
        defer { server.end() }
        let (url, schema) = server.fresh()
        let store = try await PostgresStore.open(url: url, projections: projections)
        let scan = try await measure(store, name: "PostgreSQL", PostgresScan(server, schema: schema))
        await store.close()
        overHTTP(["--database", url], scan)
    }
}

/// Gives the milliseconds of a full scan.
func measure(_ store: any JournalTransfer, name: String, _ scan: some FullScan) async throws -> Double {
    try await importAll(store, name)
    var all: [Double] = []
    var each: [(Questions, [Double])] = []
    // The first of each kind reads what is not in memory yet; it counts as well.
    for kind in Questions.allCases {
        var times: [Double] = []
        for number in 0..<170 {
            let question = kind.question(number, of: incidents)
            times.append(
                try await milliseconds { () async throws in
                    _ = try await store.read { (documents) throws(JournalError) in
                        try documents.search(IncidentProjection.name, question)
                    }
                })
        }
        each.append((kind, times))
        all += times
    }
    for (kind, times) in each {
        say("  \(kind.rawValue): p50 \(shown(part(times, 0.5))) ms, p99 \(shown(part(times, 0.99))) ms")
    }
    say("\(name), \(all.count) questions: p50 \(shown(part(all, 0.5))) ms, p99 \(shown(part(all, 0.99))) ms")
    report("p99 / 20 ms", part(all, 0.99) / 20, atMost: 1)
    var ratios: [Double] = []
    var scans: [Double] = []
    for number in 0..<7 {
        let word = Questions.scanned(number)
        let scanned = try await milliseconds { _ = scan.find(word) }
        let searched = try await milliseconds { () async throws in
            _ = try await store.read { (documents) throws(JournalError) in
                try documents.search(IncidentProjection.name, SearchQuery(typed: word))
            }
        }
        ratios.append(searched / scanned)
        scans.append(scanned)
    }
    report("search / LIKE over all documents, a rare word", part(ratios, 0.5), atMost: 0.1)
    return part(scans, 0.5)
}

/// Asks the same kinds of questions of the program itself.
func overHTTP(_ place: [String], _ scan: Double) {
    guard let program = unsafe getenv("VIGIE_BINARY") else {
        return say("  not asked over HTTP: VIGIE_BINARY names no program")
    }
    let lines = (0..<170).flatMap { number in
        Questions.allCases.map { "\($0.rawValue)\t\($0.address(number, of: incidents))\n" }
    }
    guard let file = unsafe fopen(questionsPath, "w") else { return say("BenchSearch: cannot write \(questionsPath)") }
    for line in lines { unsafe fputs(line, file) }
    unsafe fclose(file)
    let words = unsafe [String(cString: program), questionsPath, String(scan)] + place
    let command = (["python3", "bench/search_http.py"] + words).map { "'\($0)'" }.joined(separator: " ")
    if unsafe system(command) != 0 { say("BenchSearch: asking over HTTP failed") }
}

/// Appends all incidents, some commands at once, and says how long it took.
func importAll(_ store: any JournalTransfer, _ name: String) async throws {
    // Made before the clock starts: what is imported would come out of a file or a network.
    var source = IncidentSource(seed: 1)
    let drafts = (0..<incidents).map { Fact.incidentRecorded(source.incident($0)).draft }
    let clock = ContinuousClock()
    let start = clock.now
    let usedBefore = processorSeconds()
    try await append(
        (0..<IncidentSource.providers).flatMap { number in
            let id = IncidentSource.provider(number)
            return [Fact.providerDescribed(Provider(id: id, name: "Provider \(number)", zone: "Europe/Paris")).draft]
        }, to: store)
    try await withThrowingTaskGroup(of: Void.self) { group in
        var rest = drafts[...]
        var sent = 0
        while !rest.isEmpty {
            var bytes = 0
            let part = rest.prefix(AppendCommand.draftsMost).prefix { draft in
                defer { bytes += draft.body.count }
                return bytes < AppendCommand.commandBytesMost / 4
            }
            if sent > 2 { try await group.next() }
            group.addTask { [part = Array(part)] in try await append(part, to: store) }
            sent += 1
            rest = rest.dropFirst(part.count)
        }
        try await group.waitForAll()
    }
    let took = seconds(clock.now - start)
    let entries = try await store.head().position.rawValue
    say(
        "\(name): \(incidents) incidents in \(entries) entries imported in \(shown(took)) s "
            + "(\(shown(processorSeconds() - usedBefore)) s of this process's processor time)")
    report("import / 60 s for 100,000", took / 60 * 100_000 / Double(incidents), atMost: 1)
    // Whoever searches does not come in the same second: PostgreSQL sorts its index beside the appends.
    try await Task.sleep(for: .seconds(15))
}

func append(_ drafts: [EntryDraft], to store: any JournalTransfer) async throws {
    _ = try await store.append(
        AppendCommand(actor: "system:bench", instant: Instant(seconds: 1_700_000_000), drafts: drafts))
}

func milliseconds(_ body: () async throws -> Void) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return seconds(clock.now - start) * 1_000
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

/// What this process has used of its processors, which a busy machine changes less than the time that passed.
func processorSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
}

/// The value below which this part of all lies.
func part(_ values: [Double], _ part: Double) -> Double {
    values.sorted()[min(Int(Double(values.count) * part), values.count - 1)]
}

func shown(_ value: Double) -> Double { (value * 100).rounded() / 100 }

func report(_ what: String, _ ratio: Double, atMost target: Double) {
    say(
        "  \(what) = \((ratio * 10_000).rounded() / 10_000)  (at most \(target): \(ratio <= target ? "reached" : "MISSED"))"
    )
}

/// Prints a line at once, also into a pipe.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
