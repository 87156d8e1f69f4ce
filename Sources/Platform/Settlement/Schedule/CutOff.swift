package import Vocabulary

/// When a channel's day ends at the provider, and how long after that its file may take to come.
package struct CutOff: Sendable, Hashable {
    /// Minutes after midnight, UTC.
    package let minute: Int
    package let grace: TimeSpan

    /// Nil unless the minute is one of a day and the grace is shorter than a day.
    package init?(minute: Int, grace: TimeSpan) {
        guard (0..<1_440).contains(minute), grace >= .zero, grace < .days(1) else { return nil }
        self.minute = minute
        self.grace = grace
    }

    /// The end of the first day that ends after an instant.
    package func dayEnd(after instant: Instant) -> Instant {
        let dayLength = TimeSpan.days(1).wholeSeconds
        let (days, rest) = (instant.seconds - Int64(minute) * 60).quotientAndRemainder(dividingBy: dayLength)
        let day = rest < 0 ? days - 1 : days
        return Instant(seconds: (day + 1) * dayLength + Int64(minute) * 60)
    }

    /// The end of the last day that ended at an instant or before.
    package func dayEnd(until instant: Instant) -> Instant { dayEnd(after: instant) - .days(1) }
}
