package import JSON
package import Settings
internal import Vocabulary
internal import Watching

/// Somebody else's configuration, looked at without knowing whether it is right.
struct ForeignNode {
    let node: SettingsNode

    init(_ node: SettingsNode) { self.node = node }

    var members: [(name: String, value: ForeignNode)] {
        guard case .mapping(let members) = node.kind else { return [] }
        return members.map { ($0.name, ForeignNode($0.node)) }
    }

    var elements: [ForeignNode] {
        guard case .sequence(let nodes) = node.kind else { return [] }
        return nodes.map(ForeignNode.init)
    }

    subscript(name: String) -> ForeignNode? {
        guard case .mapping(let members) = node.kind, let member = members.first(where: { $0.name == name }),
            member.node.kind != .null
        else { return nil }
        return ForeignNode(member.node)
    }

    var text: String? {
        if case .scalar(let text, _) = node.kind, !text.isEmpty { text } else { nil }
    }

    func text(_ name: String) -> String? { self[name]?.text }

    func flag(_ name: String) -> Bool? {
        switch text(name)?.lowercased() {
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off": false
        default: nil
        }
    }

    /// One text or a list of them.
    func texts(_ name: String) -> [String] {
        guard let value = self[name] else { return [] }
        return value.text.map { [$0] } ?? value.elements.compactMap(\.text)
    }

    var isEmpty: Bool { members.isEmpty && elements.isEmpty && text == nil }
}

extension SettingsNode {
    /// A JSON document as the same tree that a YAML reader makes, so that one importer looks at both.
    package init(_ value: JSONValue) {
        let place = Place(line: 1, column: 1)
        switch value {
        case .null: self.init(.null, at: place)
        case .array(let elements): self.init(.sequence(elements.map { SettingsNode($0) }), at: place)
        case .object(let object):
            self.init(
                .mapping(object.members.map { Member(name: $0.name, place: place, node: SettingsNode($0.value)) }),
                at: place)
        case .string(let text): self.init(.scalar(text, isQuoted: true), at: place)
        case .bool(let flag): self.init(.scalar(flag ? "true" : "false", isQuoted: false), at: place)
        default:
            self.init(.scalar(String(decoding: JSONWriter.compact(value), as: UTF8.self), isQuoted: false), at: place)
        }
    }
}

/// What others write, in our words.
enum ForeignText {
    /// Go's durations (`1m30s`, `500ms`, `1.5s`) as ours; nil for anything else.
    static func duration(_ text: String, from least: TimeSpan, to most: TimeSpan) -> String? {
        let units: [(String, Double)] = [
            ("ms", 1_000), ("s", 1e6), ("m", 6e7), ("h", 3.6e9), ("d", 8.64e10), ("us", 1),
        ]
        var rest = text[...]
        var sum = 0.0
        guard !rest.isEmpty, rest.utf8.count <= 40 else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let number = Double(digits), let factor = units.first(where: { $0.0 == unit })?.1 else { return nil }
            sum += number * factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        guard sum.isFinite, sum < 1e15 else { return nil }
        return span(microseconds: Int64(sum), from: least, to: most)
    }

    static func span(microseconds: Int64, from least: TimeSpan, to most: TimeSpan) -> String {
        let bounded = min(max(microseconds, least.microseconds), most.microseconds)
        return TimeSpanText.write(TimeSpan(microseconds: max(bounded / 1_000, 1) * 1_000))
    }

    static func period(_ text: String?, usual: String) -> String {
        text.flatMap { duration($0, from: ProbeDeclaration.periodLeast, to: .days(1)) } ?? usual
    }

    static func timeout(_ text: String?, usual: String) -> String {
        text.flatMap { duration($0, from: TimeSpan(microseconds: 50_000), to: ProbeDeclaration.timeoutMost) } ?? usual
    }

    /// The text that a regular expression stands for, when it is no more than that; and whether it stands at the start.
    static func literal(_ pattern: String) -> (text: String, isStart: Bool)? {
        var rest = pattern.unicodeScalars[...]
        let isStart = rest.first == "^"
        if isStart { rest = rest.dropFirst() }
        while rest.hasSuffix(".*") { rest = rest.dropLast(2) }
        if !isStart { while rest.hasPrefix(".*") { rest = rest.dropFirst(2) } }
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\\" {
                guard let next = rest.popFirst(), "\\.^$|?*+()[]{}/- ".unicodeScalars.contains(next) else { return nil }
                text.append(next)
            } else if ".^$|?*+()[]{}".unicodeScalars.contains(scalar) {
                return nil
            } else {
                text.append(scalar)
            }
        }
        return text.isEmpty ? nil : (String(text), isStart)
    }

    /// Bytes as the file has them: a backslash stands for itself there.
    static func escaped(_ text: String) -> String {
        var written = ""
        for byte in text.utf8 {
            switch byte {
            case 0x0D: written += "\\r"
            case 0x0A: written += "\\n"
            case 0x09: written += "\\t"
            case UInt8(ascii: "\\"): written += "\\\\"
            case 0x20...0x7E: written.unicodeScalars.append(Unicode.Scalar(byte))
            default: written += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return written
    }
}

extension Substring.UnicodeScalarView {
    fileprivate func hasSuffix(_ text: String) -> Bool {
        suffix(text.unicodeScalars.count).elementsEqual(text.unicodeScalars)
    }
    fileprivate func hasPrefix(_ text: String) -> Bool {
        prefix(text.unicodeScalars.count).elementsEqual(text.unicodeScalars)
    }
}
