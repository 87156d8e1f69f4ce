internal import Network

/// Why a value is refused, before it is known where it was written.
struct SettingRefusal: Error {
    var message: String
    var hint: String?
    /// The value may be shown beside the message.
    var showsFound = true
}

extension SettingType {
    /// Checks one single value.
    ///
    /// Lists go through it value by value; secrets are resolved by the surroundings.
    func parse(
        _ text: String, isQuoted: Bool, in surroundings: SettingsSurroundings
    ) throws(SettingRefusal) -> SettingValue {
        switch self {
        case .flag: return .flag(try parseFlag(text))
        case .integer(let range): return .integer(try parseInteger(text, range))
        case .duration(let range):
            let hint = text.allSatisfy { $0.isASCII && $0.isNumber } ? "add a unit: \(text.prefix(12))s" : nil
            guard let value = DurationText.read(text), range.contains(value) else { throw refusal(hint) }
            return .duration(.milliseconds(value))
        case .size(let range):
            guard let value = SizeText.read(text), range.contains(value) else { throw refusal(Self.sizeHint(text)) }
            return .size(value)
        case .choice(let words):
            guard words.contains(text) else { throw refusal(Self.meant(NearestWord.to(text, among: words))) }
            return .text(text)
        case .socketAddress:
            guard let address = SocketAddress(text) else { throw refusal(Self.addressHint(text)) }
            return .address(address)
        case .network:
            guard let network = NetworkRange(text) else { throw refusal(Self.networkHint(text)) }
            return .network(network)
        case .secret: return .secret(try surroundings.resolve(secret: text))
        case .name:
            let isName =
                (1...64).contains(text.utf8.count) && !text.hasPrefix("-")
                && text.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
                }
            guard isName else { throw refusal(nil) }
            return .text(text)
        case .clock:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let isClock =
                parts.count == 2
                && parts.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
                && parts[0] < "24" && parts[1] < "60"
            guard isClock else { throw refusal("two digits, a colon, two digits, in quotes") }
            return .text(text)
        case .record: throw refusal(nil)
        case .database: return try parseDatabase(text)
        case .text, .url, .path, .zone, .language:
            if !isQuoted, let meaning = PlainScalar.meaning(of: text) {
                throw SettingRefusal(
                    message: "expected \(expectation); without quotes YAML reads this as \(meaning)",
                    hint: "write it in quotes: \"\(text.prefix(40))\"")
            }
            return .text(try parseText(text, in: surroundings))
        }
    }

    func refusal(_ hint: String?) -> SettingRefusal { SettingRefusal(message: "expected \(expectation)", hint: hint) }

    private static func meant(_ word: String?) -> String? { word.map { "did you mean \($0)?" } }

    private func parseFlag(_ text: String) throws(SettingRefusal) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default:
            switch text.lowercased() {
            case "yes", "on", "y", "1", "true", "enabled": throw refusal("write true, in small letters")
            case "no", "off", "n", "0", "false", "disabled": throw refusal("write false, in small letters")
            default: throw refusal(nil)
            }
        }
    }

    private func parseInteger(_ text: String, _ range: ClosedRange<Int>) throws(SettingRefusal) -> Int {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let isDecimal = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if isDecimal, digits.count > 1, digits.hasPrefix("0") {
            throw refusal("a leading zero makes some programs read octal; write it without")
        }
        guard isDecimal, let value = Int(text), range.contains(value) else {
            let hint =
                isDecimal || text.isEmpty || PlainScalar.meaning(of: text) == nil
                ? nil : "write it with the digits 0 to 9 only"
            throw refusal(hint)
        }
        return value
    }

    private func parseDatabase(_ text: String) throws(SettingRefusal) -> SettingValue {
        do throws(DatabaseAddress.Refusal) {
            return .database(try DatabaseAddress(text))
        } catch {
            // What was written may hold a password, in this place or in another.
            throw SettingRefusal(message: error.message, hint: error.hint, showsFound: false)
        }
    }

    private func parseText(_ text: String, in surroundings: SettingsSurroundings) throws(SettingRefusal) -> String {
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw refusal("control characters are not allowed")
        }
        switch self {
        case .text(let lengthMax):
            guard (1...lengthMax).contains(text.unicodeScalars.count) else { throw refusal(nil) }
        case .path:
            guard (1...4096).contains(text.utf8.count) else { throw refusal(nil) }
            if text.hasPrefix("~") { throw refusal("~ is not expanded; write the whole path") }
        case .url: try checkURL(text)
        case .zone:
            guard surroundings.isKnownZone(text) else {
                throw refusal("abbreviations such as CET are not accepted; the list is in /usr/share/zoneinfo")
            }
        case .language:
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard (2...3).contains(parts[0].count), parts.count <= 3,
                parts[0].utf8.allSatisfy({ (0x61...0x7A).contains($0) }),
                parts.dropFirst().allSatisfy({ part in
                    (2...8).contains(part.utf8.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
                })
            else { throw refusal("write two or three small letters, then maybe a region: pt-BR") }
        default: break
        }
        return text
    }

    private func checkURL(_ text: String) throws(SettingRefusal) {
        // What stands before an @ may be a password.
        let mayHoldPassword = text.contains("@")
        let scheme = text.hasPrefix("https://") ? "https://" : "http://"
        guard text.hasPrefix(scheme), text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw SettingRefusal(
                message: "expected \(expectation)", hint: "start with https:// or http:// and use no spaces",
                showsFound: !mayHoldPassword)
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if authority.contains("@") {
            throw SettingRefusal(
                message: "expected a URL without a user name and password", hint: nil, showsFound: false)
        }
        guard !authority.isEmpty, !rest.contains("?"), !rest.contains("#"),
            !authority.contains(where: { "<>\"\\^`{}|".contains($0) })
        else {
            throw SettingRefusal(
                message: "expected \(expectation)", hint: "write scheme, host and at most a path",
                showsFound: !mayHoldPassword)
        }
    }

    private static func sizeHint(_ text: String) -> String? {
        let unit = text.drop { $0.isNumber }
        if ["B", "KiB", "MiB", "GiB"].contains(unit) { return nil }
        switch unit.lowercased() {
        case "": return text.isEmpty ? nil : "add a unit: \(text.prefix(12))B"
        case "k", "kb", "kib": return "write \(text.prefix { $0.isNumber }.prefix(12))KiB"
        case "m", "mb", "mib": return "write \(text.prefix { $0.isNumber }.prefix(12))MiB"
        case "g", "gb", "gib": return "write \(text.prefix { $0.isNumber }.prefix(12))GiB"
        default: return nil
        }
    }

    private static func addressHint(_ text: String) -> String? {
        if text.hasPrefix(":") { return "write 0.0.0.0\(text.prefix(6)) to listen on every address" }
        if text.hasPrefix("localhost:") { return "write 127.0.0.1\(text.dropFirst(9).prefix(6))" }
        if !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) { return "write 127.0.0.1:\(text.prefix(5))" }
        if NetworkAddress(text) != nil { return text.contains(":") ? "write [\(text)]:8480" : "write \(text):8480" }
        return nil
    }

    private static func networkHint(_ text: String) -> String? {
        let address = text.prefix { $0 != "/" }
        guard NetworkAddress(address) != nil else { return nil }
        return "the bits behind the prefix must be zero, and the prefix at most 32 (IPv4) or 128 (IPv6)"
    }
}

/// What YAML programs make of a text without quotes.
enum PlainScalar {
    /// Nil when everybody reads it as a text.
    static func meaning(of text: String) -> String? {
        switch text.lowercased() {
        case "true", "yes", "on", "y": return "true"
        case "false", "no", "off", "n": return "false"
        case "null", "~", "": return "nothing"
        case ".inf", "-.inf", "+.inf", ".nan": return "a number"
        default: break
        }
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || "+-.".utf8.contains(first) else {
            return nil
        }
        let body = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        for (prefix, digits) in [("0x", "0123456789abcdef_"), ("0o", "01234567_"), ("0b", "01_")]
        where body.hasPrefix(prefix) && body.dropFirst(2).lowercased().allSatisfy({ digits.contains($0) }) {
            return "a number"
        }
        let isNumeric =
            body.contains { $0.isASCII && $0.isNumber } && body.allSatisfy { "0123456789_.eE+-:".contains($0) }
        // An address of version 4 is no number to anybody.
        guard isNumeric, body.count(where: { $0 == "." }) < 3 else { return nil }
        if body.contains(":") { return "a number to the base 60" }
        // A date is 2024-12-17; a number has a minus only at its start and behind e.
        let dashes = body.split(separator: "-", omittingEmptySubsequences: false)
        if dashes.count == 3, !body.lowercased().contains("e") { return "a date" }
        return "a number"
    }
}
