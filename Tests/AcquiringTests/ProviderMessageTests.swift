import Cards
import ISO8583
import Ledger
import Roles
import Testing
import Vocabulary

@Suite struct ProviderMessageTests {
    static func order(_ kind: ProviderOrder.Kind, id: String = "order-1", minor: Int64 = 1_999) throws -> ProviderOrder
    {
        ProviderOrder(
            id: try #require(OperationID(rawValue: id)), kind: kind,
            amount: Money(minor, try #require(Currency("EUR"))),
            channel: .instoreCB2A, merchant: "SHOP 1")
    }

    static func kinds() throws -> [ProviderOrder.Kind] {
        let card = try CardNumber("4111111111111111")
        let earlier = try #require(OperationID(rawValue: "order:0.a_b-c"))
        return [
            .authorise(card, expiry: "2912"), .pay(card, expiry: "2912"), .capture(of: earlier), .refund(of: earlier),
            .reverse(earlier),
        ]
    }

    @Test func `every order and its answers come back as they were sent`() throws {
        for kind in try Self.kinds() {
            for minor in [1, 999_999_999_999] as [Int64] {
                let order = try Self.order(kind, minor: minor)
                let bytes = try ProviderMessage.order(order).bytes(trace: 7, at: Instant(seconds: 1_795_132_800))
                #expect(try ProviderMessage(reading: bytes) == .order(order))
                #expect(ProviderMessage.key(of: bytes) == nil)
                for (code, fate) in [
                    (.approved, .approved(code: "A12345")), (.insufficientFunds, .refused(.insufficientFunds)),
                    (.malfunction, .failed(.malfunction)),
                ] as [(ResponseCode, Fate)] {
                    let answer = ProviderAnswer(to: order, code: code, approval: "A12345")
                    let written = try ProviderMessage.answer(answer).bytes(trace: 7, at: Instant(seconds: 0))
                    #expect(try ProviderMessage(reading: written) == .answer(answer))
                    #expect(ProviderMessage.key(of: written) == ProviderMessage.key(of: order.id))
                    #expect(answer.fate(of: order) == fate)
                }
            }
        }
    }

    @Test func `an answer to something else says nothing about an order`() throws {
        let kinds = try Self.kinds()
        let order = try Self.order(kinds[0])
        let others = [
            try Self.order(kinds[0], id: "order-2"), try Self.order(kinds[0], minor: 2_000), try Self.order(kinds[4]),
        ]
        for other in others {
            #expect(
                ProviderAnswer(to: other, code: .approved, approval: "A12345").fate(of: order) == .unknown(.wrongAnswer)
            )
        }
        // Approved without a code to show for it.
        #expect(ProviderAnswer(to: order, code: .approved).fate(of: order) == .unknown(.wrongAnswer))
    }

    @Test func `a card that is no test card is refused, and not told`() throws {
        var message = ISO8583Message("0100")
        try message.set(2, "4539578763621486")
        try message.set(3, "000000")
        let bytes = try ProviderMessage.profile.encode(message)
        let refusal = #expect(throws: ProviderMessage.Refusal.self) { try ProviderMessage(reading: bytes) }
        #expect(refusal?.description.contains("no test card") == true)
        #expect(refusal?.description.contains("4539") == false)
    }

    @Test func `echoes find their answers by their numbers`() throws {
        let question = try ProviderMessage.echo(trace: 42).bytes(trace: 42, at: Instant(seconds: 0))
        #expect(try ProviderMessage(reading: question) == .echo(trace: 42))
        let answer = try ProviderMessage.echoAnswer(trace: 42).bytes(trace: 42, at: Instant(seconds: 0))
        #expect(ProviderMessage.key(of: answer) == ProviderMessage.key(ofEcho: 42))
    }
}
