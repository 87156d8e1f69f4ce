import JSON
import Gateway
import LedgerContract
import Roles
import Testing
import Vocabulary

@Suite struct AuthenticationTests {
    @Test func `a challenge sends the payer to the issuer, and what the issuer says counts`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        bench.authenticator.play(TestAuthenticator.challenge, .pending, TestAuthenticator.frictionless)
        let answer = try await gateway.create(request(), for: bench.merchant)
        #expect(answer.word == "awaiting-challenge")
        let id = try answer.id
        #expect(answer.json["next"]?["address"]?.string == "https://pay.example/pay/\(id)")
        #expect(bench.provider.asked.isEmpty)
        #expect(try await gateway.returned(id).payment.status == .awaitingChallenge, "nobody has answered it yet")
        #expect(try await gateway.returned(id).payment.status == .captured)
        #expect(try await gateway.returned(id).payment.status == .captured, "coming back twice changes nothing")
        #expect(bench.provider.asked.count == 1)
        #expect(bench.authenticator.requests.first?.returnAddress == "https://pay.example/pay/\(id)/return")
        bench.authenticator.play(TestAuthenticator.challenge, .unavailable(.timedOut), .unavailable(.malfunction))
        let forgotten = try await gateway.create(request(), for: bench.merchant).id
        #expect(try await gateway.returned(forgotten).payment.status == .awaitingChallenge, "it may be asked again")
        #expect(try await gateway.returned(forgotten).payment.status == .failed, "the 3DS server has forgotten it")
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a payer who proves nothing is not charged`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        bench.authenticator.play(.refused(reason: "wrong code"))
        let answer = try await gateway.create(request(), for: bench.merchant)
        #expect(answer.word == "refused")
        #expect(answer.json["reason"]?["code"]?.string == "not-authenticated")
        bench.authenticator.play(.unavailable(.timedOut))
        #expect(try await gateway.create(request(), for: bench.merchant).word == "failed")
        bench.authenticator.play(.attempted(indicator: "06"))
        #expect(try await gateway.create(request(), for: bench.merchant).word == "captured")
        #expect(bench.provider.asked.count == 1)
        await bench.end()
    }

    @Test func `orders by telephone are not authenticated and belong to their channel`() async throws {
        let bench = try await Bench()
        let answer = try await bench.gateway().create(request(origin: .eTerminal), for: bench.merchant)
        #expect(answer.word == "captured")
        #expect(bench.authenticator.requests.isEmpty)
        #expect(bench.provider.asked.map(\.channel) == [.eTerminal])
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `on a page the payer may try again with another card, five times`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(origin: .page), for: bench.merchant).id
        #expect(try await gateway.held(id).payment.status == .awaitingCard)
        for attempt in 1...5 {
            bench.provider.play(.refuse("51"))
            let held = try await gateway.pay(id, with: .details(card()))
            #expect(held.payment.status == (attempt < 5 ? .awaitingCard : .refused))
        }
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.pay(id, with: .details(testCard))
            }?.code == .wrongState)
        let second = try await gateway.create(request(origin: .link), for: bench.merchant).id
        bench.provider.play(.refuse("51"))
        _ = try await gateway.pay(second, with: .details(card()))
        #expect(try await gateway.pay(second, with: .details(card("5555555555554444"))).payment.status == .captured)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a page that nobody used expires, and a reservation that nobody captured is let go`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let page = try await gateway.create(request(origin: .page), for: bench.merchant).id
        let link = try await gateway.create(request(origin: .link), for: bench.merchant).id
        let reserved = try await gateway.create(request(capture: .manual), for: bench.merchant).id
        bench.authenticator.play(TestAuthenticator.challenge)
        let challenged = try await gateway.create(request(), for: bench.merchant).id
        try await gateway.recover()
        #expect(try await gateway.held(page).payment.status == .awaitingCard)
        bench.advance(.hours(2))
        try await gateway.recover()
        #expect(try await gateway.held(page).payment.status == .expired)
        #expect(try await gateway.held(challenged).payment.status == .expired)
        #expect(try await gateway.held(challenged).payment.details == nil)
        #expect(try await gateway.held(link).payment.status == .awaitingCard)
        #expect(try await gateway.held(reserved).payment.status == .authorised)
        bench.advance(.days(8))
        try await gateway.recover()
        #expect(try await gateway.held(link).payment.status == .expired)
        #expect(try await gateway.held(reserved).payment.status == .voided)
        try await bench.checkBooks()
        await bench.end()
    }
}
