package import Vocabulary

/// One thing that an answer must be, as a line of text: `status == 200`, `header content-type contains json`,
/// `json .state == "paid"`, `latency < 800ms`, `body !contains error`.
package struct Condition: Sendable, Hashable {
    package enum Subject: Sendable, Hashable {
        case status
        /// In small letters; names of header fields are compared without regard to letters.
        case header(String)
        case body
        case json(JSONPath)
        case latency
    }

    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case more = ">"
        case atLeast = ">="
        case contains
        case lacks = "!contains"
        /// With `*` for any run of characters.
        case matches
        /// A number or a range among several: `200..299, 304`.
        case within = "in"
        case exists
        case missing

        var takesValue: Bool { self != .exists && self != .missing }
        var isOrder: Bool { [.less, .atMost, .more, .atLeast].contains(self) }
    }

    package enum Value: Sendable, Hashable {
        case text(String)
        case number(Double)
        case span(TimeSpan)
        case ranges([ClosedRange<Int>])
        case none
    }

    package struct Refusal: Error, Sendable, Hashable {
        package var message: String
        package var hint: String?
    }

    package static let bytesMost = 1_000

    package let subject: Subject
    package let comparison: Comparison
    package let value: Value
    /// As it was written.
    package let text: String

    package init(_ text: String) throws(Refusal) {
        guard (1...Self.bytesMost).contains(text.utf8.count) else {
            throw Refusal(message: "expected a condition of 1 to \(Self.bytesMost) bytes")
        }
        self.text = text
        var words = ConditionWords(text)
        let word = words.next() ?? ""
        switch word {
        case "status": subject = .status
        case "body": subject = .body
        case "latency": subject = .latency
        case "header":
            guard let name = words.next(), HeaderField(name + ": x") != nil else {
                throw Refusal(message: "expected the name of a header field", hint: "header content-type contains json")
            }
            subject = .header(name.lowercased())
        case "json":
            guard let path = words.next().flatMap(JSONPath.init) else {
                throw Refusal(message: "expected a place in the JSON answer", hint: "json .items[0].state == \"paid\"")
            }
            subject = .json(path)
        default:
            throw Refusal(
                message: "expected a condition that begins with status, header, body, json or latency",
                hint: "such as status == 200")
        }
        let sign = words.next() ?? ""
        guard let comparison = Comparison(rawValue: sign) else {
            let hint: String? =
                switch sign {
                case "=", "is", "equals": "write =="
                case "<>", "!==": "write !="
                case "~", "=~": "write matches, with * for any characters"
                default: nil
                }
            throw Refusal(
                message: "expected one of " + Comparison.allCases.map(\.rawValue).joined(separator: ", ")
                    + " behind \(word)", hint: hint)
        }
        self.comparison = comparison
        value = try Self.value(words.rest, subject, comparison)
    }

    private static func value(
        _ text: Substring, _ subject: Subject, _ comparison: Comparison
    ) throws(Refusal) -> Value {
        guard comparison.takesValue else {
            guard text.isEmpty else { throw Refusal(message: "expected nothing behind \(comparison.rawValue)") }
            return .none
        }
        guard !text.isEmpty else { throw Refusal(message: "expected a value behind \(comparison.rawValue)") }
        let isQuoted = text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
        let plain = isQuoted ? String(text.dropFirst().dropLast()) : String(text)
        switch subject {
        case .latency:
            guard comparison.isOrder, let span = TimeSpanText.read(plain) else {
                throw Refusal(
                    message: "expected latency to be compared by < or > with a duration", hint: "latency < 800ms")
            }
            return .span(span)
        case .status:
            guard comparison.isOrder || [.equal, .unequal, .within].contains(comparison) else {
                throw Refusal(
                    message: "expected a status to be compared by ==, !=, <, > or in", hint: "status in 200..299")
            }
            guard let ranges = ranges(plain), comparison == .within || ranges.count == 1 && ranges[0].count == 1 else {
                throw Refusal(
                    message: "expected a status from 100 to 599", hint: "status == 200, or status in 200..299, 304")
            }
            return comparison == .within ? .ranges(ranges) : .number(Double(ranges[0].lowerBound))
        case .header, .body, .json: break
        }
        if comparison == .within {
            guard let ranges = ranges(plain) else {
                throw Refusal(message: "expected whole numbers and ranges behind in", hint: "in 1..5, 8")
            }
            return .ranges(ranges)
        }
        if comparison.isOrder {
            guard !isQuoted, let number = Double(plain), number.isFinite else {
                throw Refusal(message: "expected a number behind \(comparison.rawValue)")
            }
            return .number(number)
        }
        if !isQuoted, case .json = subject, let number = Double(plain), number.isFinite { return .number(number) }
        return .text(plain)
    }

    private static func ranges(_ text: String) -> [ClosedRange<Int>]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...32).contains(parts.count) else { return nil }
        var ranges: [ClosedRange<Int>] = []
        for part in parts {
            let ends = part.trimmed.split(separator: ".", omittingEmptySubsequences: false)
            let first = ends.first.flatMap(number)
            if ends.count == 1, let first {
                ranges.append(first...first)
            } else if ends.count == 3, ends[1].isEmpty, let first, let last = number(ends[2]), first <= last {
                ranges.append(first...last)
            } else {
                return nil
            }
        }
        return ranges
    }

    private static func number(_ text: Substring) -> Int? {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ? Int(text) : nil
    }
}

/// The words of a condition, by spaces.
private struct ConditionWords {
    private(set) var rest: Substring

    init(_ text: String) { rest = text[...].trimmed }

    mutating func next() -> String? {
        var isQuoted = false
        var end = rest.startIndex
        // A path of JSON may have spaces between quotes.
        while end < rest.endIndex, isQuoted || rest[end] != " " {
            if rest[end] == "\"" { isQuoted.toggle() }
            end = rest.index(after: end)
        }
        let word = rest[..<end]
        guard !word.isEmpty else { return nil }
        rest = rest[end...].trimmed
        return String(word)
    }
}

extension Substring {
    /// Without spaces at both ends.
    var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}

/// A time span as a whole number and a unit: `800ms`, `30s`, `14d`.
package enum TimeSpanText {
    private static let units: [(name: String, microseconds: Int64)] = [
        ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000), ("d", 86_400_000_000),
    ]

    package static func read(_ text: String) -> TimeSpan? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.utf8.count), let count = Int64(digits),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (value, overflow) = count.multipliedReportingOverflow(by: unit.microseconds)
        return overflow ? nil : TimeSpan(microseconds: value)
    }

    /// In the largest unit that needs no fraction.
    package static func write(_ span: TimeSpan) -> String {
        let unit = units.last { span.microseconds % $0.microseconds == 0 && span.microseconds >= $0.microseconds }
        return unit.map { "\(span.microseconds / $0.microseconds)\($0.name)" } ?? "\(span.microseconds / 1_000)ms"
    }
}
