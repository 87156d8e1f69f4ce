internal import Series
internal import Vocabulary

/// Makes a chart of the rows that a store found for it: chunks or blocks, and batches that are not packed yet.
package struct ChartBuilder: Sendable {
    private let query: ChartQuery
    private let width: Int64
    private var points: [VantageName: [Int64: Rollup]] = [:]

    package init(_ query: ChartQuery) {
        self.query = query
        width = query.width.microseconds / 1_000
    }

    /// A chunk or a batch.
    package mutating func add(samples bytes: [UInt8], from vantage: String) throws(SeriesStoreError) {
        let vantage = try Self.vantage(vantage)
        for sample in try SeriesFold.read(bytes) where query.milliseconds.contains(sample.milliseconds) {
            points[vantage, default: [:]][sample.milliseconds / width, default: Rollup()].add(sample)
        }
    }

    package mutating func add(block bytes: [UInt8], from vantage: String) throws(SeriesStoreError) {
        let vantage = try Self.vantage(vantage)
        do throws(SeriesError) {
            for span in try RollupBlock(encoded: bytes).spans {
                let start = span.start.microseconds / 1_000
                guard query.milliseconds.contains(start) else { continue }
                points[vantage, default: [:]][start / width, default: Rollup()].merge(span.rollup)
            }
        } catch {
            throw SeriesStoreError(error)
        }
    }

    package func finish() -> Chart {
        let lines = points.sorted { $0.key < $1.key }.map { vantage, rollups in
            Chart.Line(
                vantage: vantage,
                points: rollups.sorted { $0.key < $1.key }.map { number, rollup in
                    Chart.Point(start: Instant(microseconds: number * width * 1_000), rollup: rollup)
                })
        }
        return Chart(width: query.width, level: query.level, lines: lines)
    }

    static func vantage(_ text: String) throws(SeriesStoreError) -> VantageName {
        guard let vantage = VantageName(rawValue: text) else {
            throw SeriesStoreError(.corrupt, "a kept vantage has a name that is none; restore the last backup")
        }
        return vantage
    }
}

/// Makes the answer of a ``SampleQuery`` of the rows that a store found for it.
package struct SampleCollector: Sendable {
    private let query: SampleQuery
    private var found: [VantageName: [Sample]] = [:]

    package init(_ query: SampleQuery) { self.query = query }

    package mutating func add(samples bytes: [UInt8], from vantage: String) throws(SeriesStoreError) {
        let vantage = try ChartBuilder.vantage(vantage)
        let wanted = try SeriesFold.read(bytes).filter { query.milliseconds.contains($0.milliseconds) }
        found[vantage, default: []] += wanted
    }

    package func finish() -> [VantageSamples] {
        found.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { vantage, samples in
            VantageSamples(
                vantage: vantage, samples: Array(samples.sorted().prefix(query.limit)),
                isCut: samples.count > query.limit)
        }
    }
}
