package import Series
package import Vocabulary

/// The port to a place where probe results are kept.
///
/// Acknowledged means durable: when `append` returns, the batches survive `kill -9` and power loss. When it throws, nothing of
/// them was kept, except that after `unavailable` the outcome may be unknown: the same batches sent again settle it, because
/// a batch is kept once by its series, its vantage and its sequence number.
///
/// One contract suite (`Tests/SeriesContract`) runs against every store.
package protocol SeriesStore: Sendable {
    /// Keeps batches, all of them or none, at most ``SeriesBatch/togetherMost``; says of each whether it was new.
    ///
    /// A batch whose number came before changes nothing, whatever it holds.
    func append(_ batches: [SeriesBatch]) async throws(SeriesStoreError) -> [BatchOutcome]

    /// The number of the last batch that came; zero before the first. Who lost count goes on after it.
    func lastSequence(of series: SeriesName, from vantage: VantageName) async throws(SeriesStoreError) -> Int64

    /// What a span of time looks like, in a bounded number of points, from each vantage.
    func chart(_ query: ChartQuery) async throws(SeriesStoreError) -> Chart

    /// Samples as they are kept, from each vantage.
    func samples(_ query: SampleQuery) async throws(SeriesStoreError) -> [VantageSamples]

    /// Lets go what is older than the rule says, and packs what was not packed for an hour; lines that are damaged are named, and
    /// hold up no other.
    func retain(_ rule: RetentionRule, at instant: Instant) async throws(SeriesStoreError) -> RetentionReport

    /// Ends all work; what was accepted before is finished first.
    func close() async
}

package enum BatchOutcome: Sendable, Hashable {
    case kept
    /// Its number came before; nothing was changed.
    case known
}

/// One of the small transactions of retention: what it did, and the line after which the next one goes on; nil: all is done.
package struct RetentionStep: Sendable {
    package let report: RetentionReport
    package let next: Int64?

    package init(_ report: RetentionReport, next: Int64?) {
        self.report = report
        self.next = next
    }
}

/// What retention did.
package struct RetentionReport: Sendable, Hashable {
    /// Batches that were packed into chunks.
    package var packed = 0
    package var chunksRemoved = 0
    package var blocksRemoved = 0
    /// Lines that could not be packed because kept bytes are damaged, at most a hundred sentences.
    package var damaged: [String] = []

    package init() {}

    package mutating func add(_ other: RetentionReport) {
        packed += other.packed
        chunksRemoved += other.chunksRemoved
        blocksRemoved += other.blocksRemoved
        damaged = Array((damaged + other.damaged).prefix(100))
    }
}

/// When batches, each kept for itself at first, are packed into chunks and counted into rollups.
package enum PackingRule {
    package static let batches = 64
    package static let samples = 480
    /// Chunks are of one hour; of more samples than this, of several parts.
    package static let chunkMilliseconds: Int64 = 3_600_000
    package static let samplesInChunkMost = 16_384
    package static let quietTime = TimeSpan.hours(1)

    package static func isDue(batches: Int, samples: Int) -> Bool {
        // Where packing fails because something is damaged, it is tried at twice as many, so that it does not cost more and more.
        (batches >= Self.batches || samples >= Self.samples)
            && (batches < 2 * Self.batches || batches & (batches - 1) == 0)
    }

    package static func hour(of milliseconds: Int64) -> Int64 { milliseconds / chunkMilliseconds }
}
