package import Vocabulary

/// When something is due, as cron writes it: minute, hour, day of the month, month, day of the week. As there, a day counts
/// when either of its two fields fits, if both are given.
package struct CronSchedule: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    private let isAnyDay: Bool
    private let isAnyWeekday: Bool

    /// A schedule comes back within these years: 29 February on a Monday does.
    private static let yearsMost = 30

    private static let shorthands = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Nil for what cron would refuse, and for what never comes, such as 30 February.
    package init?(_ text: String) {
        guard text.utf8.count <= 200 else { return nil }
        let fields = (Self.shorthands[text] ?? text).split { $0 == " " || $0 == "\t" }
        guard fields.count == 5, let minutes = Self.values(fields[0], 0...59),
            let hours = Self.values(fields[1], 0...23), let days = Self.values(fields[2], 1...31),
            let months = Self.values(fields[3], 1...12, Self.monthNames, from: 1),
            let weekdays = Self.values(fields[4], 0...7, Self.weekdayNames, from: 0)
        else { return nil }
        description = text
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        isAnyDay = fields[2].hasPrefix("*")
        isAnyWeekday = fields[4].hasPrefix("*")
        guard next(after: Instant(seconds: 946_684_800), in: .utc) != nil else { return nil }
    }

    private static func values(
        _ field: Substring, _ range: ClosedRange<Int>, _ names: [String] = [], from first: Int = 0
    ) -> Set<Int>? {
        func number(_ text: Substring) -> Int? {
            if let place = names.firstIndex(of: text.lowercased()) { return place + first }
            guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            return Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
        var values: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            var step = 1
            if halves.count == 2 {
                guard let given = Int(halves[1]), (1...range.upperBound).contains(given) else { return nil }
                step = given
            }
            let bounds: ClosedRange<Int>
            if halves[0] == "*" {
                bounds = range
            } else {
                let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let low = ends.first.flatMap(number) else { return nil }
                guard let high = ends.count == 2 ? number(ends[1]) : halves.count == 2 ? range.upperBound : low,
                    low <= high
                else { return nil }
                bounds = low...high
            }
            values.formUnion(stride(from: bounds.lowerBound, through: bounds.upperBound, by: step))
        }
        return values.isEmpty ? nil : values
    }

    private func isDue(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let day = days.contains(date.day)
        let weekday = weekdays.contains(date.weekday)
        return isAnyDay || isAnyWeekday ? day && weekday : day || weekday
    }

    /// The first time after an instant. What falls into the hour that spring leaves out is due as if it had not; what autumn
    /// shows twice is due the first time.
    package func next(after instant: Instant, in zone: Zone) -> Instant? {
        let start = zone.civilTime(instant).date.daysSinceEpoch
        for day in 0..<Int64(Self.yearsMost * 366) {
            let date = CivilDate(daysSinceEpoch: start + day)
            guard isDue(date) else { continue }
            var found: Instant?
            for hour in hours.sorted() where found == nil {
                for minute in minutes.sorted() {
                    guard let civil = CivilTime(date: date, hour: hour, minute: minute) else { continue }
                    let due: Instant =
                        switch zone.instants(showing: civil) {
                        case .once(let one), .twice(let one, _), .gap(let one): one
                        }
                    guard due > instant else { continue }
                    found = due
                    break
                }
            }
            if let found { return found }
        }
        return nil
    }
}
