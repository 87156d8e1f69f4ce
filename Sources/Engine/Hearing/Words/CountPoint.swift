package import Vocabulary

/// One value of a counter, as somebody told it.
package struct CountPoint: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// What came since the point before.
        case delta
        /// All since the teller began.
        case cumulative
    }

    package static let labelsMost = 64
    package static let labelBytesMost = 200

    package var metric: String
    package var labels: [String: String]
    package var kind: Kind
    package var value: Double
    /// Since when it counts, and until when, as the teller's clock has it.
    package var from: Instant?
    package var until: Instant?

    package init(
        _ metric: String, _ labels: [String: String], _ kind: Kind, _ value: Double, from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.metric = metric
        self.labels = labels
        self.kind = kind
        self.value = value
        self.from = from
        self.until = until
    }
}

/// What became of points that were told.
package struct CountReceipt: Sendable, Hashable {
    package var counted = 0
    /// They belong to no target: no stop has a name that is among their labels.
    package var unmatched = 0
    /// Told before.
    package var known = 0
    /// Of a span that was counted long ago.
    package var late = 0
    /// They can't be counted, with why; at most one sentence.
    package var refused = 0
    package var why: String?

    package init() {}

    package mutating func add(_ other: CountReceipt) {
        counted += other.counted
        unmatched += other.unmatched
        known += other.known
        late += other.late
        refused += other.refused
        why = why ?? other.why
    }

    mutating func refuse(_ sentence: String) {
        refused += 1
        why = why ?? sentence
    }
}

/// What one target's counters came to within a span.
package struct CountedSpan: Sendable, Hashable {
    package var target: String
    package var from: Instant
    package var until: Instant
    package var good: Int
    package var failed: Int
    /// The commonest word of the failed ones.
    package var code: String?
    /// Whether everybody told who usually does: only then few mean that few came.
    package var isWhole: Bool

    package init(
        target: String, from: Instant, until: Instant, good: Int, failed: Int, code: String?, isWhole: Bool
    ) {
        self.target = target
        self.from = from
        self.until = until
        self.good = good
        self.failed = failed
        self.code = code
        self.isWhole = isWhole
    }
}

/// All that was counted of one target since the program began.
package struct CountTotal: Sendable, Hashable {
    package let target: String
    package let since: Instant
    package private(set) var until: Instant
    package private(set) var good = 0
    package private(set) var failed = 0
    package private(set) var isWhole = true

    init(target: String, since: Instant) {
        self.target = target
        self.since = since
        until = since
    }

    mutating func add(_ span: CountedSpan) {
        until = span.until
        good += span.good
        failed += span.failed
        isWhole = span.isWhole
    }
}
