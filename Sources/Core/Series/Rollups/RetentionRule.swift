package import Vocabulary

/// How long what is kept: samples as they were, and the rollups of each level, which last longer the longer their spans are.
package struct RetentionRule: Sendable, Hashable {
    package let samples: TimeSpan
    package let minutes: TimeSpan
    package let hours: TimeSpan
    package let days: TimeSpan

    package static let standard = RetentionRule(
        samples: .days(30), minutes: .days(120), hours: .days(800), days: .days(3_660))

    package init(samples: TimeSpan, minutes: TimeSpan, hours: TimeSpan, days: TimeSpan) {
        self.samples = samples
        self.minutes = max(minutes, samples)
        self.hours = max(hours, minutes, samples)
        self.days = max(days, hours, minutes, samples)
    }

    package func span(of level: RollupLevel) -> TimeSpan {
        switch level {
        case .minute: minutes
        case .hour: hours
        case .day: days
        }
    }
}
