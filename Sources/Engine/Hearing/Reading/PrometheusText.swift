internal import Vocabulary

/// A page of Prometheus's text format, or of OpenMetrics: the counters that somebody asked for. Lines of other metrics are
/// stepped over; what is malformed is refused with its line, because half a page would look like fewer counts.
package struct PrometheusText: Sendable {
    package static let samplesMost = 20_000
    package static let lineBytesMost = 16 << 10

    package private(set) var points: [CountPoint] = []
    private let wanted: Set<String>
    private var types: [String: String] = [:]

    package static func read(_ bytes: [UInt8], wanted: Set<String>) throws(HearingRefusal) -> [CountPoint] {
        var text = PrometheusText(wanted: wanted)
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            try text.read(line.last == 0x0D ? line.dropLast() : line, number)
        }
        return text.points
    }

    private init(wanted: Set<String>) { self.wanted = wanted }

    private mutating func read(_ line: ArraySlice<UInt8>, _ number: Int) throws(HearingRefusal) {
        guard line.count <= Self.lineBytesMost else {
            throw HearingRefusal(.tooMuch, "line \(number) has more than \(Self.lineBytesMost) bytes")
        }
        var scanner = Scanner(rest: line)
        scanner.skipSpaces()
        guard let first = scanner.rest.first else { return }
        if first == UInt8(ascii: "#") { return comment(scanner) }
        let name = scanner.name()
        guard !name.isEmpty else { throw Self.malformed(number, "a metric's name") }
        guard wanted.contains(name) else { return }
        switch types[name] {
        case nil, "counter", "histogram", "summary", "untyped", "unknown": break
        case let type?:
            throw HearingRefusal(.malformed, "\(name) is a \(type): name a counter, or a histogram's count")
        }
        var labels: [String: String] = [:]
        if scanner.take("{") {
            while !scanner.take("}") {
                scanner.skipSpaces()
                let label = scanner.name()
                scanner.skipSpaces()
                guard !label.isEmpty, scanner.take("=") else { throw Self.malformed(number, "a label's name and =") }
                scanner.skipSpaces()
                guard let value = scanner.quoted() else { throw Self.malformed(number, "a label's value in quotes") }
                guard labels.count < CountPoint.labelsMost, value.utf8.count <= CountPoint.labelBytesMost else {
                    throw HearingRefusal(.tooMuch, "line \(number) has labels that are too many or too long")
                }
                labels[label] = value
                scanner.skipSpaces()
                if !scanner.take(",") {
                    guard scanner.rest.first == UInt8(ascii: "}") else {
                        throw Self.malformed(number, "a comma or the end of the labels")
                    }
                }
                scanner.skipSpaces()
            }
        }
        scanner.skipSpaces()
        guard let value = Double(scanner.word()) else { throw Self.malformed(number, "a number") }
        // What is not known at the moment is left: it will be told again.
        guard value.isFinite, value >= 0 else { return }
        guard points.count < Self.samplesMost else {
            throw HearingRefusal(
                .tooMuch, "more than \(Self.samplesMost) samples of one metric: choose one with fewer labels")
        }
        points.append(CountPoint(name, labels, .cumulative, value))
    }

    /// `# TYPE name counter`; OpenMetrics writes it without the counter's `_total`.
    private mutating func comment(_ scanner: Scanner) {
        var scanner = scanner
        _ = scanner.take("#")
        scanner.skipSpaces()
        guard scanner.word() == "TYPE" else { return }
        scanner.skipSpaces()
        let name = scanner.name()
        scanner.skipSpaces()
        let type = scanner.word()
        for end in ["", "_total", "_count"] where wanted.contains(name + end) { types[name + end] = type }
    }

    private static func malformed(_ line: Int, _ expected: String) -> HearingRefusal {
        HearingRefusal(.malformed, "line \(line) of the page can't be read: expected \(expected)")
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func skipSpaces() {
            while let byte = rest.first, byte == 0x20 || byte == 0x09 { rest.removeFirst() }
        }

        mutating func take(_ sign: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: sign) else { return false }
            rest.removeFirst()
            return true
        }

        /// Letters, digits, underscores and colons.
        mutating func name() -> String {
            let name = rest.prefix { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
            }
            rest = rest.dropFirst(name.count)
            return String(decoding: name, as: UTF8.self)
        }

        mutating func word() -> String {
            let word = rest.prefix { $0 != 0x20 && $0 != 0x09 }
            rest = rest.dropFirst(word.count)
            return String(decoding: word, as: UTF8.self)
        }

        /// In double quotes, with `\\`, `\"` and `\n`.
        mutating func quoted() -> String? {
            guard take("\"") else { return nil }
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = rest.popFirst() else { return nil }
                    bytes.append(escaped == UInt8(ascii: "n") ? 0x0A : escaped)
                default: bytes.append(byte)
                }
            }
            return nil
        }
    }
}
