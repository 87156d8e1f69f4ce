import Ledger
import Nexo
import NexoService
import NexoServiceSupport
import Telemetry
import Testing
import Vocabulary
import Wire

/// A terminal, the host, mutual TLS, the authorisation server and a ledger: real sockets, real databases.
@Suite struct ChainTests {
    private let terminal = TestTerminal()

    @Test(arguments: Database.allCases)
    func `a day of a terminal`(_ database: Database) async throws {
        let bench = try await Bench(database)
        try await Chain.run(bench) { chain in
            #expect(await chain.host.isAvailable())
            for number in Int64(0)..<20 {
                let result = try await chain.say(
                    terminal.authorisation("\(number)", 100 + number, exchange: number))?.result
                #expect(result?.response.code == .approved)
            }
            #expect(try await chain.say(terminal.reversal("0", 100, exchange: 100))?.word == .approved)
            #expect(try await chain.say(terminal.completion("1", 101, exchange: 101))?.word == .approved)
            let transactions = (2..<20).map { number in
                BatchTransaction.completion(.init("\(number)", terminal.advice("\(number)", 100 + Int64(number))))
            }
            guard
                case .batchTransferResponse(let answer) = try await chain.say(
                    terminal.batch(transactions, exchange: 102))
            else {
                Issue.record("no answer to a batch")
                return
            }
            #expect(answer.dataSets.first?.mayBeRemoved == true)
            await bench.performDuties(chain.server)
            #expect(try await chain.say(terminal.cancellation(of: "2", 102, as: "c", exchange: 103))?.word == .approved)
            await bench.performDuties(chain.server)
            let debit = (101...119).reduce(0, +) - 102
            let totals = [
                TransactionTotals(
                    .debit, count: 18, amount: NexoAmount(units: Int64(debit), scale: 2), currency: "EUR")
            ]
            #expect(try await chain.say(terminal.reconciliation(totals, exchange: 104))?.word == .approved)
            #expect(chain.host.questionsUnderWay == 0)
        }
        try await bench.audit()
        await bench.close()
    }

    @Test func `no answer is a failure for the terminal, and taken back for the cardholder`() async throws {
        let bench = try await Bench()
        bench.provider.hang()
        try await Chain.run(bench, answeredWithin: .milliseconds(200)) { chain in
            let result = try await chain.say(terminal.authorisation("1", 100))?.result
            #expect(result?.response.code == .technicalError)
            #expect(result?.needsCompletion == true)
            #expect(chain.host.reversalsWaiting == 1)
            var askedAgain = 0
            let isTakenBack = await eventually {
                await chain.host.takeBack()
                if chain.host.reversalsWaiting == 0 { return true }
                // A busy machine does not answer within the time either: the host asks again after a pause.
                bench.pass(.seconds(60))
                askedAgain += 1
                return false
            }
            #expect(isTakenBack)
            // The provider answers after all: too late.
            bench.provider.goOn()
            #expect(await eventually { await chain.upstreamStatistics().lateAnswers >= 1 })
            #expect(await chain.upstreamStatistics().lateAnswers <= 1 + askedAgain)
            await bench.performDuties(chain.server)
            #expect(bench.books("1") == ModelProvider.Books())
            #expect(try await bench.payment("1") == nil)
            // The terminal takes back as well, and hears that this is done.
            #expect(try await chain.say(terminal.reversal("1", 100))?.word == .approved)
        }
        await bench.close()
    }

    @Test func `a certificate of another authority lets nothing through`() async throws {
        let bench = try await Bench()
        try await Chain.run(bench, hostAuthority: "other", answeredWithin: .seconds(1)) { chain in
            let result = try await chain.say(terminal.authorisation("1", 100))?.result
            #expect(result?.response.code == .technicalError)
            // Nothing was sent, so there is nothing to take back.
            #expect(result?.needsCompletion == false)
            #expect(chain.host.reversalsWaiting == 0)
            guard case .diagnosticResponse(let response) = try await chain.say(terminal.diagnostic()) else {
                Issue.record("no answer to a diagnostic")
                return
            }
            #expect(response.isAcquirerAvailable == false)
            #expect(bench.provider.asked == 0)
            let text = String(decoding: chain.hostMetrics.exposition(), as: UTF8.self)
            #expect(text.contains(#"kind="authorisation",outcome="failed"} 1"#))
            #expect(text.contains(#"vigie_platform_payments_total{channel="instore-nexo",outcome="failed","#))
        }
        await bench.close()
    }

    @Test func `many terminals at once each hear their own`() async throws {
        let bench = try await Bench()
        try await Chain.run(bench) { chain in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in Int64(0)..<200 {
                    group.addTask {
                        var own = terminal
                        own.name = "T-\(number)"
                        let message = own.authorisation("1", 1_000 + number, exchange: 1)
                        guard case .authorisationResponse(let response) = try await chain.say(message) else {
                            return false
                        }
                        return response.transaction.details.total == NexoAmount(units: 1_000 + number, scale: 2)
                            && response.outcome.result.response.code == .approved
                    }
                }
                for try await isOwn in group { #expect(isOwn) }
            }
        }
        let held = try await bench.store.balances().first { $0.account.place == .held }
        #expect(held?.amount == (0..<200).reduce(0) { $0 + 1_000 + Int64($1) })
        await bench.close()
    }
}
