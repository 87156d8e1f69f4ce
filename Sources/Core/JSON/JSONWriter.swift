/// Writes JSON piece by piece, for answers that are too long to be one value.
///
///     var writer = JSONWriter(style: .pretty)
///     writer.beginObject()
///     writer.member("incidents", .array([]))
///     writer.endObject()
///     send(writer.takeBytes())
///
/// Calls that do not fit together (a value without a name inside an object, an end without its beginning) are faults of
/// the caller and stop the program.
package struct JSONWriter: Sendable {
    package enum Style: Sendable, Equatable {
        /// No space at all.
        case compact
        /// Two spaces per level, one member or element per line.
        case pretty
        /// Compact with sorted members: the same value is always the same bytes. See ``JSONValue/canonicalBytes()``.
        case canonical
    }

    private enum Level: Sendable {
        case object, array
    }

    private let style: Style
    private var bytes: [UInt8] = []
    private var levels: [Level] = []
    /// Nothing was written yet in the innermost level.
    private var isFirst = true
    /// The next value belongs to a name that was just written.
    private var isNamed = false

    package init(style: Style = .compact) { self.style = style }

    /// How many bytes wait to be taken.
    package var count: Int { bytes.count }

    /// Hands over what has been written so far; writing may go on after it.
    package mutating func takeBytes() -> [UInt8] {
        let taken = bytes
        bytes = []
        return taken
    }

    package mutating func beginObject() { begin(.object, UInt8(ascii: "{")) }
    package mutating func endObject() { end(.object, UInt8(ascii: "}")) }
    package mutating func beginArray() { begin(.array, UInt8(ascii: "[")) }
    package mutating func endArray() { end(.array, UInt8(ascii: "]")) }

    /// The name of the next value.
    package mutating func name(_ name: String) {
        precondition(levels.last == .object && !isNamed, "a member name belongs into an object")
        separate()
        append(name)
        bytes.append(UInt8(ascii: ":"))
        if style == .pretty { bytes.append(UInt8(ascii: " ")) }
        isNamed = true
    }

    package mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        self.value(value)
    }

    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: scalar("null")
        case .bool(let value): scalar(value ? "true" : "false")
        case .integer(let value): scalar(String(value))
        case .decimal(let value): scalar(JSONNumber.text(of: value))
        case .string(let value):
            prepareValue()
            append(value)
        case .array(let values):
            beginArray()
            for value in values {
                self.value(value)
            }
            endArray()
        case .object(let object):
            beginObject()
            for member in style == .canonical ? object.membersSorted() : object.members {
                self.member(member.name, member.value)
            }
            endObject()
        }
    }

    package static func compact(_ value: JSONValue) -> [UInt8] { write(value, .compact) }

    /// Ends with a line feed.
    package static func pretty(_ value: JSONValue) -> [UInt8] { write(value, .pretty) + [0x0A] }

    fileprivate static func write(_ value: JSONValue, _ style: Style) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.value(value)
        return writer.takeBytes()
    }

    // MARK: Places

    private mutating func scalar(_ text: String) {
        prepareValue()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func begin(_ level: Level, _ bracket: UInt8) {
        prepareValue()
        bytes.append(bracket)
        levels.append(level)
        isFirst = true
    }

    private mutating func end(_ level: Level, _ bracket: UInt8) {
        precondition(levels.last == level && !isNamed, "an end without its beginning")
        levels.removeLast()
        if !isFirst { breakLine() }
        isFirst = false
        bytes.append(bracket)
    }

    private mutating func prepareValue() {
        if isNamed {
            isNamed = false
        } else {
            precondition(levels.last != .object, "a value in an object needs a name")
            separate()
        }
    }

    private mutating func separate() {
        if levels.isEmpty { return }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        breakLine()
    }

    private mutating func breakLine() {
        guard style == .pretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: levels.count * 2))
    }

    // MARK: Texts

    private static let digits = Array("0123456789abcdef".utf8)

    /// Only what must be escaped is escaped, in the shortest way (RFC 8785, 3.2.2.2).
    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        guard Self.needsEscape(text.utf8.span) else {
            bytes.append(contentsOf: text.utf8)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20: escape(byte)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
        }
        return false
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 8: bytes.append(UInt8(ascii: "b"))
        case 9: bytes.append(UInt8(ascii: "t"))
        case 10: bytes.append(UInt8(ascii: "n"))
        case 12: bytes.append(UInt8(ascii: "f"))
        case 13: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Self.digits[Int(byte >> 4)])
            bytes.append(Self.digits[Int(byte & 15)])
        }
    }
}

extension JSONValue {
    /// The one form of this value that is hashed and stored: compact, members sorted, numbers and escapes as in
    /// RFC 8785.
    ///
    /// One difference: integers beyond 2^53 keep all their digits.
    package func canonicalBytes() -> [UInt8] { JSONWriter.write(self, .canonical) }
}
