import Foundation
import ISO8583
import Ledger
import LedgerContract
import Machine
import Nexo
import NexoService
import NexoServiceSupport
import Roles
import Settlement
import SettlementFolder
import StoreSQLite
import Synchronization
import Telemetry
import Testing
import Vocabulary
import Wire

/// Terminals pay at a nexo host, behind it the authorisation server, behind that the provider: real processes, killed (-9) again and
/// again. In the end nothing is lost and nothing is done twice: the provider's settlement agrees with our ledger.
@Suite struct KilledRoleTests {
    @Test func `roles that are killed while terminals pay lose nothing and do nothing twice`() async throws {
        let platform = try Platform()
        try platform.waitUntilReady()
        let day = Day()
        let loop = try EventLoop(name: "terminals")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let link = try platform.link(on: loop)
                    var terminal = TestTerminal()
                    terminal.name = "T-\(number)"
                    var payment = 0
                    while !day.isOver {
                        payment += 1
                        try await Self.pay(terminal, payment, link, day)
                    }
                    await link.close(within: .milliseconds(100))
                }
            }
            for round in 0..<8 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 300...900)))
                let role = [platform.authorisation, platform.host, platform.provider][round % 3]
                role.kill()
                try role.start()
                try platform.waitUntilReady()
            }
            // On a busy machine few payments fit between two kills.
            while day.counts.approved <= 20 { try await Task.sleep(for: .milliseconds(50)) }
            day.end()
            try await group.waitForAll()
        }
        await loop.stop()
        let found = day.counts
        #expect(found.approved > 20)
        try await platform.settle(approved: found.approved)
        print("paid \(found.approved), without an answer \(found.failed), taken back \(found.takenBack)")
    }

    /// One payment as a terminal makes it: what it does not hear of is taken back until that is heard.
    private static func pay(
        _ terminal: TestTerminal, _ number: Int, _ link: WireLink,
        _ day: Day
    ) async throws {
        let exchange = Int64(number) * 100
        let question = terminal.authorisation("\(number)", 100, atOnce: number % 2 == 0, exchange: exchange)
        let result = try await say(question, link)?.result
        if result?.response.code == .approved {
            day.count(\.approved)
            guard number % 2 == 1 else { return }
            try await repeated {
                terminal.completion("\(number)", 100, exchange: exchange + Int64($0))
            } over: {
                link
            }
        } else {
            day.count(\.failed)
            try await repeated {
                terminal.reversal("\(number)", 100, exchange: exchange + Int64($0))
            } over: {
                link
            }
            day.count(\.takenBack)
        }
    }

    /// Says an advice until it is heard.
    private static func repeated(
        _ message: (Int) -> NexoMessage, over link: () -> WireLink
    ) async throws {
        for attempt in 1...90 {
            if try await say(message(attempt), link())?.word == .approved { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("an advice was never heard")
    }

    private static func say(_ message: NexoMessage, _ link: WireLink) async throws -> NexoBody? {
        let key = try #require(HostDialogue.key(of: message))
        let reply = await link.ask(try message.written(), key: key, within: .seconds(5))
        guard case .answered(let frame) = reply else { return nil }
        return try NexoDocument(reading: frame.message).message.body
    }
}

/// What became of the payments of all terminals.
private final class Day: Sendable {
    struct Counts {
        var approved = 0
        var failed = 0
        var takenBack = 0
    }

    private let state = Mutex((counts: Counts(), isOver: false))

    var counts: Counts { state.withLock { $0.counts } }
    var isOver: Bool { state.withLock { $0.isOver } }
    func end() { state.withLock { $0.isOver = true } }
    func count(_ what: any WritableKeyPath<Counts, Int> & Sendable) { state.withLock { $0.counts[keyPath: what] += 1 } }
}

/// Provider, authorisation server and host, each a process with a ledger of its own where it needs one; mutual TLS between the
/// latter two.
final class Platform: @unchecked Sendable {
    // Unchecked: processes are killed and begun again by one task alone; others read constants.
    let provider: RoleProgram
    let authorisation: RoleProgram
    let host: RoleProgram
    let hostPort: UInt16
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "/vigie-nexo-roles-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/files", withIntermediateDirectories: true)
        try TestCertificates.make(in: folder)
        let ports = try (0..<3).map { _ in try RoleProgram.freePort() }
        provider = try RoleProgram(
            "provider",
            [
                "--listen", "127.0.0.1:\(ports[0])", "--database", "sqlite:\(folder)/provider.sqlite", "--files",
                "\(folder)/files",
            ], folder: folder)
        authorisation = try RoleProgram(
            "nexo-authorisation",
            [
                "--listen", "127.0.0.1:\(ports[1])", "--database", "sqlite:\(folder)/ledger.sqlite", "--provider",
                "a=127.0.0.1:\(ports[0])", "--provider-timeout", "1", "--certificate", "\(folder)/server-ca.pem",
                "--key", "\(folder)/server-ca.key", "--authorities", "\(folder)/ca.pem", "--peer", "host.test",
            ], folder: folder)
        hostPort = ports[2]
        host = try RoleProgram(
            "nexo-host",
            [
                "--listen", "127.0.0.1:\(ports[2])", "--upstream", "127.0.0.1:\(ports[1])", "--upstream-timeout", "3",
                "--upstream-certificate", "\(folder)/host-ca.pem", "--upstream-key", "\(folder)/host-ca.key",
                "--upstream-authorities", "\(folder)/ca.pem", "--upstream-peer", "server.test",
            ], folder: folder)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func waitUntilReady() throws {
        for role in [provider, authorisation, host] { try role.waitUntilReady() }
    }

    func link(on loop: EventLoop) throws -> WireLink {
        var configuration = WireLinkConfiguration(
            host: "127.0.0.1", port: hostPort, framing: NexoHost.framing, key: NexoHost.key)
        configuration.backoffMost = .milliseconds(100)
        return try WireLink(configuration, on: loop)
    }

    /// Waits until nothing is owed, closes the provider's day, and settles by its file.
    func settle(approved: Int) async throws {
        try waitUntilReady()
        var store = try await closedLedger()
        // What was being asked by a server that died is looked at after a minute; terminals have taken all of it back.
        for _ in 0..<100 where try await isOwed(store) {
            await store.close()
            try authorisation.start()
            try authorisation.waitUntilReady()
            try await Task.sleep(for: .milliseconds(500))
            store = try await closedLedger()
        }
        #expect(try await isOwed(store) == false)
        #expect(try provider.curl("/settlement/instore-nexo", ["-X", "POST"]).status == 200)
        let source = FolderSource(folder + "/files")
        let cutOff = try #require(CutOff(minute: 0, grace: .zero))
        let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let service = SettlementService(
            SettlementSchedule([.instoreNexo: cutOff]), store: store, source: source,
            figures: SettlementFigures(MetricsRegistry()),
            surroundings: .init(now: { now }, sleep: { _ in }, logger: Logger(now: { now }) { _ in }))
        let report = try #require(await service.run().reports.first)
        for finding in try await service.findings(of: report, page: 0) { Issue.record("\(finding)") }
        #expect(report.outcome == .clean)
        #expect(report.matched >= approved)
        try await checkWhole(store)
        let held = try await store.balances().filter { $0.account.place == .held }.map(\.amount)
        #expect(held.allSatisfy { $0 == 0 })
        await source.close()
        await store.close()
    }

    private func isOwed(_ store: any RecordStore) async throws -> Bool {
        try await !store.due("nexo-transaction", until: Instant(seconds: 4_000_000_000), limit: 10).isEmpty
    }

    private func closedLedger() async throws -> any RecordStore {
        #expect(authorisation.stop() == 0)
        return try await SQLiteLedger.open(path: folder + "/ledger.sqlite")
    }
}
