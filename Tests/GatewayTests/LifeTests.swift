import Gateway
import ISO8583
import JSON
import JournalContract
import Ledger
import LedgerContract
import Roles
import Testing
import Vocabulary

@Suite struct LifeTests {
    private func begun(_ origin: GatewayPayment.Origin, _ mode: GatewayPayment.CaptureMode) throws -> GatewayPayment {
        GatewayPayment(
            id: paymentID("pay_1"), merchant: "shop-1", reference: "R 1", description: "Tea", amount: euros(1_000),
            origin: origin, captureMode: mode, wantsAuthentication: true, returnAddress: "https://shop.example/back",
            createdAt: noon, expiresAt: noon + .hours(1))
    }

    /// Whatever happens in whatever order: what is taken is never more than was asked for, what is given back never more than
    /// was taken, and what is stored is what is read.
    @Test(arguments: 1...40)
    func `any history keeps the figures right`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var payment = try begun(seed % 2 == 0 ? .api : .page, seed % 3 == 0 ? .automatic : .manual)
        var ledger: Payment?
        var now = noon
        let times = GatewayTimes()
        for _ in 0..<80 {
            now = now + .seconds(Int64.random(in: 0...120, using: &random))
            var operations: [LedgerOperation] = []
            do throws(GatewayRefusal) {
                switch Int.random(in: 0..<10, using: &random) {
                case 0:
                    try payment.take(
                        .init(details: testCard, token: nil, saves: false, authenticationID: "a"), at: now)
                case 1:
                    let steps: [AuthenticationStep] = [
                        TestAuthenticator.frictionless, TestAuthenticator.challenge, .pending, .refused(reason: "no"),
                        .unavailable(.broken), .attempted(indicator: "06"),
                    ]
                    _ = payment.authenticated(steps.randomElement(using: &random) ?? .pending, at: now)
                case 2...4:
                    let fates: [Fate] = [
                        .approved(code: "1"), .approved(code: "2"), .refused(.insufficientFunds), .failed(.unreachable),
                        .unknown(.timedOut),
                    ]
                    let verdict = ProviderVerdict(fates.randomElement(using: &random) ?? .failed(.broken), server: "p1")
                    guard let order = payment.orders.randomElement(using: &random) else { break }
                    operations = payment.settle(order.id, verdict, at: now, times) ?? []
                case 5:
                    guard let (id, asked) = payment.nextAttempt(at: now, times, merchant: "SHOP") else { break }
                    let fate: Fate = Bool.random(using: &random) ? .approved(code: "3") : .unknown(.timedOut)
                    let verdict = ProviderVerdict(fate, server: "p2")
                    if asked.id == id {
                        operations = payment.settle(id, verdict, at: now, times) ?? []
                    } else {
                        _ = payment.reversed(id, verdict, at: now)
                    }
                case 6: try payment.capture(Int64.random(in: 1...600, using: &random), isFinal: false, at: now)
                case 7: try payment.refund(Int64.random(in: 1...300, using: &random), at: now)
                case 8: try payment.void(at: now)
                default: _ = payment.takeOver(at: now, times, regardless: Int.random(in: 0..<4, using: &random) == 0)
                }
            } catch {
                #expect(!error.detail.isEmpty)
            }
            for operation in operations {
                // The ledger's own rules agree with every step.
                let step = try PaymentLife.step(operation, on: ledger).get()
                ledger = step.payment
            }
            #expect(payment.captured <= payment.amount.minor)
            #expect(payment.refunded <= payment.captured)
            #expect(payment.orders.count(where: \.isUnderWay) <= 1)
            #expect(payment.captured == ledger?.captured ?? 0)
            #expect(payment.refunded == ledger?.refunded ?? 0)
            #expect(payment.capturable == ledger?.held ?? 0)
            let read = try GatewayPayment(json: JSONValue(reading: payment.json.canonicalBytes()))
            #expect(read == payment)
        }
    }

    @Test func `a payment describes itself without the card's number, and forgets it when it is over`() throws {
        var payment = try begun(.api, .automatic)
        try payment.take(.init(details: testCard, token: nil, saves: false, authenticationID: "a"), at: noon)
        #expect(payment.details != nil)
        #expect(!"\(payment)".contains("4111111111111111"))
        #expect(!payment.history.contains { $0.text.contains("4111111111111111") })
        #expect(!PaymentView(payment, origin: "").json.canonicalBytes().contains("4111111111111111".utf8))
        _ = payment.authenticated(.refused(reason: "no"), at: noon)
        #expect(!payment.json.canonicalBytes().contains("4111111111111111".utf8))
    }

    @Test func `a provider that is away for days leaves a history with an end`() throws {
        var payment = try begun(.api, .automatic)
        try payment.take(.init(details: testCard, token: nil, saves: false, authenticationID: "a"), at: noon)
        _ = payment.authenticated(TestAuthenticator.frictionless, at: noon)
        let id = try #require(payment.payOrder?.id)
        let times = GatewayTimes()
        _ = payment.settle(id, ProviderVerdict(.unknown(.timedOut), server: nil), at: noon, times)
        var now = noon
        for _ in 0..<5_000 {
            now = now + .minutes(10)
            guard payment.nextAttempt(at: now, times, merchant: "SHOP") != nil else { continue }
            _ = payment.reversed(id, ProviderVerdict(.unknown(.timedOut), server: nil), at: now)
        }
        #expect(payment.history.count < 40)
        #expect(payment.status == .undoing)
    }

    @Test func `an expiry date is read strictly and ends with its month`() throws {
        for text in ["1/28", "13/28", "00/28", "12-28", "12/2028", "ab/cd", "", "12/28 "] {
            #expect(CardExpiry(text) == nil, "\(text)")
        }
        let expiry = try #require(CardExpiry("02/27"))
        #expect(expiry.wire == "2702")
        // 2027-02-28T23:00Z and 2027-03-01T13:00Z
        #expect(!expiry.isPast(at: Instant(seconds: 1_803_855_600)))
        #expect(expiry.isPast(at: Instant(seconds: 1_803_906_000)))
    }

    @Test func `names sort by time`() {
        let first = Name.make("pay_", at: noon, chance: [255, 0])
        let second = Name.make("pay_", at: noon + .seconds(1), chance: [0, 0])
        #expect(first < second)
        #expect(first.utf8.count == second.utf8.count)
    }
}
