package import Observing
package import Series
internal import Vocabulary

/// The batches of one writer that will be killed: what each holds follows from its number.
package struct CrashBatches: Sendable {
    private let run: Int
    private let writer: Int

    package init(run: Int, writer: Int) {
        self.run = run
        self.writer = writer
    }

    package var series: SeriesName { name("crash/\(run)/\(writer)") }

    package func samples(_ sequence: Int64) -> [Sample] {
        (0..<sequence % 7 + 1).map { sample(sequence * 10 + $0, at: noon + .seconds(sequence * 9 + $0)) }
    }

    package func batch(_ sequence: Int64) throws(SeriesStoreError) -> SeriesBatch {
        try SeriesBatch(series: series, vantage: vantage("here"), sequence: sequence, samples: samples(sequence))
    }
}
