internal import Journal

/// Answers questions from the index, newest first.
///
/// A row's number goes with its order, so whole words and facets stream from the index in the order of the answer, however
/// common they are. What begins with a word does not: SQLite first gathers all rows of all words that begin so. So the
/// newest candidates are looked at one by one before; what is common is found there, and what is not is soon gathered.
final class SearchReading {
    /// Candidates that are looked at one by one; each costs some microseconds. What fills no page among them is in less
    /// than a tenth of all, and gathered in less time than looking at many more would take.
    private static let windowMost = 300
    /// So many hits among them show that gathering all would take long: they are then counted no further.
    private static let commonHits = 20

    private let connection: SQLiteConnection
    private let recordsAfter: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        self.connection = connection
        recordsAfter = try connection.prepare(
            """
            SELECT e.key, e.ordering, t.tokens FROM search_entries e JOIN search_texts t ON t.id = e.id
            WHERE e.projection = ?1 AND e.key > ?2 ORDER BY e.key LIMIT ?3
            """)
    }

    /// A question as SQLite understands it.
    private struct Question {
        var projection: String
        /// What the index is asked; empty when everything counts.
        var match: String
        /// What is looked for in each candidate's text.
        var filters: [String]
        var orders: ClosedRange<Int64>
    }

    func search(_ projection: String, _ query: SearchQuery) throws(JournalError) -> SearchAnswer {
        if let objection = query.objection { throw JournalError(.refused, objection) }
        guard !query.isUnanswerable, let orders = query.orders, let groups = query.facetTokens else {
            return .nothing(query)
        }
        let facets = groups.map { "(" + $0.map { "\"\($0)\"" }.joined(separator: " OR ") + ")" }
        let whole = query.words.filter { !$0.isPrefix }.map { "\"\($0.token)\"" }
        let begun = query.words.filter(\.isPrefix)
        let indexed = Question(
            projection: projection,
            match: (whole + begun.map { "\"\($0.token)\" *" } + facets).joined(separator: " AND "), filters: [],
            orders: orders)
        var looked = indexed
        looked.match = (whole + facets).joined(separator: " AND ")
        looked.filters = begun.map { " " + $0.token }

        if begun.isEmpty { return try answer(query, indexed) }

        let newest = query.after == nil || query.isCounted ? try window(looked, after: nil) : nil
        let page = try query.after.map { (after) throws(JournalError) in try window(looked, after: after) } ?? newest
        guard let page, page.isWhole || page.hits.count > query.limit else { return try answer(query, indexed) }
        var found = SearchAnswer(ordered: page.hits, query, counted: nil)
        if query.isCounted, let newest {
            if newest.isWhole {
                found.count = SearchAnswer.Count(counted: newest.hits.count)
            } else if newest.hits.count > Self.commonHits {
                found.count = .moreThan(min(newest.hits.count - 1, SearchRule.countMost))
            } else {
                found.count = SearchAnswer.Count(counted: try count(indexed))
            }
        }
        return found
    }

    /// The answer that the index alone gives.
    private func answer(_ query: SearchQuery, _ question: Question) throws(JournalError) -> SearchAnswer {
        // Without a place to go on from, what is counted begins with the page: one look gives both.
        if query.isCounted, query.after == nil {
            let hits = try hits(question, after: nil) { found, _ in found > SearchRule.countMost }
            return SearchAnswer(ordered: hits, query, counted: hits.count)
        }
        let hits = try hits(question, after: query.after) { found, _ in found > query.limit }
        return SearchAnswer(ordered: hits, query, counted: query.isCounted ? try count(question) : nil)
    }

    /// The newest candidates, and whether they are all there are.
    private func window(
        _ question: Question, after: SearchHit?
    ) throws(JournalError) -> (hits: [SearchHit], isWhole: Bool) {
        var isWhole = true
        let hits = try hits(question, after: after) { _, seen in
            isWhole = seen < Self.windowMost
            return !isWhole
        }
        return (hits, isWhole)
    }

    func records(
        _ projection: String, after key: String?, limit: Int
    ) throws(JournalError) -> [SearchRecord] {
        var page: [SearchRecord] = []
        try recordsAfter.bind(1, projection).bind(2, key ?? "").bind(3, Int64(max(limit, 0))).forEachRow { row in
            page.append(
                SearchRecord(
                    key: row.text(0), order: row.number(1), tokens: row.text(2).split(separator: " ").map(String.init)))
            return true
        }
        return page
    }

    /// What the index holds against what it was made of; the digest of the read models covers only the latter.
    func indexProblem() throws(JournalError) -> String? {
        let sound =
            try connection.number("SELECT coalesce(sum(doc), 0) FROM search_words")
            == connection.number(
                "SELECT coalesce(sum(length(tokens) - length(replace(tokens, ' ', ''))), 0) FROM search_texts")
        return sound ? nil : "the search index does not hold what it was made of; run `vigie rebuild`"
    }

    /// Hits in order, until `isEnough` says so of hits and candidates.
    private func hits(
        _ question: Question, after: SearchHit?, until isEnough: (Int, Int) -> Bool
    ) throws(JournalError) -> [SearchHit] {
        var found: [SearchHit] = []
        var seen = 0
        var last: Int64?
        let columns = "search_entries.id, search_entries.ordering, search_entries.key"
        try prepared(question, columns, after: after, ordered: true).forEachRow { row in
            let number = row.number(0)
            // Rows of one millisecond come in any order, so all of them are read.
            let begins = last.map { !SearchPlaces.share($0, number) } ?? false
            if begins, isEnough(found.count, seen) { return false }
            last = number
            seen += 1
            guard row.number(3) != 0 else { return true }
            let hit = SearchHit(order: row.number(1), key: row.text(2))
            if after.map({ hit < $0 }) ?? true { found.append(hit) }
            return true
        }
        return found.sorted(by: >)
    }

    /// How many there are, up to one more than are counted.
    private func count(_ question: Question) throws(JournalError) -> Int {
        var found = 0
        try prepared(question, "0, 0, 0", after: nil, ordered: false).forEachRow { _ in
            found += 1
            return found <= SearchRule.countMost
        }
        return found
    }

    /// The statement that gives candidates, with their three columns and whether the filters let them through. The joins
    /// are crossed because their order is the point: the index leads, the newest first.
    private func prepared(
        _ question: Question, _ columns: String, after: SearchHit?, ordered: Bool
    ) throws(JournalError) -> SQLiteStatement {
        let isIndexed = !question.match.isEmpty
        let id = isIndexed ? "search_index.rowid" : "search_entries.id"
        // Without its other index, because the entries of a projection would be sorted then.
        var sources = isIndexed ? ["search_index", "search_entries"] : ["search_entries NOT INDEXED"]
        var conditions = ["\(id) BETWEEN ?1 AND ?2", "search_entries.projection = ?3"]
        conditions.append("search_entries.ordering BETWEEN ?4 AND ?5")
        if isIndexed { conditions += ["search_index MATCH ?6", "search_entries.id = search_index.rowid"] }
        let filters = question.filters.indices.map { "instr(search_texts.tokens, ?\($0 + 7)) > 0" }
        if !filters.isEmpty {
            sources.append("search_texts")
            conditions.append("search_texts.id = search_entries.id")
        }
        let passes = filters.isEmpty ? "1" : filters.joined(separator: " AND ")
        let statement = try connection.prepare(
            "SELECT \(columns), \(passes) FROM \(sources.joined(separator: " CROSS JOIN ")) WHERE "
                + conditions.joined(separator: " AND ") + (ordered ? " ORDER BY \(id) DESC" : ""))
        let newest = min(question.orders.upperBound, after?.order ?? .max)
        statement.bind(1, SearchPlaces.numbers(of: question.orders.lowerBound).lowerBound)
            .bind(2, SearchPlaces.numbers(of: newest).upperBound).bind(3, question.projection)
            .bind(4, question.orders.lowerBound).bind(5, question.orders.upperBound)
        if isIndexed { statement.bind(6, question.match) }
        for (place, filter) in question.filters.enumerated() { statement.bind(Int32(place + 7), filter) }
        return statement
    }
}
