import Glibc
import Machine
import Synchronization
import Testing

@Suite struct EventLoopTests {
    @Test func `a task with the loop as its preference runs on the loop's thread and returns to it after a suspension`()
        async throws
    {
        let loop = try EventLoop(name: "test")
        let places = await Task(executorPreference: loop) {
            var places = [loop.isCurrent]
            await Task.yield()
            places.append(loop.isCurrent)
            return places
        }.value
        #expect(places == [true, true])
        #expect(!loop.isCurrent)
        await loop.stop()
    }

    @Test func `an actor can live on the loop`() async throws {
        let loop = try EventLoop(name: "test")
        let count = await Resident(loop: loop).countUp(1_000)
        #expect(count == 1_000)
        await loop.stop()
    }

    @Test func `work of many threads is run once each, in the order of its sender`() async throws {
        let loop = try EventLoop(name: "test")
        let seen = Guarded([Int: [Int]]())
        await withTaskGroup { group in
            for sender in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        loop.execute { seen.change { $0[sender, default: []].append(number) } }
                    }
                }
            }
        }
        _ = await loop.run {}
        #expect(seen.value == Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, Array(0..<500)) }))
        await loop.stop()
    }

    @Test func `timers fire in the order of their deadlines and cancelled ones never`() async throws {
        let loop = try EventLoop(name: "test")
        let fired = Guarded([Int]())
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            loop.execute {
                for number in [3, 1, 2] {
                    loop.setTimer(afterMicroseconds: Int64(number) * 2_000) { fired.change { $0.append(number) } }
                }
                let cancelled = loop.setTimer(afterMicroseconds: 1_000) { fired.change { $0.append(-1) } }
                loop.cancelTimer(cancelled)
                loop.setTimer(afterMicroseconds: 10_000) { done.resume() }
            }
        }
        #expect(fired.value == [1, 2, 3])
        await loop.stop()
    }

    @Test func `a descriptor tells its handler once per edge and nothing after it was deregistered`() async throws {
        let loop = try EventLoop(name: "test")
        var ends: [Int32] = [0, 0]
        let made = unsafe pipe(&ends)
        #expect(made == 0)
        let (reading, writing) = (ends[0], ends[1])
        let heard = Counter()
        let registration = await loop.run {
            try? loop.register(reading, for: .readable, trigger: .edge, handler: heard)
        }
        _ = unsafe write(writing, "a", 1)
        while await loop.run({ heard.count }) != 1 { await Task.yield() }
        for _ in 0..<10 { _ = await loop.run {} }
        #expect(await loop.run { heard.count } == 1)
        let token = try #require(registration ?? nil)
        _ = await loop.run { loop.deregister(token) }
        _ = unsafe write(writing, "b", 1)
        for _ in 0..<10 { _ = await loop.run {} }
        #expect(await loop.run { heard.count } == 1)
        #expect(await loop.run { loop.load.registrations } == 0)
        close(reading)
        close(writing)
        await loop.stop()
    }

    @Test func `a slot that is used again does not hear of the descriptor before it`() async throws {
        let loop = try EventLoop(name: "test")
        var ends: [Int32] = [0, 0]
        let made = unsafe pipe(&ends)
        #expect(made == 0)
        let (reading, writing) = (ends[0], ends[1])
        let (first, second) = (Counter(), Counter())
        _ = await loop.run {
            guard let old = try? loop.register(reading, for: .readable, handler: first) else { return }
            loop.deregister(old)
            _ = try? loop.register(reading, for: .readable, trigger: .edge, handler: second)
            // An ended registration changes nothing.
            try? loop.update(old, for: [])
        }
        _ = unsafe write(writing, "a", 1)
        while await loop.run({ second.count }) != 1 { await Task.yield() }
        #expect(await loop.run { first.count } == 0)
        close(reading)
        close(writing)
        await loop.stop()
    }

    @Test func `a stopped loop says so, and a task that outlives it still ends`() async throws {
        let loop = try EventLoop(name: "test")
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let outliving = Task(executorPreference: loop) {
            for await _ in gate {}
            return 7
        }
        await loop.stop()
        await loop.stop()
        #expect(await loop.run { 1 } == nil)
        open.finish()
        #expect(await outliving.value == 7)
    }
}

private actor Resident {
    private let loop: EventLoop
    private var count = 0

    init(loop: EventLoop) { self.loop = loop }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    func countUp(_ times: Int) -> Int {
        for _ in 0..<times where loop.isCurrent { count += 1 }
        return count
    }
}

/// Touched on the loop's thread alone.
private final class Counter: EventHandling, @unchecked Sendable {
    var count = 0
    func ready(_ events: EventSet, _ registration: EventRegistration) { count += 1 }
}

private final class Guarded<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) { state = Mutex(value) }

    var value: Value { state.withLock { $0 } }

    func change(_ change: (inout sending Value) -> Void) { state.withLock { change(&$0) } }
}
