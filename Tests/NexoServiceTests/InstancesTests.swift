import Ledger
import Nexo
import NexoService
import NexoServiceSupport
import Testing
import Vocabulary

/// Several authorisation servers over one ledger.
@Suite struct InstancesTests {
    private let terminal = TestTerminal()

    @Test func `two instances that hear the same at the same time do it once`() async throws {
        let bench = try await Bench(.postgres)
        let second = try await bench.openAgain()
        let servers = [bench.server(), bench.server(store: second)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 {
                group.addTask { try await live(number, servers) }
            }
            // Both do what is owed, beside what goes on.
            for server in servers {
                group.addTask { for _ in 0..<20 { await server.performDuties() } }
            }
            try await group.waitForAll()
        }
        for _ in 0..<20 {
            bench.pass(.minutes(10))
            for server in servers { await bench.performDuties(server) }
        }
        #expect(bench.provider.doubled == 0)
        for number in 0..<30 {
            let payment = try await bench.payment("\(number)")
            let books = bench.books("\(number)")
            #expect(books.taken == payment?.captured ?? 0, "\(number)")
            #expect(books.givenBack == payment?.refunded ?? 0, "\(number)")
            #expect(payment?.held ?? 0 == 0, "\(number)")
            // Each third was taken back, and what was asked for twice has one answer.
            if number % 3 == 0 { #expect(books.taken == books.givenBack, "\(number)") }
        }
        #expect((0..<30).contains { bench.books("\($0)").taken > 0 })
        try await bench.audit()
        await second.close()
        await bench.close()
    }

    /// A terminal that says everything to both at once, and takes back what one of them does not know to be done.
    private func live(_ number: Int, _ servers: [AuthorisationServer]) async throws {
        let request = terminal.authorisation("\(number)", 100, atOnce: number % 2 == 0)
        let results = try await both(servers, request).map(\.result?.response.code)
        if number % 3 == 0 || !results.allSatisfy({ $0 == .approved }) {
            let words = try await both(servers, terminal.reversal("\(number)", 100)).map(\.word)
            #expect(words == [.approved, .approved])
        } else {
            let words = try await both(servers, terminal.completion("\(number)", 100)).map(\.word)
            #expect(words == [.approved, .approved])
        }
    }

    private func both(_ servers: [AuthorisationServer], _ message: NexoMessage) async throws -> [NexoBody] {
        try await withThrowingTaskGroup(of: NexoBody.self) { group in
            for server in servers { group.addTask { try await server.say(message) } }
            var bodies: [NexoBody] = []
            for try await body in group { bodies.append(body) }
            return bodies
        }
    }
}
