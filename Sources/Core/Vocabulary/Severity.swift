/// How bad an incident is, in our words. A vendor's own word is kept beside it: see ``Telling``.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case critical
    case major
    case minor
    case notice
    case maintenance
    /// A value, not a gap: nobody has said, or the word was not understood.
    case unknown

    /// From what hurts least to what hurts most; unknown stands between notice and minor, so that it is never ranked
    /// as harmless.
    private var rank: Int {
        switch self {
        case .maintenance: 0
        case .notice: 1
        case .unknown: 2
        case .minor: 3
        case .major: 4
        case .critical: 5
        }
    }

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// The vendor's own priority, kept beside the severity and never turned into it.
package enum Priority: String, Sendable, Hashable, CaseIterable {
    case p1 = "P1"
    case p2 = "P2"
    case p3 = "P3"
    case p4 = "P4"
}

/// How sure we are of a statement.
package enum Confidence: String, Sendable, Hashable, CaseIterable {
    case high
    case medium
    case low
}
