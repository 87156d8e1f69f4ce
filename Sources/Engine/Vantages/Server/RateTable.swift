package import Vocabulary

/// So many at once for each key, and then one for each span; in bounded memory.
package struct RateTable: Sendable {
    private static let keysMost = 4_096

    private let burst: Int64
    private let refill: TimeSpan
    /// When a key may have everything again.
    private var fullAt: [String: Int64] = [:]

    package init(burst: Int64, refill: TimeSpan) {
        self.burst = burst
        self.refill = refill
    }

    /// Whether one more may come; it is counted when it may.
    package mutating func admits(_ key: String, now: Instant) -> Bool {
        let whole = burst * refill.microseconds
        let debt = min(max(0, (fullAt[key] ?? 0) - now.microseconds), whole)
        guard debt + refill.microseconds <= whole else { return false }
        if fullAt.count >= Self.keysMost, fullAt[key] == nil {
            fullAt = fullAt.filter { $0.value > now.microseconds }
            // Whoever floods it with keys does not get everybody else forgotten.
            guard fullAt.count < Self.keysMost else { return false }
        }
        fullAt[key] = now.microseconds + debt + refill.microseconds
        return true
    }
}
