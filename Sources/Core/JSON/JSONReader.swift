/// How large a document may be.
package struct JSONLimits: Sendable {
    package var bytes: Int
    /// How many arrays and objects may be inside one another.
    package var depth: Int

    package init(bytes: Int = 1 << 20, depth: Int = 64) {
        self.bytes = bytes
        // Each level is a level of the call stack, so no caller may ask for more than the stack of a thread holds.
        self.depth = min(depth, 512)
    }
}

extension JSONValue {
    /// Reads one document: strictly RFC 8259, no comments, no trailing commas, no member twice, no byte order mark.
    package init(reading bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        guard bytes.count <= limits.bytes else {
            throw JSONError(.tooLarge, "the document has \(bytes.count) bytes; at most \(limits.bytes) are accepted")
        }
        var reader = JSONReader(bytes: bytes, depthMax: limits.depth)
        self = try reader.document()
    }

    package init(reading text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(reading: Array(text.utf8), limits: limits)
    }
}

/// One pass over the bytes of a document.
///
/// A failure gets its path on the way out, so that success pays nothing for it.
struct JSONReader {
    let bytes: [UInt8]
    let depthMax: Int
    private var place = 0

    /// Shortest forms of doubles need 25 characters; conversion of endless digits would be work for nothing.
    private static let numberLengthMax = 256

    init(bytes: [UInt8], depthMax: Int) {
        self.bytes = bytes
        self.depthMax = depthMax
    }

    mutating func document() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw failure("a byte order mark is not part of JSON; save the document without one")
        }
        let value = try value(depth: 0)
        skipSpace()
        if place < bytes.count { throw failure("expected the end of the document after its value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard place < bytes.count else { throw failure("expected a value, found the end of the document") }
        switch bytes[place] {
        case UInt8(ascii: "{"):
            return try object(depth: depth + 1)
        case UInt8(ascii: "["):
            return try array(depth: depth + 1)
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number()
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default:
            throw failure(
                "expected a value: an object, an array, a text in double quotes, a number, true, false or null")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        try enter(depth)
        var members: [JSONObject.Member] = []
        var names = NameSet()
        skipSpace()
        if accept(UInt8(ascii: "}")) { return .object(JSONObject()) }
        while true {
            skipSpace()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
                throw failure("expected a member name in double quotes")
            }
            let start = place
            let name = try string()
            guard names.insert(name, after: members) else {
                throw JSONError(
                    .duplicateMember, "this member comes twice in the object; keep one",
                    path: .root.member(name), offset: start)
            }
            skipSpace()
            guard accept(UInt8(ascii: ":")) else { throw failure("expected a colon after the member name") }
            do throws(JSONError) {
                members.append(JSONObject.Member(name, try value(depth: depth)))
            } catch {
                throw error.inside(.member(name))
            }
            skipSpace()
            if accept(UInt8(ascii: ",")) { continue }
            if accept(UInt8(ascii: "}")) { return .object(JSONObject(uniqueMembers: members)) }
            throw failure("expected a comma or the closing brace of the object")
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        try enter(depth)
        var values: [JSONValue] = []
        skipSpace()
        if accept(UInt8(ascii: "]")) { return .array([]) }
        while true {
            do throws(JSONError) {
                values.append(try value(depth: depth))
            } catch {
                throw error.inside(.index(values.count))
            }
            skipSpace()
            if accept(UInt8(ascii: ",")) { continue }
            if accept(UInt8(ascii: "]")) { return .array(values) }
            throw failure("expected a comma or the closing bracket of the array")
        }
    }

    /// Steps over the opening character, when one more level is allowed.
    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth <= depthMax else {
            throw JSONError(
                .tooLarge, "arrays and objects may be inside one another \(depthMax) times at most", offset: place)
        }
        place += 1
    }

    // MARK: Words and numbers

    private mutating func word(_ word: String) throws(JSONError) {
        let start = place
        var matches = true
        for byte in word.utf8 {
            if place >= bytes.count || bytes[place] != byte {
                matches = false
                break
            }
            place += 1
        }
        if !matches {
            place = start
            throw failure("expected true, false or null, in small letters and whole")
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = place
        let isNegative = accept(UInt8(ascii: "-"))
        // Collected below zero: the negative side of the integers reaches one further than the positive.
        var value: Int64 = 0
        var fits = true
        let firstDigit = place
        while place < bytes.count, let digit = Self.digit(bytes[place]) {
            let (product, productOverflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.subtractingReportingOverflow(Int64(digit))
            if productOverflow || sumOverflow { fits = false }
            value = sum
            place += 1
        }
        guard place > firstDigit else { throw failure("expected a digit") }
        if bytes[firstDigit] == UInt8(ascii: "0"), place > firstDigit + 1 {
            place = firstDigit
            throw failure("a number may not start with a zero before other digits")
        }
        var isWhole = true
        if accept(UInt8(ascii: ".")) {
            isWhole = false
            try digits("expected a digit after the decimal point")
        }
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            place += 1
            if !accept(UInt8(ascii: "+")) { _ = accept(UInt8(ascii: "-")) }
            try digits("expected a digit in the exponent")
        }
        if isWhole, fits {
            if isNegative { return .integer(value) }
            let (positive, overflow) = Int64(0).subtractingReportingOverflow(value)
            if !overflow { return .integer(positive) }
        }
        guard place - start <= Self.numberLengthMax else {
            throw JSONError(
                .tooLarge, "a number may have \(Self.numberLengthMax) characters at most", offset: start)
        }
        guard let decimal = Double(String(decoding: bytes[start..<place], as: UTF8.self)), decimal.isFinite else {
            throw JSONError(.tooLarge, "the number is too large for a double", offset: start)
        }
        return .decimal(decimal)
    }

    private mutating func digits(_ expectation: String) throws(JSONError) {
        let start = place
        while place < bytes.count, Self.digit(bytes[place]) != nil {
            place += 1
        }
        if place == start { throw failure(expectation) }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }

    // MARK: Texts

    /// A text without escapes is taken as it is; the others go through a buffer.
    private mutating func string() throws(JSONError) -> String {
        let start = place
        place += 1
        let first = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                let text = try validated(bytes.span.extracting(first..<place))
                place += 1
                return text
            case UInt8(ascii: "\\"):
                return try stringWithEscapes(first: first, start: start)
            case 0..<0x20:
                throw failure("a control character inside a text must be escaped")
            default:
                place += 1
            }
        }
        throw JSONError(.malformed, "the text that starts here has no closing quote", offset: start)
    }

    private mutating func stringWithEscapes(first: Int, start: Int) throws(JSONError) -> String {
        var run = first
        var buffer: [UInt8] = []
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                buffer.append(contentsOf: bytes[run..<place])
                let text = try validated(buffer.span)
                place += 1
                return text
            case UInt8(ascii: "\\"):
                buffer.append(contentsOf: bytes[run..<place])
                try escape(into: &buffer)
                run = place
            case 0..<0x20:
                throw failure("a control character inside a text must be escaped")
            default:
                place += 1
            }
        }
        throw JSONError(.malformed, "the text that starts here has no closing quote", offset: start)
    }

    private func validated(_ text: Span<UInt8>) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: text))
        } catch {
            throw failure("the text that ends here is not valid UTF-8")
        }
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(JSONError) {
        let start = place
        place += 1
        guard place < bytes.count else { throw failure("the document ends inside a text") }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(8)
        case UInt8(ascii: "f"): buffer.append(12)
        case UInt8(ascii: "n"): buffer.append(10)
        case UInt8(ascii: "r"): buffer.append(13)
        case UInt8(ascii: "t"): buffer.append(9)
        case UInt8(ascii: "u"):
            guard let scalar = Unicode.Scalar(try unicodeScalar(start: start)) else {
                throw failure("half of a surrogate pair stands alone")
            }
            buffer.append(contentsOf: UTF8.encode(scalar) ?? .init())
        default:
            place = start
            throw failure("unknown escape; allowed are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits")
        }
    }

    private mutating func unicodeScalar(start: Int) throws(JSONError) -> UInt32 {
        let first = try codeUnit()
        switch first {
        case 0xD800...0xDBFF:
            guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u")
            else { break }
            place += 2
            let second = try codeUnit()
            guard (0xDC00...0xDFFF).contains(second) else { break }
            return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        case 0xDC00...0xDFFF:
            break
        default:
            return first
        }
        place = start
        throw failure("half of a surrogate pair stands alone")
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard place < bytes.count, let digit = Self.hexadecimalDigit(bytes[place]) else {
                throw failure("expected four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt32(digit)
            place += 1
        }
        return unit
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    // MARK: Steps

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            default: return
            }
        }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private func failure(_ message: String) -> JSONError {
        JSONError(.malformed, message, offset: place)
    }
}

/// The names seen in one object.
///
/// A few are compared one by one; many go into a set, so that an object of a hundred
/// thousand members does not cost a hundred thousand squared.
private struct NameSet {
    private var hashed: Set<[UInt8]> = []

    private static let comparedMax = 16

    /// False when the name was there before.
    mutating func insert(_ name: String, after members: [JSONObject.Member]) -> Bool {
        if members.count < Self.comparedMax {
            return !members.contains { $0.name.hasSameBytes(as: name) }
        }
        if hashed.isEmpty {
            for member in members {
                hashed.insert(Array(member.name.utf8))
            }
        }
        return hashed.insert(Array(name.utf8)).inserted
    }
}
