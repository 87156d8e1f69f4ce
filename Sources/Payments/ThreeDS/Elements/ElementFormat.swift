internal import JSON
internal import Network
internal import Vocabulary

/// How a data element is written.
///
/// Lengths are counted in Unicode scalars.
indirect enum ElementFormat: Sendable {
    case text(ClosedRange<Int>)
    case digits(ClosedRange<Int>)
    /// A UUID in its canonical form (RFC 4122).
    case identifier
    case url
    case word(Set<String>)
    /// Base64 of so many characters.
    case base64(ClosedRange<Int>)
    /// Characters of base64url and dots, as in a JSON Web Signature.
    case signed(ClosedRange<Int>)
    case date(DateForm)
    /// Minutes between local time and UTC, -840 to 840.
    case zoneOffset
    case country
    case currency
    case version
    case cardNumber
    case internetAddress
    case boolean
    case list(ElementFormat, count: ClosedRange<Int>)
    case object([Member])
    /// Any JSON whose compact form has at most so many bytes.
    case anything(Int)
    /// An object of any members whose compact form has at most so many bytes.
    case anyObject(Int)

    /// A member of an element that is an object.
    struct Member: Sendable {
        let name: String
        let format: ElementFormat
        var isRequired = false
    }

    enum DateForm: String, Sendable {
        case month = "YYMM"
        case day = "YYYYMMDD"
        case minute = "YYYYMMDDHHMM"
        case second = "YYYYMMDDHHMMSS"
    }

    /// What is wrong with a value, and where.
    ///
    /// Never the value.
    struct Objection: Sendable, Equatable {
        enum Kind: Sendable { case missing, format, unknownCode, unknownWord }
        var kind: Kind
        var path: String
    }

    /// Everything that is wrong with `value`.
    func objections(to value: JSONValue, at path: String) -> [Objection] {
        switch self {
        case .boolean: return value.bool == nil ? [Objection(kind: .format, path: path)] : []
        case .list(let format, let count):
            guard let values = value.array, count.contains(values.count) else {
                return [Objection(kind: .format, path: path)]
            }
            // One fault per list is enough to name it; a list may hold a hundred thousand ranges.
            for value in values {
                let found = format.objections(to: value, at: path)
                if !found.isEmpty { return found }
            }
            return []
        case .object(let members): return Self.objections(to: value, at: path, members: members)
        case .anything(let most):
            return JSONWriter.compact(value).count <= most ? [] : [Objection(kind: .format, path: path)]
        case .anyObject(let most):
            let fits = value.object != nil && JSONWriter.compact(value).count <= most
            return fits ? [] : [Objection(kind: .format, path: path)]
        default:
            guard let text = value.string else { return [Objection(kind: .format, path: path)] }
            guard let kind = objection(to: text) else { return [] }
            return [Objection(kind: kind, path: path)]
        }
    }

    private static func objections(to value: JSONValue, at path: String, members: [Member]) -> [Objection] {
        guard let object = value.object else { return [Objection(kind: .format, path: path)] }
        var found: [Objection] = []
        for member in members {
            let path = path + "." + member.name
            guard let value = object[member.name] else {
                if member.isRequired { found.append(Objection(kind: .missing, path: path)) }
                continue
            }
            found += member.format.objections(to: value, at: path)
        }
        return found
    }

    private func objection(to text: String) -> Objection.Kind? {
        switch self {
        case .country:
            return isDigits(text, 3...3) ? (CountryAndCurrency.isCountry(text) ? nil : .unknownCode) : .format
        case .currency:
            return isDigits(text, 3...3) ? (CountryAndCurrency.isCurrency(text) ? nil : .unknownCode) : .format
        case .word(let words):
            guard !words.contains(text) else { return nil }
            // A word of the right length is one that we do not know; anything else is no word of this list at all.
            return words.contains { $0.utf8.count == text.utf8.count } ? .unknownWord : .format
        default: return accepts(text) ? nil : .format
        }
    }

    private func accepts(_ text: String) -> Bool {
        switch self {
        case .text(let length):
            // Control characters have no place in a name, and could break a log or a page.
            return length.contains(text.unicodeScalars.count)
                && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        case .digits(let length): return isDigits(text, length)
        case .identifier: return Self.isIdentifier(text)
        case .url: return Self.isURL(text)
        case .base64(let length):
            return length.contains(text.utf8.count) && Self.isBase64(text)
        case .signed(let length):
            return length.contains(text.utf8.count)
                && text.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
        case .date(let form): return Self.isDate(text, form)
        case .zoneOffset: return Self.isZoneOffset(text)
        case .version: return ProtocolVersion(text) != nil
        case .cardNumber: return CardNumber(text) != nil
        case .internetAddress: return text.utf8.count <= 45 && NetworkAddress(text) != nil
        default: return false
        }
    }

    private func isDigits(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Capital and small letters are accepted; two identifiers are the same when they differ in nothing else.
    private static func isIdentifier(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        for (place, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(place) {
                if byte != 0x2D { return false }
            } else {
                let isHexadecimal =
                    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
                if !isHexadecimal { return false }
            }
        }
        return true
    }

    /// An absolute address with a scheme of the web and a host, without spaces or what ends an attribute of a page.
    private static func isURL(_ text: String) -> Bool {
        guard text.utf8.count <= 2_048 else { return false }
        let rest: Substring
        if text.hasPrefix("https://") {
            rest = text.dropFirst(8)
        } else if text.hasPrefix("http://") {
            rest = text.dropFirst(7)
        } else {
            return false
        }
        guard let first = rest.utf8.first, isLetterOrDigit(first) || first == 0x5B else { return false }
        return rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3C && $0 != 0x3E && $0 != 0x5C }
    }

    private static func isBase64(_ text: String) -> Bool {
        let padding = text.utf8.reversed().prefix { $0 == 0x3D }.count
        return padding <= 2 && text.utf8.count % 4 == 0
            && text.utf8.dropLast(padding).allSatisfy { isLetterOrDigit($0) || $0 == 0x2B || $0 == 0x2F }
    }

    private static func isZoneOffset(_ text: String) -> Bool {
        guard (1...4).contains(text.utf8.count), text.utf8.first != 0x2B, let minutes = Int(text) else { return false }
        return (-840...840).contains(minutes)
    }

    private static func isDate(_ text: String, _ form: DateForm) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == form.rawValue.utf8.count, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        if form == .month { return (1...12).contains(number(2..<4)) }
        guard CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)) != nil else { return false }
        if form == .day { return true }
        guard number(8..<10) < 24, number(10..<12) < 60 else { return false }
        return form == .minute || number(12..<14) < 60
    }
}
