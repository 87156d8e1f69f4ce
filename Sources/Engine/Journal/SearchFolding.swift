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
    private var seen: Set<String> = []
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

    /// All different tokens of an entry.
    package var tokens: [String] { Array(seen) }
    package var isFull: Bool { seen.count >= SearchRule.tokensMost }

    mutating func keep(facet: String) { seen.insert(":" + facet) }

    package mutating func read(_ text: String, lastIsPrefix: Bool = false) {
        for scalar in text.unicodeScalars {
            if isFull { break }
            let value = scalar.value
            if value < 0x80 {
                let byte = SearchScalars.ascii[Int(value)]
                if byte != 0 {
                    if signs > 0 { endSigns() }
                    part.add(byte)
                    joined.add(byte)
                } else if scalar == "-" || scalar == "_" {
                    join()
                } else {
                    endWord(isPrefix: scalar == "*")
                }
            } else {
                read(SearchScalars.fold(scalar))
            }
        }
        endWord(isPrefix: lastIsPrefix && !part.bytes.isEmpty)
    }

    private mutating func read(_ folded: SearchScalars.Folded) {
        switch folded {
        case .letters(let bytes):
            if signs > 0 { endSigns() }
            part.add(bytes)
            joined.add(bytes)
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
        if purpose == .entry { emit(part.bytes) }
        part.clear()
    }

    private mutating func endParts(isPrefix: Bool) {
        endPart()
        if purpose == .question ? parts > 0 : parts > 1 { emit(joined.bytes, isPrefix: isPrefix) }
        parts = 0
        joined.clear()
    }

    private mutating func endSigns() {
        if signs == 1, purpose == .question { emit(sign) }
        signs = 0
    }

    private mutating func endWord(isPrefix: Bool) {
        if signs > 0 { endSigns() }
        if !joined.bytes.isEmpty { endParts(isPrefix: isPrefix) }
    }

    private mutating func emit(_ bytes: [UInt8], isPrefix: Bool = false) {
        let token = String(decoding: bytes, as: UTF8.self)
        switch purpose {
        case .entry: if !isFull { seen.insert(token) }
        case .question:
            let word = SearchWord(token: token, isPrefix: isPrefix)
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

        mutating func clear() {
            bytes.removeAll(keepingCapacity: true)
            isFull = false
        }
    }
}
