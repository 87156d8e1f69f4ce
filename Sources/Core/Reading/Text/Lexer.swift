/// Bytes → tokens and lines, in one pass. Markdown's emphasis and escapes vanish, markup tags become tokens of their own.
struct Lexer {
    /// Longer words are cut: no word of the lexicon is longer, and a short string needs no memory of its own.
    static let wordMost = 15

    private let bytes: [UInt8]
    private let tokensMost: Int
    private var index = 0
    private var tokens: [Token] = []
    private var line: Int32 = 0
    private var glued = false
    private var bold = false

    private init(_ bytes: [UInt8], tokensMost: Int) {
        self.bytes = bytes
        self.tokensMost = tokensMost
    }

    /// Nil when there are more tokens than that.
    static func tokens(of bytes: [UInt8], most: Int) -> [Token]? {
        var lexer = Lexer(bytes, tokensMost: most)
        return lexer.run() ? lexer.tokens : nil
    }

    /// The lexicon's entries are folded as the text is.
    static func folded(_ text: String) -> String {
        tokens(of: Array(text.utf8), most: 64)?.first?.word ?? ""
    }

    private mutating func run() -> Bool {
        tokens.reserveCapacity(min(bytes.count / 4 + 16, tokensMost))
        while index < bytes.count {
            guard tokens.count < tokensMost else { return false }
            let byte = bytes[index]
            switch byte {
            case 0x0A:
                line += 1
                index += 1
                glued = false
            case 0x20, 0x09, 0x0D, 0x0B, 0x0C:
                index += 1
                glued = false
            case 0x30...0x39: number()
            case 0x41...0x5A, 0x61...0x7A: word()
            // Emphasis, escapes and code marks carry no meaning here; a lone star is a bullet.
            // An apostrophe only parts words.
            case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "'"): index += 1
            case UInt8(ascii: "*"): star()
            case UInt8(ascii: "<"): tagOrSymbol()
            case UInt8(ascii: "&"): entityOrSymbol()
            case 0x80...: wide()
            default: symbol(1, Self.symbols[Int(byte)])
            }
        }
        return true
    }

    private mutating func append(_ kind: Token.Kind, _ start: Int, _ word: String, value: Int32 = 1) {
        tokens.append(
            Token(
                kind: kind, start: Int32(start), end: Int32(index), line: line, word: word, value: value,
                isGlued: glued, isCapital: false, isUpper: false, opensBold: bold))
        glued = true
        bold = false
    }

    private mutating func number() {
        let start = index
        var value: Int32 = 0
        while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
            if index - start < 8 { value = value * 10 + Int32(bytes[index] - 0x30) }
            index += 1
        }
        // A long row of digits is no date, clock or count: its value is out of range for all of them.
        if index - start > 8 { value = 99_999_999 }
        append(.number, start, text(bytes[start..<min(index, start + Self.wordMost)]), value: value)
    }

    private mutating func word() {
        let start = index
        var folded: [UInt8] = []
        folded.reserveCapacity(Self.wordMost)
        let isCapital = Self.isUpper(at: index, in: bytes)
        var isUpper = isCapital
        while index < bytes.count {
            let (letters, width) = Self.letter(at: index, in: bytes)
            guard let letters else { break }
            if isUpper, !Self.isUpper(at: index, in: bytes) { isUpper = false }
            for letter in letters.utf8 where folded.count < Self.wordMost { folded.append(letter) }
            index += width
        }
        append(.word, start, text(folded[...]))
        tokens[tokens.count - 1].isCapital = isCapital
        tokens[tokens.count - 1].isUpper = isUpper
    }

    private func text(_ slice: ArraySlice<UInt8>) -> String { String(decoding: slice, as: UTF8.self) }

    private mutating func symbol(_ width: Int, _ word: String) {
        let start = index
        index += width
        // A row of the same symbol is one token: rules below never need to count brackets.
        if glued, let last = tokens.last, last.kind == .symbol, last.word == word, last.line == line {
            tokens[tokens.count - 1].end = Int32(index)
            tokens[tokens.count - 1].value += 1
            return
        }
        append(.symbol, start, word)
    }

    private mutating func star() {
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
        if next == UInt8(ascii: "*") {
            bold = true
            index += 2
        } else if next == 0x20 && !glued {
            symbol(1, "•")
        } else {
            index += 1
        }
    }

    private mutating func tagOrSymbol() {
        var end = index + 1
        let limit = min(bytes.count, index + 400)
        var name: [UInt8] = []
        var inName = true
        while end < limit, bytes[end] != UInt8(ascii: ">"), bytes[end] != UInt8(ascii: "<"), bytes[end] != 0x0A {
            let byte = bytes[end]
            let isNameByte =
                byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!") || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
            if inName, isNameByte, name.count < Self.wordMost {
                name.append(byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!") ? byte : byte | 0x20)
            } else {
                inName = false
            }
            end += 1
        }
        guard end < limit, bytes[end] == UInt8(ascii: ">"), !name.isEmpty else {
            symbol(1, "<")
            return
        }
        let start = index
        index = end + 1
        let word = text(name[...])
        // A block's tag ends the line; of the others only those that name a field are kept.
        if Self.blockTags.contains(word) { line += 1 }
        if Self.fieldTags.contains(word) { append(.tag, start, word) }
        glued = false
    }

    private mutating func entityOrSymbol() {
        let limit = min(bytes.count, index + 9)
        if let end = (index + 1..<max(limit, index + 1)).first(where: { bytes[$0] == UInt8(ascii: ";") }),
            (index + 1..<end).allSatisfy({
                bytes[$0] | 0x20 >= 0x61 && bytes[$0] | 0x20 <= 0x7A || bytes[$0] == 0x23
                    || (bytes[$0] >= 0x30 && bytes[$0] <= 0x39)
            })
        {
            index = end + 1
            glued = false
        } else {
            symbol(1, "&")
        }
    }

    /// What is not ASCII: letters with accents, typographers' spaces, dashes and quotes; all else is one symbol.
    private mutating func wide() {
        if Self.letter(at: index, in: bytes).0 != nil { return word() }
        let byte = bytes[index]
        let second = index + 1 < bytes.count ? bytes[index + 1] : 0
        let third = index + 2 < bytes.count ? bytes[index + 2] : 0
        switch (byte, second, third) {
        case (0xC2, 0xA0, _):
            index += 2
            glued = false
        case (0xC2, 0xAB, _), (0xC2, 0xBB, _): symbol(2, "\"")
        case (0xC2, _, _), (0xC3, _, _): symbol(2, "¤")
        case (0xE2, 0x80, 0x90...0x95): symbol(3, "-")
        case (0xE2, 0x88, 0x92): symbol(3, "-")
        case (0xE2, 0x80, 0x98...0x99): index += 3
        case (0xE2, 0x80, 0x9C...0x9E): symbol(3, "\"")
        case (0xE2, 0x80, 0xA2), (0xE2, 0x97, _): symbol(3, "•")
        case (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xAF), (0xEF, 0xBB, 0xBF):
            index += 3
            glued = false
        default:
            let width = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            symbol(min(width, bytes.count - index), "¤")
        }
    }

    private static let symbols: [String] = (0..<128).map { String(UnicodeScalar(UInt8($0))) }
    private static let blockTags: Set<String> = [
        "p", "/p", "br", "br/", "li", "/li", "div", "/div", "tr", "/tr", "entry", "/entry", "/title", "/published",
        "/updated", "/link", "item", "/item",
    ]
    private static let fieldTags: Set<String> = ["published"]

    private static func isUpper(at index: Int, in bytes: [UInt8]) -> Bool {
        let byte = bytes[index]
        if byte < 0x80 { return byte >= 0x41 && byte <= 0x5A }
        return byte == 0xC3 && index + 1 < bytes.count && bytes[index + 1] <= 0x9E
    }

    /// The plain letters for the letter at an index, and its width in bytes; nil when no letter stands there.
    private static func letter(at index: Int, in bytes: [UInt8]) -> (String?, Int) {
        let byte = bytes[index]
        if byte < 0x80 {
            let low = byte | 0x20
            return low >= 0x61 && low <= 0x7A ? (symbols[Int(low)], 1) : (nil, 1)
        }
        guard index + 1 < bytes.count else { return (nil, 1) }
        let second = bytes[index + 1]
        if byte == 0xC3, second >= 0x80, second <= 0xBF {
            let plain = latin[Int(second & 0x1F)]
            return second == 0x97 || second == 0xB7 ? (nil, 2) : (second == 0x9F ? "ss" : plain, 2)
        }
        if byte == 0xC5, second == 0x92 || second == 0x93 { return ("oe", 2) }
        // Other alphabets: a letter that no word of the lexicon has.
        if byte >= 0xC4, byte <= 0xDF { return ("~", 2) }
        return (nil, 1)
    }

    private static let latin = [
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o",
        "o", "", "o", "u", "u", "u", "u", "y", "th", "y",
    ]
}
