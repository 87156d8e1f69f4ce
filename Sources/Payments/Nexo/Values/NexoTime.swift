package import Vocabulary

/// A date and time with its zone, as it stands on the wire: it goes out with the same digits as it came in.
package struct NexoTime: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    package let instant: Instant

    static let blank = NexoTime(Instant(seconds: 0))

    /// In UTC.
    package init(_ instant: Instant) {
        self.instant = instant
        description = instant.rfc3339
    }

    package init?(_ text: String) { self.init(Array(text.utf8)[...]) }

    /// The form that XML Schema has for it: `2026-11-20T10:15:30`, a fraction of one to nine digits or none, and `Z` or an
    /// offset of at most 14 hours.
    ///
    /// It is stricter than ``Instant``, and every message holds several of them: so they are read here.
    init?(_ text: ArraySlice<UInt8>) {
        guard (20...35).contains(text.count) else { return nil }
        var reader = Digits(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2)
        else { return nil }
        var microsecond = 0
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            microsecond = fraction
        }
        guard year > 0, let offset = reader.offset(), reader.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day),
            let civil = CivilTime(date: date, hour: hour, minute: minute, second: second, microsecond: microsecond)
        else { return nil }
        instant = civil.instant(offsetSeconds: offset)
        description = String(decoding: text, as: UTF8.self)
    }
}

private struct Digits {
    private let text: ArraySlice<UInt8>
    private var place: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        place = text.startIndex
    }

    var isAtEnd: Bool { place == text.endIndex }

    mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard place < text.endIndex, UInt32(text[place]) == letter.value else { return false }
        place += 1
        return true
    }

    mutating func digit() -> Int? {
        guard place < text.endIndex, text[place] >= 0x30, text[place] <= 0x39 else { return nil }
        defer { place += 1 }
        return Int(text[place]) - 0x30
    }

    mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// As microseconds; finer digits are dropped from the instant, not from the text.
    mutating func fraction() -> Int? {
        var (value, count) = (0, 0)
        while let digit = digit() {
            if count < 6 { value = value * 10 + digit }
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in 0..<max(0, 6 - count) { value *= 10 }
        return value
    }

    /// In seconds, to the east of Greenwich.
    mutating func offset() -> Int? {
        if take("Z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2), minutes <= 59,
            hours * 60 + minutes <= 14 * 60
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -60 : 60)
    }
}
