internal import Vocabulary

/// When sessions and tokens were last used, to the minute, in bounded memory.
///
/// The journal hears of it now and then only (see ``AccessRules/noteEvery``): enough for other nodes and for a restart,
/// and not an entry for every request.
struct LastSeen<Key: Hashable & Sendable>: Sendable {
    private static var grain: TimeSpan { .minutes(1) }
    private let capacity: Int
    private var seen: [Key: Instant] = [:]

    init(capacity: Int = 20_000) { self.capacity = capacity }

    var count: Int { seen.count }

    /// The later of what is remembered and what the journal has.
    func last(_ key: Key, journaled: Instant) -> Instant { max(seen[key] ?? journaled, journaled) }

    mutating func note(_ key: Key, now: Instant) {
        if let last = seen[key], now - last < Self.grain { return }
        if seen[key] == nil, seen.count >= capacity { forgetOld() }
        seen[key] = now
    }

    mutating func forget(_ key: Key) { seen[key] = nil }

    private mutating func forgetOld() {
        let sorted = seen.values.sorted()
        let bar = sorted[sorted.count / 2]
        seen = seen.filter { $0.value > bar }
    }
}
