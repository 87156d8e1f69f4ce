import Acquiring
import Foundation
import ISO8583
import Ledger
import LedgerContract
import Machine
import Network
import Nexo
import NexoService
import NexoServiceSupport
import ProviderHost
import Roles
import Settlement
import SettlementFolder
import StoreSQLite
import Synchronization
import Telemetry
import Testing
import Vocabulary
import Wire

/// The authorisation server and the provider with its two servers, over real sockets, up to the settlement of both books.
@Suite struct ProviderChainTests {
    private let terminal = TestTerminal()

    @Test(arguments: Database.allCases)
    func `whatever the provider's servers do, its settlement agrees with our ledger`(_ database: Database) async throws
    {
        let bench = try await Bench(database)
        let provider = try await RealProvider(bench)
        let server = bench.server(provider: provider.link)
        let faults: [ServerFault?] = [
            nil, ServerFault(.hung, share: 40), ServerFault(.hung, share: 40, isDone: false),
            ServerFault(.resetting, share: 40), ServerFault(.wrong, share: 40), ServerFault(.malfunction, share: 40),
        ]
        for (round, fault) in faults.enumerated() {
            // Circuits that the round before has opened close again.
            #expect(try await provider.isWell(server, terminal, round))
            for name in ["a", "b"] { _ = provider.faults.set(fault, on: name) }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask { await play(number, "\(round)-\(number)", server) }
                }
            }
            await server.performDuties()
            for name in ["a", "b"] { _ = provider.faults.set(nil, on: name) }
        }
        // What is owed is done.
        #expect(
            try await eventually {
                bench.pass(.minutes(10))
                await server.performDuties()
                return try await bench.store.due("nexo-transaction", until: bench.now + .days(1), limit: 10).isEmpty
            })
        try await bench.audit()
        let held = try await bench.store.balances().filter { $0.account.place == .held }.map(\.amount)
        let report = try await provider.settle(bench)
        #expect(report.outcome == .clean)
        #expect(report.matched > 20)
        #expect(report.problem == nil)
        // What nobody completed or took back is still held, and nothing else.
        #expect(held.allSatisfy { $0 % 100 == 0 })
        #expect(try await bench.store.openMovements(of: .instoreNexo, after: 0, limit: 10).isEmpty)
        await provider.end()
        await bench.close()
    }

    /// One of six lives of a transaction, as its terminal lives it: what is not heard of is taken back.
    private func play(_ number: Int, _ reference: String, _ server: AuthorisationServer) async {
        let atOnce = number % 2 == 0
        guard
            let result = try? await server.say(terminal.authorisation(reference, 100, atOnce: atOnce)).result
        else {
            Issue.record("no answer")
            return
        }
        guard result.response.code == .approved else {
            let word = try? await server.say(terminal.reversal(reference, 100)).word
            #expect(word == .approved)
            return
        }
        switch number % 6 {
        case 0, 1: break
        case 2, 3: _ = try? await server.say(terminal.reversal(reference, 100))
        case 4: _ = try? await server.say(terminal.cancellation(of: reference, 100, as: "c" + reference))
        default: _ = try? await server.say(terminal.completion(reference, 100))
        }
        if number % 6 == 1 { _ = try? await server.say(terminal.completion(reference, 60)) }
    }
}

/// The provider: two servers with one memory, behind real sockets.
private final class RealProvider: Sendable {
    let link: AcquiringLink
    let faults = FaultBoard(["a", "b"])
    private let loop: EventLoop
    private let servers: [WireServer]
    private let links: [WireLink]
    private let store: any RecordStore
    private let folder: String
    private let now: @Sendable () -> Instant

    init(_ bench: Bench) async throws {
        folder = NSTemporaryDirectory() + "/vigie-nexo-provider-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/files", withIntermediateDirectories: true)
        let loop = try EventLoop(name: "provider")
        self.loop = loop
        store = try await SQLiteLedger.open(path: folder + "/provider.sqlite")
        now = { bench.now }
        let desk = ProviderDesk(store, now: now, random: { .random(in: 0 ... .max) })
        let figures = ProviderService.Figures(MetricsRegistry())
        var (servers, links): ([WireServer], [WireLink]) = ([], [])
        let framing = ProviderMessage.profile.framing
        for name in ["a", "b"] {
            let service = ProviderService(name, desk: desk, faults: faults, figures: figures, now: now)
            let address = SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0)
            let server = WireServer(
                WireServerConfiguration(address: address, framing: framing), on: loop, service: service)
            let port = try await server.start().port
            servers.append(server)
            var configuration = WireLinkConfiguration(host: "127.0.0.1", port: port, framing: framing) {
                ProviderMessage.key(of: $0.message)
            }
            configuration.backoffLeast = .milliseconds(5)
            configuration.backoffMost = .milliseconds(20)
            links.append(try WireLink(configuration, on: loop))
        }
        self.servers = servers
        self.links = links
        var rules = AcquiringLink.Rules()
        rules.answerTime = .milliseconds(300)
        rules.wholeTime = .milliseconds(700)
        let start = ContinuousClock.now
        link = AcquiringLink(
            zip(["a", "b"], links).map { (name: $0, link: $1) }, rules: rules,
            clocks: .init(elapsed: { ContinuousClock.now - start }, now: now), metrics: MetricsRegistry())
    }

    /// Waits until payments get through.
    func isWell(_ server: AuthorisationServer, _ terminal: TestTerminal, _ round: Int) async throws -> Bool {
        let tries = Mutex(0)
        return try await eventually {
            let number = tries.withLock { tries in
                tries += 1
                return tries
            }
            let message = terminal.authorisation("well-\(round)-\(number)", 100, atOnce: true)
            return try await server.say(message).result?.response.code == .approved
        }
    }

    /// Closes the provider's day and settles our books by its file.
    func settle(_ bench: Bench) async throws -> SettlementReport {
        bench.pass(.seconds(1))
        let file = try #require(try await ProviderSettlement(store, now: now).close(.instoreNexo))
        try Data(file.text.utf8).write(to: URL(filePath: folder + "/files/day.txt"))
        let source = FolderSource(folder + "/files")
        let cutOff = try #require(CutOff(minute: 0, grace: .hours(1)))
        let service = SettlementService(
            SettlementSchedule([.instoreNexo: cutOff]), store: bench.store, source: source,
            figures: SettlementFigures(MetricsRegistry()),
            surroundings: .init(now: now, sleep: { _ in }, logger: Logger(now: now) { _ in }))
        let run = await service.run()
        #expect(run.problem == nil)
        let report = try #require(run.reports.first)
        for finding in try await service.findings(of: report, page: 0) { Issue.record("\(finding)") }
        await source.close()
        return report
    }

    func end() async {
        for link in links { await link.close(within: .milliseconds(100)) }
        for server in servers { await server.drain(within: .milliseconds(100)) }
        await loop.stop()
        await store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
