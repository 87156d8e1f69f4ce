import Roles
import Vocabulary
import JSON
import Gateway
import Ledger
import LedgerContract
import Testing

@Suite struct PayingTests {
    @Test(arguments: StoreKind.allCases)
    func `a payment is authenticated, taken and collected in one`(_ kind: StoreKind) async throws {
        let bench = try await kind.bench()
        let gateway = bench.gateway()
        let answer = try await gateway.create(request(), for: bench.merchant)
        #expect(answer.status == 201)
        #expect(answer.word == "captured")
        #expect(answer.json["captured"]?.integer == 1_250)
        #expect(answer.json["card"]?["masked"]?.string == "411111******1111")
        #expect(answer.json["authentication"]?["indicator"]?.string == "05")
        let held = try await gateway.held(answer.id)
        #expect(held.payment.details == nil, "the number is forgotten when the provider has answered")
        #expect(bench.authenticator.requests.map(\.expiry) == ["3012"])
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a reservation is captured in parts, refunded in parts, and its rest let go`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(1_000, capture: .manual), for: bench.merchant).id
        #expect(try await gateway.held(id).payment.status == .authorised)
        let first = try await gateway.capture(id, 300, isFinal: nil, of: bench.merchant)
        #expect(first.word == "partly-captured")
        #expect(first.json["capturable"]?.integer == 700)
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.capture(id, 701, isFinal: nil, of: bench.merchant)
            }?.code == .amountTooLarge)
        #expect(
            await refusal { () throws(GatewayRefusal) in _ = try await gateway.void(id, of: bench.merchant) }?.code
                == .wrongState)
        let last = try await gateway.capture(id, 500, isFinal: true, of: bench.merchant)
        #expect(last.word == "captured")
        #expect(last.json["capturable"]?.integer == 0)
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.refund(id, 801, of: bench.merchant)
            }?.code == .amountTooLarge)
        let part = try await gateway.refund(id, 400, of: bench.merchant)
        #expect(part.word == "partly-refunded")
        #expect(part.json["refunds"]?.array?.count == 1)
        _ = try await gateway.refund(id, 300, of: bench.merchant)
        let all = try await gateway.refund(id, nil, of: bench.merchant)
        #expect(all.word == "refunded")
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.refund(id, nil, of: bench.merchant)
            }?.code == .wrongState)
        let payment = try #require(try await bench.store.payment(id))
        #expect(payment.captured == 800 && payment.refunded == 800 && payment.released == 200 && payment.held == 0)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a reservation is let go`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(capture: .manual), for: bench.merchant).id
        #expect(try await gateway.void(id, of: bench.merchant).word == "voided")
        #expect(try await bench.store.payment(id)?.held == 0)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a refusal and a technical failure take nothing, and are told apart`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        bench.provider.play(.refuse("51"))
        let refused = try await gateway.create(request(), for: bench.merchant)
        #expect(refused.word == "refused")
        #expect(refused.json["reason"]?["code"]?.string == "51")
        bench.provider.play(.fail)
        let failed = try await gateway.create(request(), for: bench.merchant)
        #expect(failed.word == "failed")
        #expect(failed.json["reason"]?["code"]?.string == "unreachable")
        #expect(bench.provider.asked.count == 2, "nothing is asked again, nothing is reversed")
        try await bench.checkBooks()
        await bench.end()
    }

    @Test(arguments: [TestProvider.Script.doAndHang, .hang])
    func `what is unknown is reversed and never asked for again`(_ script: TestProvider.Script) async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        bench.provider.play(script)
        let answer = try await gateway.create(request(), for: bench.merchant)
        #expect(answer.word == "failed", "the reversal was confirmed before the answer")
        #expect(bench.provider.asked.count == 2)
        let reversal = try #require(bench.provider.asked.last)
        #expect(reversal.kind == .reverse(bench.provider.asked[0].id))
        #expect(reversal.id.rawValue == bench.provider.asked[0].id.rawValue + "-r")
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a reversal is repeated under one name until it is confirmed, also after a restart`() async throws {
        let bench = try await Bench()
        bench.provider.play(.doAndHang, .fail, .hang, .refuse("12"), .approve)
        let answer = try await bench.gateway().create(request(), for: bench.merchant)
        #expect(answer.word == "undoing")
        let id = try answer.id
        let later = bench.gateway()
        for _ in 0..<20 {
            if try await later.held(id).payment.status == .failed { break }
            #expect(try await later.held(id).payment.status == .undoing)
            bench.advance(.minutes(6))
            try await later.recover()
        }
        #expect(try await later.held(id).payment.status == .failed)
        let reversals = bench.provider.asked.dropFirst()
        #expect(reversals.count == 4)
        #expect(Set(reversals.map(\.id)).count == 1)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `an unknown capture and an unknown refund are taken back, and may be tried again`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(1_000, capture: .manual), for: bench.merchant).id
        bench.provider.play(.doAndHang)
        let unknown = try await gateway.capture(id, 600, isFinal: nil, of: bench.merchant)
        #expect(unknown.word == "authorised")
        #expect(unknown.json["captures"]?[0]?["status"]?.string == "undone")
        #expect(try await gateway.capture(id, nil, isFinal: nil, of: bench.merchant).word == "captured")
        bench.provider.play(.doAndHang, .hang)
        let refund = try await gateway.refund(id, 250, of: bench.merchant)
        #expect(refund.json["refunds"]?[0]?["status"]?.string == "undoing")
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.refund(id, 250, of: bench.merchant)
            }?.code == .busy)
        bench.advance(.minutes(1))
        try await gateway.recover()
        #expect(try await gateway.refund(id, 250, of: bench.merchant).json["refunded"]?.integer == 250)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a void whose fate is unknown is asked for again until it is certain`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(capture: .manual), for: bench.merchant).id
        // The first attempt does it, and nobody hears so: that a later one surely did nothing proves nothing.
        bench.provider.play(.doAndHang, .fail, .hang)
        #expect(try await gateway.void(id, of: bench.merchant).word == "authorised")
        bench.advance(.minutes(1))
        try await gateway.recover()
        #expect(try await gateway.held(id).payment.status == .authorised)
        bench.advance(.minutes(1))
        try await gateway.recover()
        #expect(try await gateway.held(id).payment.status == .voided)
        #expect(Set(bench.provider.asked.dropFirst().map(\.id)).count == 1)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `cards are saved by a payment or by themselves, and charged by their token`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        var saving = try request()
        saving.savesCard = true
        let token = try #require(try await gateway.create(saving, for: bench.merchant).json["card"]?["token"]?.string)
        let again = try await gateway.create(request(500, card: .token(token)), for: bench.merchant)
        #expect(again.word == "captured")
        #expect(again.json["card"]?["token"]?.string == token)
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.savedCard(token, of: bench.other.id)
            }?.code == .notFound)
        bench.provider.play(.refuse("05"))
        let refused = try await gateway.create(saving, for: bench.merchant)
        #expect(refused.json["card"]?["token"] == nil, "a card that was refused is not saved")
        try await gateway.forget(token, of: bench.merchant)
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.create(asked(500, card: .token(token)), for: bench.merchant)
            }?.code == .notFound)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `another merchant's payment does not exist`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(), for: bench.merchant).id
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.refund(id, nil, of: bench.other)
            }?.code == .notFound)
        #expect(try await gateway.payments(.init(), of: bench.other).found.isEmpty)
        #expect(try await gateway.payments(.init(status: .captured), of: bench.merchant).found.map(\.id) == [id])
        #expect(try await gateway.payments(.init(lastFour: "1111"), of: bench.merchant).found.map(\.id) == [id])
        await bench.end()
    }

    @Test func `a card past its date is refused and nothing is recorded`() async throws {
        let bench = try await Bench()
        let old = try card(expiry: "01/20")
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await bench.gateway().create(asked(card: .details(old)), for: bench.merchant)
            }?.code == .cardRefused)
        #expect(bench.provider.asked.isEmpty)
        await bench.end()
    }
}
