internal import Journal

/// Answers questions from the index, newest first.
///
/// A row's number goes with its order, so whole words and facets stream from the index in the order of the answer, however
/// common they are. What begins with a word does not: SQLite first gathers all rows of all words that begin so. So the
/// newest candidates are looked at one by one before; what is common is found there, and what is not costs little after.
final class SearchReading {
    /// Candidates that are looked at one by one.
    private static let windowMost = 2_000

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
        var after: SearchHit?
    }

    func search(_ projection: String, _ query: SearchQuery) throws(JournalError) -> SearchAnswer {
        if let objection = query.objection { throw JournalError(.refused, objection) }
        guard !query.isUnanswerable, let orders = query.orders, let groups = query.facetTokens else {
            return .nothing(query)
        }
        let facets = groups.map { "(" + $0.map { "\"\($0)\"" }.joined(separator: " OR ") + ")" }
        let whole = query.words.filter { !$0.isPrefix }.map { "\"\($0.token)\"" }
        let begun = query.words.filter(\.isPrefix)
        var indexed = Question(
            projection: projection,
            match: (whole + begun.map { "\"\($0.token)\" *" } + facets).joined(separator: " AND "), filters: [],
            orders: orders, after: query.after)
        var looked = indexed
        looked.match = (whole + facets).joined(separator: " AND ")
        looked.filters = begun.map { " " + $0.token }

        var found: [SearchHit]?
        if !begun.isEmpty { found = try hits(looked, query.limit, candidates: Self.windowMost) }
        if found == nil { found = try hits(indexed, query.limit, candidates: nil) }
        var counted: Int?
        if query.isCounted {
            indexed.after = nil
            looked.after = nil
            if !begun.isEmpty { counted = try count(looked, candidates: Self.windowMost) }
            if counted == nil { counted = try count(indexed, candidates: nil) }
        }
        return SearchAnswer(ordered: found ?? [], query, counted: counted)
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

    /// More than `limit` hits in order, or all there are; nil when so many candidates did not settle it.
    private func hits(
        _ question: Question, _ limit: Int, candidates: Int?
    ) throws(JournalError) -> [SearchHit]? {
        var found: [SearchHit] = []
        var seen = 0
        var last: Int64?
        var isSettled = true
        let columns = "search_entries.id, search_entries.ordering, search_entries.key"
        try prepared(question, columns, ordered: true).forEachRow { row in
            let number = row.number(0)
            // Rows of one millisecond come in any order, so all of them are read.
            let begins = last.map { !SearchPlaces.share($0, number) } ?? true
            if begins {
                if found.count > limit { return false }
                if let candidates, seen >= candidates {
                    isSettled = false
                    return false
                }
            }
            last = number
            seen += 1
            guard row.number(3) != 0 else { return true }
            let hit = SearchHit(order: row.number(1), key: row.text(2))
            if question.after.map({ hit < $0 }) ?? true { found.append(hit) }
            return true
        }
        guard isSettled else { return nil }
        return found.sorted(by: >)
    }

    /// How many there are, up to one more than are counted; nil when so many candidates did not settle it.
    private func count(_ question: Question, candidates: Int?) throws(JournalError) -> Int? {
        var found = 0
        var seen = 0
        var isSettled = true
        try prepared(question, "0, 0, 0", ordered: candidates != nil).forEachRow { row in
            if let candidates, seen >= candidates {
                isSettled = false
                return false
            }
            seen += 1
            if row.number(3) != 0 { found += 1 }
            return found <= SearchRule.countMost
        }
        return isSettled ? found : nil
    }

    /// The statement that gives candidates, with their three columns and whether the filters let them through. The joins
    /// are crossed because their order is the point: the index leads, the newest first.
    private func prepared(
        _ question: Question, _ columns: String, ordered: Bool
    ) throws(JournalError) -> SQLiteStatement {
        let isIndexed = !question.match.isEmpty
        let id = isIndexed ? "search_index.rowid" : "search_entries.id"
        var sources = isIndexed ? ["search_index", "search_entries"] : ["search_entries"]
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
        let newest = min(question.orders.upperBound, question.after?.order ?? .max)
        statement.bind(1, SearchPlaces.numbers(of: question.orders.lowerBound).lowerBound)
            .bind(2, SearchPlaces.numbers(of: newest).upperBound).bind(3, question.projection)
            .bind(4, question.orders.lowerBound).bind(5, question.orders.upperBound)
        if isIndexed { statement.bind(6, question.match) }
        for (place, filter) in question.filters.enumerated() { statement.bind(Int32(place + 7), filter) }
        return statement
    }
}
