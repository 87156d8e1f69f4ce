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

    /// The newest hits; each row says how many hits the walk met, or zero when it came to the end.
    let newest: [BoundStatement]
    /// Gathers all hits, for when the newest were too few; nil when those are all there are. When `restIsCounted`, its first
    /// column is the count of all hits, and the others are null when the page is empty.
    let rest: BoundStatement?
    let restIsCounted: Bool
    /// Nil when no count is asked for.
    let count: BoundStatement?

    /// How many there are at least, when that says enough: gathering what is common takes the longest of all, above all when
    /// two or three letters begin many words.
    func commonCount(_ met: Int) -> SearchAnswer.Count? {
        rest != nil && met > SearchRule.countEnough ? .moreThan(met - 1) : nil
    }

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
            newest = [Self.newestEntries.with(name, range.0, place.0, place.1, most)]
            rest = nil
            restIsCounted = false
            count = query.isCounted ? Self.countAll.with(name, range.0, range.1, countMost) : nil
            return
        }
        let question = Parameter.text(asked)
        newest = [
            Self.settings.with(),
            Self.newestHits.with(name, range.0, place.0, place.1, most, question, .integer(Self.walked)),
        ]
        guard query.isCounted else {
            rest = Self.hits.with(name, range.0, place.0, place.1, most, question)
            restIsCounted = false
            count = nil
            return
        }
        restIsCounted = query.from == nil && query.until == nil
        if restIsCounted {
            rest = Self.countedHits.with(name, range.0, range.1, place.0, place.1, most, question)
            count = Self.count.with(name, range.0, range.1, countMost, question)
        } else {
            rest = Self.hits.with(name, range.0, place.0, place.1, most, question)
            count = Self.countRange.with(name, range.0, range.1, countMost, question)
        }
    }

    /// Without it, what many entries hold would be counted by reading every text there is.
    private static let settings = Statement("search_settings", "SET LOCAL enable_seqscan = off")
    private static let newestEntries = Statement(
        "search_newest",
        """
        SELECT ordering, key, 0::int8 FROM search_entries
        WHERE projection = $1::text AND ordering >= $2::int8 AND (ordering, key) < ($3::int8, $4::text)
        ORDER BY ordering DESC, key DESC LIMIT $5::int8
        """)
    private static let newestHits = Statement(
        "search_newest_hits",
        """
        WITH walked AS MATERIALIZED (
            SELECT ordering, key, tokens @@ $6::text::tsquery AS is_hit FROM search_entries
            WHERE projection = $1::text AND ordering >= $2::int8 AND (ordering, key) < ($3::int8, $4::text)
            ORDER BY ordering DESC, key DESC LIMIT $7::int8
        )
        SELECT ordering, key,
            CASE WHEN (SELECT count(*) FROM walked) = $7::int8 THEN count(*) OVER () ELSE 0 END
        FROM walked WHERE is_hit ORDER BY ordering DESC, key DESC LIMIT $5::int8
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
    private static let countedHits = Statement(
        "search_counted_hits",
        """
        WITH hits AS MATERIALIZED (
            SELECT ordering, key FROM search_entries
            WHERE tokens @@ $7::text::tsquery AND projection || '' = $1::text
                AND ordering + 0 BETWEEN $2::int8 AND $3::int8
        )
        SELECT counted.hits, page.ordering, page.key FROM (SELECT count(*) AS hits FROM hits) AS counted
        LEFT JOIN (
            SELECT ordering, key FROM hits WHERE (ordering, key) < ($4::int8, $5::text)
            ORDER BY ordering DESC, key DESC LIMIT $6::int8
        ) AS page ON true
        ORDER BY page.ordering DESC, page.key DESC
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
