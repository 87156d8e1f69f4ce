import Synchronization
import Gateway
import Ledger
import LedgerContract
import Testing
import Vocabulary

@Suite struct RecoveryTests {
    /// Begins something and stops in the middle of the provider's work, as a kill -9 does.
    private func interrupted(
        _ bench: Bench, _ work: @escaping @Sendable (GatewayService) async throws -> Void
    ) async throws -> Task<Void, any Error> {
        let before = bench.provider.waiting
        bench.provider.play(.wait)
        let task = Task { try await work(bench.gateway()) }
        while bench.provider.waiting == before { await Task.yield() }
        return task
    }

    @Test func `a charge, a capture and a refund that nobody finished are reversed, a void is asked again`()
        async throws
    {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let reserved = try await gateway.create(request(1_000, capture: .manual), for: bench.merchant).id
        let paid = try await gateway.create(request(900), for: bench.merchant).id
        let voided = try await gateway.create(request(800, capture: .manual), for: bench.merchant).id
        var tasks: [Task<Void, any Error>] = []
        let merchant = bench.merchant
        tasks.append(try await interrupted(bench) { _ = try await $0.create(request(700), for: merchant) })
        tasks.append(
            try await interrupted(bench) { _ = try await $0.capture(reserved, 400, isFinal: nil, of: merchant) })
        tasks.append(
            try await interrupted(bench) { _ = try await $0.refund(paid, 300, of: merchant) })
        tasks.append(try await interrupted(bench) { _ = try await $0.void(voided, of: merchant) })
        // An instance that shares its store takes nothing over before its time …
        let restarted = bench.gateway()
        #expect(try await restarted.recover() == 0)
        // … and one that is alone with it does at once.
        #expect(try await restarted.recover(regardless: true) == 4)
        #expect(try await restarted.held(reserved).payment.status == .authorised)
        #expect(try await restarted.held(paid).payment.refunded == 0)
        #expect(try await restarted.held(voided).payment.status == .voided)
        let found = try await restarted.payments(.init(status: .failed), of: merchant).found
        #expect(found.map(\.amount.minor) == [700])
        // What the provider says late changes nothing: what it did late was reversed before.
        bench.provider.letGo()
        for task in tasks { try await task.value }
        #expect(bench.counts.withLock { $0.filter { $0 == .lateAnswer }.count } == 4)
        #expect(try await restarted.capture(reserved, nil, isFinal: nil, of: merchant).word == "captured")
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `several instances on one store take what is due over once`() async throws {
        let bench = try await StoreKind.postgres.bench()
        let merchant = bench.merchant
        let task = try await interrupted(bench) { _ = try await $0.create(request(700), for: merchant) }
        bench.advance(.minutes(5))
        let taken = try await withThrowingTaskGroup { group in
            for _ in 0..<6 { group.addTask { try await bench.gateway().recover() } }
            return try await group.reduce(0, +)
        }
        #expect(taken >= 1)
        #expect(bench.counts.withLock { $0.filter { $0 == .takenOver }.count } == 1)
        bench.provider.letGo()
        try await task.value
        let found = try await bench.gateway().payments(.init(), of: merchant).found
        #expect(found.map(\.status) == [.failed])
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `many at once on one reservation never take more than it holds`() async throws {
        let bench = try await StoreKind.postgres.bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(1_000, capture: .manual), for: bench.merchant).id
        let captured = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    // Whoever is told that another one is at work asks again, as a program does.
                    for _ in 0..<200 {
                        let refused = await refusal { () throws(GatewayRefusal) in
                            _ = try await bench.gateway().capture(id, 90, isFinal: nil, of: bench.merchant)
                        }
                        guard let refused else { return 1 }
                        guard refused.mayRetry else { return 0 }
                        await Task.yield()
                    }
                    return 0
                }
            }
            return await group.reduce(0, +)
        }
        #expect(captured <= 11)
        #expect(try await gateway.held(id).payment.captured == Int64(captured) * 90)
        try await bench.checkBooks()
        await bench.end()
    }
}
