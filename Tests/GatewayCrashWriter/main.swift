// GatewayCrashWriter: a gateway with shops that pay, capture, refund and void without pause, until it is killed.
//
//     GatewayCrashWriter LEDGER BOOKS RUN SEED     works until it is killed
//     GatewayCrashWriter LEDGER BOOKS settle       resolves what is left, and ends
//
// BOOKS is the provider's own file: what it did is a line there before anybody is answered. Every acknowledged payment is one
// line on standard output, `key status name`. See Tests/GatewayTests/CrashTests.swift for who kills it and what must hold then.

internal import Cards
internal import Gateway
internal import Glibc
internal import ISO8583
internal import JSON
internal import JournalContract
internal import Ledger
internal import Machine
internal import Roles
internal import StoreSQLite
internal import Synchronization
internal import Vocabulary

func fail(_ sentence: String) -> Never {
    write("GatewayCrashWriter: \(sentence)\n", to: STDERR_FILENO)
    exit(3)
}

func write(_ line: String, to descriptor: Int32) {
    let bytes = Array(line.utf8)
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { exit(4) }
}

/// Does what it is asked, or not, and says so, or not.
final class BookProvider: ProviderLink {
    private let books: Int32
    private let random: Mutex<SeededRandom>
    private let isFaithful: Bool

    init(_ path: String, seed: UInt64, isFaithful: Bool) {
        books = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard books >= 0 else { fail("\(path) cannot be written") }
        random = Mutex(SeededRandom(seed: seed))
        self.isFaithful = isFaithful
    }

    func perform(_ order: ProviderOrder) async -> ProviderVerdict {
        let (chance, pause) = random.withLock {
            (isFaithful ? 0 : Int.random(in: 0..<100, using: &$0), Int.random(in: 0..<4, using: &$0))
        }
        if pause == 0 { await Task.yield() }
        switch chance {
        case ..<64:
            book(order)
            return ProviderVerdict(.approved(code: "000001"), server: "p1")
        case ..<74 where !order.isSafeToRepeat: return ProviderVerdict(.refused(.insufficientFunds), server: "p1")
        case ..<82: return ProviderVerdict(.failed(.unreachable), server: nil)
        case ..<91:
            book(order)
            return ProviderVerdict(.unknown(.timedOut), server: "p2")
        default: return ProviderVerdict(.unknown(.broken), server: "p2")
        }
    }

    private func book(_ order: ProviderOrder) {
        let line =
            switch order.kind {
            case .authorise: "authorise \(order.id) \(order.amount.minor)"
            case .pay: "pay \(order.id) \(order.amount.minor)"
            case .capture: "capture \(order.id) \(order.amount.minor)"
            case .refund: "refund \(order.id) \(order.amount.minor)"
            case .reverse(let id): "reverse \(id) 0"
            }
        write(line + "\n", to: books)
    }
}

struct Frictionless: Authenticator {
    func begin(_ request: AuthenticationRequest) async -> AuthenticationStep {
        await Task.yield()
        return .authenticated(indicator: "05", value: "")
    }

    func result(of id: String) async -> AuthenticationStep { .pending }
}

/// One shop's program: each payment with a key of its own, then what comes after it.
func runShop(_ shop: Int, run: Int, seed: UInt64, _ gateway: GatewayService, _ merchant: Merchant) async {
    var random = SeededRandom(seed: seed &+ UInt64(run * 100 + shop))
    guard let number = try? CardNumber("4111111111111111"), let expiry = CardExpiry("12/49"),
        let currency = Currency("EUR")
    else { fail("the card is none") }
    for count in 0... {
        let name = "r\(run)s\(shop)n\(count)"
        var request = PaymentRequest(
            amount: Money(Int64.random(in: 100...900, using: &random), currency), origin: .api,
            card: .details(CardDetails(number: number, expiry: expiry)))
        request.captureMode = Bool.random(using: &random) ? .manual : .automatic
        do throws(GatewayRefusal) {
            let key = try RequestKey(name, merchant: merchant.id, method: "POST", path: "/", body: [])
            let answer = try await gateway.create(request, for: merchant, key: key)
            guard let id = answer.json["id"]?.string, let payment = PaymentID(rawValue: id) else { fail("no name") }
            write("\(name) \(answer.json["status"]?.string ?? "") \(id)\n", to: STDOUT_FILENO)
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                let amount = Int64.random(in: 1...400, using: &random)
                do throws(GatewayRefusal) {
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: _ = try await gateway.void(payment, of: merchant)
                    case 1: _ = try await gateway.refund(payment, amount, of: merchant)
                    default: _ = try await gateway.capture(payment, amount, isFinal: nil, of: merchant)
                    }
                } catch {
                    if error.code == .unavailable { throw error }
                }
            }
        } catch {
            fail("\(name): \(error.code): \(error.detail)")
        }
    }
}

let arguments = CommandLine.arguments
guard arguments.count >= 4 else { fail("usage: GatewayCrashWriter LEDGER BOOKS (RUN SEED | settle)") }
let settles = arguments[3] == "settle"
let run = Int(arguments[3]) ?? 0
let seed = arguments.count > 4 ? UInt64(arguments[4]) ?? 1 : 1
guard let merchant = Merchant(id: "shop", name: "SHOP", keys: []) else { fail("the merchant is none") }
// After a crash a day goes by in no time: what waits for its turn has it.
let later = TimeSpan.days(settles ? 3 : 0)
do {
    let store = try await SQLiteLedger.open(path: arguments[1])
    let gateway = GatewayService(
        GatewayService.Surroundings(
            store: store, provider: BookProvider(arguments[2], seed: seed &+ UInt64(run), isFaithful: settles),
            authenticator: Frictionless(), merchants: MerchantBook([merchant]), origin: "https://pay.example",
            now: { Instant(microseconds: SystemClock.wallMicroseconds()) + later }, random: { Entropy.bytes($0) }))
    try await gateway.recover(regardless: true)
    if settles {
        try await gateway.recover()
        await store.close()
        exit(0)
    }
    await withTaskGroup { group in
        for shop in 0..<8 { group.addTask { await runShop(shop, run: run, seed: seed, gateway, merchant) } }
    }
} catch {
    fail("\(error)")
}
