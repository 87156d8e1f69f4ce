import Synchronization
import Gateway
import LedgerContract
import Testing
import Vocabulary

@Suite struct IdempotencyTests {
    @Test(arguments: StoreKind.allCases)
    func `the same request under the same key gets the same answer, also from another instance`(
        _ kind: StoreKind
    ) async throws {
        let bench = try await kind.bench()
        let first = try await bench.gateway().create(request(), for: bench.merchant, key: key("one"))
        #expect(!first.isReplay)
        _ = try await bench.gateway().refund(first.id, nil, of: bench.merchant)
        let again = try await bench.gateway().create(request(), for: bench.merchant, key: key("one"))
        #expect(again.isReplay)
        #expect(again.status == 201)
        #expect(again.json == first.json, "the answer is the first one, whatever happened since")
        #expect(bench.provider.asked.count == 2)
        let theirs = try await bench.gateway().create(
            request(), for: bench.other, key: key("one", merchant: "shop-2"))
        #expect(!theirs.isReplay, "another merchant's key is another key")
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a key that was used for something else is refused`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        let id = try await gateway.create(request(capture: .manual), for: bench.merchant, key: key("one")).id
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.create(asked(99), for: bench.merchant, key: requestKey("one", #"{"amount":99}"#))
            }?.code == .keyReused)
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await gateway.capture(id, nil, isFinal: nil, of: bench.merchant, key: requestKey("one", "x"))
            }?.code == .keyReused)
        #expect(bench.provider.asked.count == 1)
        await bench.end()
    }

    @Test(arguments: StoreKind.allCases)
    func `of many that ask at once under one key, one is done`(_ kind: StoreKind) async throws {
        let bench = try await kind.bench()
        let words = await withTaskGroup(of: String.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    do throws(GatewayRefusal) {
                        return try await bench.gateway().create(
                            asked(1_250), for: bench.merchant, key: requestKey("one", "{}")
                        ).word ?? ""
                    } catch {
                        return error.code.rawValue
                    }
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(words["captured", default: 0] >= 1)
        #expect(words["captured", default: 0] + words["idempotency-key-under-way", default: 0] == 24, "\(words)")
        #expect(bench.provider.asked.count == 1)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `a request under way is told so, and its key has the answer after a restart`() async throws {
        let bench = try await Bench()
        bench.provider.play(.wait)
        let first = Task { try await bench.gateway().create(request(), for: bench.merchant, key: key("one")) }
        while bench.provider.waiting == 0 { await Task.yield() }
        #expect(
            await refusal { () throws(GatewayRefusal) in
                _ = try await bench.gateway().create(asked(1_250), for: bench.merchant, key: requestKey("one", "{}"))
            }
                == GatewayRefusal(
                    .keyUnderWay, "a request under this idempotency key is under way; ask again"))
        // The process is killed now: another one starts, and nobody hears the provider's answer.
        let restarted = bench.gateway()
        try await restarted.recover(regardless: true)
        let answer = try await restarted.create(request(), for: bench.merchant, key: key("one"))
        #expect(answer.isReplay)
        #expect(answer.word == "undoing" || answer.word == "failed")
        // The answer comes late after all: it is counted and changes nothing.
        bench.provider.letGo()
        #expect(try await first.value.word == "failed")
        #expect(bench.counts.withLock { $0.filter { $0 == .lateAnswer }.count } == 1)
        #expect(try await restarted.held(answer.id).payment.status == .failed)
        try await bench.checkBooks()
        await bench.end()
    }

    @Test func `keys are forgotten after a day, and not while their request is under way`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        _ = try await gateway.create(request(), for: bench.merchant, key: key("done"))
        bench.provider.play(.wait)
        let waiting = Task { try await gateway.create(request(), for: bench.merchant, key: key("waiting")) }
        while bench.provider.waiting == 0 { await Task.yield() }
        bench.advance(.hours(25))
        try await gateway.tidy()
        #expect(try await !gateway.create(request(), for: bench.merchant, key: key("done")).isReplay)
        bench.provider.letGo()
        #expect(try await waiting.value.word == "captured")
        #expect(try await gateway.create(request(), for: bench.merchant, key: key("waiting")).isReplay)
        await bench.end()
    }
}
