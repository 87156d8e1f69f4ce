internal import Observing
internal import Series

/// The statements of series.
enum SeriesSQL {
    // MARK: Keeping

    private static let addLines = Statement(
        "series_add_lines",
        """
        INSERT INTO lines (series, vantage, packed)
        SELECT series, vantage, $3::bytea FROM unnest($1::text[], $2::text[]) AS wanted (series, vantage)
        WHERE NOT EXISTS (SELECT FROM lines AS l WHERE l.series = wanted.series AND l.vantage = wanted.vantage)
        ORDER BY series, vantage ON CONFLICT DO NOTHING
        """)
    private static let lockLines = Statement(
        "series_lock_lines",
        """
        SELECT l.id, l.series, l.vantage, l.packed FROM unnest($1::text[], $2::text[]) AS wanted (series, vantage)
        JOIN lines AS l ON l.series = wanted.series AND l.vantage = wanted.vantage ORDER BY l.id FOR UPDATE OF l
        """)
    private static let waitingNumbers = Statement(
        "series_waiting_numbers",
        """
        SELECT l.id, b.sequence FROM unnest($1::text[], $2::text[], $3::int8[]) AS wanted (series, vantage, sequence)
        JOIN lines AS l ON l.series = wanted.series AND l.vantage = wanted.vantage
        JOIN batches AS b ON b.line = l.id AND b.sequence = wanted.sequence
        """)
    private static let waiting = Statement(
        "series_waiting",
        """
        SELECT l.id, count(*), sum(b.samples)::int8 FROM unnest($1::text[], $2::text[]) AS wanted (series, vantage)
        JOIN lines AS l ON l.series = wanted.series AND l.vantage = wanted.vantage
        JOIN batches AS b ON b.line = l.id GROUP BY l.id
        """)
    private static let addBatches = Statement(
        "series_add_batches",
        """
        INSERT INTO batches (line, sequence, samples, first, last, body)
        SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::bytea[])
        """)
    private static let touch = Statement(
        "series_touch", "UPDATE lines SET packed = packed WHERE id = ANY($1::int8[])")

    /// Locks the lines of batches, new ones included, and tells what is known of them.
    static func lock(_ batches: [SeriesBatch]) -> [BoundStatement] {
        let names = Set(batches.map { [$0.series.rawValue, $0.vantage.rawValue] })
        let (series, vantages) = (names.map { $0[0] }, names.map { $0[1] })
        return [
            addLines.with(.texts(series), .texts(vantages), .bytes(SequenceSet().encoded())),
            lockLines.with(.texts(series), .texts(vantages)),
            waitingNumbers.with(
                .texts(batches.map(\.series.rawValue)), .texts(batches.map(\.vantage.rawValue)),
                .integers(batches.map(\.sequence))),
            waiting.with(.texts(series), .texts(vantages)),
        ]
    }

    static func keep(_ batches: [(line: Int64, batch: SeriesBatch)]) -> BoundStatement {
        addBatches.with(
            .integers(batches.map(\.line)), .integers(batches.map(\.batch.sequence)),
            .integers(batches.map { Int64($0.batch.count) }), .integers(batches.map(\.batch.first)),
            .integers(batches.map(\.batch.last)), .byteStrings(batches.map(\.batch.bytes)))
    }

    /// A transaction that found everything there writes too: so its commit waits until all before it is durable.
    static func touch(_ lines: some Collection<Int64>) -> BoundStatement { touch.with(.integers(lines)) }

    // MARK: Packing

    static let bodies = Statement(
        "series_bodies", "SELECT line, sequence, body FROM batches WHERE line = ANY($1::int8[]) ORDER BY line, sequence"
    )
    private static let chunks = Statement(
        "series_chunks",
        """
        SELECT c.hour, c.body FROM chunks AS c WHERE c.line = $1::int8 AND c.hour = ANY($2::int8[])
        ORDER BY c.hour, c.part
        """)
    private static let blocks = Statement(
        "series_blocks",
        """
        SELECT b.body FROM unnest($2::int8[], $3::int8[]) AS wanted (level, number)
        JOIN blocks AS b ON b.line = $1::int8 AND b.level = wanted.level AND b.number = wanted.number
        """)
    private static let keepChunks = Statement(
        "series_keep_chunks",
        """
        INSERT INTO chunks (line, hour, part, body)
        SELECT $1::int8, hour, part, body FROM unnest($2::int8[], $3::int8[], $4::bytea[]) AS new (hour, part, body)
        ON CONFLICT (line, hour, part) DO UPDATE SET body = excluded.body
        """)
    private static let keepBlocks = Statement(
        "series_keep_blocks",
        """
        INSERT INTO blocks (line, level, number, body)
        SELECT $1::int8, level, number, body
        FROM unnest($2::int8[], $3::int8[], $4::bytea[]) AS new (level, number, body)
        ON CONFLICT (line, level, number) DO UPDATE SET body = excluded.body
        """)
    private static let forget = Statement("series_forget", "DELETE FROM batches WHERE line = $1::int8")
    private static let keepLine = Statement(
        "series_keep_line", "UPDATE lines SET packed = $2::bytea WHERE id = $1::int8")

    static func load(_ fold: SeriesFold, line: Int64) -> [BoundStatement] {
        [
            chunks.with(.integer(line), .integers(fold.hours)),
            blocks.with(
                .integer(line), .integers(fold.blocks.map { Int64($0.level.rawValue) }),
                .integers(fold.blocks.map(\.number))),
        ]
    }

    static func keep(
        _ rows: (chunks: [SeriesFold.ChunkRow], blocks: [SeriesFold.BlockRow]), line: Int64, packed: SequenceSet
    ) -> [BoundStatement] {
        [
            keepChunks.with(
                .integer(line), .integers(rows.chunks.map(\.hour)), .integers(rows.chunks.map(\.part)),
                .byteStrings(rows.chunks.map(\.bytes))),
            keepBlocks.with(
                .integer(line), .integers(rows.blocks.map { Int64($0.key.level.rawValue) }),
                .integers(rows.blocks.map(\.key.number)), .byteStrings(rows.blocks.map(\.bytes))),
            forget.with(.integer(line)), keepLine.with(.integer(line), .bytes(packed.encoded())),
        ]
    }

    // MARK: Retention

    /// Lines with batches that wait since long.
    static let lockQuiet = Statement(
        "series_lock_quiet",
        """
        SELECT l.id, l.packed, l.series || ' from ' || l.vantage FROM lines AS l
        WHERE l.id > $3::int8 AND EXISTS (SELECT FROM batches AS b WHERE b.line = l.id AND b.first < $1::int8)
        ORDER BY l.id LIMIT $2::int8 FOR UPDATE OF l
        """)
    static let removeChunks = Statement(
        "series_remove_chunks",
        """
        WITH gone AS (
            DELETE FROM chunks WHERE ctid = ANY(ARRAY(SELECT ctid FROM chunks WHERE hour < $1::int8 LIMIT $2::int8))
            RETURNING 1
        ) SELECT count(*) FROM gone
        """)
    static let removeBlocks = Statement(
        "series_remove_blocks",
        """
        WITH gone AS (
            DELETE FROM blocks WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM blocks WHERE level = $3::int8 AND number < $1::int8 LIMIT $2::int8))
            RETURNING 1
        ) SELECT count(*) FROM gone
        """)

    // MARK: Asking

    static let last = Statement(
        "series_last",
        """
        SELECT packed, (SELECT coalesce(max(sequence), 0) FROM batches WHERE line = lines.id)
        FROM lines WHERE series = $1::text AND vantage = $2::text
        """)
    private static let readBatches = """
        SELECT l.vantage, 0::int8, b.body FROM lines AS l JOIN batches AS b ON b.line = l.id
        WHERE l.series = $1::text AND b.last >= $4::int8 AND b.first < $5::int8
        """
    private static let readChunks = Statement(
        "series_read_chunks",
        """
        SELECT l.vantage, 0::int8, c.body FROM lines AS l JOIN chunks AS c ON c.line = l.id
        WHERE l.series = $1::text AND c.hour BETWEEN $2::int8 AND $3::int8
        UNION ALL \(readBatches)
        """)
    private static let readBlocks = Statement(
        "series_read_blocks",
        """
        SELECT l.vantage, 1::int8, c.body FROM lines AS l JOIN blocks AS c ON c.line = l.id
        WHERE l.series = $1::text AND c.number BETWEEN $2::int8 AND $3::int8 AND c.level = $6::int8
        UNION ALL \(readBatches)
        """)

    static func read(_ query: ChartQuery) -> BoundStatement {
        let numbers = query.level.map { query.blocks($0) } ?? query.hours
        let (series, from, to) = (
            Parameter.text(query.series.rawValue), Parameter.integer(numbers.lowerBound),
            Parameter.integer(numbers.upperBound)
        )
        let (first, end) = (
            Parameter.integer(query.milliseconds.lowerBound), Parameter.integer(query.milliseconds.upperBound)
        )
        guard let level = query.level else { return readChunks.with(series, from, to, first, end) }
        return readBlocks.with(series, from, to, first, end, .integer(Int64(level.rawValue)))
    }

    static func read(_ query: SampleQuery) -> BoundStatement {
        readChunks.with(
            .text(query.series.rawValue), .integer(query.hours.lowerBound), .integer(query.hours.upperBound),
            .integer(query.milliseconds.lowerBound), .integer(query.milliseconds.upperBound))
    }
}
