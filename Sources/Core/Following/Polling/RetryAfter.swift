package import Vocabulary

/// What a server's `Retry-After` asks for (RFC 9110, 10.2.3).
package enum RetryAfter {
    /// Seconds, or a date in the one form that is to be sent; nil for anything else.
    package static func reading(_ text: String, now: Instant) -> TimeSpan? {
        let trimmed = text.utf8.drop { $0 == 0x20 }
        guard trimmed.count <= 40, let first = trimmed.first else { return nil }
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { return seconds(trimmed) }
        return date(String(Substring(trimmed))).map { max($0 - now, .zero) }
    }

    private static func seconds(_ digits: Substring.UTF8View) -> TimeSpan? {
        var count: Int64 = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                return byte == 0x20 ? .seconds(count) : nil
            }
            // Beyond a year it makes no difference: rules cap it at hours.
            count = min(count * 10 + Int64(byte - UInt8(ascii: "0")), 31_536_000)
        }
        return .seconds(count)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func date(_ text: String) -> Instant? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT",
            let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]),
            let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        // A leap second (60) is taken for the second before it.
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2], second <= 60,
            let time = CivilTime(date: date, hour: hour, minute: minute, second: min(second, 59))
        else { return nil }
        return time.instant(offsetSeconds: 0)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
