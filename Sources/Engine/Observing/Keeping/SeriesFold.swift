package import Series

/// Packs batches of one series from one vantage: which chunks and blocks that needs, and what becomes of them.
///
/// A store gives it the batches, loads what ``hours`` and ``blocks`` name, and writes what ``finish()`` gives, all in one
/// transaction.
package struct SeriesFold: Sendable {
    package struct BlockKey: Sendable, Hashable {
        package let level: RollupLevel
        package let number: Int64
    }

    package struct ChunkRow: Sendable {
        package let hour: Int64
        package let part: Int64
        package let bytes: [UInt8]
    }

    package struct BlockRow: Sendable {
        package let key: BlockKey
        package let bytes: [UInt8]
    }

    private var chunks: [Int64: SampleChunk] = [:]
    private var rollups: [BlockKey: RollupBlock] = [:]
    private let samples: [Sample]

    package init(batches: [[UInt8]]) throws(SeriesStoreError) {
        var samples: [Sample] = []
        for bytes in batches { samples += try Self.read(bytes) }
        self.samples = samples
        for sample in samples {
            let hour = PackingRule.hour(of: sample.milliseconds)
            if chunks[hour] == nil { chunks[hour] = SampleChunk() }
            for level in RollupLevel.allCases {
                let key = BlockKey(level: level, number: RollupBlock.number(level, of: sample.milliseconds))
                if rollups[key] == nil { rollups[key] = RollupBlock(level, number: key.number) }
            }
        }
    }

    package var hours: [Int64] { chunks.keys.sorted() }

    package var blocks: [BlockKey] {
        rollups.keys.sorted { ($0.level.rawValue, $0.number) < ($1.level.rawValue, $1.number) }
    }

    /// A part of the chunk of an hour, as it was kept before.
    package mutating func load(chunk bytes: [UInt8], hour: Int64) throws(SeriesStoreError) {
        chunks[hour, default: SampleChunk()].merge(try Self.read(bytes))
    }

    package mutating func load(block bytes: [UInt8]) throws(SeriesStoreError) {
        do throws(SeriesError) {
            let block = try RollupBlock(encoded: bytes)
            rollups[BlockKey(level: block.level, number: block.number)] = block
        } catch {
            throw SeriesStoreError(error)
        }
    }

    package mutating func finish() throws(SeriesStoreError) -> (chunks: [ChunkRow], blocks: [BlockRow]) {
        for (hour, samples) in Dictionary(grouping: samples, by: { PackingRule.hour(of: $0.milliseconds) }) {
            chunks[hour, default: SampleChunk()].merge(samples)
        }
        for sample in samples {
            for level in RollupLevel.allCases {
                rollups[BlockKey(level: level, number: RollupBlock.number(level, of: sample.milliseconds))]?.add(sample)
            }
        }
        var rows: [ChunkRow] = []
        for hour in hours {
            let parts = chunks[hour]?.split(most: PackingRule.samplesInChunkMost) ?? []
            for (part, chunk) in parts.enumerated() {
                do throws(SeriesError) {
                    rows.append(ChunkRow(hour: hour, part: Int64(part), bytes: try chunk.encoded()))
                } catch {
                    throw SeriesStoreError(error)
                }
            }
        }
        return (
            rows, blocks.compactMap { key in rollups[key].map { BlockRow(key: key, bytes: $0.encoded()) } }
        )
    }

    static func read(_ bytes: [UInt8]) throws(SeriesStoreError) -> [Sample] {
        do throws(SeriesError) {
            return try SampleChunk(encoded: bytes).samples
        } catch {
            throw SeriesStoreError(error)
        }
    }
}
