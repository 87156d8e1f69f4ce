package import Series
package import Vocabulary

/// A span of time of one series that is to be drawn in about so many points.
package struct ChartQuery: Sendable, Hashable {
    package static let pointsMost = 2_000
    private static let longest = TimeSpan.days(20 * 366)
    /// Widths of points, in seconds: each is whole in the next level's spans, so that a point is made of whole ones.
    private static let widths: [Int64] = [
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
        172_800, 604_800,
    ]

    package let series: SeriesName
    package let width: TimeSpan
    /// Begins and ends where points do.
    package let span: Range<Instant>

    /// Points become as wide as it takes to be at most so many, and as the rule still keeps what makes them.
    package init(
        series: SeriesName, from: Instant, to: Instant, points: Int, rule: RetentionRule = .standard, now: Instant
    ) throws(SeriesStoreError) {
        guard Sample.instants.contains(from), from < to, to <= Sample.instants.upperBound, to - from <= Self.longest
        else {
            throw SeriesStoreError(.refused, "a chart goes from an instant to a later one, at most 20 years")
        }
        guard (1...Self.pointsMost).contains(points) else {
            throw SeriesStoreError(
                .refused, "a chart has from 1 to \(Self.pointsMost) points; \(points) are none of these")
        }
        let age = now - from
        let least: Int64 =
            age <= rule.samples ? 1 : RollupLevel.allCases.first { age <= rule.span(of: $0) }?.seconds ?? 86_400
        let wanted = max((to - from).microseconds / 1_000_000 / Int64(points), least)
        func fits(_ width: Int64) -> Bool {
            width >= least && (to.seconds - from.seconds / width * width + width - 1) / width <= Int64(points)
        }
        // Rounding to whole points can make one more than was asked for.
        let weeks = (wanted / 604_800 + 1) * 604_800
        let width = Self.widths.first(where: fits) ?? weeks
        self.series = series
        self.width = .seconds(width)
        span =
            Instant(
                seconds: from.seconds / width * width)..<Instant(
                seconds: (to.microseconds + width * 1_000_000 - 1) / 1_000_000 / width * width)
    }

    /// Which rollups the points are made of; nil for samples.
    package var level: RollupLevel? {
        RollupLevel.allCases.last { $0.seconds <= width.wholeSeconds }
    }

    // What a store asks its tables for.

    package var milliseconds: Range<Int64> {
        span.lowerBound.microseconds / 1_000..<span.upperBound.microseconds / 1_000
    }

    package var hours: ClosedRange<Int64> {
        PackingRule.hour(of: milliseconds.lowerBound)...PackingRule.hour(of: milliseconds.upperBound - 1)
    }

    package func blocks(_ level: RollupLevel) -> ClosedRange<Int64> {
        RollupBlock.number(
            level, of: milliseconds.lowerBound)...RollupBlock.number(level, of: milliseconds.upperBound - 1)
    }
}

/// What a chart shows: for each vantage the points that hold something, in their order.
package struct Chart: Sendable, Hashable {
    package struct Point: Sendable, Hashable {
        package let start: Instant
        package let rollup: Rollup

        package init(start: Instant, rollup: Rollup) {
            self.start = start
            self.rollup = rollup
        }
    }

    package struct Line: Sendable, Hashable {
        package let vantage: VantageName
        package let points: [Point]

        package init(vantage: VantageName, points: [Point]) {
            self.vantage = vantage
            self.points = points
        }
    }

    package let width: TimeSpan
    package let level: RollupLevel?
    /// In the order of the vantages' names.
    package let lines: [Line]

    package init(width: TimeSpan, level: RollupLevel?, lines: [Line]) {
        self.width = width
        self.level = level
        self.lines = lines
    }
}

/// Samples of a series in a span of at most seven days, at most so many from each vantage, the earliest first.
package struct SampleQuery: Sendable, Hashable {
    package static let limitMost = 100_000
    package let series: SeriesName
    package let milliseconds: Range<Int64>
    package let limit: Int

    package init(series: SeriesName, from: Instant, to: Instant, limit: Int) throws(SeriesStoreError) {
        guard Sample.instants.contains(from), from < to, to - from <= .days(7) else {
            throw SeriesStoreError(.refused, "samples are asked for from an instant to a later one, at most seven days")
        }
        self.series = series
        milliseconds = from.microseconds / 1_000..<(to.microseconds + 999) / 1_000
        self.limit = min(max(limit, 1), Self.limitMost)
    }

    package var hours: ClosedRange<Int64> {
        PackingRule.hour(of: milliseconds.lowerBound)...PackingRule.hour(of: milliseconds.upperBound - 1)
    }
}

package struct VantageSamples: Sendable, Hashable {
    package let vantage: VantageName
    package let samples: [Sample]
    /// There are more.
    package let isCut: Bool
}
