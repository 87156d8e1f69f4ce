import Ledger
import Nexo
import NexoService
import NexoServiceSupport
import Telemetry
import Testing
import Vocabulary

/// What the authorisation server answers, and what is in the ledger and at the provider then.
@Suite struct AuthorisationServerTests {
    private let terminal = TestTerminal()

    @Test(arguments: Database.allCases)
    func `an authorisation is held, completed and captured`(_ database: Database) async throws {
        let bench = try await Bench(database)
        let server = bench.server()
        let result = try #require(try await server.say(terminal.authorisation("1", 4_290)).result)
        #expect(result.response.code == .approved)
        #expect(result.code == ModelProvider.code)
        #expect(result.needsCompletion == true)
        #expect(try await bench.payment("1")?.held == 4_290)
        #expect(try await server.say(terminal.completion("1", 4_000)).word == .approved)
        await bench.performDuties(server)
        let payment = try #require(try await bench.payment("1"))
        #expect(payment.captured == 4_000 && payment.held == 0 && payment.released == 290)
        #expect(bench.books("1") == ModelProvider.Books(holds: 1, taken: 4_000, givenBack: 0))
        try await bench.audit()
        await bench.close()
    }

    @Test(arguments: Database.allCases)
    func `what is said again is answered again, also after a restart, and done once`(_ database: Database) async throws
    {
        let bench = try await Bench(database)
        let first = try await bench.server().say(terminal.authorisation("1", 4_290))
        try await bench.restart()
        let server = bench.server()
        let second = try await server.say(terminal.authorisation("1", 4_290, exchange: 9))
        #expect(second.result == first.result)
        #expect(try await server.say(terminal.authorisation("1", 4_291)).result?.response.reason == "94")
        #expect(bench.provider.asked == 1)
        for _ in 0..<3 { #expect(try await server.say(terminal.completion("1", 4_290)).word == .approved) }
        await bench.performDuties(server)
        #expect(try await server.say(terminal.completion("1", 4_290)).word == .approved)
        await bench.performDuties(server)
        #expect(bench.books("1").taken == 4_290)
        #expect(bench.provider.doubled == 0)
        await bench.close()
    }

    @Test func `many say the same at once, and the provider hears it once`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        bench.provider.hang()
        let answers = try await withThrowingTaskGroup(of: AuthorisationResult?.self) { group in
            for exchange in 1...20 {
                group.addTask {
                    try await server.say(terminal.authorisation("1", 4_290, exchange: Int64(exchange))).result
                }
            }
            #expect(await eventually { bench.provider.waiting == 1 })
            bench.provider.goOn()
            var answers: [AuthorisationResult?] = []
            for try await answer in group { answers.append(answer) }
            return answers
        }
        #expect(answers.count == 20)
        #expect(answers.allSatisfy { $0?.response.code == .approved && $0?.code == ModelProvider.code })
        #expect(bench.provider.asked == 1)
        await bench.close()
    }

    @Test func `a refusal is a refusal, and a provider that is gone a failure`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        bench.provider.set(.refusing)
        let refused = try #require(try await server.say(terminal.authorisation("1", 4_290)).result)
        #expect(refused.response.code == .declined && refused.response.reason == "51")
        bench.provider.set(.gone)
        #expect(try await server.say(terminal.authorisation("2", 4_290)).result?.response.code == .technicalError)
        #expect(await server.isAvailable() == false)
        bench.provider.set(.well)
        _ = try await server.say(terminal.authorisation("3", 4_290))
        bench.pass(.seconds(1))
        _ = try await server.say(terminal.authorisation("4", 4_290))
        #expect(await server.isAvailable())
        #expect(try await bench.payment("1") == nil)
        #expect(try await bench.payment("2") == nil)
        let text = String(decoding: bench.metrics.exposition(), as: UTF8.self)
        #expect(
            text.contains(
                #"nexo_authorisation_exchanges_total{channel="instore-nexo",kind="authorisation",outcome="refused"} 1"#)
        )
        #expect(
            text.contains(
                #"nexo_authorisation_exchanges_total{channel="instore-nexo",kind="authorisation",outcome="failed"} 1"#))
        await bench.close()
    }

    @Test(arguments: [false, true])
    func `an answer of the provider that is lost is undone`(_ atOnce: Bool) async throws {
        let bench = try await Bench()
        let server = bench.server()
        bench.provider.set(.mute)
        let result = try await server.say(terminal.authorisation("1", 4_290, atOnce: atOnce)).result
        #expect(result?.response.code == .technicalError)
        #expect(result?.needsCompletion == true)
        bench.provider.set(.well)
        await bench.performDuties(server)
        #expect(bench.books("1") == ModelProvider.Books())
        #expect(try await bench.payment("1") == nil)
        await bench.close()
    }

    @Test func `a server that dies while it asks leaves nothing held`() async throws {
        let bench = try await Bench()
        bench.provider.hang()
        let server = bench.server()
        let dying = Task { try await server.say(terminal.authorisation("1", 4_290)) }
        #expect(await eventually { bench.provider.waiting == 1 })
        // Another instance finds it when its minute is over.
        let other = bench.server()
        bench.pass(.seconds(61))
        #expect(await other.performDuties() == 1)
        bench.provider.goOn()
        // The answer that came after all is late, and counted.
        #expect(try await dying.value.result?.response.code == .declined)
        await bench.performDuties(other)
        #expect(bench.books("1") == ModelProvider.Books())
        #expect(try await bench.payment("1") == nil)
        #expect(String(decoding: bench.metrics.exposition(), as: UTF8.self).contains("late_answers_total 1"))
        await bench.close()
    }

    @Test(arguments: Database.allCases)
    func `a reversal takes back what was held or captured, and forestalls what comes late`(
        _ database: Database
    ) async throws {
        let bench = try await Bench(database)
        let server = bench.server()
        _ = try await server.say(terminal.authorisation("held", 100))
        _ = try await server.say(terminal.authorisation("taken", 200, atOnce: true))
        for reference in ["held", "taken", "unheard"] {
            let minor: Int64 = reference == "taken" ? 200 : 100
            for _ in 0..<2 { #expect(try await server.say(terminal.reversal(reference, minor)).word == .approved) }
        }
        await bench.performDuties(server)
        #expect(try await bench.payment("held")?.status == .voided)
        #expect(bench.books("held") == ModelProvider.Books())
        #expect(try await bench.payment("taken")?.status == .refunded)
        #expect(bench.books("taken") == ModelProvider.Books(holds: 0, taken: 200, givenBack: 200))
        let asked = bench.provider.asked
        #expect(try await server.say(terminal.authorisation("unheard", 100)).result?.response.code == .declined)
        #expect(bench.provider.asked == asked)
        try await bench.audit()
        await bench.close()
    }

    @Test func `a cancellation gives the whole back, once`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        _ = try await server.say(terminal.authorisation("1", 4_290, atOnce: true))
        #expect(try await server.say(terminal.cancellation(of: "1", 4_000, as: "c")).word == .declined)
        for _ in 0..<2 {
            #expect(try await server.say(terminal.cancellation(of: "1", 4_290, as: "c")).word == .approved)
        }
        #expect(try await server.say(terminal.cancellation(of: "1", 4_290, as: "d")).word == .declined)
        #expect(try await server.say(terminal.cancellation(of: "none", 4_290, as: "e")).word == .declined)
        await bench.performDuties(server)
        #expect(bench.books("1") == ModelProvider.Books(holds: 0, taken: 4_290, givenBack: 4_290))
        #expect(try await bench.payment("1")?.status == .refunded)
        await bench.close()
    }

    @Test func `cards that are no test cards are declined before anything is kept`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        var real = terminal
        real.card = "4970101122334455"
        #expect(try await server.say(real.authorisation("1", 4_290)).result?.response.reason == "14")
        #expect(bench.provider.asked == 0)
        #expect(try await bench.store.record(bench.name("1").record) == nil)
        await bench.close()
    }

    @Test func `a duty that the provider is too ill for waits and is done later`() async throws {
        let bench = try await Bench()
        let server = bench.server()
        _ = try await server.say(terminal.authorisation("1", 4_290))
        _ = try await server.say(terminal.completion("1", 4_290))
        bench.provider.set(.gone)
        await bench.performDuties(server)
        #expect(try await bench.payment("1")?.captured == 0)
        bench.provider.set(.mute)
        bench.pass(.minutes(10))
        await bench.performDuties(server)
        bench.provider.set(.well)
        bench.pass(.minutes(10))
        await bench.performDuties(server)
        #expect(try await bench.payment("1")?.captured == 4_290)
        #expect(bench.books("1").taken == 4_290)
        await bench.close()
    }
}
