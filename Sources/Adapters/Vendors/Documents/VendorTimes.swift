internal import Vocabulary

/// The forms in which vendors write times. A time without a zone is never guessed at: who knows the zone says so.
enum VendorTimes {
    /// RFC 3339 and what comes close: an offset without colon, a space before the zone, `+0000 UTC`.
    static func zoned(_ text: String) -> Instant? {
        if let instant = try? Instant(rfc3339: text) { return instant }
        guard text.utf8.count <= 64 else { return nil }
        var parts = text.split(separator: " ").map(String.init)
        guard (1...4).contains(parts.count) else { return nil }
        // Day and clock, parted by a space or not, then the zone.
        if parts.count > 1, parts[0].utf8.count == 10 { parts[0] += "T" + parts.remove(at: 1) }
        if parts.count > 1, parts.last == "UTC" || parts.last == "GMT" {
            parts.removeLast()
            if parts.count == 1 { parts.append("Z") }
        }
        var bytes = Array(parts.joined().utf8)
        if bytes.count > 19 {
            let sign = bytes[bytes.count - 5]
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                bytes.insert(UInt8(ascii: ":"), at: bytes.count - 2)
            }
        }
        return try? Instant(rfc3339: String(decoding: bytes, as: UTF8.self))
    }

    /// `2025-03-27 16:11:00` or `2025-03-27 16:11`, as a clock on a wall.
    static func naive(_ text: String) -> CivilTime? {
        let text = text.trimmed
        guard text.utf8.count <= 32, let instant = try? Instant(rfc3339: text.replacingSpaceByT + "Z") else {
            return nil
        }
        return CivilTime(instant)
    }

    /// The instant of a wall clock in a zone, where there is exactly one.
    static func instant(_ civil: CivilTime, in zone: Zone) -> Instant? { zone.instants(showing: civil).exact }

    static func epoch(_ number: Int64) -> Instant? {
        guard number > 0 else { return nil }
        // Beyond the year 5138 in seconds it is milliseconds.
        if number > 100_000_000_000 {
            guard number < 100_000_000_000_000 else { return nil }
            return Instant(microseconds: number * 1_000)
        }
        return Instant(seconds: number)
    }

    /// RFC 822 as feeds write it: `Thu, 23 Jul 2026 16:29:09 Z`, `Mon, 17 Aug 2026 21:01 PDT`, `… +0200`.
    static func rfc822(_ text: String) -> Instant? {
        guard text.utf8.count <= 64 else { return nil }
        var parts = text.split { $0 == " " || $0 == "," || $0 == "\n" || $0 == "\t" }.map(String.init)
        if let first = parts.first, Int(first) == nil { parts.removeFirst() }
        guard parts.count == 5, let day = Int(parts[0]), let month = month(parts[1]), let year = year(parts[2]),
            let date = CivilDate(year: year, month: month, day: day), let civil = civil(date, clock: parts[3]),
            let offset = offset(parts[4])
        else { return nil }
        return civil.instant(offsetSeconds: offset)
    }

    static func civil(_ date: CivilDate, clock: String) -> CivilTime? {
        let numbers = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1] else { return nil }
        guard numbers.count == 2 || numbers[2] != nil else { return nil }
        return CivilTime(date: date, hour: hour, minute: minute, second: numbers.count == 3 ? numbers[2] ?? 0 : 0)
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// By its first three letters; `Sept` and full names count.
    static func month(_ name: String) -> Int? {
        months.firstIndex(of: String(name.lowercased().prefix(3))).map { $0 + 1 }
    }

    private static func year(_ text: String) -> Int? {
        guard let year = Int(text) else { return nil }
        return text.utf8.count == 2 ? (year < 50 ? 2_000 + year : 1_900 + year) : year
    }

    /// `+0200`, `+02:00`, or one of the abbreviations that mean one thing only (RFC 822 names the American ones).
    static func offset(_ zone: String) -> Int? {
        if let offset = abbreviations[zone.uppercased()] { return offset }
        let digits = zone.filter { $0 != ":" }
        guard digits.utf8.count == 5, let sign = digits.first, sign == "+" || sign == "-",
            let number = Int(digits.dropFirst()), number / 100 <= 14, number % 100 < 60
        else { return nil }
        let seconds = number / 100 * 3_600 + number % 100 * 60
        return sign == "-" ? -seconds : seconds
    }

    private static let abbreviations = [
        "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -18_000, "EDT": -14_400, "CST": -21_600, "CDT": -18_000,
        "MST": -25_200, "MDT": -21_600, "PST": -28_800, "PDT": -25_200, "CET": 3_600, "CEST": 7_200, "WET": 0,
        "WEST": 3_600, "EET": 7_200, "EEST": 10_800, "JST": 32_400, "AEST": 36_000, "AEDT": 39_600,
    ]

    /// `Aug 18, 11:42 UTC` or `Aug 18, 2026 - 11:42 UTC`, as pages show an update's time. Without a year, the year in
    /// which it comes last before `latest`.
    static func shown(_ line: String, notAfter latest: Instant?) -> Instant? {
        guard line.utf8.count <= 64 else { return nil }
        var parts = line.split { $0 == " " || $0 == "," || $0 == "-" || $0 == "–" }.map(String.init)
        guard (4...5).contains(parts.count), parts[0].utf8.count <= 9, let month = month(parts[0]),
            let day = Int(parts[1])
        else { return nil }
        var year: Int?
        if parts.count == 5 {
            guard let stated = Int(parts[2]), stated > 1_970 else { return nil }
            year = stated
            parts.remove(at: 2)
        }
        guard let offset = offset(parts[3]) else { return nil }
        func instant(_ year: Int) -> Instant? {
            CivilDate(year: year, month: month, day: day).flatMap { civil($0, clock: parts[2]) }
                .map { $0.instant(offsetSeconds: offset) }
        }
        if let year { return instant(year) }
        guard let latest else { return nil }
        let last = CivilTime(latest).date.year
        // A post-mortem comes days after the feed's own date; more than half a day ahead is last year's.
        return [last + 1, last, last - 1].lazy.compactMap(instant).first { $0 <= latest + .hours(12) }
    }
}

extension String {
    fileprivate var replacingSpaceByT: String {
        var bytes = Array(utf8)
        if bytes.count > 10, bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
