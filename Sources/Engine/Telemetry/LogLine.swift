internal import JSON
internal import Vocabulary

/// Turns a record into one line of bounded length that ends with a line feed.
enum LogLine {
    static let bytesMax = 4096
    private static let valueBytesMax = 1024

    static func render(_ record: LogRecord, _ format: LogFormat) -> [UInt8] {
        switch format {
        case .text: text(record)
        case .json: json(record)
        }
    }

    private static func text(_ record: LogRecord) -> [UInt8] {
        let level = record.level.rawValue
        var line = Array("\(Timestamp.text(record.instant)) \(level)".utf8)
        line += repeatElement(0x20, count: 8 - level.utf8.count)
        line += visible(record.message.description, bytesMax: valueBytesMax).utf8
        for (key, value) in record.values {
            let field = Array(" \(key.rawValue)=\(shown(value))".utf8)
            guard line.count + field.count <= bytesMax - 16 else {
                line += " truncated=true".utf8
                break
            }
            line += field
        }
        return line + [0x0A]
    }

    private static func json(_ record: LogRecord) -> [UInt8] {
        var object: JSONObject = [
            "time": .string(Timestamp.text(record.instant)), "level": .string(record.level.rawValue),
            "message": .string(visible(record.message.description, bytesMax: valueBytesMax)),
        ]
        // Counted member by member, so that the cut falls between members and the line stays JSON.
        var count = JSONWriter.compact(.object(object)).count
        for (key, value) in record.values {
            let member = json(value)
            count += JSONWriter.compact(member).count + key.rawValue.utf8.count + 4
            guard count <= bytesMax - 24 else {
                object["truncated"] = true
                break
            }
            object[key.rawValue] = member
        }
        return JSONWriter.compact(.object(object)) + [0x0A]
    }

    private static func json(_ value: LogValue) -> JSONValue {
        switch value {
        case .text(let text): .string(visible(text, bytesMax: valueBytesMax))
        case .integer(let number): .integer(number)
        case .flag(let flag): .bool(flag)
        case .redacted: .string("‹redacted›")
        }
    }

    private static func shown(_ value: LogValue) -> String {
        switch value {
        case .text(let text):
            let safe = visible(text, bytesMax: valueBytesMax)
            let isPlain =
                !safe.isEmpty && safe.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"=\\".utf8.contains($0) }
            return isPlain ? safe : String(decoding: JSONWriter.compact(.string(safe)), as: UTF8.self)
        case .integer(let number): return String(number)
        case .flag(let flag): return flag ? "true" : "false"
        case .redacted: return "‹redacted›"
        }
    }

    /// The text with everything that could end a line, move a cursor or turn the reading direction written out as
    /// `\u{A}`, and cut to a number of bytes.
    static func visible(_ text: String, bytesMax: Int) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            let isHidden =
                scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x2028
                || scalar.value == 0x2029 || scalar.properties.isBidiControl
            let piece =
                isHidden ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(Character(scalar))
            count += piece.utf8.count
            guard count <= bytesMax else { return result + "…" }
            result += piece
        }
        return result
    }
}

/// An instant as RFC 3339 in UTC with microseconds, always of one length so that lines sort by time.
enum Timestamp {
    static func text(_ instant: Instant) -> String {
        let (seconds, microseconds) = floorDivided(instant.microseconds, by: 1_000_000)
        let (days, secondOfDay) = floorDivided(seconds, by: 86_400)
        let (year, month, day) = date(daysSince1970: days)
        let clock = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { padded($0, 2) }
        return
            "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(clock.joined(separator: ":")).\(padded(microseconds, 6))Z"
    }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// The Gregorian date, counted in eras of 400 years that start on 1 March.
    private static func date(daysSince1970 days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = floorDivided(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
