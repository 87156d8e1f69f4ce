internal import Journal

/// A question as PostgreSQL understands it.
///
/// PostgreSQL can walk the entries newest first and look into each, or gather all hits by the index and sort them. The
/// first is quick for what is common, the second for what is not, and its planner cannot know which words stand together.
/// So it is not asked to choose: the newest few are walked, and only when they do not hold enough, all hits are gathered.
/// Gathering reads no texts: even when every entry is a hit it takes some tens of milliseconds for 100,000.
struct SearchQuestion {
    /// Entries that are walked; each costs some microseconds.
    private static let walked: Int64 = 300

    /// Statements of the first round trip: the newest hits are the answer before the count, which is the last if one is
    /// asked for.
    let first: [BoundStatement]
    /// Gathers all hits, for when the first did not find enough; nil when the first finds all there are.
    let rest: BoundStatement?

    /// Nil for what nothing can meet.
    init?(_ projection: ProjectionName, _ query: SearchQuery) {
        guard !query.isUnanswerable, let orders = query.orders, let groups = query.facetTokens else { return nil }
        // Tokens hold nothing that could end the quotation.
        let words = query.words.map { "'\($0.token)'" + ($0.isPrefix ? ":*" : "") }
        let facets = groups.map { "(" + $0.map { "'\($0)'" }.joined(separator: " | ") + ")" }
        let asked = (words + facets).joined(separator: " & ")

        // Behind every key lies 0x7f, which none holds.
        var before = SearchHit(order: orders.upperBound, key: "\u{7f}")
        if let after = query.after, after < before { before = after }
        let name = Parameter.text(projection.rawValue)
        let range: (Parameter, Parameter) = (.integer(orders.lowerBound), .integer(orders.upperBound))
        let place: (Parameter, Parameter) = (.integer(before.order), .text(before.key))
        let most = Parameter.integer(Int64(query.limit + 1))
        let countMost = Parameter.integer(Int64(SearchRule.countMost + 1))
        guard !asked.isEmpty else {
            first =
                [Self.newest.with(name, range.0, place.0, place.1, most)]
                + (query.isCounted ? [Self.countAll.with(name, range.0, range.1, countMost)] : [])
            rest = nil
            return
        }
        let question = Parameter.text(asked)
        let count = query.from == nil && query.until == nil ? Self.count : Self.countRange
        first =
            [
                Self.settings.with(),
                Self.newestHits.with(name, range.0, place.0, place.1, most, question, .integer(Self.walked)),
            ] + (query.isCounted ? [count.with(name, range.0, range.1, countMost, question)] : [])
        rest = Self.hits.with(name, range.0, place.0, place.1, most, question)
    }

    /// Without it, what many entries hold would be counted by reading every text there is.
    private static let settings = Statement("search_settings", "SET LOCAL enable_seqscan = off")
    private static let newest = Statement(
        "search_newest",
        """
        SELECT ordering, key FROM search_entries
        WHERE projection = $1::text AND ordering >= $2::int8 AND (ordering, key) < ($3::int8, $4::text)
        ORDER BY ordering DESC, key DESC LIMIT $5::int8
        """)
    private static let newestHits = Statement(
        "search_newest_hits",
        """
        SELECT ordering, key FROM (
            SELECT ordering, key, tokens FROM search_entries
            WHERE projection = $1::text AND ordering >= $2::int8 AND (ordering, key) < ($3::int8, $4::text)
            ORDER BY ordering DESC, key DESC LIMIT $7::int8
        ) AS walked WHERE tokens @@ $6::text::tsquery LIMIT $5::int8
        """)
    private static let hits = Statement(
        "search_hits",
        """
        WITH hits AS MATERIALIZED (
            SELECT projection, ordering, key FROM search_entries WHERE tokens @@ $6::text::tsquery
        )
        SELECT ordering, key FROM hits
        WHERE projection = $1::text AND ordering >= $2::int8 AND (ordering, key) < ($3::int8, $4::text)
        ORDER BY ordering DESC, key DESC LIMIT $5::int8
        """)
    private static let countAll = Statement(
        "search_count_all",
        """
        SELECT count(*) FROM (
            SELECT 1 FROM search_entries WHERE projection = $1::text AND ordering BETWEEN $2::int8 AND $3::int8
            LIMIT $4::int8
        ) AS counted
        """)
    /// The conditions beside the question are written so that no other index can serve them.
    private static let count = Statement(
        "search_count",
        """
        SELECT count(*) FROM (
            SELECT 1 FROM search_entries
            WHERE tokens @@ $5::text::tsquery AND projection || '' = $1::text
                AND ordering + 0 BETWEEN $2::int8 AND $3::int8
            LIMIT $4::int8
        ) AS counted
        """)
    /// In a range that holds few entries it is quicker to look into each than to gather hits of all times.
    private static let countRange = Statement(
        "search_count_range",
        """
        WITH walked AS MATERIALIZED (
            SELECT tokens FROM search_entries
            WHERE projection = $1::text AND ordering BETWEEN $2::int8 AND $3::int8 LIMIT 1500
        )
        SELECT CASE WHEN (SELECT count(*) FROM walked) < 1500
            THEN least((SELECT count(*) FROM walked WHERE tokens @@ $5::text::tsquery), $4::int8)
            ELSE (SELECT count(*) FROM (
                SELECT 1 FROM search_entries
                WHERE tokens @@ $5::text::tsquery AND projection || '' = $1::text
                    AND ordering + 0 BETWEEN $2::int8 AND $3::int8
                LIMIT $4::int8
            ) AS counted)
        END
        """)
    static let records = Statement(
        "search_records",
        """
        SELECT key, ordering, array_to_string(tsvector_to_array(tokens), ' ') FROM search_entries
        WHERE projection = $1::text AND key > $2::text ORDER BY key LIMIT $3::int8
        """)
}

/// What a transaction changes in the search, as statements.
struct SearchChanges {
    private static let put = Statement(
        "search_put",
        """
        INSERT INTO search_entries (projection, key, ordering, tokens)
        SELECT projection, key, ordering, array_to_tsvector(string_to_array(ltrim(tokens), ' '))
        FROM unnest($1::text[], $2::text[], $3::int8[], $4::text[]) AS new(projection, key, ordering, tokens)
        ON CONFLICT (projection, key) DO UPDATE SET ordering = excluded.ordering, tokens = excluded.tokens
            WHERE search_entries.ordering <> excluded.ordering OR search_entries.tokens <> excluded.tokens
        """)
    private static let remove = Statement(
        "search_remove",
        """
        DELETE FROM search_entries USING unnest($1::text[], $2::text[]) AS gone(projection, key)
        WHERE search_entries.projection = gone.projection AND search_entries.key = gone.key
        """)

    private(set) var statements: [BoundStatement] = []

    init(_ entries: [DocumentAddress: SearchEntry?]) {
        var batch: [Put] = []
        var bytes = 0
        for case (let address, let entry?) in entries {
            let put = Put(address: address, order: entry.order, tokens: entry.tokensText)
            batch.append(put)
            bytes += put.tokens.utf8.count
            if bytes > 8 << 20 {
                add(batch)
                batch = []
                bytes = 0
            }
        }
        add(batch)
        let removed = entries.filter { $0.value == nil }.map(\.key)
        if !removed.isEmpty {
            statements.append(Self.remove.with(.texts(removed.map(\.projection)), .texts(removed.map(\.key))))
        }
    }

    private struct Put {
        var address: DocumentAddress
        var order: Int64
        var tokens: String
    }

    private mutating func add(_ batch: [Put]) {
        guard !batch.isEmpty else { return }
        statements.append(
            Self.put.with(
                .texts(batch.map(\.address.projection)), .texts(batch.map(\.address.key)),
                .integers(batch.map(\.order)), .texts(batch.map(\.tokens))))
    }
}
