import HTTPTestSupport
import Testing
import Vocabulary

@testable import Authentication

@Suite struct TransactionMemoryTests {
    private func at(_ seconds: Int64) -> Instant { Instant(seconds: seconds) }

    @Test func `no more than so many are remembered, each under a name of its own`() {
        var memory = TransactionMemory<Int>(most: 2)
        var taken = ["a", "a", "b", "c"].map { memory.add($0, 1, due: at(1)) }
        memory.remove("a")
        taken.append(memory.add("c", 3, due: at(1)))
        #expect(taken == [true, false, true, false, true])
        #expect(memory.count == 2)
    }

    @Test func `what is due comes once for each time, in its order, and again after it was filed again`() {
        var memory = TransactionMemory<Int>(most: 10)
        _ = memory.add("late", 1, due: at(30))
        _ = memory.add("early", 2, due: at(10))
        _ = memory.add("moved", 3, due: at(5))
        _ = memory.update("moved") { _ in ((), due: at(20)) }
        var taken = [memory.takeDue(at(9)), memory.takeDue(at(25)), memory.takeDue(at(25))]
        _ = memory.update("early") { _ in ((), due: at(10)) }
        taken.append(memory.takeDue(at(25)))
        #expect(taken == [[], ["early", "moved"], [], ["early"]])
    }

    @Test func `whatever happens, what is due is what a list would say`() {
        var random = SeededRandom(seed: 7)
        var memory = TransactionMemory<Int>(most: 50)
        var list: [String: Int64] = [:]
        for now in Int64(0)..<3_000 {
            let name = "n\(random.below(80))"
            let due = now + Int64(random.below(40))
            switch random.below(4) {
            case 0:
                if memory.add(name, 0, due: at(due)) { list[name] = due }
            case 1:
                if memory.update(name, { _ in ((), due: at(due)) }) != nil { list[name] = due }
            case 2:
                memory.remove(name)
                list[name] = nil
            default: break
            }
            let expected = list.filter { $0.value <= now }.map(\.key).sorted()
            let taken = memory.takeDue(at(now)).sorted()
            #expect(taken == expected)
            for name in expected { list[name] = .max }
            #expect(memory.count == list.count)
        }
    }
}
