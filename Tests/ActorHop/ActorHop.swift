// ActorHop: whether optimised code of an actor is back on its actor after it has waited. A program of its own, because tests are
// built without optimisation. Ends with 0, or by the check that fails.
// May import nothing.

actor Ledger {
    private var entries: [Int] = []

    /// Runs on the caller's actor, and ends with waiting elsewhere.
    private static func pause(_ microseconds: Int) async {
        if microseconds > 0 { try? await Task.sleep(for: .microseconds(microseconds)) }
    }

    func add(_ number: Int) async {
        await Self.pause(number % 50 * 100 + 1)
        preconditionIsolated("on another thread than what else changes this actor")
        entries.append(number)
    }

    func addLater(_ number: Int) -> Task<Void, Never> {
        Task {
            await Self.pause(number % 50 * 100 + 1)
            preconditionIsolated("on another thread than what else changes this actor")
            entries.append(number)
        }
    }

    var count: Int { entries.count }
}

@main
enum ActorHop {
    static func main() async {
        let ledger = Ledger()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<2_000 { group.addTask { await ledger.add(number) } }
        }
        for number in 0..<2_000 { await ledger.addLater(number).value }
        let count = await ledger.count
        precondition(count == 4_000, "entries are missing")
        print("4000 were back in time")
    }
}
