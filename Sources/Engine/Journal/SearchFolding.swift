/// Cuts text into the tokens that are searched, the same way for entries and for questions.
///
/// - Letters are told apart by neither case nor accents: see ``SearchScalars``.
/// - A token is a run of letters and digits, cut at ``SearchRule/tokenBytesMost`` bytes.
/// - What a hyphen or an underscore joins is one token without it, besides its parts: `TSR-1532` is found as `TSR-1532`,
///   as `tsr1532`, as `tsr` and as `1532`.
/// - Scripts that are written without spaces give each sign and each pair of neighbours.
package struct SearchFolding {
    package enum Purpose: Sendable {
        case entry
        /// Asks for the whole of what a hyphen joins, and for pairs of signs rather than single ones.
        case question
    }

    private let purpose: Purpose
    private var seen = TokenSet()
    private var asked: Set<SearchWord> = []
    /// In the order of the question.
    package private(set) var words: [SearchWord] = []

    private var part = Token()
    private var joined = Token()
    private var parts = 0
    /// The sign before this one, when it belongs to a script without spaces, and how many of them stand in a row.
    private var sign: [UInt8] = []
    private var signs = 0

    package init(_ purpose: Purpose) { self.purpose = purpose }

    /// All different tokens of an entry, in the order of their bytes.
    package var tokens: [String] { seen.strings }
    /// The same as one text, with a space in front of each.
    var text: String { seen.text }
    package var isFull: Bool { seen.count >= SearchRule.tokensMost }

    mutating func keep(facet: String) { seen.insert(Array((":" + facet).utf8)) }

    package mutating func read(_ text: String, lastIsPrefix: Bool = false) {
        let bytes = text.utf8.span
        var place = 0
        while place < bytes.count, !isFull {
            let byte = bytes[place]
            guard byte < 0x80 else {
                let scalar = Self.scalar(bytes, &place)
                read(SearchScalars.fold(scalar))
                continue
            }
            place += 1
            let folded = SearchScalars.ascii[Int(byte)]
            if folded != 0 {
                if signs > 0 { endSigns() }
                part.add(folded)
            } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") {
                join()
            } else {
                endWord(isPrefix: byte == UInt8(ascii: "*"))
            }
        }
        endWord(isPrefix: lastIsPrefix && !part.bytes.isEmpty)
    }

    /// The scalar that begins at `place`, which moves behind it. A string's bytes are always whole scalars.
    private static func scalar(_ bytes: Span<UInt8>, _ place: inout Int) -> Unicode.Scalar {
        let first = bytes[place]
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(bytes[place + offset] & 0x3F) }
        place += length
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func read(_ folded: SearchScalars.Folded) {
        switch folded {
        case .letters(let bytes):
            if signs > 0 { endSigns() }
            part.add(bytes)
        case .sign(let bytes):
            endParts(isPrefix: false)
            signs += 1
            if purpose == .entry { emit(bytes) }
            if signs > 1 { emit(sign + bytes) }
            sign = bytes
        case .joiner: join()
        case .nothing: break
        case .separator: endWord(isPrefix: false)
        }
    }

    private mutating func join() {
        // A second hyphen, or one after nothing, joins nothing.
        if part.bytes.isEmpty { endWord(isPrefix: false) } else { endPart() }
    }

    private mutating func endPart() {
        guard !part.bytes.isEmpty else { return }
        parts += 1
        joined.add(part)
        if purpose == .entry { emit(part.bytes) }
        part.clear()
    }

    private mutating func endParts(isPrefix: Bool) {
        guard parts > 0 else {
            // A word by itself, as nearly all are.
            if !part.bytes.isEmpty { emit(part.bytes, isPrefix: isPrefix) }
            return part.clear()
        }
        endPart()
        if purpose == .question || parts > 1 { emit(joined.bytes, isPrefix: isPrefix) }
        parts = 0
        joined.clear()
    }

    private mutating func endSigns() {
        if signs == 1, purpose == .question { emit(sign) }
        signs = 0
    }

    private mutating func endWord(isPrefix: Bool) {
        if signs > 0 { endSigns() }
        endParts(isPrefix: isPrefix)
    }

    private mutating func emit(_ bytes: [UInt8], isPrefix: Bool = false) {
        switch purpose {
        case .entry: if !isFull { seen.insert(bytes) }
        case .question:
            let word = SearchWord(token: String(decoding: bytes, as: UTF8.self), isPrefix: isPrefix)
            if asked.insert(word).inserted { words.append(word) }
        }
    }

    /// Whether a text holds only what folding leaves, so that it means nothing else to any database.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= SearchRule.tokenBytesMost
            && text.unicodeScalars.allSatisfy { SearchScalars.isFolded($0) }
    }

    /// A token while it grows: what comes after its bound is dropped, never half a letter.
    private struct Token {
        private(set) var bytes: [UInt8] = []
        private var isFull = false

        mutating func add(_ byte: UInt8) {
            if bytes.count < SearchRule.tokenBytesMost, !isFull { bytes.append(byte) } else { isFull = true }
        }

        mutating func add(_ more: [UInt8]) {
            if bytes.count + more.count <= SearchRule.tokenBytesMost, !isFull {
                bytes.append(contentsOf: more)
            } else {
                isFull = true
            }
        }

        /// What is dropped of one part is dropped with all that follows it.
        mutating func add(_ part: Token) {
            guard !isFull else { return }
            let room = SearchRule.tokenBytesMost - bytes.count
            bytes.append(contentsOf: part.bytes.prefix(room))
            isFull = part.isFull || part.bytes.count > room
            if part.bytes.count > room, part.bytes[room] & 0xC0 == 0x80 {
                while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
            }
        }

        mutating func clear() {
            bytes.removeAll(keepingCapacity: true)
            isFull = false
        }
    }
}
