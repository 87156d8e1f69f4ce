/// The rule that holds after a zone's last listed transition: a POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneFooter: Sendable {
    private var standard: ZoneOffset
    private var daylight: (offset: ZoneOffset, starts: YearlyRule, ends: YearlyRule)?

    /// Nil when the text is empty or of a form that we do not read; the last listed offset then goes on.
    init?(_ text: String) {
        var reader = FooterReader(text)
        guard let name = reader.name(), let west = reader.offset() else { return nil }
        standard = ZoneOffset(seconds: -west, abbreviation: name, isDaylight: false)
        if reader.isAtEnd { return }
        guard let summerName = reader.name() else { return nil }
        var summerSeconds = standard.seconds + 3_600
        if !reader.isAt(",") {
            guard let west = reader.offset() else { return nil }
            summerSeconds = -west
        }
        guard reader.take(","), let starts = reader.rule(), reader.take(","), let ends = reader.rule(), reader.isAtEnd
        else { return nil }
        daylight = (ZoneOffset(seconds: summerSeconds, abbreviation: summerName, isDaylight: true), starts, ends)
    }

    func offset(at seconds: Int64) -> ZoneOffset {
        guard let daylight else { return standard }
        let year = CivilTime(Instant(seconds: seconds), offsetSeconds: standard.seconds).date.year
        // Each change is written in the clock time that holds just before it.
        let starts = daylight.starts.seconds(in: year) - Int64(standard.seconds)
        let ends = daylight.ends.seconds(in: year) - Int64(daylight.offset.seconds)
        let isDaylight =
            starts < ends ? seconds >= starts && seconds < ends : seconds >= starts || seconds < ends
        return isDaylight ? daylight.offset : standard
    }
}

/// A moment that comes each year.
struct YearlyRule: Sendable {
    enum Day: Sendable {
        /// Weekday (0 is Sunday) of a week (5 is the last) of a month.
        case weekday(month: Int, week: Int, weekday: Int)
        /// Day 1 to 365; the 29th of February is never counted.
        case julian(Int)
        /// Day 0 to 365; the 29th of February is counted.
        case ordinal(Int)
    }

    var day: Day
    var secondsIntoDay: Int

    /// Clock seconds since 1970, as if the clock were UTC.
    func seconds(in year: Int) -> Int64 {
        guard let january = CivilDate(year: year, month: 1, day: 1) else { return 0 }
        let days: Int64
        switch day {
        case .julian(let number):
            days = january.daysSinceEpoch + Int64(number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0))
        case .ordinal(let number):
            days = january.daysSinceEpoch + Int64(number)
        case .weekday(let month, let week, let weekday):
            guard let first = CivilDate(year: year, month: month, day: 1) else { return 0 }
            var date = 1 + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
            while date > CivilDate.days(inMonth: month, of: year) { date -= 7 }
            days = first.daysSinceEpoch + Int64(date - 1)
        }
        return days * 86_400 + Int64(secondsIntoDay)
    }
}

private struct FooterReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8.prefix(200)) }

    var isAtEnd: Bool { index >= bytes.count }

    func isAt(_ character: Character) -> Bool { index < bytes.count && bytes[index] == character.asciiValue }

    mutating func take(_ character: Character) -> Bool {
        guard isAt(character) else { return false }
        index += 1
        return true
    }

    /// Letters, or anything between angle brackets.
    mutating func name() -> String? {
        var name: [UInt8] = []
        if take("<") {
            while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
                name.append(bytes[index])
                index += 1
            }
            guard take(">") else { return nil }
        } else {
            while index < bytes.count, bytes[index] | 0x20 >= UInt8(ascii: "a"),
                bytes[index] | 0x20 <= UInt8(ascii: "z")
            {
                name.append(bytes[index])
                index += 1
            }
        }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    mutating func number() -> Int? {
        var value: Int?
        while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
            value = (value ?? 0) * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            guard let value, value < 100_000 else { return nil }
            index += 1
        }
        return value
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    mutating func offset() -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number() else { return nil }
        var seconds = hours * 3_600
        if take(":") {
            guard let minutes = number() else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number() else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    mutating func rule() -> YearlyRule? {
        let day: YearlyRule.Day
        if take("M") {
            guard let month = number(), take("."), let week = number(), take("."), let weekday = number(),
                (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else if take("J") {
            guard let number = number(), (1...365).contains(number) else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(), (0...365).contains(number) else { return nil }
            day = .ordinal(number)
        }
        var seconds = 7_200
        if take("/") {
            guard let value = offset() else { return nil }
            seconds = value
        }
        return YearlyRule(day: day, secondsIntoDay: seconds)
    }
}
