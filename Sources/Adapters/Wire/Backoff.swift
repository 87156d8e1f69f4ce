/// How long a link waits before it connects again: longer after each failure, up to a bound, and never in step with others.
struct Backoff: Sendable {
    private let least: Int64
    private let most: Int64
    private(set) var failures = 0

    /// Microseconds.
    init(least: Int64, most: Int64) {
        self.least = max(1, least)
        self.most = max(self.least, most)
    }

    mutating func succeeded() { failures = 0 }

    /// The time until the next attempt: from half of a bound that doubles up to all of it.
    mutating func failed(random: UInt64) -> Int64 {
        let bound = failures < 40 ? min(most, least.multipliedReportingOverflow(by: 1 << failures).partialValue) : most
        failures += 1
        let half = max(1, (bound > 0 ? bound : most) / 2)
        return half + Int64(random % UInt64(half + 1))
    }
}
