internal import Glibc
internal import ISO8583
internal import Ledger
internal import Machine
internal import Network
internal import PostgresFixture
internal import Roles
internal import StorePostgres
internal import StoreSQLite
internal import Telemetry
internal import TerminalHost
internal import Vocabulary
internal import Wire

/// Durable authorisations a second through the host for terminals: real sockets on loopback, a provider that approves
/// at once, and the ledger; against the same database's own commits in the same run, one row with one sync each.
///
/// PostgreSQL also commits for many at once: pgbench shows what it makes of as many clients as there are terminals,
/// each committing one row after another.
func measureHostInSQLite() async throws {
    let bare = try await BareWriter(path: folder + "/host-bare.sqlite")
    let store = try await SQLiteLedger.open(path: folder + "/host.sqlite")
    try await compareHost(store, name: "SQLite") { count, round in bare.commit(count: count, round: round) }
    await store.close()
}

func measureHostInPostgres() async throws {
    let server = try PostgresServer(parent: parentFolder)
    defer { server.end() }
    let (bareURL, bareSchema) = server.fresh()
    await (try PostgresStore.open(url: bareURL, projections: [])).close()
    let libpq = BarePostgresWriter(server, schema: bareSchema)
    let store = try await PostgresLedger.open(url: server.fresh().url)
    try server.query("CREATE SCHEMA bench; CREATE TABLE bench.rows (id bigserial PRIMARY KEY, body bytea NOT NULL)")
    try await compareHost(store, name: "PostgreSQL", pgbench: { pgbench(server) }) { count, round in
        libpq.commit(count: count, round: round, .two)
    }
    await store.close()
}

/// Commits a second of one row each, by as many clients as there are terminals.
private func pgbench(_ server: PostgresServer) -> Double {
    let script = folder + "/commit.sql"
    let row = "INSERT INTO bench.rows (body) VALUES (convert_to(repeat('a', 300), 'UTF8'))\n"
    guard let file = unsafe fopen(script, "w"), unsafe fputs(row, file) >= 0, unsafe fclose(file) == 0 else { return 0 }
    let command =
        "/usr/lib/postgresql/15/bin/pgbench -h \(server.directory) -p \(server.port) -U vigie -n -M prepared "
        + "-c \(terminalCount) -j 1 -T 2 -f \(script) vigie 2>/dev/null"
    guard let output = unsafe popen(command, "r") else { return 0 }
    defer { unsafe pclose(output) }
    var line = [CChar](repeating: 0, count: 512)
    while unsafe fgets(&line, 512, output) != nil {
        let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            .split(separator: " ")
        if words.count > 2, words[0] == "tps" { return Double(words[2]) ?? 0 }
    }
    return 0
}

private func compareHost(
    _ store: any RecordStore, name: String, pgbench: (() -> Double)? = nil, _ bare: (Int, Int) -> Void
) async throws {
    let loop = try EventLoop(name: "host")
    let registry = MetricsRegistry()
    let host = TerminalService(
        store: store, provider: Approving(),
        figures: HostFigures(registry, outcomes: OutcomeCounters(registry)),
        clocks: TerminalService.Clocks(
            now: { Instant(microseconds: SystemClock.wallMicroseconds()) },
            elapsedMicroseconds: { SystemClock.monotonicMicroseconds() }))
    let loopback = SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0)
    let server = WireServer(
        WireServerConfiguration(address: loopback, framing: TerminalService.framing), on: loop, service: host)
    let port = try await server.start().port
    let terminals = TerminalLoad(count: terminalCount, port: port)
    let thread = BlockingThread<BlockingWork<TerminalLoad>>(name: "terminals", capacity: 1) { _, works in
        for work in works { work(terminals) }
    }
    func pay(_ count: Int, perSecond rate: Double? = nil) async throws -> TerminalLoad.Figures {
        try await thread.run(orElse: { _ in LedgerError(.closed, "the load has ended") }) {
            (terminals) throws(LedgerError) in
            terminals.pay(count, perSecond: rate)
        }
    }

    _ = try await pay(1_000)
    var bareRates: [Double] = []
    var manyRates: [Double] = []
    var processor: [Double] = []
    var rounds: [TerminalLoad.Figures] = []
    for round in 0..<5 {
        bareRates.append(try await rate(of: 400) { bare(400, round) })
        if let pgbench { manyRates.append(pgbench()) }
        let before = processorSeconds()
        let figures = try await pay(4_000)
        processor.append((processorSeconds() - before - figures.ownSeconds) / 4_000 * 1e6)
        rounds.append(figures)
    }
    let most = median(rounds.map(\.perSecond))
    say(
        "\(name): bare commits \(whole(median(bareRates)))/s, authorisations through the host \(whole(most))/s with "
            + "\(terminalCount) terminals; the host took \(whole(median(processor))) µs of processor for each, the load "
            + "\(whole(median(rounds.map(\.ownShare)) * 100)) % of a core")
    report(
        "\(name), authorisations / bare commits", median(zip(rounds, bareRates).map { $0.perSecond / $1 }), target: 0.8)
    if !manyRates.isEmpty {
        say(
            "  \(name), pgbench with \(terminalCount) clients, a row and a commit each: "
                + "\(whole(median(manyRates)))/s; authorisations / these commits = "
                + "\(hundredths(median(zip(rounds, manyRates).map { $0.perSecond / $1 })))")
    }
    for round in 0..<3 {
        let half = try await pay(Int(most / 2 * 2), perSecond: most / 2)
        say(
            "  \(name), at half that load, \(round + 1): \(whole(half.perSecond))/s; median "
                + "\(hundredths(half.percentile(0.5))) ms, 99th percentile \(hundredths(half.percentile(0.99))) ms "
                + "of \(half.milliseconds.count)")
    }
    let audit = try await LedgerAudit(store).run()
    let held = try await store.balances().first { $0.account.place == .held }?.amount ?? 0
    say("  \(audit.operations) operations, \(audit.faults.count) faults; \(held / 1_000) payments held")
    await thread.stop()
    terminals.close()
    await server.drain(within: .seconds(1))
    await loop.stop()
}

/// Of this process; PostgreSQL's are others.
private func processorSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// As many as one host's terminals are at work at once in a busy minute.
private let terminalCount = 64

/// The provider as fast as it can be: what is measured is the host.
private struct Approving: ProviderLink {
    func perform(_ order: ProviderOrder) async -> ProviderVerdict {
        ProviderVerdict(.approved(code: "A00001"), server: "bench")
    }
}
