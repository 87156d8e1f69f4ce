internal import CB2A
internal import Cards
internal import ISO8583
internal import Ledger
internal import Machine
internal import Network
internal import PostgresFixture
internal import Roles
internal import StorePostgres
internal import StoreSQLite
internal import Synchronization
internal import Telemetry
internal import TerminalHost
internal import Vocabulary
internal import Wire

/// Durable authorisations a second through the host for terminals: real sockets on loopback, a provider that approves at once, and the
/// ledger; against the same database's own commits in the same run, one row with one sync each.
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
    try await compareHost(store, name: "PostgreSQL") { count, round in
        libpq.commit(count: count, round: round, .two)
    }
    await store.close()
}

private func compareHost(_ store: any RecordStore, name: String, _ bare: (Int, Int) -> Void) async throws {
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
    let terminals = try await Terminals(port: port)

    var rates: (bare: [Double], host: [Double]) = ([], [])
    for round in 0..<5 {
        rates.bare.append(try await rate(of: 400) { bare(400, round) })
        let clock = ContinuousClock()
        let start = clock.now
        let times = await terminals.pay(each: 60, pausing: .zero)
        rates.host.append(Double(times.count) / seconds(clock.now - start))
    }
    say(
        "\(name): bare commits \(whole(median(rates.bare)))/s, authorisations through the host "
            + "\(whole(median(rates.host)))/s with \(Terminals.count) terminals")
    report(
        "\(name), authorisations / bare commits", median(zip(rates.host, rates.bare).map { $0 / $1 }), target: 0.8)
    // Half of that load: each terminal waits between its payments.
    let interval = Double(Terminals.count) / (median(rates.host) / 2)
    let times = await terminals.pay(each: 60, pausing: .microseconds(Int64(interval * 1_000_000))).sorted()
    say(
        "  \(name), at half that load: median \(tenths(times[times.count / 2])) ms, 99th percentile "
            + "\(tenths(times[times.count * 99 / 100])) ms of \(times.count)")
    let audit = try await LedgerAudit(store).run()
    let held = try await store.balances().first { $0.account.place == .held }?.amount ?? 0
    say("  \(audit.operations) operations, \(audit.faults.count) faults; \(held / 1_000) payments held")
    await terminals.close()
    await server.drain(within: .seconds(1))
    await loop.stop()
}

/// The provider as fast as it can be: what is measured is the host.
private struct Approving: ProviderLink {
    func perform(_ order: ProviderOrder) async -> ProviderVerdict {
        ProviderVerdict(.approved(code: "A00001"), server: "bench")
    }
}

/// Terminals with a connection for every eight of them, on a loop of their own.
private final class Terminals: Sendable {
    static let count = 64
    private let loop: EventLoop
    private let links: [WireLink]
    private let lastTrace = Atomic<UInt64>(0)

    init(port: UInt16) async throws {
        loop = try EventLoop(name: "terminals")
        var links: [WireLink] = []
        for _ in 0..<8 {
            links.append(
                try WireLink(
                    WireLinkConfiguration(host: "127.0.0.1", port: port, framing: TerminalService.framing) { frame in
                        guard let message = try? CB2ALink.style.profile.decode(frame.message) else { return nil }
                        return "\(message.text(41) ?? "")\(message.text(11) ?? "")"
                    }, on: loop))
        }
        self.links = links
    }

    /// Milliseconds that each authorisation took. One that is not approved ends the measurement.
    func pay(each: Int, pausing pause: Duration) async -> [Double] {
        await withTaskGroup { group in
            for terminal in 0..<Self.count {
                group.addTask {
                    var times: [Double] = []
                    let clock = ContinuousClock()
                    var next = clock.now + pause * terminal / Self.count
                    for _ in 0..<each {
                        if pause > .zero {
                            try? await Task.sleep(until: next, clock: clock)
                            next += pause
                        }
                        let start = clock.now
                        await self.authorise(terminal)
                        times.append(seconds(clock.now - start) * 1_000)
                    }
                    return times
                }
            }
            var all: [Double] = []
            for await times in group { all += times }
            return all
        }
    }

    private func authorise(_ terminal: Int) async {
        let number = lastTrace.add(1, ordering: .relaxed).newValue
        let digits = String(terminal)
        let name = "TERM" + String(repeating: "0", count: 4 - digits.count) + digits
        guard let card = try? CardNumber("4111111111111111"), let sent = MessageTime("1121120000") else { return }
        let request = AuthorisationRequest(
            card: card, expiry: "2912", amount: 1_000, trace: TraceNumber(UInt32(number)), sent: sent, local: sent,
            category: "5411", entryMode: "051",
            acceptor: Acceptor(acquirer: "12345", terminal: name, contract: "SHOP"))
        guard let bytes = try? CB2ALink.style.write(.authorisationRequest(request)) else { return }
        let trace = String(request.trace.number)
        let key = name + String(repeating: "0", count: 6 - trace.count) + trace
        guard
            case .answered(let frame) = await links[terminal % links.count].ask(bytes, key: key, within: .seconds(30)),
            case .authorisationResponse(let response)? = try? CB2ALink.style.read(frame.message),
            response.code == .approved
        else { fatalError("an authorisation was not approved") }
    }

    func close() async {
        for link in links { await link.close(within: .zero) }
        await loop.stop()
    }
}
