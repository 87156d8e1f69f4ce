internal import Vocabulary

/// A window that the text states, before it is decided which of several to believe.
struct Candidate {
    var start: Placed?
    var end: Placed?
    var localStart: String
    var localEnd: String?
    var evidence: Range<Int>
    var origin: Report.Window.Origin
    var method: Method
    /// When the block was published.
    var statedAt: Instant?

    /// How it was read, the surest first.
    enum Method: Int, Comparable {
        case field
        case timeline
        case range
        case pair
        case length
        case open

        static func < (left: Method, right: Method) -> Bool { left.rawValue < right.rawValue }
    }

    var isDated: Bool { start != nil && (end != nil || localEnd == nil) }

    func contains(_ other: Candidate) -> Bool {
        guard let start, let otherStart = other.start else { return false }
        guard let end else { return false }
        let last = other.end ?? otherStart
        return start.earliest <= otherStart.earliest && last.earliest <= end.earliest
    }

    func overlaps(_ other: Candidate) -> Bool {
        guard let start, let otherStart = other.start else { return false }
        let end = end?.earliest ?? start.earliest + .days(2)
        let otherEnd = other.end?.earliest ?? otherStart.earliest + .days(2)
        return start.earliest <= otherEnd && otherStart.earliest <= end
    }
}
