import JSON
import Ledger
import Roles
import Testing
import Vocabulary

@testable import Redirects

/// A payment's life as a value: what follows from what, and that no order of events makes or loses money.
@Suite struct LifeTests {
    static let noon = Instant(seconds: 1_795_000_000)

    static func payment(_ method: RedirectMethod = .onlineBanking, amount: Int64 = 1_999) throws -> RedirectPayment {
        RedirectPayment(
            id: try #require(RedirectPayment.id(merchant: "shop", name: "order-1")), merchant: "shop", name: "order-1",
            method: method, amount: try euros(amount), returnAddress: "https://shop.example/", reference: nil,
            createdAt: noon, expiresAt: noon + method.page)
    }

    static func euros(_ minor: Int64) throws -> Money { Money(minor, try #require(Currency("EUR"))) }

    @Test func `money in time pays, once`() throws {
        let open = try Self.payment()
        let event = RedirectPayment.Event.money(notice: "n1", amount: try Self.euros(1_999))
        let step = try #require(try open.step(event, now: Self.noon))
        #expect(step.payment.state == .paid && step.told == "redirect.paid")
        #expect(step.operations.map(\.action) == [.collect(try Self.euros(1_999))])
        let again = try step.payment.step(event, now: Self.noon + .hours(1))
        #expect(again == nil)
    }

    @Test(arguments: [RedirectPayment.State.cancelled, .expired, .paid])
    func `money after the end comes in and goes out in one step`(state: RedirectPayment.State) throws {
        var over = try Self.payment()
        over.state = state
        over.paidBy = state == .paid ? "n0" : nil
        let event = RedirectPayment.Event.money(notice: "n1", amount: try Self.euros(1_999))
        let step = try #require(try over.step(event, now: Self.noon))
        #expect(step.payment.state == state && step.payment.returned.map(\.notice) == ["n1"])
        #expect(step.operations.map(\.action) == [.collect(try Self.euros(1_999)), .refund(try Self.euros(1_999))])
        #expect(Set(step.operations.map(\.payment)).count == 1 && step.operations[0].payment != over.id)
        #expect(step.told == "redirect.returned")
        let again = try step.payment.step(event, now: Self.noon)
        #expect(again == nil)
    }

    @Test func `another amount is booked nowhere`() throws {
        let open = try Self.payment()
        #expect(throws: RedirectRefusal.self) {
            try open.step(.money(notice: "n", amount: try Self.euros(1_998)), now: Self.noon)
        }
        let dollars = Money(1_999, try #require(Currency("USD")))
        #expect(throws: RedirectRefusal.self) { try open.step(.money(notice: "n", amount: dollars), now: Self.noon) }
    }

    @Test func `a refund is given once under its name, and never more than was paid`() throws {
        let money = RedirectPayment.Event.money(notice: "n", amount: try Self.euros(1_999))
        let paid = try #require(try Self.payment().step(money, now: Self.noon)).payment
        let first = try #require(try paid.step(.refund(name: "r1", amount: 1_000), now: Self.noon)).payment
        #expect(first.word == "partly-refunded" && first.refundable == 999)
        let repeated = try first.step(.refund(name: "r1", amount: 1_000), now: Self.noon)
        #expect(repeated == nil)
        #expect(throws: RedirectRefusal.self) { try first.step(.refund(name: "r1", amount: 999), now: Self.noon) }
        #expect(throws: RedirectRefusal.self) { try first.step(.refund(name: "r2", amount: 1_000), now: Self.noon) }
        let rest = try #require(try first.step(.refund(name: "r2", amount: 999), now: Self.noon)).payment
        #expect(rest.word == "refunded" && rest.refundable == 0)
    }

    @Test func `a voucher waits for days, and gives nothing back`() throws {
        let open = try Self.payment(.voucher)
        let waiting = try #require(try open.step(.voucherTaken, now: Self.noon)).payment
        #expect(waiting.state == .waiting && waiting.expiresAt == Self.noon + .days(3))
        let tooEarly = try waiting.step(.timePassed, now: Self.noon + .days(3))
        #expect(tooEarly == nil)
        let money = RedirectPayment.Event.money(notice: "n", amount: try Self.euros(1_999))
        let paid = try #require(try waiting.step(money, now: Self.noon + .days(3))).payment
        #expect(paid.state == .paid && paid.refundable == 0)
        #expect(throws: RedirectRefusal.self) { try paid.step(.refund(name: "r", amount: 1), now: Self.noon) }
        #expect(throws: RedirectRefusal.self) { try Self.payment().step(.voucherTaken, now: Self.noon) }
    }

    @Test func `methods refuse what they can't take`() throws {
        let yen = Money(100, try #require(Currency("JPY")))
        for method in RedirectMethod.all {
            #expect(method.objection(to: yen) != nil)
            #expect(method.objection(to: try Self.euros(method.most + 1)) != nil)
            #expect(method.objection(to: try Self.euros(0)) != nil)
            #expect(method.objection(to: try Self.euros(method.most)) == nil)
        }
    }

    /// Events by chance, in any order and number: the ledger's own rules take every operation, and what is with the merchant in the
    /// end is what was paid less what was refunded.
    @Test(arguments: 0..<40)
    func `no history makes or loses money`(seed: UInt64) throws {
        var random = Chance(seed: seed)
        let methods = RedirectMethod.all
        var payment = try Self.payment(methods[random.below(methods.count)])
        var now = Self.noon
        var ledger: [PaymentID: Payment] = [:]
        for _ in 0..<60 {
            now = now + .minutes(Int64(random.below(9)))
            let events: [RedirectPayment.Event] = [
                .money(notice: "n\(random.below(4))", amount: payment.amount), .givenUp, .voucherTaken, .cancelled,
                .refund(name: "r\(random.below(4))", amount: Int64(1 + random.below(1_200))), .timePassed,
            ]
            let event = events[random.below(events.count)]
            let step: RedirectPayment.Step?
            do {
                step = try payment.step(event, now: now)
            } catch {
                continue
            }
            guard let step else { continue }
            for operation in step.operations {
                switch PaymentLife.step(operation, on: ledger[operation.payment]) {
                case .success(let done): ledger[operation.payment] = done.payment
                case .failure(let refusal): Issue.record("\(operation.action): \(refusal)")
                }
            }
            payment = step.payment
            let read = try RedirectPayment(json: payment.json)
            #expect(read == payment)
        }
        let kept = ledger.values.reduce(Int64(0)) { $0 + $1.captured - $1.refunded }
        #expect(kept == (payment.state == .paid ? payment.amount.minor - payment.refunded : 0))
        #expect(ledger.count == (payment.paidBy == nil ? 0 : 1) + payment.returned.count)
    }

    /// A small generator whose runs can be repeated.
    struct Chance {
        private var state: UInt64
        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }
}

/// The file in which merchants stand.
@Suite struct MerchantFileTests {
    private let digest = String(repeating: "a", count: 64)

    private func list(_ merchants: String) throws -> [RedirectMerchant] {
        try MerchantFile.read(Array("{\"merchants\":[\(merchants)]}".utf8)) { reference throws(JSONError) in
            guard reference.hasPrefix("env:") else { throw JSONError(.refusedValue, "write env:NAME") }
            return Array(reference.dropFirst(4).utf8)
        }.map { RedirectMerchant($0) }
    }

    @Test func `a merchant is read whole, and shows no secret`() throws {
        let merchants = try list(
            """
            {"id":"shop","name":"Shop","keys":["sha256:\(digest)"],"returnOrigins":["https://shop.example/"],
            "notifications":{"address":"https://shop.example/told","secret":"env:0123456789abcdef"}}
            """)
        let merchant = try #require(merchants.first)
        #expect(merchant.returnOrigins == ["https://shop.example"])
        #expect(merchant.admitted("https://shop.example/a?b=c") == "https://shop.example/a?b=c")
        #expect(merchant.notifications?.secret == Array("0123456789abcdef".utf8))
        var dumped = ""
        dump(merchant, to: &dumped)
        #expect(!dumped.contains("0123456789abcdef") && !"\(merchant)".contains("0123456789abcdef"))
    }

    @Test(
        arguments: [
            "{}", "{\"id\":\"Shop\",\"name\":\"S\",\"keys\":[],\"returnOrigins\":[]}",
            "{\"id\":\"shop\",\"name\":\"\",\"keys\":[],\"returnOrigins\":[]}",
            "{\"id\":\"shop\",\"name\":\"S\",\"keys\":[\"plain\"],\"returnOrigins\":[]}",
            "{\"id\":\"shop\",\"name\":\"S\",\"keys\":[],\"returnOrigins\":[\"https://shop.example/path\"]}",
            "{\"id\":\"shop\",\"name\":\"S\",\"keys\":[],\"returnOrigins\":[],\"notifications\":{\"address\":\"x\",\"secret\":\"y\"}}",
            "{\"id\":\"a\",\"name\":\"S\",\"keys\":[],\"returnOrigins\":[]},{\"id\":\"a\",\"name\":\"S\",\"keys\":[],\"returnOrigins\":[]}",
        ])
    func `what is wrong with a file is named by its path`(merchants: String) throws {
        let error = #expect(throws: JSONError.self) { try list(merchants) }
        #expect(error?.description.contains("merchants") == true)
    }
}
