internal import Vocabulary

/// A day as a text gives it; the year is often left out.
struct StatedDate: Sendable, Hashable {
    var year: Int?
    var month: Int
    var day: Int
    /// Which of the two numbers is the month is not certain: `03/04/2025`.
    var isAmbiguous = false

    func civil(year fallback: Int? = nil) -> CivilDate? {
        guard let year = year ?? fallback else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }
}

/// A time of day as a text gives it.
struct StatedClock: Sendable, Hashable {
    var hour: Int
    var minute: Int
    var second: Int?
    /// It said am or pm, or has an hour above twelve.
    var isCertainHalf: Bool
    /// It said am or pm.
    var hasMeridiem = false
    /// A form that cannot be trusted, such as `1H51am`.
    var isOdd = false
    var zone: StatedZone?
}

enum RelativeDay: Sendable, Hashable {
    case today
    case yesterday
    case same
}

/// A point in time as a text gives it: any of day, weekday, clock and zone, that stand together.
struct TimePoint: Sendable {
    var date: StatedDate?
    var weekday: Int?
    var relative: RelativeDay?
    var clock: StatedClock?
    var isApproximate = false
    var tokens: Range<Int>

    /// Whether it says when, and not only on what weekday.
    var isTelling: Bool { clock != nil || date != nil }
}

/// Two points that bound a time.
struct TimeRange: Sendable {
    var start: TimePoint
    var end: TimePoint
    /// From the word that opens it to its last token.
    var tokens: Range<Int>
}

/// A length of time that a text states.
struct StatedLength: Sendable {
    var seconds: Int
    var tokens: Range<Int>
}
