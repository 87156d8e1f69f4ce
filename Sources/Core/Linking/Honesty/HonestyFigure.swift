package import Vocabulary

/// What the ledger measures. docs/honesty.md gives each formula.
package enum HonestyMeasure: String, Sendable, Hashable, CaseIterable {
    case firstWordLag = "first-word-lag"
    case toldAfterEnd = "told-after-end"
    case pageAgainstTrue = "page-against-true"
    case postmortemRate = "postmortem-rate"
    case postmortemDelay = "postmortem-delay"
    case hiddenRecurrences = "hidden-recurrences"
    case harmlessThoughHit = "harmless-though-hit"
    case corrections

    package var sentenceKey: String { "honesty." + rawValue }
}

/// One figure with what it rests on.
package struct HonestyFigure: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        /// A median.
        case span(TimeSpan)
        case share(part: Int, of: Int)
        /// Sums over all rows: how long pages were open, how long customers were hit.
        case times(page: TimeSpan, impact: TimeSpan)
        /// How many in how many incidents.
        case count(Int, incidents: Int)

        /// Page time by impact; nil when there was no impact to divide by.
        package var ratio: Double? {
            guard case .times(let page, let impact) = self, impact > .zero else { return nil }
            return Double(page.microseconds) / Double(impact.microseconds)
        }

        package var fraction: Double? {
            guard case .share(let part, let whole) = self, whole > 0 else { return nil }
            return Double(part) / Double(whole)
        }
    }

    /// A row as this figure used it.
    package struct Evidence: Sendable, Hashable {
        package enum Value: Sendable, Hashable {
            case span(TimeSpan)
            case counted(Bool)
            case times(page: TimeSpan, impact: TimeSpan)
            case count(Int)
        }

        package var incident: IncidentID
        package var value: Value

        package init(incident: IncidentID, value: Value) {
            self.incident = incident
            self.value = value
        }
    }

    package var measure: HonestyMeasure
    /// Nil when no row holds what the figure needs: never zero instead.
    package var value: Value?
    package var evidence: [Evidence]
    /// Nil without a value, with fewer rows than ``rowsLeast``, and for what is no better or worse.
    package var grade: HonestyGrade?

    /// With fewer rows a figure is shown with its n and gets no grade.
    package static let rowsLeast = 3

    package var n: Int { evidence.count }
    package var isTooFew: Bool { n < Self.rowsLeast }

    init(_ measure: HonestyMeasure, value: Value?, evidence: [Evidence]) {
        self.measure = measure
        self.value = evidence.isEmpty ? nil : value
        self.evidence = evidence
        grade = evidence.count < Self.rowsLeast ? nil : self.value.flatMap { HonestyGrade(measure, $0, evidence) }
    }
}

/// A to E, by bounds that docs/honesty.md publishes.
package enum HonestyGrade: String, Sendable, Hashable, CaseIterable, Comparable {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"
    case e = "E"

    /// The best first.
    package static func < (left: HonestyGrade, right: HonestyGrade) -> Bool { left.rawValue < right.rawValue }

    init?(_ measure: HonestyMeasure, _ value: HonestyFigure.Value, _ evidence: [HonestyFigure.Evidence]) {
        switch (measure, value) {
        case (.firstWordLag, .span(let lag)): self = Self.upTo([5, 10, 20, 40], Double(lag.microseconds) / 60e6)
        case (.postmortemDelay, .span(let delay)):
            self = Self.upTo([2, 5, 10, 20], Double(delay.microseconds) / 86_400e6)
        case (.toldAfterEnd, .share), (.harmlessThoughHit, .share):
            guard let fraction = value.fraction else { return nil }
            self = Self.upTo([0.05, 0.15, 0.30, 0.50], fraction)
        case (.postmortemRate, .share):
            guard let fraction = value.fraction else { return nil }
            self = Self.upTo([0.10, 0.30, 0.50, 0.75], 1 - fraction)
        case (.pageAgainstTrue, .times):
            guard let ratio = value.ratio, ratio > 0 else { return nil }
            // Half of the truth is as far from it as twice.
            self = Self.upTo([1.1, 1.5, 2, 4], max(ratio, 1 / ratio))
        case (.hiddenRecurrences, .count(_, let incidents)):
            let touched = evidence.count { $0.value != .count(0) }
            self = Self.upTo([0, 0.02, 0.05, 0.10], Double(touched) / Double(max(incidents, 1)))
        default: return nil
        }
    }

    private static func upTo(_ bounds: [Double], _ value: Double) -> HonestyGrade {
        // A share such as 15 of 100 must not miss its bound by the last bit of a double.
        let place = bounds.firstIndex { value <= $0 + 1e-9 } ?? bounds.count
        return allCases[place]
    }

    /// The middle grade, of two middle ones the worse; nil for fewer than three.
    static func middle(_ grades: [HonestyGrade]) -> HonestyGrade? {
        grades.count < HonestyFigure.rowsLeast ? nil : grades.sorted()[grades.count / 2]
    }
}
