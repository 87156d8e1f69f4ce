/// What is looked for: entries that hold every word, one facet of every group, and lie in the range of time.
package struct SearchQuery: Sendable, Equatable {
    package var words: [SearchWord]
    /// Every group must be met, by any of its facets; a group of none asks nothing.
    package var facets: [[String]]
    /// The earliest order that counts.
    package var from: Int64?
    /// The first order that counts no more.
    package var until: Int64?
    /// Go on after this hit.
    package var after: SearchHit?
    package var limit: Int
    /// Whether the hits of the whole question (not only those after a hit) are counted.
    package var isCounted: Bool
    /// Something was typed, and it holds nothing that could be looked for: nothing is found, rather than everything.
    package var isUnanswerable: Bool
    /// How many further words were typed than a question may have; they were not asked.
    package var wordsLeft: Int

    package init(
        words: [SearchWord] = [], facets: [[String]] = [], from: Int64? = nil, until: Int64? = nil,
        after: SearchHit? = nil, limit: Int = 20, isCounted: Bool = true
    ) {
        self.words = words
        self.facets = facets
        self.from = from
        self.until = until
        self.after = after
        self.limit = min(max(limit, 0), SearchRule.limitMost)
        self.isCounted = isCounted
        isUnanswerable = false
        wordsLeft = 0
    }

    /// Reads what somebody typed. A star behind a word asks for all that begin with it; so does `lastIsPrefix` for the
    /// last word, which may not be typed to its end. No sign has another meaning.
    package init(
        typed text: String, lastIsPrefix: Bool = false, facets: [[String]] = [], from: Int64? = nil,
        until: Int64? = nil, after: SearchHit? = nil, limit: Int = 20, isCounted: Bool = true
    ) {
        var folding = SearchFolding(.question)
        folding.read(text, lastIsPrefix: lastIsPrefix)
        let words = folding.words
        self.init(
            words: Array(words.prefix(SearchRule.wordsMost)), facets: facets, from: from, until: until, after: after,
            limit: limit, isCounted: isCounted)
        wordsLeft = max(0, words.count - SearchRule.wordsMost)
        isUnanswerable = words.isEmpty && !text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    /// Nil when the question is within its bounds, else what to change.
    package var objection: String? {
        if words.count > SearchRule.wordsMost { return "a search asks for at most \(SearchRule.wordsMost) words" }
        if facets.count > SearchRule.groupsMost {
            return "a search has at most \(SearchRule.groupsMost) groups of facets"
        }
        if facets.contains(where: { $0.count > SearchRule.groupFacetsMost }) {
            return "a group has at most \(SearchRule.groupFacetsMost) facets"
        }
        if !words.allSatisfy({ SearchFolding.isToken($0.token) }) {
            return "a word of a search must be folded: read it with SearchQuery(typed:)"
        }
        if let after, !JournalWordRule.accepts(after.key, most: DocumentRule.keyBytesMost) {
            return "a search goes on after a hit of an earlier answer"
        }
        return nil
    }

    /// The groups of facets as tokens; nil when one of them can't be met by anything.
    package var facetTokens: [[String]]? {
        var groups: [[String]] = []
        for group in facets where !group.isEmpty {
            let known = group.filter { SearchRule.accepts(facet: $0) }
            if known.isEmpty { return nil }
            groups.append(Set(known).sorted().map { ":" + $0 })
        }
        return groups
    }

    /// The orders that count, both ends included; nil when there are none.
    package var orders: ClosedRange<Int64>? {
        guard until != .min else { return nil }
        let last = until.map { $0 - 1 } ?? .max
        let first = from ?? .min
        return first <= last ? first...last : nil
    }
}

/// One word of a question, folded.
package struct SearchWord: Sendable, Hashable {
    package var token: String
    /// Whether words that begin with it count too.
    package var isPrefix: Bool

    package init(token: String, isPrefix: Bool) {
        self.token = token
        self.isPrefix = isPrefix && token.utf8.count >= SearchRule.prefixBytesLeast
    }
}

/// One entry that was found, and its place in the answers: newest first, then by key, backwards.
package struct SearchHit: Sendable, Hashable, Comparable {
    package var order: Int64
    package var key: String

    package init(order: Int64, key: String) {
        self.order = order
        self.key = key
    }

    package static func < (left: SearchHit, right: SearchHit) -> Bool {
        left.order != right.order
            ? left.order < right.order : left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }
}

package struct SearchAnswer: Sendable, Equatable {
    /// The newest first.
    package var hits: [SearchHit]
    /// Whether there are hits behind the last of these.
    package var hasMore: Bool
    /// Nil when it was not asked for.
    package var count: Count?

    /// A store stops counting at ``SearchRule/countMost``, or before where counting on would take long.
    package enum Count: Sendable, Equatable {
        case exactly(Int)
        case moreThan(Int)

        /// `counted` stopped at one more than ``SearchRule/countMost``.
        package init(counted: Int) {
            self = counted > SearchRule.countMost ? .moreThan(SearchRule.countMost) : .exactly(counted)
        }
    }

    package init(hits: [SearchHit] = [], hasMore: Bool = false, count: Count? = nil) {
        self.hits = hits
        self.hasMore = hasMore
        self.count = count
    }

    /// The answer to a question that nothing can meet.
    package static func nothing(_ query: SearchQuery) -> SearchAnswer {
        SearchAnswer(count: query.isCounted ? .exactly(0) : nil)
    }

    /// Takes hits in order, at least one more than the limit where there are as many.
    package init(ordered hits: [SearchHit], _ query: SearchQuery, counted: Int?) {
        self.init(
            hits: Array(hits.prefix(query.limit)), hasMore: hits.count > query.limit,
            count: counted.map { Count(counted: $0) })
    }
}

extension SearchQuery {
    /// Whether a record is found by this question, its place after ``after`` aside. The rule that every store's index
    /// must agree with.
    package func isMet(by record: SearchRecord) -> Bool {
        guard !isUnanswerable, let orders, orders.contains(record.order), let facetTokens else { return false }
        return facetTokens.allSatisfy { group in record.tokens.contains { group.contains($0) } }
            && words.allSatisfy { word in
                record.tokens.contains { token in
                    word.isPrefix ? token.utf8.starts(with: word.token.utf8) : token == word.token
                }
            }
    }
}
