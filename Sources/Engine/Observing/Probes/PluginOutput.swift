package import Vocabulary

/// A figure that came with an answer.
package struct ProbeMeasure: Sendable, Hashable {
    package let label: String
    package let value: Double
    /// As it came: `s`, `ms`, `%`, `B`, `c` …; empty when there is none.
    package let unit: String
    /// Ranges beyond which the program warns, and calls it critical; as they came.
    package let warning: String
    package let critical: String
    package let least: Double?
    package let most: Double?

    package init(
        label: String, value: Double, unit: String, warning: String = "", critical: String = "", least: Double? = nil,
        most: Double? = nil
    ) {
        self.label = label
        self.value = value
        self.unit = unit
        self.warning = warning
        self.critical = critical
        self.least = least
        self.most = most
    }

    package init(label: String, seconds span: TimeSpan) {
        self.init(label: label, value: Double(span.microseconds) / 1_000_000, unit: "s")
    }
}

/// What a monitoring plugin wrote: a line of text, and performance data behind bars.
///
/// `TEXT | PERF`, then lines of long text, one of which may have a bar too, behind which there is performance data alone.
package struct PluginOutput: Sendable, Hashable {
    package static let measuresMost = 64
    private static let labelMost = 64

    package let text: String
    package let measures: [ProbeMeasure]

    package init(_ bytes: some Sequence<UInt8>) {
        let whole = String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.first ?? ""
        let bar = first.firstIndex(of: "|")
        text = String(first[..<(bar ?? first.endIndex)]).trimmed
        var performance = bar.map { String(first[first.index(after: $0)...]) } ?? ""
        var isBehindBar = false
        for line in lines.dropFirst() {
            if isBehindBar {
                performance += " " + line
            } else if let bar = line.firstIndex(of: "|") {
                isBehindBar = true
                performance += " " + line[line.index(after: bar)...]
            }
        }
        measures = Self.measures(performance)
    }

    private static func measures(_ text: String) -> [ProbeMeasure] {
        var measures: [ProbeMeasure] = []
        var rest = text[...]
        while measures.count < measuresMost {
            rest = rest.drop { $0.isWhitespace }
            guard let (label, after) = label(rest) else {
                // What is no label is passed over, up to the next space.
                guard let space = rest.firstIndex(where: \.isWhitespace) else { break }
                rest = rest[space...]
                continue
            }
            let end = after.firstIndex(where: \.isWhitespace) ?? after.endIndex
            if let measure = measure(label, after[..<end]) { measures.append(measure) }
            rest = after[end...]
        }
        return measures
    }

    /// A label before `=`: plain, or in quotation marks, of which two stand for one.
    private static func label(_ text: Substring) -> (String, Substring)? {
        guard text.first == "'" else {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
                !text[..<equals].contains(where: \.isWhitespace)
            else { return nil }
            return (String(text[..<equals]), text[text.index(after: equals)...])
        }
        var label = ""
        var rest = text.dropFirst()
        while let character = rest.first {
            rest.removeFirst()
            guard character == "'" else {
                label.append(character)
                continue
            }
            guard rest.first == "'" else {
                guard rest.first == "=", !label.isEmpty else { return nil }
                return (label, rest.dropFirst())
            }
            rest.removeFirst()
            label.append("'")
        }
        return nil
    }

    private static func measure(_ label: String, _ text: Substring) -> ProbeMeasure? {
        let fields = text.split(separator: ";", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard let first = fields.first else { return nil }
        let digits = Self.digits(first)
        // A value that could not be told is written as U.
        guard let value = number(String(digits)) else { return nil }
        func field(_ place: Int) -> String { place < fields.count ? String(fields[place].prefix(labelMost)) : "" }
        return ProbeMeasure(
            label: String(label.prefix(labelMost)), value: value,
            unit: String(first.dropFirst(digits.count).prefix(16)),
            warning: field(1), critical: field(2), least: number(field(3)), most: number(field(4)))
    }

    private static func digits(_ text: String) -> Substring {
        let plain = text.prefix { $0.isASCII && ($0.isNumber || "+-.,".contains($0)) }
        let rest = text[plain.endIndex...]
        guard rest.first == "e" || rest.first == "E" else { return plain }
        let exponent = rest.dropFirst().prefix { $0.isASCII && ($0.isNumber || "+-".contains($0)) }
        return exponent.contains(where: \.isNumber) ? text[..<exponent.endIndex] : plain
    }

    /// Some plugins write a comma for the point.
    private static func number(_ text: String) -> Double? {
        guard let value = Double(text.replacing(",", with: ".")), value.isFinite else { return nil }
        return value
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
