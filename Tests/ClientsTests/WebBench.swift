import Foundation
import Gateway
import HTTP
import HTTPClient
import HTTPServer
import JSON
import Ledger
import Machine
import Redirects
import Roles
import StoreSQLite
import Synchronization
import Testing
import Traffic
import Vocabulary

@testable import Clients

/// The gateways of cards and of redirect methods, real and on loopback, with a clock that moves when somebody sleeps, and a network
/// that loses what the test wants lost.
final class WebBench: Sendable {
    /// Does every order and remembers it.
    final class Provider: ProviderLink {
        enum Mood: Sendable {
            case answers
            /// Does it, and nobody hears so.
            case isSilent
        }
        private let orders = Mutex<[ProviderOrder]>([])
        private let moods = Mutex<[Mood]>([])

        var done: [ProviderOrder] { orders.withLock { $0 } }
        func play(_ next: Mood...) { moods.withLock { $0 = next } }

        func perform(_ order: ProviderOrder) async -> ProviderVerdict {
            orders.withLock { $0.append(order) }
            let mood = moods.withLock { $0.isEmpty ? Mood.answers : $0.removeFirst() }
            guard mood == .answers else { return ProviderVerdict(.unknown(.timedOut), server: "p1") }
            return ProviderVerdict(.approved(code: "123456"), server: "p1")
        }
    }

    /// What happens to a request on its way.
    enum Loss: Sendable {
        /// It arrives and is done; the answer does not come back.
        case answer
        /// It never arrives.
        case request
        /// Nobody knows of it, and it arrives when everybody has given up.
        case late
        /// Something on the way answers.
        case status(Int)
        case refusedConnection
    }

    /// A real client behind a network that loses things.
    final class Network: HTTPFetching {
        private let client: HTTPClient
        private let losses = Mutex<[(method: HTTPMethod, path: String, loss: Loss)]>([])
        private let latecomers = Mutex<[FetchRequest]>([])
        private let asked = Mutex<[(method: HTTPMethod, path: String)]>([])
        private let isCut = Mutex(false)
        private let isCutAfterPages = Mutex(false)

        init(_ client: HTTPClient) { self.client = client }

        /// Happens once, to the first request whose address ends so.
        func lose(_ loss: Loss, _ method: HTTPMethod, _ path: String) {
            losses.withLock { $0.append((method, path, loss)) }
        }

        /// The same for the next request to a payer's page.
        func losePage(_ loss: Loss, _ method: HTTPMethod) { lose(loss, method, "/pay/") }

        /// From now on no answer comes back; with `afterPages`, from when a payer's form was sent.
        func cut(afterPages: Bool = false) {
            if afterPages { isCutAfterPages.withLock { $0 = true } } else { isCut.withLock { $0 = true } }
        }

        func count(_ method: HTTPMethod, _ path: String) -> Int {
            asked.withLock { $0.count { $0.method == method && $0.path == path } }
        }

        /// Delivers what was late; the statuses that it was answered.
        func deliver() async throws -> [Int] {
            var statuses: [Int] = []
            for request in latecomers.withLock({ $0 }) {
                statuses.append(try await client.fetch(request).status.code)
            }
            return statuses
        }

        func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
            asked.withLock { $0.append((request.method, request.url.path)) }
            if isCutAfterPages.withLock({ $0 }), request.method == .post, request.url.path.hasPrefix("/pay/") { cut() }
            let lost = FetchError(.timedOut(.firstByte), "lost")
            let loss = losses.withLock { losses -> Loss? in
                guard
                    let index = losses.firstIndex(where: {
                        $0.method == request.method
                            && ($0.path == "/pay/"
                                ? request.url.path.hasPrefix($0.path) : request.url.path.hasSuffix($0.path))
                    })
                else { return nil }
                return losses.remove(at: index).loss
            }
            switch loss {
            case nil:
                let response = try await client.fetch(request)
                if isCut.withLock({ $0 }) { throw lost }
                return response
            case .answer:
                _ = try await client.fetch(request)
                throw lost
            case .request: throw lost
            case .late:
                latecomers.withLock { $0.append(request) }
                throw lost
            case .status(let status): return FetchResponse(status: HTTPStatus(status), url: request.url)
            case .refusedConnection: throw FetchError(.connectionRefused, "refused")
            }
        }
    }

    final class Pages: HTTPHandler {
        /// Both have pages below `/pay`, and an origin of their own.
        enum Owner: Sendable {
            case gateway
            case bank
        }

        let router = Mutex(Router())
        func reply(to request: HTTPRequest) -> HTTPReply {
            router.withLock { $0 }.reply(to: request) { HTTPResponse(status: $0.status) }
        }
        func bodyLimit(method: HTTPMethod, path: String) -> Int {
            router.withLock { $0 }.bodyLimit(method: method, path: path) ?? 0
        }
        func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
    }

    private struct Vouching: Authenticator {
        func begin(_ request: AuthenticationRequest) async -> AuthenticationStep {
            .authenticated(indicator: "05", value: "AAABBEg0VhI0VniQEjRWAAAAAAA=")
        }
        func result(of id: String) async -> AuthenticationStep { .unavailable(.unreachable) }
    }

    static let key = "vgk_shop-one-0123456789"
    let provider = Provider()
    let network: Network
    let gateway: GatewayService
    let redirects: RedirectService
    let store: any RecordStore
    let origin: FetchURL
    private let client: HTTPClient
    private let loop: EventLoop
    private let server: HTTPServer
    private let folder: String
    private let clock: Clock

    final class Clock: Sendable {
        private let time = Mutex(Instant(microseconds: 1_795_305_600_000_000))
        var now: Instant { time.withLock { $0 } }
        func advance(_ span: TimeSpan) { time.withLock { $0 = $0 + span } }
    }

    init(_ whose: Pages.Owner) async throws {
        let clock = Clock()
        self.clock = clock
        folder = NSTemporaryDirectory() + "/vigie-web-clients-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteLedger.open(path: folder + "/ledger.sqlite")
        loop = try EventLoop(name: "web-clients")
        client = try HTTPClient(loop: loop)
        network = Network(client)
        let pages = Pages()
        server = try HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))]), handler: pages)
        let place = "http://127.0.0.1:\(try server.start()[0].port)"
        origin = try FetchURL(place)
        let merchant = try #require(
            Merchant(id: "shop-1", name: "SHOP ONE", keys: [Merchant.digest(ofKey: Self.key)]))
        gateway = GatewayService(
            GatewayService.Surroundings(
                store: store, provider: provider, authenticator: Vouching(), merchants: MerchantBook([merchant]),
                origin: place, now: { clock.now }, random: { Entropy.bytes($0) }, count: { _ in }))
        let payee = try #require(
            RedirectMerchant(
                id: "shop-1", name: "Shop one", keys: [RedirectMerchant.digest(ofKey: Self.key)],
                returnOrigins: ["https://shop.example"], notifications: nil))
        redirects = RedirectService(
            settings: RedirectSettings(
                origin: place, merchants: [payee], key: Array("page key".utf8), bankKey: Array("bank's key".utf8)),
            store: store, surroundings: Surroundings(now: { clock.now }, random: { Entropy.bytes($0) }))
        var router = Router()
        switch whose {
        case .gateway: GatewaySurface(gateway).add(to: &router)
        case .bank:
            let routes = RedirectRoutes(redirects)
            routes.addInternal(to: &router)
            routes.addBrowser(to: &router)
        }
        pages.router.withLock { $0 = router }
    }

    static func with(_ whose: Pages.Owner = .gateway, _ body: (WebBench) async throws -> Void) async throws {
        let bench = try await WebBench(whose)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(bench))
        } catch {
            outcome = .failure(error)
        }
        await bench.server.drain(deadline: .zero)
        await bench.client.close()
        await bench.loop.stop()
        await bench.store.close()
        try? FileManager.default.removeItem(atPath: bench.folder)
        try outcome.get()
    }

    // MARK: Clients

    func surroundings(resolving time: TimeSpan = .seconds(180)) -> WebSurroundings {
        var policy = FetchPolicy()
        policy.addresses = .any
        var rules = WebRules()
        rules.resolveTime = time
        return WebSurroundings(
            http: network, policy: policy, rules: rules, now: { self.clock.now },
            sleep: { span in
                // Time passes for everybody, and the gateway looks after what is due.
                self.clock.advance(span)
                _ = try? await self.gateway.recover()
                _ = try? await self.redirects.endOverdue()
            })
    }

    func shop(resolving time: TimeSpan = .seconds(180)) -> GatewayShop {
        GatewayShop(origin: origin, key: Self.key, run: "run", surroundings: surroundings(resolving: time))
    }

    func arrival(_ number: Int = 1, _ channel: Channel = .ecommerce, isPoor: Bool = false) throws -> ArrivalPlan.Arrival
    {
        ArrivalPlan.Arrival(
            after: .zero, number: number, channel: channel, place: 0,
            amount: Money(1_990, try #require(Currency("EUR"))), isPoor: isPoor)
    }

    func advance(_ span: TimeSpan) { clock.advance(span) }

    /// The bank tells of what is due; how many notices.
    func tellOfLateMoney() async throws -> Int { try await SimulatedBank(redirects).tell() }

    // MARK: Books

    /// The amounts that the ledger holds as taken, payment by payment.
    func taken() async throws -> [Int64] {
        try await store.payments(after: nil, limit: 1_000).map { $0.captured - $0.refunded }.filter { $0 != 0 }
    }

    func held() async throws -> Int64 {
        try await store.payments(after: nil, limit: 1_000).reduce(0) { $0 + $1.held }
    }
}
