import Cards
import HTTP
import HTTPClient
import HTTPServer
import Ledger
import Machine
import Roles
import Synchronization
import Testing
import ThreeDS
import Vocabulary

@testable import Authentication

/// A clock that a test moves.
final class Clock: Sendable {
    private let time = Mutex(Instant(seconds: 1_795_000_000))
    var now: Instant { time.withLock { $0 } }
    func advance(_ span: TimeSpan) { time.withLock { $0 = $0 + span } }
    var surroundings: Surroundings { Surroundings(now: { self.now }, random: { Entropy.bytes($0) }) }
}

/// A server on loopback whose routes are known once its port is.
final class Place: HTTPHandler {
    private let router = Mutex(Router())
    private let servers = Mutex<[HTTPServer]>([])
    let origin: String
    let port: Int

    init(tls: HTTPServerConfiguration.TLSFiles? = nil) throws {
        let later = Later()
        var configuration = HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0), tls: tls)])
        configuration.lingerTimeout = .milliseconds(200)
        let server = try HTTPServer(configuration: configuration, handler: later)
        let bound = try server.start()
        port = bound[0].port
        origin = tls == nil ? "http://127.0.0.1:\(port)" : "https://localhost:\(port)"
        servers.withLock { $0.append(server) }
        later.handler.withLock { $0 = self }
    }

    /// Stands in for the handler that is made after the server.
    private final class Later: HTTPHandler {
        let handler = Mutex<(any HTTPHandler)?>(nil)
        private var real: (any HTTPHandler)? { handler.withLock { $0 } }
        func reply(to request: HTTPRequest) -> HTTPReply {
            real?.reply(to: request) ?? .now(HTTPResponse(status: .serviceUnavailable))
        }
        func bodyLimit(method: HTTPMethod, path: String) -> Int { real?.bodyLimit(method: method, path: path) ?? 0 }
        func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
    }

    func serve(_ fill: (inout Router) -> Void) {
        var router = Router()
        fill(&router)
        self.router.withLock { $0 = router }
    }

    func reply(to request: HTTPRequest) -> HTTPReply {
        router.withLock { $0 }.reply(to: request) { HTTPResponse(status: $0.status) }
    }

    func bodyLimit(method: HTTPMethod, path: String) -> Int {
        router.withLock { $0 }.bodyLimit(method: method, path: path) ?? 1 << 20
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }

    func stop() async {
        for server in servers.withLock({ servers in
            defer { servers = [] }
            return servers
        }) { await server.drain(deadline: .zero) }
    }
}

/// The whole of 3-D Secure on loopback: issuer role, 3DS server, the gateway's way to it, and a browser's client.
final class Stage: Sendable {
    let clock = Clock()
    let client: HTTPClient
    let loop: EventLoop
    let issuerPlace: Place
    let serverPlace: Place
    let directory: DirectoryService
    let server: Mutex<AuthenticationService>
    let serverSettings: AuthenticationSettings
    let outcomes = Mutex<[AuthenticationService.Outcome]>([])
    static let shop = "https://shop.example"

    init(
        configureIssuer: (inout IssuerSettings) -> Void = { _ in },
        configureServer: (inout AuthenticationSettings) -> Void = { _ in }
    ) async throws {
        loop = try EventLoop(name: "stage")
        client = try HTTPClient(loop: loop)
        issuerPlace = try Place()
        serverPlace = try Place()
        var limits = TimeLimits()
        limits.issuer = TimeSpan(microseconds: 80_000)
        var issuer = IssuerSettings(
            directoryAddress: issuerPlace.origin + IssuerRoutes.directoryPath,
            challengeAddress: issuerPlace.origin + IssuerRoutes.challengePath, serverOrigins: [serverPlace.origin],
            key: Array("issuer's key".utf8))
        issuer.limits = limits
        configureIssuer(&issuer)
        directory = try DirectoryService(
            settings: issuer, link: SchemeLink(http: client), surroundings: clock.surroundings)
        var settings = AuthenticationSettings(
            directory: issuer.directoryAddress, resultsAddress: serverPlace.origin + ServerRoutes.resultsPath,
            returnAddress: serverPlace.origin + ServerRoutes.returnPath, returnOrigins: [Self.shop],
            key: Array("server's key".utf8))
        configureServer(&settings)
        serverSettings = settings
        let service = AuthenticationService(
            settings: settings, link: SchemeLink(http: client), surroundings: clock.surroundings)
        server = Mutex(service)
        issuerPlace.serve { router in
            let routes = IssuerRoutes(directory)
            routes.addInternal(to: &router)
            routes.addBrowser(to: &router)
        }
        start()
        await self.service.refreshRanges()
    }

    var told: [AuthenticationService.Outcome] { outcomes.withLock { $0 } }
    var service: AuthenticationService { server.withLock { $0 } }

    /// A new 3DS server, as after a restart: it remembers nothing.
    func start() {
        let service = AuthenticationService(
            settings: serverSettings, link: SchemeLink(http: client), surroundings: clock.surroundings,
            told: { outcome in self.outcomes.withLock { $0.append(outcome) } })
        server.withLock { $0 = service }
        serverPlace.serve { router in
            let routes = ServerRoutes(service)
            routes.addInternal(to: &router)
            routes.addBrowser(to: &router)
        }
    }

    var authenticator: RemoteAuthenticator {
        get throws { RemoteAuthenticator(http: client, instances: [try FetchURL(serverPlace.origin)]) }
    }

    func end() async {
        await serverPlace.stop()
        await issuerPlace.stop()
        await client.close()
        await loop.stop()
    }

    func request(
        _ behaviour: IssuerBehaviour, id: String? = nil, returnAddress: String = "https://shop.example/back?order=7"
    ) throws -> AuthenticationRequest {
        AuthenticationRequest(
            id: id ?? clock.surroundings.identifier(), card: try #require(behaviour.card(.visa)), expiry: "3012",
            amount: Money(1_999, try #require(Currency("EUR"))), merchant: "CORNER SHOP", returnAddress: returnAddress)
    }

    func fetch(
        _ method: HTTPMethod, _ address: String, _ headers: HTTPHeaders = [:], body: [UInt8] = []
    ) async throws -> FetchResponse {
        var policy = FetchPolicy()
        policy.addresses = .any
        policy.redirects.maximum = 0
        return try await client.fetch(
            FetchRequest(method: method, url: try FetchURL(address), headers: headers, body: body, policy: policy))
    }
}

func withStage(
    configureIssuer: (inout IssuerSettings) -> Void = { _ in },
    configureServer: (inout AuthenticationSettings) -> Void = { _ in }, _ body: (Stage) async throws -> Void
) async throws {
    let stage = try await Stage(configureIssuer: configureIssuer, configureServer: configureServer)
    do {
        try await body(stage)
    } catch {
        await stage.end()
        throw error
    }
    await stage.end()
}
