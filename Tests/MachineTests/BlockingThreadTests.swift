import Machine
import Synchronization
import Testing

@Suite struct BlockingThreadTests {
    private struct Refused: Error, Equatable {
        var full: Bool
    }

    private typealias Worker = BlockingThread<BlockingWork<Int>>

    private func worker(threads: Int = 1, capacity: Int = 16) -> Worker {
        Worker(name: "test", count: threads, capacity: capacity) { number, batch in for work in batch { work(number) } }
    }

    private func refusal(_ acceptance: Worker.Acceptance) -> Refused {
        if case .full = acceptance { Refused(full: true) } else { Refused(full: false) }
    }

    @Test func `work gives back what it returns and what it throws`() async throws {
        let worker = worker()
        let value = try await worker.run(orElse: refusal) { (number: Int) throws(Refused) in number + 41 }
        #expect(value == 41)
        await #expect(throws: Refused(full: true)) {
            try await worker.run(orElse: refusal) { (_: Int) throws(Refused) -> Int in throw Refused(full: true) }
        }
        await worker.stop()
    }

    @Test func `messages are handled in order, in batches within their bound`() async throws {
        let seen = Mutex<[[Int]]>([])
        let held = Gate()
        let thread = BlockingThread<Int>(name: "test", capacity: 100, batchMost: 7) { _, batch in
            if batch == [0] { held.wait() }
            seen.withLock { $0.append(batch) }
        }
        #expect(thread.send(0) == .accepted)
        // The first batch holds the thread, so that the rest waits together.
        while held.waiting == 0 { await Task.yield() }
        for number in 1...20 { #expect(thread.send(number) == .accepted) }
        held.open()
        await thread.stop()
        #expect(seen.withLock { $0 } == [[0], Array(1...7), Array(8...14), Array(15...20)])
    }

    @Test func `a full mailbox refuses, and takes again when there is room`() async throws {
        let held = Gate()
        let thread = BlockingThread<Int>(name: "test", capacity: 2) { _, _ in held.wait() }
        #expect(thread.send(0) == .accepted)
        while held.waiting == 0 { await Task.yield() }
        #expect([thread.send(1), thread.send(2), thread.send(3)] == [.accepted, .accepted, .full])
        held.open()
        while thread.send(4) != .accepted { await Task.yield() }
        await thread.stop()
    }

    @Test func `stopping finishes what was accepted and refuses what comes after`() async throws {
        let handled = Atomic<Int>(0)
        let ended = Atomic<Int>(0)
        let thread = BlockingThread<Int>(
            name: "test", count: 3, capacity: 1_000, ended: { _ in ended.add(1, ordering: .relaxed) },
            handle: { _, batch in handled.add(batch.count, ordering: .relaxed) })
        for number in 0..<500 { #expect(thread.send(number) == .accepted) }
        await thread.stop()
        #expect(handled.load(ordering: .relaxed) == 500)
        #expect(ended.load(ordering: .relaxed) == 3)
        #expect(thread.send(1) == .stopped)
        await thread.stop()
    }

    @Test func `threads that share a mailbox work at the same time`() async throws {
        let held = Gate()
        let thread = BlockingThread<Int>(name: "test", count: 3, capacity: 10) { _, _ in held.wait() }
        for number in 0..<3 { #expect(thread.send(number) == .accepted) }
        // All three are inside at once, or this never ends.
        while held.waiting < 3 { await Task.yield() }
        held.open()
        await thread.stop()
    }
}

/// Holds threads until it is opened.
private final class Gate: Sendable {
    private let count = Atomic<Int>(0)
    private let opened = Atomic<Bool>(false)

    var waiting: Int { count.load(ordering: .acquiring) }

    func wait() {
        count.add(1, ordering: .releasing)
        // These threads exist to be blocked; the gate is only ever held for the length of a few statements.
        while !opened.load(ordering: .acquiring) {}
    }

    func open() { opened.store(true, ordering: .releasing) }
}
