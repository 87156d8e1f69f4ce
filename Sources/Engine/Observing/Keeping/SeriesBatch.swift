package import Series
internal import Vocabulary

/// Samples of one series from one vantage, as they are handed in together.
package struct SeriesBatch: Sendable {
    package static let samplesMost = 4_096
    /// Batches that are handed in at once.
    package static let togetherMost = 256
    private static let spanMost = TimeSpan.days(1)

    package let series: SeriesName
    package let vantage: VantageName
    /// Counts the batches of this series from this vantage, from one and without gaps: a number is kept once.
    package let sequence: Int64
    package let count: Int
    package let first: Int64
    package let last: Int64
    /// The samples as a chunk: what a store keeps.
    package let bytes: [UInt8]

    package init(
        series: SeriesName, vantage: VantageName, sequence: Int64, samples: [Sample]
    ) throws(SeriesStoreError) {
        guard (1...1 << 60).contains(sequence) else {
            throw SeriesStoreError(.refused, "batches are counted from 1 to 2^60; \(sequence) is none of these")
        }
        guard samples.count <= Self.samplesMost else {
            throw SeriesStoreError(
                .refused, "a batch holds at most \(Self.samplesMost) samples; send \(samples.count) as several")
        }
        let chunk = SampleChunk(samples)
        do throws(SeriesError) {
            bytes = try chunk.encoded()
        } catch {
            throw SeriesStoreError(error)
        }
        first = chunk.first?.milliseconds ?? 0
        last = chunk.last?.milliseconds ?? 0
        guard (last - first) * 1_000 <= Self.spanMost.microseconds else {
            throw SeriesStoreError(.refused, "a batch spans at most one day; send what is older in one of its own")
        }
        self.series = series
        self.vantage = vantage
        self.sequence = sequence
        count = chunk.count
    }
}
