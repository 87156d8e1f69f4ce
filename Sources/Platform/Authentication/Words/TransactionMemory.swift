internal import Vocabulary

/// What a role remembers of running transactions: so many at most, each until it is forgotten, each looked at again when something
/// is due.
struct TransactionMemory<Value> {
    private struct Entry {
        var value: Value
        var due: Instant
    }

    private let most: Int
    private var entries: [String: Entry] = [:]
    /// A heap by time; what was filed and is no longer so is passed over.
    private var heap: [(due: Instant, name: String)] = []

    init(most: Int) { self.most = most }

    var count: Int { entries.count }

    func count(where isCounted: (Value) -> Bool) -> Int { entries.values.count { isCounted($0.value) } }

    /// False when there is no room, or when the name is taken.
    mutating func add(_ name: String, _ value: Value, due: Instant) -> Bool {
        guard entries.count < most, entries[name] == nil else { return false }
        entries[name] = Entry(value: value, due: due)
        file(due, name)
        return true
    }

    subscript(name: String) -> Value? { entries[name]?.value }

    /// Changes a value, and says when it is to be looked at again.
    mutating func update<Result>(_ name: String, _ change: (inout Value) -> (Result, due: Instant)) -> Result? {
        guard var entry = entries[name] else { return nil }
        let (result, due) = change(&entry.value)
        if due != entry.due {
            entry.due = due
            file(due, name)
        }
        entries[name] = entry
        return result
    }

    mutating func remove(_ name: String) { entries[name] = nil }

    /// The names of what is due, at most so many; each once.
    mutating func takeDue(_ now: Instant, most: Int = 1_000) -> [String] {
        var names: [String] = []
        while names.count < most, let first = heap.first, first.due <= now {
            pop()
            guard entries[first.name]?.due == first.due else { continue }
            // The next update files it again, also under the same time.
            entries[first.name]?.due = Instant(microseconds: .max)
            names.append(first.name)
        }
        return names
    }

    // MARK: The heap

    private mutating func file(_ due: Instant, _ name: String) {
        heap.append((due, name))
        var place = heap.count - 1
        while place > 0, heap[place].due < heap[(place - 1) / 2].due {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].due < heap[least].due {
                least = child
            }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
