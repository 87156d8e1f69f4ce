/// What a projection wants to have found: texts, exact facets, and a place in time.
///
/// Texts are folded by ``SearchFolding`` when the entry is kept, the same way in every store, so that no database's own
/// idea of letters decides what is found.
package struct SearchEntry: Sendable, Equatable {
    /// The most telling first: an entry keeps its first ``SearchRule/tokensMost`` different tokens.
    package var texts: [String]
    /// Exact marks such as `provider:acme-pay`: see ``SearchRule/accepts(facet:)``.
    package var facets: [String]
    /// The place in the answers, newest (largest) first: microseconds since 1970.
    package var order: Int64

    package init(texts: [String], facets: [String], order: Int64) {
        self.texts = texts
        self.facets = facets
        self.order = order
    }
}

/// A search entry as every store keeps it.
package struct SearchRecord: Sendable, Equatable {
    package var key: String
    package var order: Int64
    /// Words, and facets with a colon in front, which no word has; different and in order.
    package var tokens: [String]

    /// Takes tokens as a store kept them, in any order.
    package init(key: String, order: Int64, tokens: [String]) {
        self.key = key
        self.order = order
        self.tokens = tokens.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package init(key: String, _ entry: SearchEntry) {
        self.key = key
        order = entry.order
        tokens = entry.folded.tokens
    }

    /// The tokens with a space between each: none holds one.
    package var text: String { tokens.joined(separator: " ") }
}

extension SearchEntry {
    fileprivate var folded: SearchFolding {
        var folding = SearchFolding(.entry)
        for facet in facets { folding.keep(facet: facet) }
        for text in texts where !folding.isFull { folding.read(text) }
        return folding
    }

    /// The tokens of its record in their order, with a space in front of each: none holds one.
    package var tokensText: String { folded.text }
}

/// The bounds of searching, the same in every store.
package enum SearchRule {
    package static let tokenBytesMost = 64
    package static let tokensMost = 4_096
    package static let facetBytesMost = 100
    package static let facetsMost = 256
    /// Words of one question; what a reader types beyond them is counted and not asked.
    package static let wordsMost = 16
    package static let groupsMost = 16
    package static let groupFacetsMost = 100
    package static let limitMost = 100
    /// Hits are counted so far; beyond it an answer says "more than".
    package static let countMost = 1_000
    /// A store that has counted so many may say "more than" where counting on would take long.
    package static let countEnough = 75
    /// A shorter word is never a prefix: what it would match is no answer.
    package static let prefixBytesLeast = 2

    /// A facet is a name, a colon and a value of lower-case letters, digits, hyphens, dots and underscores.
    package static func accepts(facet: String) -> Bool {
        let bytes = facet.utf8
        guard bytes.count <= facetBytesMost, let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let value = bytes[bytes.index(after: colon)...]
        return colon > bytes.startIndex && !value.isEmpty && bytes[..<colon].allSatisfy(isFacetByte)
            && value.allSatisfy(isFacetByte)
    }

    package static func check(key: String, _ entry: SearchEntry?) throws(JournalError) {
        try DocumentRule.check(key: key, body: [])
        guard let entry else { return }
        if let facet = entry.facets.first(where: { !accepts(facet: $0) }) {
            throw JournalError(
                .refused,
                "\"\(facet.prefix(facetBytesMost))\" is no facet: write name:value with lower-case letters, digits, "
                    + "hyphens, dots and underscores, at most \(facetBytesMost) bytes")
        }
        guard entry.facets.count <= facetsMost else {
            throw JournalError(.refused, "a search entry has at most \(facetsMost) facets")
        }
    }

    private static func isFacetByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
