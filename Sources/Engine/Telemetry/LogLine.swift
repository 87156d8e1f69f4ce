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
///
/// `Instant.rfc3339` is not used because it leaves out the zeros that a fraction ends with, and a fraction of zero.
enum Timestamp {
    static func text(_ instant: Instant) -> String {
        let civil = CivilTime(instant)
        let digits = String(civil.microsecond)
        let zeros = String(repeating: "0", count: 6 - digits.utf8.count)
        return "\(civil.date.iso8601)T\(civil.clock(seconds: true)).\(zeros)\(digits)Z"
    }
}
