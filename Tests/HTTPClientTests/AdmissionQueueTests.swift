import HTTPClient
import Testing

@Suite struct AdmissionQueueTests {
    private func queue(_ running: Int, _ perHost: Int, _ waiting: Int) -> AdmissionQueue {
        AdmissionQueue(limits: AdmissionQueue.Limits(running: running, perHost: perHost, waiting: waiting))
    }

    @Test func `what exceeds the bound waits, and what exceeds the line is refused`() {
        var queue = queue(2, 2, 1)
        #expect(queue.submit(1, host: "a") == .start)
        #expect(queue.submit(2, host: "b") == .start)
        #expect(queue.submit(3, host: "c") == .wait)
        #expect(queue.submit(4, host: "d") == .refuse)
        #expect(queue.next() == nil)
        queue.ended(host: "a")
        #expect(queue.next() == 3)
        #expect(queue.next() == nil)
        #expect(queue.running == 2 && queue.waiting == 0)
    }

    @Test func `a slow host holds up its own and nobody else`() {
        var queue = queue(10, 1, 10)
        #expect(queue.submit(1, host: "slow") == .start)
        #expect(queue.submit(2, host: "slow") == .wait)
        #expect(queue.submit(3, host: "slow") == .wait)
        #expect(queue.submit(4, host: "quick") == .start)
        #expect(queue.next() == nil)
        queue.ended(host: "quick")
        #expect(queue.next() == nil)
        queue.ended(host: "slow")
        #expect(queue.next() == 2)
        #expect(queue.next() == nil)
        queue.ended(host: "slow")
        #expect(queue.next() == 3)
    }

    @Test func `hosts take turns`() {
        var queue = queue(1, 1, 10)
        _ = queue.submit(0, host: "z")
        for (id, host) in [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "c")] as [(UInt64, String)] {
            #expect(queue.submit(id, host: host) == .wait)
        }
        var order: [UInt64] = []
        var last = "z"
        let hosts: [UInt64: String] = [1: "a", 2: "a", 3: "a", 4: "b", 5: "c"]
        queue.ended(host: last)
        while let id = queue.next() {
            order.append(id)
            last = hosts[id] ?? ""
            queue.ended(host: last)
        }
        #expect(order == [1, 4, 5, 2, 3])
        #expect(queue.running == 0 && queue.waiting == 0)
    }

    @Test func `who withdraws leaves a place in the line`() {
        var queue = queue(1, 1, 2)
        _ = queue.submit(1, host: "a")
        _ = queue.submit(2, host: "a")
        _ = queue.submit(3, host: "a")
        queue.withdraw(2)
        #expect(queue.submit(4, host: "b") == .wait)
        #expect(queue.submit(5, host: "b") == .refuse)
        queue.ended(host: "a")
        let second = queue.next()
        queue.ended(host: second == 3 ? "a" : "b")
        let third = queue.next()
        #expect(Set([second, third]) == [3, 4])
        queue.ended(host: third == 3 ? "a" : "b")
        #expect(queue.next() == nil)
        #expect(queue.running == 0 && queue.waiting == 0)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `whatever happens in whatever order, the bounds hold and nobody is forgotten`(seed: UInt64) {
        var random = Random(state: seed)
        var queue = queue(7, 3, 20)
        var running: [UInt64: String] = [:]
        var waiting: [UInt64: String] = [:]
        func startWaiters() {
            while let id = queue.next() {
                #expect(waiting[id] != nil)
                running[id] = waiting.removeValue(forKey: id)
            }
        }
        for id in 0..<5_000 as Range<UInt64> {
            switch random.next() % 4 {
            case 0, 1:
                let host = "host\(random.next() % 5)"
                switch queue.submit(id, host: host) {
                case .start: running[id] = host
                case .wait: waiting[id] = host
                case .refuse: #expect(waiting.count == 20)
                }
            case 2:
                guard let (id, host) = running.min(by: { $0.key < $1.key }) else { continue }
                running[id] = nil
                queue.ended(host: host)
            default:
                guard let id = waiting.keys.min() else { continue }
                waiting[id] = nil
                queue.withdraw(id)
            }
            startWaiters()
            #expect(running.count <= 7 && queue.running == running.count && queue.waiting == waiting.count)
            #expect(Dictionary(grouping: running.values, by: { $0 }).values.allSatisfy { $0.count <= 3 })
        }
        while let (id, host) = running.first {
            running[id] = nil
            queue.ended(host: host)
            startWaiters()
        }
        #expect(waiting.isEmpty && queue.running == 0 && queue.waiting == 0)
    }

    private struct Random {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
