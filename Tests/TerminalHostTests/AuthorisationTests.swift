import CB2A
import Cards
import ISO8583
import Ledger
import Roles
import Testing
import Vocabulary
import Wire

@testable import ProviderHost
@testable import TerminalHost

@Suite struct AuthorisationTests {
    @Test(arguments: Place.allCases)
    func `an approval is in both books before the terminal hears of it, and the same after a restart`(
        place: Place
    ) async throws {
        try await Bench.with(place) { bench in
            let request = try request(1)
            let first = try #require(try await bench.authorise(request))
            #expect(first.code == .approved)
            #expect(first.authorisationCode?.utf8.count == 6)
            #expect(try await bench.held(request) == 1_000)
            #expect(try await bench.atProvider(request)?.isApproved == true)
            #expect(try await bench.authorise(request) == first)
            try await bench.restartHost()
            #expect(try await bench.authorise(request) == first)
            #expect(try await bench.held(request) == 1_000)
            #expect(try await bench.store.lastSequence() == 1)
            // Another payment under the same key.
            var other = request
            other.amount = 2_000
            #expect(try await bench.authorise(other)?.code == .duplicate)
        }
    }

    @Test func `refusals are the issuer's, and leave nothing held`() async throws {
        try await Bench.with { bench in
            let poor = try request(1, card: try CardNumber("4000000000009995"))
            let response = try #require(try await bench.authorise(poor))
            #expect(response.code == .insufficientFunds)
            #expect(response.authorisationCode == nil)
            #expect(try await bench.held(poor) == 0)
            #expect(try await bench.store.lastSequence() == 0)
        }
    }

    @Test func `a card that is no test card is refused and reaches nobody`() async throws {
        try await Bench.with { bench in
            let good = try CB2AMessage.authorisationRequest(request(1)).fields(by: CB2ALink.style.profile)
            var bad = good
            try bad.set(2, "4539578763621486")
            let bytes = try CB2ALink.style.profile.encode(bad)
            // Its answer names no test card either, so it is read without the guard.
            let reply = await bench.terminals.ask(bytes, key: "nobody", within: .milliseconds(300))
            #expect(reply == .unanswered(.timedOut))
            #expect(await bench.terminals.statistics().strayAnswers == 1)
            #expect(try await bench.providerStore.records(RecordQuery(ProviderRecord.kind)).isEmpty)
        }
    }

    @Test func `currencies and amounts that nobody takes, and refunds, are refused before anybody is asked`()
        async throws
    {
        try await Bench.with { bench in
            var strange = try request(1)
            strange.currency = "999"
            var nothing = try request(2)
            nothing.amount = 0
            var refund = try request(3)
            refund.processingCode = "200000"
            #expect(try await bench.authorise(strange)?.code == .invalidTransaction)
            #expect(try await bench.authorise(nothing)?.code.description == "13")
            #expect(try await bench.authorise(refund)?.code == .notSupported)
            #expect(try await bench.providerStore.records(RecordQuery(ProviderRecord.kind)).isEmpty)
        }
    }

    // MARK: The provider fails

    @Test(arguments: [ServerFault.Mode.hung, .resetting, .wrong])
    func `what may have been done is undone before the terminal hears that it failed`(
        mode: ServerFault.Mode
    ) async throws {
        try await Bench.with(patience: .milliseconds(500)) { bench in
            #expect(bench.faults.set(ServerFault(mode), on: "a"))
            let request = try request(1)
            #expect(try await bench.authorise(request)?.code == .issuerUnavailable)
            #expect(try await bench.held(request) == 0)
            #expect(try await bench.atProvider(request)?.isReversed == true)
            #expect(try await bench.store.due(Undoing.kind, until: Instant(seconds: 1 << 40), limit: 10).isEmpty)
        }
    }

    @Test func `a server that says it failed costs nothing: the other one is asked`() async throws {
        try await Bench.with { bench in
            #expect(bench.faults.set(ServerFault(.malfunction), on: "a"))
            for number in 1...8 as ClosedRange<UInt32> {
                let request = try request(number)
                #expect(try await bench.authorise(request)?.code == .approved)
            }
        }
    }

    @Test(arguments: Place.allCases)
    func `while no server can be asked to undo it is kept, and done later, also after a restart`(place: Place)
        async throws
    {
        try await Bench.with(place, patience: .milliseconds(500)) { bench in
            for server in ["a", "b"] { #expect(bench.faults.set(ServerFault(.hung), on: server)) }
            let request = try request(1)
            #expect(try await bench.authorise(request)?.code == .issuerUnavailable)
            #expect(try await bench.held(request) == 0)
            let far = Instant(seconds: 1 << 40)
            #expect(try await bench.store.due(Undoing.kind, until: far, limit: 10).count == 1)
            try await bench.restartHost()
            for server in ["a", "b"] { #expect(bench.faults.set(nil, on: server)) }
            // As if its time had come.
            let authoriser = bench.authoriser(now: far)
            #expect(try await authoriser.undoDue() == 0)
            #expect(try await bench.atProvider(request)?.isReversed == true)
            #expect(try await bench.store.due(Undoing.kind, until: far, limit: 10).isEmpty)
        }
    }
}

@Suite struct ReversalTests {
    @Test(arguments: Place.allCases)
    func `a reversal undoes in both books, once, also when it comes again after a restart`(place: Place) async throws {
        try await Bench.with(place) { bench in
            let request = try request(1)
            #expect(try await bench.authorise(request)?.code == .approved)
            #expect(try await bench.reverse(request, trace: 2))
            #expect(try await bench.held(request) == 0)
            #expect(try await bench.atProvider(request)?.isReversed == true)
            #expect(try await bench.reverse(request, trace: 2, isRepeat: true))
            try await bench.restartHost()
            #expect(try await bench.reverse(request, trace: 2, isRepeat: true))
            #expect(try await bench.held(request) == 0)
            // What was undone is not approved any more, on either side of a restart.
            #expect(try await bench.authorise(request)?.code == .invalidTransaction)
            #expect(try await bench.store.lastSequence() == 2)
        }
    }

    @Test func `a reversal that comes while its request is decided leaves nothing, and no answer goes out`()
        async throws
    {
        try await Bench.with { bench in
            for server in ["a", "b"] {
                #expect(bench.faults.set(ServerFault(.slow, milliseconds: 200), on: server))
            }
            let request = try request(1)
            async let response = bench.authorise(request, within: .seconds(3))
            // Whichever of the two comes first: the payment is approved to nobody.
            #expect(try await bench.reverse(request, trace: 2))
            let answer = try await response
            #expect(answer == nil || answer?.code == .invalidTransaction)
            #expect(try await bench.held(request) == 0)
            #expect(try await bench.atProvider(request)?.isReversed == true)
        }
    }

    @Test func `what another instance has undone is not approved again from memory`() async throws {
        try await Bench.with { bench in
            let request = try request(1)
            #expect(try await bench.authorise(request)?.code == .approved)
            let name = try #require(ExchangeName(request.key, now: Bench.now()))
            let euro = try #require(Currency("EUR"))
            let elsewhere = bench.authoriser(now: Bench.now())
            #expect(await elsewhere.undo(name, Money(1_000, euro), "SHOP 1", cause: "terminal"))
            #expect(try await bench.authorise(request)?.code == .invalidTransaction)
        }
    }

    @Test func `a reversal of something unknown is answered, and what comes after it is refused`() async throws {
        try await Bench.with { bench in
            let request = try request(1)
            #expect(try await bench.reverse(request, trace: 2))
            #expect(try await bench.authorise(request)?.code == .invalidTransaction)
            try await bench.restartHost()
            #expect(try await bench.authorise(request)?.code == .invalidTransaction)
            #expect(try await bench.held(request) == 0)
        }
    }
}
