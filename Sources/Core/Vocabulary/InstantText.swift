/// Why a text is no instant. The message says what to write instead.
package struct InstantTextError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// It is no date and time of the form `2025-03-27T15:11:00Z`.
        case malformed
        /// There is no such day or time of day.
        case impossible
        /// It names no zone, so it is no point in time.
        case zoneMissing
    }

    package var reason: Reason

    package var description: String {
        switch reason {
        case .malformed: "expected a date and time such as 2025-03-27T15:11:00Z"
        case .impossible: "there is no such day or time of day"
        case .zoneMissing: "the zone is missing: end it with Z, or with an offset such as +01:00"
        }
    }
}

extension Instant {
    /// Reads RFC 3339: `2025-03-27T15:11:00Z`, `2025-03-27T16:11+01:00`, with seconds and a fraction if wanted. A local
    /// time without zone is refused.
    package init(rfc3339 text: some StringProtocol) throws(InstantTextError) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2),
            reader.take("-"), let day = reader.number(digits: 2),
            reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(digits: 2), reader.take(":"), let minute = reader.number(digits: 2)
        else { throw InstantTextError(reason: .malformed) }
        var second = 0
        var microsecond = 0
        if reader.take(":") {
            guard let value = reader.number(digits: 2) else { throw InstantTextError(reason: .malformed) }
            second = value
            if reader.take(".") {
                guard let value = reader.fraction() else { throw InstantTextError(reason: .malformed) }
                microsecond = value
            }
        }
        if reader.isAtEnd { throw InstantTextError(reason: .zoneMissing) }
        var offset = 0
        if !(reader.take("Z") || reader.take("z")) {
            let isWest = reader.take("-")
            guard isWest || reader.take("+"), let hours = reader.number(digits: 2), reader.take(":"),
                let minutes = reader.number(digits: 2)
            else { throw InstantTextError(reason: .malformed) }
            guard hours <= 23, minutes <= 59 else { throw InstantTextError(reason: .impossible) }
            offset = (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
        }
        guard reader.isAtEnd else { throw InstantTextError(reason: .malformed) }
        guard let date = CivilDate(year: year, month: month, day: day),
            let civil = CivilTime(date: date, hour: hour, minute: minute, second: second, microsecond: microsecond)
        else { throw InstantTextError(reason: .impossible) }
        self = civil.instant(offsetSeconds: offset)
    }

    /// `2025-03-27T15:11:00Z`, with a fraction only where there is one.
    package var rfc3339: String {
        let civil = CivilTime(self)
        var text = civil.date.iso8601 + "T" + civil.clock(seconds: true)
        if civil.microsecond != 0 {
            var fraction = String(civil.microsecond)
            fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
            while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
            text += "." + fraction
        }
        return text + "Z"
    }
}

extension CivilDate {
    /// `2025-03-27`
    package var iso8601: String {
        String(repeating: "0", count: max(0, 4 - String(year).utf8.count))
            + "\(year)-\(TwoDigits(month))-\(TwoDigits(day))"
    }
}

extension CivilTime {
    /// `16:11`, or `16:11:05` when asked for.
    package func clock(seconds: Bool = false) -> String {
        "\(TwoDigits(hour)):\(TwoDigits(minute))" + (seconds ? ":\(TwoDigits(second))" : "")
    }
}

/// A number under one hundred as it stands on a clock.
package struct TwoDigits: CustomStringConvertible {
    let value: Int
    package init(_ value: Int) { self.value = value }
    package var description: String { value < 10 ? "0\(value)" : "\(value)" }
}

/// Reads fixed-width numbers from text.
struct DigitReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: some StringProtocol) {
        // An instant's text is short; what is longer is cut, and then refused as malformed.
        bytes = Array(text.utf8.prefix(64))
    }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Character) -> Bool {
        guard index < bytes.count, bytes[index] == character.asciiValue else { return false }
        index += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard index + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<index + digits] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        index += digits
        return value
    }

    /// One to nine digits behind a decimal point, as microseconds; finer digits are dropped.
    mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
            if count < 6 { value = value * 10 + Int(bytes[index] - UInt8(ascii: "0")) }
            count += 1
            index += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in 0..<max(0, 6 - count) { value *= 10 }
        return value
    }
}
