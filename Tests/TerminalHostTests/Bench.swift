import CB2A
import Cards
import Foundation
import ISO8583
import Ledger
import Machine
import Network
import PostgresFixture
import Roles
import StorePostgres
import StoreSQLite
import Telemetry
import Testing
import Vocabulary
import Wire

@testable import Acquiring
@testable import ProviderHost
@testable import TerminalHost

/// Where ledger and records are, for one test.
enum Place: String, CaseIterable, Sendable { case sqlite, postgres }

/// The whole way on loopback: terminals, a host, two servers of the provider, real ledgers.
final class Bench: @unchecked Sendable {
    // Unchecked: a test's one task changes it.
    let loop: EventLoop
    let place: Place
    private let patience: Duration
    private var folder = ""
    private var schemas: [(url: String, schema: String)] = []
    private(set) var store: any RecordStore
    let providerStore: any RecordStore
    let faults = FaultBoard(["a", "b"])
    let metrics = MetricsRegistry()
    private(set) var host: TerminalService
    private(set) var terminals: WireLink
    private var server: WireServer
    private var providers: [WireServer] = []
    private var links: [(name: String, link: any FrameLink)] = []

    /// - Parameter patience: how long a server of the provider may take; short where one hangs on purpose.
    static func with(
        _ place: Place = .sqlite, patience: Duration = .seconds(10), _ body: (Bench) async throws -> Void
    ) async throws {
        let bench = try await Bench(place, patience)
        let outcome: Result<Void, any Error>
        do {
            try await body(bench)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await bench.end()
        try outcome.get()
    }

    private init(_ place: Place, _ patience: Duration) async throws {
        self.place = place
        self.patience = patience
        loop = try EventLoop(name: "bench")
        folder = NSTemporaryDirectory() + "/vigie-terminal-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if place == .postgres { for _ in 0..<2 { schemas.append(try PostgresServer.shared().fresh()) } }
        store = try await Self.open(place, folder + "/host.sqlite", schemas.first?.url)
        providerStore = try await Self.open(place, folder + "/provider.sqlite", schemas.last?.url)
        let desk = ProviderDesk(
            providerStore, now: Self.now, random: { UInt64.random(in: 0 ... .max) })
        let figures = ProviderService.Figures(metrics)
        for name in ["a", "b"] {
            let provider = WireServer(
                WireServerConfiguration(address: Self.loopback, framing: ProviderMessage.profile.framing), on: loop,
                service: ProviderService(name, desk: desk, faults: faults, figures: figures, now: Self.now))
            let port = try await provider.start().port
            providers.append(provider)
            let link = try WireLink(
                WireLinkConfiguration(host: "127.0.0.1", port: port, framing: ProviderMessage.profile.framing) {
                    ProviderMessage.key(of: $0.message)
                }, on: loop)
            links.append((name, link))
        }
        (host, server, terminals) = try await Self.host(store, links, loop, patience)
    }

    private static func open(_ place: Place, _ path: String, _ url: String?) async throws -> any RecordStore {
        switch place {
        case .sqlite: try await SQLiteLedger.open(path: path)
        case .postgres: try await PostgresLedger.open(url: url ?? "")
        }
    }

    static let now: @Sendable () -> Instant = { Instant(microseconds: SystemClock.wallMicroseconds()) }
    static let loopback = SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0)

    private static func host(
        _ store: any RecordStore, _ links: [(name: String, link: any FrameLink)], _ loop: EventLoop,
        _ patience: Duration
    ) async throws -> (TerminalService, WireServer, WireLink) {
        let metrics = MetricsRegistry()
        var rules = AcquiringLink.Rules()
        rules.answerTime = patience
        rules.wholeTime = patience * 3
        let provider = AcquiringLink(
            links, rules: rules,
            clocks: .init(elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) }, now: now), metrics: metrics)
        let host = TerminalService(
            store: store, provider: provider, figures: HostFigures(metrics, outcomes: OutcomeCounters(metrics)),
            clocks: .init(now: now, elapsedMicroseconds: { SystemClock.monotonicMicroseconds() }))
        let server = WireServer(
            WireServerConfiguration(address: loopback, framing: TerminalService.framing), on: loop, service: host)
        let port = try await server.start().port
        let terminals = try WireLink(
            WireLinkConfiguration(host: "127.0.0.1", port: port, framing: TerminalService.framing) { frame in
                guard let message = try? CB2ALink.style.read(frame.message) else { return nil }
                return Bench.key(of: message)
            }, on: loop)
        return (host, server, terminals)
    }

    /// What goes on beside the host, at another time.
    func authoriser(now: Instant) -> Authoriser {
        var rules = AcquiringLink.Rules()
        rules.answerTime = patience
        rules.wholeTime = patience * 3
        let registry = MetricsRegistry()
        let provider = AcquiringLink(
            links, rules: rules,
            clocks: .init(elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) }, now: Self.now),
            metrics: registry)
        return Authoriser(
            store: store, provider: provider, figures: HostFigures(registry, outcomes: OutcomeCounters(registry)),
            now: { now })
    }

    /// The host's process is gone and comes again: nothing but its store is left.
    func restartHost() async throws {
        await server.drain(within: .zero)
        await terminals.close(within: .zero)
        await store.close()
        store = try await Self.open(place, folder + "/host.sqlite", schemas.first?.url)
        (host, server, terminals) = try await Self.host(store, links, loop, patience)
    }

    private func end() async {
        await terminals.close(within: .zero)
        for server in [server] + providers { await server.drain(within: .milliseconds(50)) }
        await store.close()
        await providerStore.close()
        await loop.stop()
        try? FileManager.default.removeItem(atPath: folder)
        for (_, schema) in schemas {
            _ = try? PostgresServer.shared().query("DROP SCHEMA \(schema) CASCADE", asRole: "postgres")
        }
    }

    // MARK: What terminals say

    static func key(of message: CB2AMessage) -> String? {
        switch message {
        case .authorisationRequest(let request): "\(request.key)"
        case .authorisationResponse(let response): "\(response.key)"
        case .reversal(let reversal): "\(reversal.key)"
        case .reversalResponse(let response): "\(response.key)"
        case .echo(let echo): "\(echo.key)"
        case .echoResponse(let response): "\(response.key)"
        case .telecollection(let step): "t\(step.step.trace.number)"
        }
    }

    /// The host's answer; nil when there was none in time.
    func ask(_ message: CB2AMessage, within limit: Duration = .seconds(20)) async throws -> CB2AMessage? {
        let bytes = try CB2ALink.style.write(message)
        guard case .answered(let frame) = await terminals.ask(bytes, key: Self.key(of: message) ?? "", within: limit)
        else { return nil }
        return try CB2ALink.style.read(frame.message)
    }

    func authorise(_ request: AuthorisationRequest, within limit: Duration = .seconds(20)) async throws
        -> AuthorisationResponse?
    {
        guard case .authorisationResponse(let response)? = try await ask(.authorisationRequest(request), within: limit)
        else { return nil }
        return response
    }

    func reverse(_ request: AuthorisationRequest, trace: UInt32, isRepeat: Bool = false) async throws -> Bool {
        var reversal = Reversal(of: request, trace: TraceNumber(trace), sent: request.sent)
        reversal.isRepeat = isRepeat
        guard case .reversalResponse(let response)? = try await ask(.reversal(reversal)) else { return false }
        return response.code == .approved
    }

    // MARK: What is in the books

    func held(_ request: AuthorisationRequest) async throws -> Int64 {
        let name = try #require(ExchangeName(request.key, now: Self.now()))
        return try await store.payment(try #require(PaymentID(rawValue: name.payment.rawValue)))?.held ?? 0
    }

    func atProvider(_ request: AuthorisationRequest) async throws -> ProviderRecord? {
        let name = try #require(ExchangeName(request.key, now: Self.now()))
        return try await providerStore.record(ProviderRecord.id(name.payment)).map { try ProviderRecord($0) }
    }
}

let acceptor = Acceptor(acquirer: "12345", terminal: "TERM0001", contract: "SHOP 1")

func request(
    _ trace: UInt32, card: CardNumber? = nil, amount: UInt64 = 1_000, terminal: String = "TERM0001"
) throws -> AuthorisationRequest {
    let civil = CivilTime(Bench.now())
    let stamp = (civil.date.iso8601.dropFirst(5) + civil.clock(seconds: true)).filter(\.isNumber)
    let sent = try #require(MessageTime(stamp))
    return AuthorisationRequest(
        card: try card ?? CardNumber("4111111111111111"), expiry: "2912", amount: amount, trace: TraceNumber(trace),
        sent: sent, local: sent, category: "5411", entryMode: "051",
        acceptor: Acceptor(acquirer: "12345", terminal: terminal, contract: "SHOP 1"))
}
