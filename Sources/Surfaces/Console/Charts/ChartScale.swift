package import Vocabulary

/// Round ends and round marks for the two directions of a chart.
package enum ChartScale {
    /// The least round time that is not less: 1, 2 or 5 of a power of ten, in microseconds. At least a tenth of a millisecond.
    package static func top(_ longest: TimeSpan) -> TimeSpan {
        var step: Int64 = 100
        while step < 1_000_000_000_000 {
            for factor: Int64 in [1, 2, 5] where step * factor >= longest.microseconds {
                return TimeSpan(microseconds: step * factor)
            }
            step *= 10
        }
        return TimeSpan(microseconds: step)
    }

    package struct Tick: Sendable, Hashable {
        package var at: Instant
        /// From the left, in thousandths.
        package var place: Int
        package var isDay: Bool
    }

    private static let steps: [Int64] = [60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200]

    /// Marks at round times of the zone's clocks, at most so many.
    package static func ticks(_ span: Range<Instant>, in zone: Zone, most: Int) -> [Tick] {
        let length = span.upperBound - span.lowerBound
        guard length > .zero, most > 0 else { return [] }
        let instants: [Instant]
        let isDay: Bool
        if let step = steps.first(where: { length.wholeSeconds / $0 <= Int64(most) }) {
            // Clocks of all zones are whole quarters of an hour from UTC, and days are marked as days.
            let offset = Int64(zone.offset(at: span.lowerBound).seconds)
            let first = ((span.lowerBound.seconds + offset + step - 1) / step) * step - offset
            instants = stride(from: first, through: span.upperBound.seconds, by: Int64.Stride(step)).map(
                Instant.init(seconds:))
            isDay = false
        } else {
            instants = days(span, in: zone, most: most)
            isDay = true
        }
        return instants.filter { span.lowerBound <= $0 && $0 <= span.upperBound }.map { instant in
            let place = Int((instant - span.lowerBound).microseconds / max(length.microseconds / 1_000, 1))
            return Tick(at: instant, place: min(place, 1_000), isDay: isDay)
        }
    }

    /// Midnights of each day, of each Monday, or of each first of a month.
    private static func days(_ span: Range<Instant>, in zone: Zone, most: Int) -> [Instant] {
        let first = zone.civilTime(span.lowerBound).date.daysSinceEpoch
        let last = zone.civilTime(span.upperBound).date.daysSinceEpoch
        let all = (first...max(first, last)).map { CivilDate(daysSinceEpoch: $0) }
        let wanted: [CivilDate] =
            if all.count <= most + 2 {
                all
            } else if all.count / 7 <= most {
                all.filter { $0.weekday == 1 }
            } else if all.count / 30 <= most {
                all.filter { $0.day == 1 }
            } else {
                all.filter { $0.day == 1 && $0.month % 3 == 1 }
            }
        return wanted.compactMap { date in
            guard let midnight = CivilTime(date: date, hour: 0, minute: 0) else { return nil }
            return switch zone.instants(showing: midnight) {
            case .once(let instant), .twice(let instant, _), .gap(let instant): instant
            }
        }
    }
}
