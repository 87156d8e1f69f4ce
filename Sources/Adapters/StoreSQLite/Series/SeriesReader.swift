internal import Journal
internal import Observing
internal import Series

/// What is asked of a file of series; used by one thread. Each answer is one statement, so it is one picture.
final class SeriesReader {
    private let lastQuery: SQLiteStatement
    private let chunksQuery: SQLiteStatement
    private let blocksQuery: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        lastQuery = try connection.prepare(
            """
            SELECT packed, (SELECT coalesce(max(sequence), 0) FROM batches WHERE line = lines.id)
            FROM lines WHERE series = ?1 AND vantage = ?2
            """)
        chunksQuery = try connection.prepare(
            """
            SELECT l.vantage, 0, c.body FROM lines AS l JOIN chunks AS c ON c.line = l.id
            WHERE l.series = ?1 AND c.hour BETWEEN ?2 AND ?3
            UNION ALL
            SELECT l.vantage, 0, b.body FROM lines AS l JOIN batches AS b ON b.line = l.id
            WHERE l.series = ?1 AND b.last >= ?4 AND b.first < ?5
            """)
        blocksQuery = try connection.prepare(
            """
            SELECT l.vantage, 1, c.body FROM lines AS l JOIN blocks AS c ON c.line = l.id
            WHERE l.series = ?1 AND c.level = ?6 AND c.number BETWEEN ?2 AND ?3
            UNION ALL
            SELECT l.vantage, 0, b.body FROM lines AS l JOIN batches AS b ON b.line = l.id
            WHERE l.series = ?1 AND b.last >= ?4 AND b.first < ?5
            """)
    }

    func lastSequence(of series: SeriesName, from vantage: VantageName) throws(JournalError) -> Int64 {
        try lastQuery.bind(1, series.rawValue).bind(2, vantage.rawValue).firstRow { (row) throws(JournalError) in
            let packed = try SeriesWriter.whole { () throws(SeriesError) in try SequenceSet(encoded: row.bytes(0)) }
            return max(packed.last ?? 0, row.number(1))
        } ?? 0
    }

    func chart(_ query: ChartQuery) throws(JournalError) -> Chart {
        var builder = ChartBuilder(query)
        let numbers = query.level.map { query.blocks($0) } ?? query.hours
        let statement = query.level == nil ? chunksQuery : blocksQuery
        statement.bind(1, query.series.rawValue).bind(2, numbers.lowerBound).bind(3, numbers.upperBound)
            .bind(4, query.milliseconds.lowerBound).bind(5, query.milliseconds.upperBound)
        if let level = query.level { statement.bind(6, Int64(level.rawValue)) }
        try statement.forEachRow { (row) throws(JournalError) in
            let (vantage, body) = (row.text(0), row.bytes(2))
            let isBlock = row.number(1) == 1
            try SeriesWriter.told { () throws(SeriesStoreError) in
                if isBlock {
                    try builder.add(block: body, from: vantage)
                } else {
                    try builder.add(samples: body, from: vantage)
                }
            }
            return true
        }
        return builder.finish()
    }

    func samples(_ query: SampleQuery) throws(JournalError) -> [VantageSamples] {
        var collector = SampleCollector(query)
        chunksQuery.bind(1, query.series.rawValue).bind(2, query.hours.lowerBound).bind(3, query.hours.upperBound)
            .bind(4, query.milliseconds.lowerBound).bind(5, query.milliseconds.upperBound)
        try chunksQuery.forEachRow { (row) throws(JournalError) in
            let (vantage, body) = (row.text(0), row.bytes(2))
            try SeriesWriter.told { () throws(SeriesStoreError) in try collector.add(samples: body, from: vantage) }
            return true
        }
        return collector.finish()
    }
}
