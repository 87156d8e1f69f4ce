/// What each Unicode scalar is to a search.
///
/// Accents are taken off by what Unicode calls a letter ("LATIN SMALL LETTER E WITH ACUTE" is an e), so that no table has
/// to be kept; marks that follow their letter are dropped. What has no such name is written out below.
enum SearchScalars {
    enum Folded: Sendable, Equatable {
        case letters([UInt8])
        /// A letter of a script without spaces between words.
        case sign([UInt8])
        /// Joins what stands before and after it.
        case joiner
        /// Belongs to the letter before it, or is not seen.
        case nothing
        case separator
    }

    /// Lower-case letters and digits for ASCII, 0 for all others.
    static let ascii: [UInt8] = (0..<128).map { (byte: UInt8) in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: 0
        }
    }

    /// The scalars that European texts use, looked up once.
    private static let common: [Folded] = (0x80..<0x250).map { (value: UInt32) in
        Unicode.Scalar(value).map(classify) ?? .separator
    }

    static func fold(_ scalar: Unicode.Scalar) -> Folded {
        let value = scalar.value
        if value >= 0x80, value < 0x250 { return common[Int(value) - 0x80] }
        return classify(scalar)
    }

    /// Whether a scalar stays as it is when it is folded.
    static func isFolded(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value > 0 && ascii[Int(scalar.value)] == UInt8(scalar.value) }
        let own = Array(String(scalar).utf8)
        switch fold(scalar) {
        case .letters(let bytes), .sign(let bytes): return bytes == own
        case .joiner, .nothing, .separator: return false
        }
    }

    private static func classify(_ scalar: Unicode.Scalar) -> Folded {
        switch scalar.value {
        case 0x2010, 0x2011: return .joiner
        case 0x200B: return .separator
        // Full-width forms of ASCII.
        case 0xFF01...0xFF5E:
            let byte = ascii[Int(scalar.value - 0xFEE0)]
            return byte == 0 ? .separator : .letters([byte])
        default: break
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return .nothing
        case .decimalNumber:
            guard let digit = properties.numericValue, (0...9).contains(digit) else { return .separator }
            return .letters([UInt8(ascii: "0") + UInt8(digit)])
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
            .spacingMark:
            if isWrittenWithoutSpaces(scalar) { return .sign(Array(String(scalar).utf8)) }
            var bytes: [UInt8] = []
            for lower in properties.lowercaseMapping.unicodeScalars { bytes += base(lower) }
            return bytes.isEmpty ? .nothing : .letters(bytes)
        default: return .separator
        }
    }

    private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3040...0x30FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// A lower-case letter without its accent.
    private static func base(_ scalar: Unicode.Scalar) -> [UInt8] {
        if let written = special[scalar] { return Array(written.utf8) }
        let own = Array(String(scalar).utf8)
        if own.count == 1 { return ascii[Int(own[0])] == 0 ? [] : own }
        let properties = scalar.properties
        if properties.generalCategory == .nonspacingMark { return [] }
        guard let name = properties.name else { return own }
        let plain = name.firstRange(of: " WITH ").map { name[..<$0.lowerBound] } ?? name[...]
        if let letter = plain.suffix(after: "LATIN SMALL LETTER "), letter.utf8.count <= 2,
            letter.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        {
            return letter.utf8.map { $0 | 0x20 }
        }
        if plain.hasPrefix("GREEK SMALL LETTER "), let letter = greek[String(plain)] {
            return Array(String(letter).utf8)
        }
        return own
    }

    /// The plain letters of Greek by their names.
    private static let greek: [String: Unicode.Scalar] = Dictionary(
        (0x3B1...0x3C9).compactMap { (value: UInt32) in
            Unicode.Scalar(value).flatMap { scalar in scalar.properties.name.map { ($0, scalar) } }
        }, uniquingKeysWith: { first, _ in first })

    private static let special: [Unicode.Scalar: String] = [
        "ß": "ss", "œ": "oe", "ĳ": "ij", "ð": "d", "þ": "th", "ı": "i", "ſ": "s", "ŉ": "n", "ς": "σ", "й": "и",
        "ё": "е",
        "ї": "і", "ў": "у", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    ]
}

extension Substring {
    fileprivate func suffix(after prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
