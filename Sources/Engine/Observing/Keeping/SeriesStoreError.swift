package import Series

/// What went wrong where series are kept. The message is safe to log and to show.
package struct SeriesStoreError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// What was given or asked breaks a bound.
        case refused
        /// The store cannot be reached now, and the outcome may be unknown; the same batches may be sent again.
        case unavailable
        /// The disk is full or a quota is reached; nothing was kept.
        case full
        /// Kept data is damaged.
        case corrupt
        /// The schema is newer than this program, or is not one of series.
        case schema
        /// The store was closed.
        case closed
        /// A fault of this program or its libraries.
        case failed
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package init(_ error: SeriesError) {
        self.init(error.code == .refused ? .refused : .corrupt, error.message)
    }

    /// More batches at once than may be.
    package init(tooMany count: Int) {
        self.init(
            .refused, "at most \(SeriesBatch.togetherMost) batches are kept at once; send \(count) in several requests")
    }

    package var description: String { message }
}
