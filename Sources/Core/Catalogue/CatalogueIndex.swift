internal import Vocabulary

/// Finds vendors by words: name, alias, kind, country, family. The same words always bring the same order.
struct CatalogueIndex: Sendable {
    private struct Card: Sendable {
        var whole: [String]
        var names: [String]
        var aliases: [String]
        /// Kind, country by code and name, family.
        var facts: [String]
        var name: String
    }

    private let cards: [Card]

    /// Longer questions are cut.
    private static let wordsMost = 8

    init(_ vendors: [CatalogueVendor]) {
        cards = vendors.map { vendor in
            let name = SearchText.folded(vendor.name)
            let id = SearchText.folded(vendor.id.rawValue)
            let aliases = vendor.aliases.map(SearchText.folded)
            let facts =
                vendor.kinds.map(\.rawValue) + [vendor.country] + CountryNames.names(vendor.country) + [vendor.family]
            return Card(
                whole: [name, id] + aliases, names: SearchText.words(name),
                aliases: (aliases + [id]).flatMap(SearchText.words),
                facts: facts.flatMap { SearchText.words(SearchText.folded($0)) },
                name: name)
        }
    }

    /// Places in the list of vendors, best first.
    func search(_ question: String) -> [Int] {
        let folded = SearchText.folded(question)
        let words = SearchText.words(folded).prefix(Self.wordsMost)
        guard !words.isEmpty else { return Array(cards.indices) }
        var found: [(score: Int, place: Int)] = []
        for (place, card) in cards.enumerated() {
            if let score = Self.score(card, words: Array(words), whole: words.joined(separator: " ")) {
                found.append((score, place))
            }
        }
        // Vendors stand by name, so equal scores stay by name.
        return found.sorted { ($0.score, $0.place) < ($1.score, $1.place) }.map(\.place)
    }

    /// The smaller the better; nil when a word fits nothing.
    private static func score(_ card: Card, words: [String], whole: String) -> Int? {
        var sum = 0
        for word in words {
            guard let one = score(card, word: word) else { return nil }
            sum += one
        }
        return card.whole.contains(whole) ? 0 : card.name.hasPrefix(whole) ? 1 : sum + 1
    }

    private static func score(_ card: Card, word: String) -> Int? {
        if card.names.contains(word) { return 1 }
        if card.names.contains(where: { $0.hasPrefix(word) }) { return 2 }
        if card.aliases.contains(word) { return 3 }
        if card.facts.contains(word) { return 4 }
        // One letter would find half of the catalogue.
        guard word.count >= 3 else { return nil }
        if card.aliases.contains(where: { $0.hasPrefix(word) }) { return 5 }
        if card.facts.contains(where: { $0.hasPrefix(word) }) { return 6 }
        return card.name.contains(text: word) ? 7 : nil
    }
}

/// Text as it is compared: small letters without accents, words of letters and digits.
enum SearchText {
    private static let lengthMost = 200

    static func folded(_ text: String) -> String {
        // Nearly every name is plain letters, which need no tables of Unicode.
        let bytes = text.utf8
        if bytes.count <= lengthMost, bytes.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "'") }) {
            return words(String(decoding: bytes.map(small), as: UTF8.self)).joined(separator: " ")
        }
        var folded = ""
        for scalar in text.unicodeScalars.prefix(lengthMost) {
            for small in scalar.properties.lowercaseMapping.unicodeScalars {
                // Accents that stand as scalars of their own.
                if (0x300...0x36F).contains(small.value) { continue }
                folded += plain[small] ?? String(small)
            }
        }
        return words(folded).joined(separator: " ")
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    static func words(_ folded: String) -> [String] {
        if folded.utf8.allSatisfy({ $0 < 0x80 }) {
            return folded.utf8.split { byte in
                let letter = byte | 0x20
                return !((0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte))
            }.map { String(decoding: $0, as: UTF8.self) }
        }
        return folded.unicodeScalars
            .split { !($0.properties.isAlphabetic || ("0"..."9").contains($0)) }
            .map { String($0) }
    }

    private static let plain: [Unicode.Scalar: String] = {
        let rows: [(String, String)] = [
            ("àáâãäåāăą", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęě", "e"), ("ĝğġģ", "g"), ("ìíîïĩīĭįı", "i"),
            ("ķ", "k"), ("ĺļľł", "l"), ("ñńņňŋ", "n"), ("òóôõöøōŏő", "o"), ("ŕŗř", "r"), ("śŝşšș", "s"),
            ("ţťŧț", "t"), ("ùúûüũūŭůűų", "u"), ("ŵ", "w"), ("ýÿŷ", "y"), ("źżž", "z"), ("æ", "ae"), ("œ", "oe"),
            ("ß", "ss"), ("þ", "th"), ("'\u{2019}", ""),
        ]
        var plain: [Unicode.Scalar: String] = [:]
        for (accented, letter) in rows {
            for scalar in accented.unicodeScalars { plain[scalar] = letter }
        }
        return plain
    }()
}

extension String {
    /// Whether a text stands in this one; both are short.
    func contains(text: String) -> Bool {
        let (own, wanted) = (Array(utf8), Array(text.utf8))
        guard !wanted.isEmpty, wanted.count <= own.count else { return wanted.isEmpty }
        return (0...(own.count - wanted.count)).contains { own[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
