internal import Journal
internal import Observing
internal import Series
internal import Vocabulary

/// Packs batches and lets old rows go, inside the transactions of ``SeriesWriter``.
final class SeriesPacker {
    /// Lines that one transaction packs, and rows that it removes.
    private static let linesMost: Int64 = 64
    private static let rowsMost: Int64 = 2_000

    private let batches: SQLiteStatement
    private let chunks: SQLiteStatement
    private let block: SQLiteStatement
    private let keepChunk: SQLiteStatement
    private let keepBlock: SQLiteStatement
    private let forget: SQLiteStatement
    private let keepLine: SQLiteStatement
    private let quiet: SQLiteStatement
    private let removeChunks: SQLiteStatement
    private let removeBlocks: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        batches = try connection.prepare("SELECT sequence, body FROM batches WHERE line = ?1 ORDER BY sequence")
        chunks = try connection.prepare("SELECT body FROM chunks WHERE line = ?1 AND hour = ?2 ORDER BY part")
        block = try connection.prepare("SELECT body FROM blocks WHERE line = ?1 AND level = ?2 AND number = ?3")
        keepChunk = try connection.prepare(
            """
            INSERT INTO chunks (line, hour, part, body) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (line, hour, part) DO UPDATE SET body = excluded.body
            """)
        keepBlock = try connection.prepare(
            """
            INSERT INTO blocks (line, level, number, body) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (line, level, number) DO UPDATE SET body = excluded.body
            """)
        forget = try connection.prepare("DELETE FROM batches WHERE line = ?1")
        keepLine = try connection.prepare("UPDATE lines SET packed = ?2 WHERE id = ?1")
        quiet = try connection.prepare(
            """
            SELECT l.id, l.series || ' from ' || l.vantage, l.packed FROM lines AS l
            WHERE l.id > ?2 AND EXISTS (SELECT 1 FROM batches AS b WHERE b.line = l.id AND b.first < ?1)
            ORDER BY l.id LIMIT ?3
            """)
        removeChunks = try connection.prepare(
            "DELETE FROM chunks WHERE id IN (SELECT id FROM chunks WHERE hour < ?1 LIMIT ?2) RETURNING 1")
        removeBlocks = try connection.prepare(
            "DELETE FROM blocks WHERE id IN (SELECT id FROM blocks WHERE level = ?3 AND number < ?1 LIMIT ?2) RETURNING 1"
        )
    }

    /// Packs all waiting batches of a line, and says how many they were.
    func pack(line: Int64, packed: SequenceSet) throws(JournalError) -> Int {
        var packed = packed
        var bodies: [[UInt8]] = []
        try batches.bind(1, line).forEachRow { row in
            packed.insert(row.number(0))
            bodies.append(row.bytes(1))
            return true
        }
        // Everything is read and made before the first write: where something is damaged, nothing has changed.
        var fold = try SeriesWriter.told { () throws(SeriesStoreError) in try SeriesFold(batches: bodies) }
        for hour in fold.hours {
            var kept: [[UInt8]] = []
            try chunks.bind(1, line).bind(2, hour).forEachRow { row in
                kept.append(row.bytes(0))
                return true
            }
            for bytes in kept {
                try SeriesWriter.told { () throws(SeriesStoreError) in try fold.load(chunk: bytes, hour: hour) }
            }
        }
        for key in fold.blocks {
            let kept = try block.bind(1, line).bind(2, Int64(key.level.rawValue)).bind(3, key.number)
                .firstRow { row in row.bytes(0) }
            guard let kept else { continue }
            try SeriesWriter.told { () throws(SeriesStoreError) in try fold.load(block: kept) }
        }
        let rows = try SeriesWriter.told { () throws(SeriesStoreError) in try fold.finish() }
        for row in rows.chunks {
            try keepChunk.bind(1, line).bind(2, row.hour).bind(3, row.part).bind(4, row.bytes).run()
        }
        for row in rows.blocks {
            try keepBlock.bind(1, line).bind(2, Int64(row.key.level.rawValue)).bind(3, row.key.number)
                .bind(4, row.bytes).run()
        }
        try forget.bind(1, line).run()
        try keepLine.bind(1, line).bind(2, packed.encoded()).run()
        return bodies.count
    }

    /// One step: packs some of what is quiet, else removes some of what is old.
    func retain(_ rule: RetentionRule, at now: Instant, after: Int64) throws(JournalError) -> RetentionStep {
        var report = RetentionReport()
        var lines: [(id: Int64, name: String, packed: [UInt8])] = []
        let quietSince = (now - PackingRule.quietTime).microseconds / 1_000
        try quiet.bind(1, quietSince).bind(2, after).bind(3, Self.linesMost).forEachRow { row in
            lines.append((row.number(0), row.text(1), row.bytes(2)))
            return true
        }
        for line in lines {
            do throws(JournalError) {
                let packed = try SeriesWriter.whole { () throws(SeriesError) in
                    try SequenceSet(encoded: line.packed)
                }
                report.packed += try pack(line: line.id, packed: packed)
            } catch {
                guard error.code == .corrupt else { throw error }
                report.damaged.append("\(line.name): \(error.message)")
            }
        }
        if let last = lines.last { return RetentionStep(report, next: last.id) }
        report.chunksRemoved = try removed(
            removeChunks.bind(1, PackingRule.hour(of: (now - rule.samples).microseconds / 1_000)))
        for level in RollupLevel.allCases {
            let number = RollupBlock.number(level, of: (now - rule.span(of: level)).microseconds / 1_000)
            report.blocksRemoved += try removed(removeBlocks.bind(1, number).bind(3, Int64(level.rawValue)))
        }
        return RetentionStep(report, next: report.chunksRemoved + report.blocksRemoved == 0 ? nil : after)
    }

    private func removed(_ statement: SQLiteStatement) throws(JournalError) -> Int {
        var count = 0
        try statement.bind(2, Self.rowsMost).forEachRow { _ in
            count += 1
            return true
        }
        return count
    }
}
