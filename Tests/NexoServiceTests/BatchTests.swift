import Ledger
import Nexo
import NexoService
import NexoServiceSupport
import Testing
import Vocabulary

/// Batches, reconciliations, diagnostics, rejections and MACs.
@Suite struct BatchTests {
    private let terminal = TestTerminal()

    @Test(arguments: Database.allCases)
    func `a batch captures the day, and says what it does not take`(_ database: Database) async throws {
        let bench = try await Bench(database)
        let server = bench.server()
        for number in 0..<70 { _ = try await server.say(terminal.authorisation("\(number)", 100)) }
        var transactions = (0..<70).map { number in
            BatchTransaction.completion(.init("\(number + 1)", terminal.advice("\(number)", 100)))
        }
        transactions.append(.completion(.init("71", terminal.advice("unheard", 100))))
        for round in 0..<2 {
            guard case .batchTransferResponse(let answer) = try await server.say(terminal.batch(transactions)) else {
                Issue.record("no answer to a batch")
                return
            }
            let set = try #require(answer.dataSets.first)
            #expect(set.result.code == .approved && set.mayBeRemoved, "round \(round)")
            #expect(set.totals.first?.count == 70)
            #expect(set.totals.first?.amount == NexoAmount(units: 7_000, scale: 2))
            #expect(set.rejected.map(\.sequence) == ["71"])
            await bench.performDuties(server)
        }
        #expect((0..<70).allSatisfy { bench.books("\($0)").taken == 100 })
        #expect(try await bench.store.openMovements(of: .instoreNexo, after: 0, limit: 100).count == 70)
        await bench.close()
    }

    @Test func `sums that agree are approved, others are declined with ours`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        for number in 0..<210 { _ = try await server.say(terminal.authorisation("\(number)", 100)) }
        _ = try await server.say(terminal.reversal("0", 100))
        func totals(_ count: Int64, _ units: Int64) -> [TransactionTotals] {
            [
                TransactionTotals(.debit, count: count, amount: NexoAmount(units: units, scale: 2), currency: "EUR"),
                TransactionTotals(.debitReversal, count: 1, amount: NexoAmount(units: 1, scale: 0), currency: "EUR"),
            ]
        }
        #expect(try await server.say(terminal.reconciliation(totals(209, 20_900))).word == .approved)
        #expect(try await server.say(terminal.reconciliation(totals(208, 20_900))).word == .declined)
        guard case .reconciliationResponse(let answer) = try await server.say(terminal.reconciliation(totals(1, 1)))
        else {
            Issue.record("no answer to a reconciliation")
            return
        }
        #expect(answer.response.reason == "95")
        #expect(answer.period.totals.map(\.count) == [1, 209])
        // Another terminal's period of the same name is another one.
        var other = terminal
        other.name = "T-0043"
        #expect(try await server.say(other.reconciliation([])).word == .approved)
        await bench.close()
    }

    @Test func `a diagnostic says whether the acquirer is there`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        func availability() async throws -> Bool? {
            guard case .diagnosticResponse(let response) = try await server.say(terminal.diagnostic()) else {
                return nil
            }
            return response.isAcquirerAvailable
        }
        #expect(try await availability() == true)
        bench.provider.set(.gone)
        _ = try await server.say(terminal.authorisation("1", 100))
        #expect(try await availability() == false)
        // A failure of long ago says nothing any more.
        bench.pass(.minutes(2))
        #expect(try await availability() == true)
        server.watch.heard(isSilent: true)
        #expect(try await availability() == false)
        server.watch.heard(isSilent: false)
        #expect(try await availability() == true)
        await bench.store.close()
        #expect(try await availability() == false)
        await bench.close()
    }

    @Test func `what can't be read or acted on is rejected`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        func rejection(_ bytes: [UInt8]) async throws -> Rejection.Reason? {
            try NexoDocument(reading: await server.answer(to: bytes)).message.body.rejection?.reason
        }
        #expect(try await rejection(Array("no XML".utf8)) == .parsing)
        #expect(try await rejection([]) == .parsing)
        #expect(try await rejection([UInt8](repeating: 0x20, count: 9_000_000)) == .unableToProcess)
        let message = terminal.authorisation("1", 100)
        let bytes = try message.written()
        let version = String(decoding: bytes, as: UTF8.self).replacing("caaa.001.001.14", with: "caaa.001.001.99")
        #expect(try await rejection(Array(version.utf8)) == .version)
        let answer = await server.answer(to: bytes)
        #expect(try await rejection(answer) == .messageType)
        await bench.close()
    }

    @Test func `a MAC is checked where there is one, and answered with one`() async throws {
        let bench = try await Bench()
        let key = try #require(NexoMACKey(name: "K", version: "1", bytes: Array("vigie test key 1".utf8)))
        let otherBytes = try #require(NexoMACKey(name: "K", version: "1", bytes: Array("vigie test key 2".utf8)))
        let otherName = try #require(NexoMACKey(name: "L", version: "1", bytes: Array("vigie test key 1".utf8)))
        let server = bench.server { $0.key = key }
        let message = terminal.authorisation("1", 100)
        let protected = try NexoDocument(reading: await server.answer(to: try message.written(protectedBy: key)))
        #expect(protected.checked(with: key) == .right)
        #expect(protected.message.body.result?.response.code == .approved)
        for wrong in [otherBytes, otherName] {
            let bytes = try terminal.authorisation("2", 100).written(protectedBy: wrong)
            let answer = try NexoDocument(reading: await server.answer(to: bytes))
            #expect(answer.message.body.rejection?.reason == .security)
        }
        #expect(try await bench.payment("2") == nil)
        let plain = try NexoDocument(reading: await server.answer(to: try message.written()))
        #expect(plain.checked(with: key) == .absent)
        #expect(plain.message.body.result?.response.code == .approved)
        let strict = bench.server {
            $0.key = key
            $0.demandsMAC = true
        }
        #expect(try await strict.say(message).rejection?.reason == .security)
        await bench.close()
    }
}
