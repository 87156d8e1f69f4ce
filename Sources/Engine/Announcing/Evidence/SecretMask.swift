internal import JSON

/// Takes out of a text what must not leave the house: what stands behind words such as `token=`, who signs in within an address, bearer
/// tokens, and card numbers. Pure, and made to take rather too much.
package enum SecretMask {
    package static let mark = "[masked]"
    private static let words = [
        "password", "passwd", "secret", "token", "authorization", "api-key", "apikey", "api_key", "x-api-key", "cookie",
        "signature", "client_secret", "access_key", "private_key", "pin",
    ]

    package static func masked(_ text: String) -> String {
        maskedCards(maskedAddresses(maskedWords(text)))
    }

    /// The same of data, which stays data: its texts, and what stands under such a word.
    static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): return .string(masked(text))
        case .integer, .decimal:
            let text = String(decoding: JSONWriter.compact(value), as: UTF8.self)
            let kept = masked(text)
            return kept == text ? value : .string(kept)
        case .array(let values): return .array(values.map { masked($0) })
        case .object(let object):
            var kept = JSONObject()
            for member in object.members { kept[masked(member.name)] = masked(member.value, under: member.name) }
            return .object(kept)
        case .null, .bool: return value
        }
    }

    private static func masked(_ value: JSONValue, under name: String) -> JSONValue {
        switch value {
        case .string, .integer, .decimal: isSecret(name) ? .string(mark) : masked(value)
        case .array(let values): .array(values.map { masked($0, under: name) })
        case .object, .null, .bool: masked(value)
        }
    }

    /// `token`, `access_token`, `X-Api-Key`; not `spinning`.
    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return words.contains { name == $0 || name.hasSuffix("_" + $0) || name.hasSuffix("-" + $0) }
    }

    /// `word=value`, `word: value`, `"word":"value"`, `Bearer value`.
    private static func maskedWords(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = next(in: rest) {
            result += rest[..<found.lowerBound]
            result += mark
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    private static func next(in text: Substring) -> Range<String.Index>? {
        var index = text.startIndex
        var isStart = true
        while index < text.endIndex {
            if isStart, let value = value(in: text[index...]) { return value }
            isStart = !text[index].isLetter && !text[index].isNumber
            index = text.index(after: index)
        }
        return nil
    }

    private static func value(in text: Substring) -> Range<String.Index>? {
        let head = text.prefix(24).lowercased()
        if head.hasPrefix("bearer "), let start = text.index(text.startIndex, offsetBy: 7, limitedBy: text.endIndex) {
            return end(of: text, from: start).map { start..<$0 }
        }
        guard let word = words.first(where: head.hasPrefix),
            var start = text.index(text.startIndex, offsetBy: word.count, limitedBy: text.endIndex)
        else { return nil }
        if start < text.endIndex, text[start] == "\"" || text[start] == "\\" { start = text.index(after: start) }
        if start < text.endIndex, text[start] == "\"" { start = text.index(after: start) }
        guard start < text.endIndex, text[start] == "=" || text[start] == ":" else { return nil }
        start = text.index(after: start)
        var isQuoted = false
        while start < text.endIndex, text[start] == " " || text[start] == "\"" || text[start] == "\\" {
            isQuoted = isQuoted || text[start] == "\""
            start = text.index(after: start)
        }
        // `Authorization: Bearer x y` is hidden to its end.
        let isWhole = isQuoted || word == "authorization" || word == "cookie"
        return end(of: text, from: start, isWhole: isWhole).map { start..<$0 }
    }

    private static func end(
        of text: Substring, from start: String.Index, isWhole: Bool = false
    ) -> String.Index? {
        guard start < text.endIndex, !text[start...].hasPrefix(mark) else { return nil }
        let stop = text[start...].firstIndex { character in
            character.isNewline || character == "\""
                || !isWhole && (character.isWhitespace || "&,;".contains(character))
        }
        let end = stop ?? text.endIndex
        return end > start ? end : nil
    }

    /// `scheme://user:password@host`.
    private static func maskedAddresses(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let host = rest.prefix { !$0.isWhitespace && $0 != "/" && $0 != "?" && $0 != "\"" }
            if let at = host.lastIndex(of: "@") {
                result += mark
                rest = rest[at...]
            }
        }
        return result + rest
    }

    /// Runs of 13 to 19 digits, with or without spaces and hyphens, whose check digit is right.
    private static func maskedCards(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            var digits: [Int] = []
            var end = index
            while end < bytes.count, isDigit(bytes[end]) || digits.count < 19 && isGap(bytes, end) {
                if isDigit(bytes[end]) { digits.append(end) }
                end += 1
            }
            if (13...19).contains(digits.count), isCard(digits.map { bytes[$0] }) {
                for place in digits.dropFirst(6).dropLast(4) { bytes[place] = UInt8(ascii: "*") }
            }
            index = end
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isGap(_ bytes: [UInt8], _ index: Int) -> Bool {
        (bytes[index] == 0x20 || bytes[index] == 0x2D) && index + 1 < bytes.count && isDigit(bytes[index + 1])
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, byte) in digits.reversed().enumerated() {
            let value = Int(byte - 0x30) * (place.isMultiple(of: 2) ? 1 : 2)
            sum += value > 9 ? value - 9 : value
        }
        return sum.isMultiple(of: 10)
    }
}
