package import Observing
internal import Series
internal import Vocabulary

/// Why results can't be kept now; the same batch sent again settles it.
package struct KeepingError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    package init(_ message: String) { self.message = message }
    package var description: String { message }
}

/// A batch that was believed and is new.
package struct ReceivedBatch: Sendable {
    package let vantage: VantageName
    package let number: Int64
    package let content: BatchContent
    package let timing: ResultTiming

    package init(vantage: VantageName, number: Int64, content: BatchContent, timing: ResultTiming) {
        self.vantage = vantage
        self.number = number
        self.content = content
        self.timing = timing
    }
}

/// The port to where results of agents go. `keep` returns when they are durable with their number, and takes a number once.
package protocol DeliveryKeeping: Sendable {
    /// The last number of this vantage that was kept; zero before the first.
    func lastNumber(from vantage: VantageName) async throws(KeepingError) -> Int64
    func keep(_ batch: ReceivedBatch) async throws(KeepingError) -> BatchOutcome
}

/// The receipts of agents' batches: a series beside the results, whose numbers are those of the batches. A batch's results and its
/// receipt are appended together, so that both are there or none.
package enum Receipts {
    package static let series = SeriesName(rawValue: "agent/batches")

    /// One sample for each batch: when it came, and how long it had been under way.
    package static func receipt(of batch: ReceivedBatch) throws(SeriesStoreError) -> SeriesBatch {
        guard let series else { preconditionFailure("the name is one") }
        let delay = batch.timing.now - batch.timing.corrected(batch.content.sealedAt)
        return try SeriesBatch(
            series: series, vantage: batch.vantage, sequence: batch.number,
            samples: [Sample(at: batch.timing.now, .ok, total: max(.zero, delay))])
    }
}

/// Keeps receipts in a store of series, and nothing of the results: for what needs numbers alone.
package struct ReceiptKeeping: DeliveryKeeping {
    private let store: any SeriesStore
    private let results: @Sendable (ReceivedBatch) -> [SeriesBatch]

    package init(store: any SeriesStore, results: @escaping @Sendable (ReceivedBatch) -> [SeriesBatch] = { _ in [] }) {
        self.store = store
        self.results = results
    }

    package func lastNumber(from vantage: VantageName) async throws(KeepingError) -> Int64 {
        guard let series = Receipts.series else { return 0 }
        do throws(SeriesStoreError) {
            return try await store.lastSequence(of: series, from: vantage)
        } catch {
            throw KeepingError(error.message)
        }
    }

    package func keep(_ batch: ReceivedBatch) async throws(KeepingError) -> BatchOutcome {
        do throws(SeriesStoreError) {
            let outcomes = try await store.append([Receipts.receipt(of: batch)] + results(batch))
            return outcomes.first ?? .known
        } catch {
            throw KeepingError(error.message)
        }
    }
}
