/// Bytes of any usual encoding as UTF-8: by the byte order mark, then the declared charset, then what the document says
/// of itself, then UTF-8, and windows-1252 where that fails. Linear, and never fails: what fits nowhere becomes U+FFFD.
enum TextDecoding {
    enum Charset: Equatable {
        case utf8, utf16LittleEndian, utf16BigEndian, windows1252
    }

    static func utf8(_ body: [UInt8], contentType: String?) -> [UInt8] {
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { return repaired(Array(body.dropFirst(3))) }
        if body.starts(with: [0xFE, 0xFF]) { return utf16(body, from: 2, isBigEndian: true) }
        if body.starts(with: [0xFF, 0xFE]) { return utf16(body, from: 2, isBigEndian: false) }
        switch contentType.flatMap(charset(ofContentType:)) ?? charset(statedIn: body) {
        case .utf16BigEndian: return utf16(body, from: 0, isBigEndian: true)
        case .utf16LittleEndian: return utf16(body, from: 0, isBigEndian: false)
        // Pages that call themselves Latin-1 and hold valid UTF-8 beyond ASCII are UTF-8: the other way round is rare.
        case .windows1252: return isUTF8(body) ? body : windows1252(body)
        case .utf8: return repaired(body)
        case nil: return isUTF8(body) ? body : windows1252(body)
        }
    }

    static func charset(ofContentType text: String) -> Charset? {
        let lowered = text.lowercased()
        guard let start = lowered.range(ofText: "charset=") else { return nil }
        let name = lowered[start.upperBound...].prefix { $0 != ";" && $0 != " " }
        return charset(named: name.filter { $0 != "\"" && $0 != "'" })
    }

    private static func charset(named name: String) -> Charset? {
        switch name {
        case "utf-8", "utf8", "us-ascii", "ascii": .utf8
        // Without a mark, network order (RFC 2781, 4.3).
        case "utf-16", "utf-16be": .utf16BigEndian
        case "utf-16le": .utf16LittleEndian
        case "iso-8859-1", "latin1", "windows-1252", "cp1252", "iso-8859-15": .windows1252
        default: nil
        }
    }

    /// `encoding="…"` of an XML declaration or `charset=` of an HTML head, and UTF-16 by its zero bytes.
    private static func charset(statedIn body: [UInt8]) -> Charset? {
        if body.count >= 4 {
            if body[0] == 0, body[1] != 0, body[2] == 0 { return .utf16BigEndian }
            if body[0] != 0, body[1] == 0, body[3] == 0 { return .utf16LittleEndian }
        }
        let head = String(decoding: body.prefix(1_024), as: UTF8.self).lowercased()
        guard head.drop(while: \.isWhitespace).first == "<" else { return nil }
        let isXML = head.drop(while: \.isWhitespace).hasPrefix("<?xml")
        guard let start = head.range(ofText: isXML ? "encoding=" : "charset=") else { return nil }
        let rest = head[start.upperBound...].drop { $0 == "\"" || $0 == "'" }
        return charset(named: String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }))
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        isUTF8(bytes) ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    private static func utf16(_ body: [UInt8], from start: Int, isBigEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity((body.count - start) / 2)
        var index = start
        while index + 1 < body.count {
            let first = UInt16(body[index])
            let second = UInt16(body[index + 1])
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    /// ISO-8859-1 is read as windows-1252, as browsers do: the codes in which they differ are no letters in the former.
    private static func windows1252(_ body: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(body.count + body.count / 8)
        for byte in body {
            if byte < 0x80 {
                text.append(byte)
            } else {
                let value = byte < 0xA0 ? upperControls[Int(byte - 0x80)] : UInt32(byte)
                let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
                text.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
        return text
    }

    /// What a code from 0x80 to 0x9F means in windows-1252.
    static func windows1252Control(_ code: UInt32) -> UInt32 { upperControls[Int(code - 0x80)] }

    /// What 0x80 to 0x9F mean in windows-1252.
    private static let upperControls: [UInt32] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]
}

extension StringProtocol {
    /// Where a text stands first. Naive and fine: what is looked for is short and starts with a rare letter.
    func range(ofText needle: String) -> Range<Index>? {
        guard let first = needle.utf8.first else { return nil }
        let bytes = utf8
        var start = bytes.startIndex
        while let candidate = bytes[start...].firstIndex(of: first) {
            if bytes[candidate...].starts(with: needle.utf8) {
                return candidate..<bytes.index(candidate, offsetBy: needle.utf8.count)
            }
            start = bytes.index(after: candidate)
        }
        return nil
    }

    func contains(text needle: String) -> Bool { range(ofText: needle) != nil }

    var trimmed: String {
        let front = drop { $0.isWhitespace }
        guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(front[...last])
    }
}
