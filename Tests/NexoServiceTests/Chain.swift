import Foundation
import ISO8583
import Machine
import Network
import Nexo
import NexoService
import NexoServiceSupport
import Roles
import Telemetry
import Testing
import Wire

/// Terminal, host and authorisation server over real sockets, with mutual TLS between the latter two.
final class Chain: Sendable {
    let bench: Bench
    let server: AuthorisationServer
    let host: NexoHost
    let hostMetrics = MetricsRegistry()
    private let loop: EventLoop
    private let serverWire: WireServer
    private let hostWire: WireServer
    private let upstream: WireLink
    /// A terminal's way to the host.
    let terminal: WireLink
    private let folder: String

    static func run(
        _ bench: Bench, hostAuthority: String = "ca", answeredWithin: Duration = .seconds(20),
        configure: @Sendable (inout AuthorisationServer.Configuration) -> Void = { _ in },
        _ body: (Chain) async throws -> Void
    ) async throws {
        let chain = try await Chain(
            bench, hostAuthority: hostAuthority, answeredWithin: answeredWithin, configure)
        let outcome: Result<Void, any Error>
        do {
            try await body(chain)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        bench.provider.goOn()
        await chain.end()
        try outcome.get()
    }

    private init(
        _ bench: Bench, hostAuthority: String, answeredWithin: Duration,
        _ configure: @Sendable (inout AuthorisationServer.Configuration) -> Void
    ) async throws {
        self.bench = bench
        folder = NSTemporaryDirectory() + "/vigie-nexo-chain-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try TestCertificates.make(in: folder)
        let folder = folder
        func tls(_ name: String, by authority: String, expects peer: String) -> WireTLS {
            WireTLS(
                certificateChain: "\(folder)/\(name)-\(authority).pem",
                privateKey: "\(folder)/\(name)-\(authority).key",
                authorities: "\(folder)/ca.pem", peerNames: [peer])
        }
        loop = try EventLoop(name: "nexo-tests")
        server = bench.server(configure)
        var configuration = WireServerConfiguration(
            address: Self.loopback, framing: NexoHost.framing, tls: tls("server", by: "ca", expects: "host.test"))
        configuration.frameBytesMost = NexoLimits.batch.bytes
        serverWire = WireServer(configuration, on: loop, service: server)
        let serverPort = try await serverWire.start().port
        upstream = try WireLink(
            Self.link(to: serverPort, tls("host", by: hostAuthority, expects: "server.test")), on: loop)
        var hostConfiguration = NexoHost.Configuration()
        hostConfiguration.answeredWithin = answeredWithin
        host = NexoHost(
            hostConfiguration, link: upstream,
            figures: NexoFigures(hostMetrics, role: "nexo_host", outcomes: OutcomeCounters(hostMetrics)),
            surroundings: bench.surroundings)
        hostWire = WireServer(
            WireServerConfiguration(address: Self.loopback, framing: NexoHost.framing), on: loop, service: host)
        terminal = try WireLink(Self.link(to: try await hostWire.start().port, nil), on: loop)
    }

    private static let loopback = SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0)

    private static func link(to port: UInt16, _ tls: WireTLS?) -> WireLinkConfiguration {
        var configuration = WireLinkConfiguration(
            host: "127.0.0.1", port: port, framing: NexoHost.framing, tls: tls, key: NexoHost.key)
        configuration.backoffLeast = .milliseconds(10)
        configuration.backoffMost = .milliseconds(50)
        return configuration
    }

    /// What a terminal hears.
    func say(_ message: NexoMessage, within limit: Duration = .seconds(20)) async throws -> NexoBody? {
        let key = try #require(HostDialogue.key(of: message))
        let reply = await terminal.ask(try message.written(), key: key, within: limit)
        guard case .answered(let frame) = reply else { return nil }
        return try NexoDocument(reading: frame.message, limits: .batch).message.body
    }

    func upstreamStatistics() async -> WireLinkStatistics { await upstream.statistics() }

    private func end() async {
        await terminal.close(within: .milliseconds(100))
        await hostWire.drain(within: .milliseconds(500))
        await upstream.close(within: .milliseconds(100))
        await serverWire.drain(within: .milliseconds(500))
        await loop.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
