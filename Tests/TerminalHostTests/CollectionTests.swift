import CB2A
import Cards
import ISO8583
import Ledger
import Roles
import Testing
import Vocabulary

@testable import ProviderHost
@testable import TerminalHost

@Suite struct CollectionTests {
    /// Plays a terminal's evening over the real link: messages go out, answers come in, until it is over.
    private func collect(
        _ bench: Bench, _ transactions: [BatchTransaction], file: String, trace: UInt32
    ) async throws -> TelecollectionTerminal.Action? {
        let local = try #require(MessageTime("1121200000"))
        var terminal = TelecollectionTerminal(
            transactions, file: file, window: 5, acceptor: acceptor, trace: TraceNumber(trace), local: local)
        var actions = terminal.start(now: .zero)
        while !actions.isEmpty {
            var next: [TelecollectionTerminal.Action] = []
            var windows: [TelecollectionMessage] = []
            for action in actions {
                guard case .send(let message) = action else { return action }
                windows.append(message)
            }
            // All but the last of a window are not answered.
            for message in windows.dropLast() {
                _ = await bench.terminals.ask(
                    try CB2ALink.style.write(.telecollection(message)), key: "unanswered\(message.step.trace.number)",
                    within: .milliseconds(20))
            }
            guard let last = windows.last,
                case .telecollection(let answer)? = try await bench.ask(.telecollection(last))
            else { return nil }
            next = terminal.received(answer, now: .zero)
            actions = next
        }
        return nil
    }

    private func transaction(
        of request: AuthorisationRequest, _ response: AuthorisationResponse, amount: UInt64? = nil
    ) -> BatchTransaction {
        BatchTransaction(
            card: request.card, amount: amount ?? request.amount, trace: request.trace, local: request.local,
            entryMode: request.entryMode, authorisationCode: response.authorisationCode)
    }

    @Test(arguments: Place.allCases)
    func `a file that is whole is captured in both books, each payment once`(place: Place) async throws {
        try await Bench.with(place) { bench in
            var transactions: [BatchTransaction] = []
            var requests: [AuthorisationRequest] = []
            for trace in 1...12 as ClosedRange<UInt32> {
                let request = try request(trace)
                let response = try #require(try await bench.authorise(request))
                requests.append(request)
                // One is captured for less than was held.
                transactions.append(transaction(of: request, response, amount: trace == 12 ? 700 : nil))
            }
            // Such as nobody here has authorised: told, and not absorbed.
            transactions.append(
                BatchTransaction(
                    card: try CardNumber("4111111111111111"), amount: 500, trace: TraceNumber(77),
                    local: requests[0].local, entryMode: "051", authorisationCode: "NONE01"))
            #expect(try await collect(bench, transactions, file: "F1", trace: 100) == .collected)
            try await bench.host.work()
            for (number, request) in requests.enumerated() {
                let name = try #require(ExchangeName(request.key, now: Bench.now()))
                let id = try #require(PaymentID(rawValue: name.payment.rawValue))
                let payment = try #require(try await bench.store.payment(id))
                #expect(payment.captured == (number == 11 ? 700 : 1_000))
                #expect(payment.held == 0)
                #expect(try await bench.atProvider(request)?.captured == (number == 11 ? 700 : 1_000))
            }
            let open = try await bench.store.openMovements(of: .instoreCB2A, after: 0, limit: 100)
            #expect(open.count == 12)
            #expect(
                try await bench.store.records(RecordQuery(Collector.keptKind, mark: "outcome:unmatched")).count == 1)
            // The same file again, before and after a restart: it is known.
            let before = try await bench.store.lastSequence()
            #expect(try await collect(bench, transactions, file: "F1", trace: 200) == .collected)
            try await bench.restartHost()
            #expect(try await collect(bench, transactions, file: "F1", trace: 300) == .collected)
            try await bench.host.work()
            #expect(try await bench.store.lastSequence() == before)
            // What the provider settles fits what is open here, to the last one.
            let settlement = ProviderSettlement(bench.providerStore, now: Bench.now)
            let file = try #require(try await settlement.close(.instoreCB2A))
            let outcome = try await SettlementIntake(bench.store).take(file, at: Bench.now())
            #expect(outcome.reconciliation.isClean)
            #expect(outcome.settled == 12)
            var sum: Int64 = 0
            for balance in try await bench.store.balances() { sum += balance.amount }
            #expect(sum == 0)
        }
    }

    @Test func `while the provider is gone captures wait, and are made once it is back`() async throws {
        try await Bench.with(patience: .seconds(2)) { bench in
            let request = try request(1)
            let response = try #require(try await bench.authorise(request))
            for server in ["a", "b"] { #expect(bench.faults.set(ServerFault(.hung), on: server)) }
            #expect(
                try await collect(bench, [transaction(of: request, response)], file: "F1", trace: 100) == .collected)
            try await bench.host.work()
            #expect(try await bench.held(request) == 1_000)
            for server in ["a", "b"] { #expect(bench.faults.set(nil, on: server)) }
            // It was done by the server that hung; asked again under its name, it answers so.
            let later = Collector(
                store: bench.store, provider: bench.authoriser(now: Bench.now()).provider,
                figures: bench.authoriser(now: Bench.now()).figures, now: { Instant(seconds: Bench.now().seconds + 60) }
            )
            try await later.captureDue()
            #expect(try await bench.held(request) == 0)
            #expect(try await bench.atProvider(request)?.captured == 1_000)
        }
    }
}
