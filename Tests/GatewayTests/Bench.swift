import Bytes
import Cards
import Foundation
import Gateway
import HTTP
import ISO8583
import JSON
import Ledger
import LedgerContract
import Machine
import PostgresFixture
import Roles
import StorePostgres
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

/// A provider in the test's hands, which keeps books of its own: what it did counts, whatever it says.
final class TestProvider: ProviderLink {
    enum Script: Sendable {
        case approve
        case refuse(String)
        case fail
        /// It does it, and nobody hears so.
        case doAndHang
        /// It does not, and nobody hears so.
        case hang
        /// Waits until the test lets it go on; then it does it.
        case wait
    }

    private struct State {
        var scripts: [Script] = []
        var done: [OperationID: ProviderOrder] = [:]
        var reversed: Set<OperationID> = []
        var asked: [ProviderOrder] = []
        var gates: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// What happens to the next orders; after them everything is approved.
    func play(_ scripts: Script...) { state.withLock { $0.scripts = scripts } }

    var asked: [ProviderOrder] { state.withLock { $0.asked } }
    /// Orders that count: done, and not taken back.
    var standing: [ProviderOrder] {
        state.withLock { state in state.done.values.filter { !state.reversed.contains($0.id) } }
    }
    var waiting: Int { state.withLock { $0.gates.count } }

    func letGo() {
        let gates = state.withLock { state in
            defer { state.gates = [] }
            return state.gates
        }
        for gate in gates { gate.resume() }
    }

    func perform(_ order: ProviderOrder) async -> ProviderVerdict {
        let script = state.withLock { state in
            state.asked.append(order)
            return state.scripts.isEmpty ? Script.approve : state.scripts.removeFirst()
        }
        switch script {
        case .approve: book(order)
        case .doAndHang:
            book(order)
            return ProviderVerdict(.unknown(.timedOut), server: "p1")
        case .hang: return ProviderVerdict(.unknown(.timedOut), server: "p1")
        case .fail: return ProviderVerdict(.failed(.unreachable), server: nil)
        case .refuse(let code): return ProviderVerdict(.refused(ResponseCode(code) ?? .malfunction), server: "p1")
        case .wait:
            await withCheckedContinuation { gate in state.withLock { $0.gates.append(gate) } }
            book(order)
        }
        return ProviderVerdict(.approved(code: "123456"), server: "p1")
    }

    private func book(_ order: ProviderOrder) {
        state.withLock { state in
            if case .reverse(let id) = order.kind {
                state.reversed.insert(id)
            } else {
                state.done[order.id] = order
            }
        }
    }
}

/// A 3DS server in the test's hands.
final class TestAuthenticator: Authenticator {
    private let steps = Mutex<[AuthenticationStep]>([])
    private let seen = Mutex<[AuthenticationRequest]>([])

    static let frictionless = AuthenticationStep.authenticated(indicator: "05", value: "AAABBEg0VhI0VniQEjRWAAAAAAA=")
    static let challenge = AuthenticationStep.challenge(
        address: "https://acs.example/challenge", fields: ["creq": "eyJ0ZXN0Ijp0cnVlfQ"])

    func play(_ next: AuthenticationStep...) { steps.withLock { $0 = next } }
    var requests: [AuthenticationRequest] { seen.withLock { $0 } }

    func begin(_ request: AuthenticationRequest) async -> AuthenticationStep {
        seen.withLock { $0.append(request) }
        return next()
    }

    func result(of id: String) async -> AuthenticationStep { next() }

    private func next() -> AuthenticationStep {
        steps.withLock { $0.isEmpty ? Self.frictionless : $0.removeFirst() }
    }
}

/// A gateway with a store of its own, a clock that stands still until it is told to go, and everything else in the test's hands.
final class Bench: Sendable {
    let provider = TestProvider()
    let authenticator = TestAuthenticator()
    let store: any RecordStore
    let merchant: Merchant
    let other: Merchant
    let counts = Mutex<[GatewayCount]>([])
    private let clock = Mutex(noon)
    private let folder: String?
    private let place: Mutex<(any RecordStore)?> = Mutex(nil)

    static let key = "vgk_shop-one-0123456789"
    static let otherKey = "vgk_shop-two-0123456789"

    init(_ store: (any RecordStore)? = nil, notifications: Merchant.Notifications? = nil) async throws {
        if let store {
            self.store = store
            folder = nil
        } else {
            let folder = NSTemporaryDirectory() + "/vigie-gateway-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            self.folder = folder
            self.store = try await SQLiteLedger.open(path: folder + "/ledger.sqlite")
        }
        merchant = try #require(
            Merchant(
                id: "shop-1", name: "SHOP ONE", keys: [Merchant.digest(ofKey: Self.key)], notifications: notifications))
        other = try #require(Merchant(id: "shop-2", name: "SHOP TWO", keys: [Merchant.digest(ofKey: Self.otherKey)]))
    }

    func now() -> Instant { clock.withLock { $0 } }
    func advance(_ span: TimeSpan) { clock.withLock { $0 = $0 + span } }

    /// Another instance on the same store, as after a restart.
    func gateway(_ provider: (any ProviderLink)? = nil) -> GatewayService {
        GatewayService(
            GatewayService.Surroundings(
                store: store, provider: provider ?? self.provider, authenticator: authenticator,
                merchants: MerchantBook([merchant, other]), origin: "https://pay.example",
                now: { self.now() }, random: { Entropy.bytes($0) },
                count: { count in self.counts.withLock { $0.append(count) } }))
    }

    func end() async {
        await store.close()
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    // MARK: Checks

    /// What counts at the provider is what the ledger says, to the cent and order by order.
    func checkBooks(_ location: SourceLocation = #_sourceLocation) async throws {
        try await checkWhole(store)
        var charged: [OperationID: Int64] = [:]
        for payment in try await store.payments(after: nil, limit: 1_000) {
            for movement in payment.movements { charged[movement.id] = movement.amount }
            if payment.held > 0 {
                charged[try #require(OperationID(rawValue: "\(payment.id)-held"))] = payment.authorised
            }
        }
        var standing: [OperationID: Int64] = [:]
        for order in provider.standing {
            if case .authorise = order.kind {
                let held = try await store.payment(try #require(PaymentID(rawValue: order.id.payment)))?.held ?? 0
                // A reservation that was captured is not held any more.
                guard held > 0 else { continue }
                standing[try #require(OperationID(rawValue: order.id.payment + "-held"))] = order.amount.minor
            } else {
                standing[order.id] = order.amount.minor
            }
        }
        #expect(standing == charged, "the provider's books and the ledger differ", sourceLocation: location)
    }
}

extension OperationID {
    /// `pay_…` of `pay_…-3`.
    var payment: String { String(rawValue[..<(rawValue.lastIndex(of: "-") ?? rawValue.endIndex)]) }
}

func card(_ number: String = "4111111111111111", expiry: String = "12/30") throws -> CardDetails {
    CardDetails(number: try CardNumber(number), expiry: try #require(CardExpiry(expiry)))
}

func request(
    _ minor: Int64 = 1_250, origin: GatewayPayment.Origin = .api, card: GivenCard? = nil,
    capture: GatewayPayment.CaptureMode = .automatic
) throws -> PaymentRequest {
    var request = PaymentRequest(
        amount: euros(minor), origin: origin,
        card: try card ?? (origin.isOnPage ? nil : .details(GatewayTests.card())))
    request.captureMode = capture
    return request
}

func key(_ text: String, body: String = "{}", merchant: String = "shop-1") throws -> RequestKey {
    try RequestKey(text, merchant: merchant, method: "POST", path: "/v1/payments", body: Array(body.utf8))
}

extension GatewayAnswer {
    var word: String? { json["status"]?.string }
    var id: PaymentID { get throws { try #require(json["id"]?.string.flatMap { PaymentID(rawValue: $0) }) } }
}

/// What was refused, or nil when it was not.
func refusal(_ work: () async throws(GatewayRefusal) -> Void) async -> GatewayRefusal? {
    do throws(GatewayRefusal) {
        try await work()
        return nil
    } catch {
        return error
    }
}

/// The same test on SQLite and on PostgreSQL.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    func bench() async throws -> Bench {
        guard self == .postgres else { return try await Bench() }
        return try await Bench(try await PostgresLedger.open(url: PostgresServer.shared().fresh().url))
    }
}

/// The same, where only refusals may be thrown.
func asked(_ minor: Int64 = 1_250, card: GivenCard? = nil) throws(GatewayRefusal) -> PaymentRequest {
    do {
        return try request(minor, card: card)
    } catch {
        throw GatewayRefusal(.invalid, "the test's request is none")
    }
}

func requestKey(_ text: String, _ body: String) throws(GatewayRefusal) -> RequestKey {
    try RequestKey(text, merchant: "shop-1", method: "POST", path: "/v1/payments", body: Array(body.utf8))
}

let testCard: CardDetails = {
    guard let details = try? card() else { preconditionFailure("the test's card is none") }
    return details
}()
