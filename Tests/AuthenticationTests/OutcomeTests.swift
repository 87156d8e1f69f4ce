import Cards
import HTTP
import Ledger
import Roles
import Testing
import ThreeDS

@testable import Authentication

/// Every test card from the gateway's side, over real servers and a real client.
@Suite struct OutcomeTests {
    @Test(arguments: IssuerBehaviour.allCases.filter { $0 != .challenge })
    func `a card does what the table of test cards says`(behaviour: IssuerBehaviour) async throws {
        try await withStage { stage in
            let step = try await stage.authenticator.begin(try stage.request(behaviour))
            switch behaviour {
            case .frictionless:
                guard case .authenticated("05", let value) = step else {
                    Issue.record("\(step)")
                    return
                }
                #expect(value.utf8.count == 28)
            case .attempted: #expect(step == .attempted(indicator: "06"))
            case .refused: #expect(step == .refused(reason: "not-authenticated"))
            case .rejected: #expect(step == .refused(reason: "suspected-fraud"))
            case .unavailable, .error: #expect(step == .unavailable(.malfunction))
            case .silent: #expect(step == .unavailable(.timedOut))
            case .garbled: #expect(step == .unavailable(.wrongAnswer))
            case .unknown: #expect(step == .attempted(indicator: "07"))
            case .challenge: break
            }
            let told = stage.told
            #expect(told.count == 1)
            let isTechnical: Bool = if case .unavailable = step { true } else { false }
            #expect(told.first?.isTechnicalFailure == isTechnical)
        }
    }

    @Test func `each scheme has its own indicators`() async throws {
        try await withStage { stage in
            let card = try #require(IssuerBehaviour.frictionless.card(.mastercard))
            let request = AuthenticationRequest(
                id: stage.clock.surroundings.identifier(), card: card, expiry: "3012",
                amount: Money(5, try #require(Currency("JPY"))), merchant: "SHOP", returnAddress: Stage.shop + "/")
            guard case .authenticated("02", _) = try await stage.authenticator.begin(request) else {
                Issue.record("no indicator of Mastercard's")
                return
            }
        }
    }

    @Test func `every published number and every range of ours is served`() throws {
        for range in TestCards.ranges {
            let digits = range.prefix + String(repeating: "0", count: range.length - range.prefix.utf8.count)
            let served = IssuerBehaviour.ranges().filter { $0.start <= digits && digits <= $0.end }
            #expect(served.contains { $0.start.utf8.count == range.length }, "\(range.prefix)")
        }
        func behaviour(_ digits: String) -> IssuerBehaviour? {
            ThreeDS.CardNumber(digits).map { IssuerBehaviour(of: $0) }
        }
        #expect(behaviour("4000000000003220") == .challenge)
        #expect(behaviour("4111111111111111") == .frictionless)
    }

    @Test func `asked again under the same id, the answer is the same and the issuer is not asked again`() async throws
    {
        try await withStage { stage in
            let request = try stage.request(.frictionless)
            let authenticator = try stage.authenticator
            let first = await authenticator.begin(request)
            #expect(await authenticator.begin(request) == first)
            #expect(await authenticator.result(of: request.id) == first)
            #expect(stage.told.count == 1)
            let other = try stage.request(.refused, id: request.id)
            #expect(await authenticator.begin(other) == .unavailable(.wrongAnswer))
            #expect(await authenticator.result(of: request.id) == first)
        }
    }

    @Test func `many at once each get their own answer`() async throws {
        try await withStage { stage in
            let authenticator = try stage.authenticator
            let behaviours: [IssuerBehaviour] = [.frictionless, .refused, .attempted, .unavailable]
            let requests = try (0..<80).map { try stage.request(behaviours[$0 % 4]) }
            let words = await withTaskGroup(of: (Int, String).self) { group in
                for (number, request) in requests.enumerated() {
                    group.addTask {
                        let step = await authenticator.begin(request)
                        return (number, AuthenticationService.Outcome(step).word)
                    }
                }
                var words: [Int: String] = [:]
                for await (number, word) in group { words[number] = word }
                return words
            }
            let expected = ["authenticated", "refused", "attempted", "malfunction"]
            for number in requests.indices { #expect(words[number] == expected[number % 4]) }
        }
    }
}
