package import Lookout
package import Observing
internal import Series
internal import Synchronization
internal import Vocabulary

/// Where agents' reports go: samples and receipt into the series, durable together, then what is still of the moment to the one who
/// judges.
///
/// Samples are kept under the number of their batch, so that a batch that was half kept when the store went away is whole after it
/// was sent again, and nothing is there twice.
package final class ReportKeeping: DeliveryKeeping {
    /// What became of reports, by what was done with them.
    package struct Counts: Sendable, Hashable {
        package var judged = 0
        /// Too late for a verdict.
        package var drawn = 0
        package var tooOld = 0
        package var fromTheFuture = 0
        /// Not readable, or about a target that nobody declared.
        package var strange = 0
    }

    private let store: any SeriesStore
    private let isKnown: @Sendable (String) -> Bool
    private let judge: @Sendable ([VantageReport], _ vantage: String) -> Void
    private let totals = Mutex(Counts())

    /// - Parameters:
    ///   - isKnown: whether a target of this name is watched; others are not kept.
    ///   - judge: takes reports whose samples are kept; never blocks.
    package init(
        store: any SeriesStore, isKnown: @escaping @Sendable (String) -> Bool,
        judge: @escaping @Sendable ([VantageReport], String) -> Void
    ) {
        self.store = store
        self.isKnown = isKnown
        self.judge = judge
    }

    package var counts: Counts { totals.withLock { $0 } }

    package func lastNumber(from vantage: VantageName) async throws(KeepingError) -> Int64 {
        try await ReceiptKeeping(store: store).lastNumber(from: vantage)
    }

    package func keep(_ batch: ReceivedBatch) async throws(KeepingError) -> BatchOutcome {
        var counts = Counts()
        var samples: [String: [Sample]] = [:]
        var judged: [VantageReport] = []
        for item in batch.content.items {
            guard let said = try? ReportCoding.report(item) else {
                counts.strange += 1
                continue
            }
            let report = said.moved(by: batch.timing.offset)
            if case .result(let result) = report {
                guard isKnown(result.target), Sample.instants.contains(result.began) else {
                    counts.strange += 1
                    continue
                }
            }
            let use = batch.timing.use(of: report.began)
            switch use {
            case .judged: counts.judged += 1
            case .drawn: counts.drawn += 1
            case .tooOld: counts.tooOld += 1
            case .fromTheFuture: counts.fromTheFuture += 1
            }
            guard use == .judged || use == .drawn else { continue }
            if case .result(let result) = report { samples[result.target, default: []].append(result.sample) }
            if use == .judged { judged.append(report) }
        }
        let outcome = try await append(samples, batch)
        guard outcome == .kept else { return outcome }
        totals.withLock { totals in
            totals.judged += counts.judged
            totals.drawn += counts.drawn
            totals.tooOld += counts.tooOld
            totals.fromTheFuture += counts.fromTheFuture
            totals.strange += counts.strange
        }
        if !judged.isEmpty { judge(judged, batch.vantage.rawValue) }
        return outcome
    }

    /// The receipt goes last: without it the batch is sent again, and what is there already is known by its number.
    private func append(_ samples: [String: [Sample]], _ batch: ReceivedBatch) async throws(KeepingError)
        -> BatchOutcome
    {
        var batches: [SeriesBatch] = []
        for (target, samples) in samples.sorted(by: { $0.key < $1.key }) {
            guard let series = SeriesName(rawValue: target),
                // Samples of one batch that are a day apart are of nobody's schedule.
                let line = try? SeriesBatch(
                    series: series, vantage: batch.vantage, sequence: batch.number, samples: samples)
            else { continue }
            batches.append(line)
        }
        do throws(SeriesStoreError) {
            batches.append(try Receipts.receipt(of: batch))
            var outcome = BatchOutcome.known
            while !batches.isEmpty {
                outcome = try await store.append(Array(batches.prefix(SeriesBatch.togetherMost))).last ?? .known
                batches.removeFirst(min(batches.count, SeriesBatch.togetherMost))
            }
            return outcome
        } catch {
            throw KeepingError(error.message)
        }
    }
}
