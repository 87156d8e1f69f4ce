internal import Bytes
package import Vocabulary

/// What is counted: an account, an address… as a short digest, so that a long name costs no more than a short one.
struct ThrottleKey: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    init(_ domain: AccessDomain, _ fields: [UInt8]...) {
        var writer = DigestWriter(domain: domain.rawValue)
        for field in fields { writer.add(field) }
        let bytes = writer.digest().bytes
        high = bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// So many at once, and then one for each span.
package struct ThrottleRate: Sendable, Hashable {
    package var burst: Int64
    package var refill: TimeSpan

    package init(burst: Int64, refill: TimeSpan) {
        self.burst = burst
        self.refill = refill
    }
}

/// Token buckets by key in bounded memory, each as one instant: the one at which it will be full again.
///
/// When the table is full, buckets that are full go first, for they say nothing; then those nearest to full. So who floods it
/// with new keys does not push out the one that was tried most.
struct ThrottleTable: Sendable {
    let rate: ThrottleRate
    let capacity: Int
    private var fullAt: [ThrottleKey: Int64] = [:]

    init(_ rate: ThrottleRate, capacity: Int) {
        precondition(
            rate.burst > 0 && rate.refill > .zero && capacity > 4, "a table admits somebody and holds something")
        self.rate = rate
        self.capacity = capacity
    }

    var count: Int { fullAt.count }

    /// How long to wait before the next; nil when it may come now.
    func wait(_ key: ThrottleKey, now: Instant) -> TimeSpan? {
        let debt = debt(key, now: now) + rate.refill.microseconds - rate.burst * rate.refill.microseconds
        return debt > 0 ? TimeSpan(microseconds: debt) : nil
    }

    /// Takes one. Who must wait is not to come here, so that trying in vain does not make it longer.
    mutating func take(_ key: ThrottleKey, now: Instant) {
        let debt = debt(key, now: now) + rate.refill.microseconds
        if fullAt[key] == nil, fullAt.count >= capacity { makeRoom(now: now) }
        fullAt[key] = now.microseconds + debt
    }

    /// Gives everything back.
    mutating func forget(_ key: ThrottleKey) { fullAt[key] = nil }

    /// How far from full, as time. Bounded, whatever the clock did.
    private func debt(_ key: ThrottleKey, now: Instant) -> Int64 {
        min(max(0, (fullAt[key] ?? 0) - now.microseconds), rate.burst * rate.refill.microseconds)
    }

    private mutating func makeRoom(now: Instant) {
        fullAt = fullAt.filter { $0.value > now.microseconds }
        let wanted = capacity - capacity / 4
        guard fullAt.count > wanted else { return }
        let values = fullAt.values.sorted()
        let bar = values[fullAt.count - wanted]
        fullAt = fullAt.filter { $0.value > bar }
    }
}
