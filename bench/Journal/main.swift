// BenchJournal: what the journal costs over the bare SQLite C API, what committing in groups gains, and how fast a
// large journal opens. The same for PostgreSQL, on a server of its own that it starts in FOLDER. And what the payment
// platform's ledger makes of either.
//
//     swift run -c release BenchJournal [FOLDER [bare|groups|start|postgres|ledger|ledger-postgres|platform|platform-postgres]]
//
// FOLDER must be on the disk that counts, because every commit is synced. Rounds alternate between the candidates and
// medians are compared, because disks drift.

internal import Glibc
internal import Journal
internal import StoreSQLite
internal import Vocabulary

let parentFolder = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "/var/tmp"
let folder = parentFolder + "/vigie-bench-\(getpid())"
guard unsafe mkdir(folder, 0o700) == 0 else {
    say("BenchJournal: cannot create \(folder)")
    exit(1)
}

do {
    try await runAll()
} catch {
    say("BenchJournal: \(error)")
}
removeFolder()

/// Runs on the threads of Swift's own pool, where a program's async code runs.
@concurrent func runAll() async throws {
    let chosen = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : nil
    if chosen == nil || chosen == "bare" { try await compareWithBareAPI() }
    if chosen == nil || chosen == "groups" {
        try await compareGroups(projections: [])
        try await compareGroups(projections: [LatestProjection()])
    }
    if chosen == nil || chosen == "start" { try await measureStart(entries: 100_000) }
    if chosen == nil || chosen == "postgres" { try await measurePostgres() }
    if chosen == nil || chosen == "ledger" {
        try await measureLedgerInSQLite()
        try await measureLedgerInPostgres()
    }
    if chosen == "platform" {
        try await measureHostInSQLite()
        try await measureHostInPostgres()
    }
    if chosen == "platform-postgres" { try await measureHostInPostgres() }
    if chosen == "ledger-postgres" { try await measureLedgerInPostgres() }
}

/// One writer through the port against the C API doing the same commits.
func compareWithBareAPI() async throws {
    let commits = 1_000
    let bare = try await BareWriter(path: folder + "/bare.sqlite")
    let store = try await SQLiteStore.open(path: folder + "/port.sqlite", projections: [])
    var rates: (bare: [Double], port: [Double]) = ([], [])
    for round in 0..<21 {
        rates.bare.append(try await rate(of: commits) { bare.commit(count: commits, round: round) })
        rates.port.append(
            try await rate(of: commits) {
                for number in 0..<commits { _ = try await store.append(sample(number)) }
            })
    }
    await store.close()
    say(
        "one writer, a sync per commit: bare C API \(whole(median(rates.bare)))/s, "
            + "port \(whole(median(rates.port)))/s (medians of \(rates.bare.count) alternating rounds)")
    // Neighbouring rounds see the same disk, so their ratios drift less than the rates.
    report("port / bare C API", median(zip(rates.port, rates.bare).map { $0 / $1 }), target: 0.8)
}

/// Sixty-four writers against one.
func compareGroups(projections: [any Projection]) async throws {
    let name = projections.isEmpty ? "without a projection" : "with a projection"
    let store = try await SQLiteStore.open(
        path: folder + "/group-\(projections.count).sqlite", projections: projections)
    try await compareGroups(store, name: name, single: 2_000)
    await store.close()
}

/// The same on any store; `single` is how many commits one writer makes in a round.
func compareGroups(_ store: any JournalStore, name: String, single: Int) async throws {
    let writers = 64
    let each = 400
    var rates: (one: [Double], many: [Double]) = ([], [])
    for _ in 0..<7 {
        rates.one.append(
            try await rate(of: single) {
                for number in 0..<single { _ = try await store.append(sample(number)) }
            })
        rates.many.append(
            try await rate(of: writers * each) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<writers {
                        group.addTask {
                            for number in 0..<each { _ = try await store.append(sample(writer &* 7_919 &+ number)) }
                        }
                    }
                    try await group.waitForAll()
                }
            })
    }
    let (one, many) = (median(rates.one), median(rates.many))
    say("\(name): one writer \(whole(one))/s, \(writers) writers \(whole(many))/s")
    let ratio = median(zip(rates.many, rates.one).map { $0 / $1 })
    report("\(writers) writers / one, \(name)", ratio, target: 5)
}

/// Opening a large journal, to the first answer.
func measureStart(entries: Int) async throws {
    let path = folder + "/start.sqlite"
    let store = try await SQLiteStore.open(path: path, projections: [LatestProjection()])
    for batch in 0..<(entries / 1_000) {
        var command = sample(0)
        command.drafts = (0..<1_000).flatMap { sample(batch * 1_000 + $0).drafts }
        _ = try await store.append(command)
    }
    await store.close()
    var times: [Double] = []
    for _ in 0..<7 {
        let clock = ContinuousClock()
        let start = clock.now
        let again = try await SQLiteStore.open(path: path, projections: [LatestProjection()])
        _ = try await again.read { (documents) throws(JournalError) in
            try documents.documents("latest", DocumentRange(prefix: "", limit: 20))
        }
        times.append(seconds(clock.now - start) * 1_000)
        await again.close()
    }
    say("opening \(entries) entries to the first answer: \(tenths(median(times))) ms")
}
