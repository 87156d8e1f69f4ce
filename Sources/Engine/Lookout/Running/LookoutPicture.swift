package import Series
package import Vocabulary

/// What is heard now, which no document says: each target's verdict and the latest result from each vantage.
package struct LookoutPicture: Sendable {
    package struct Heard: Sendable, Hashable {
        package var vantage: String
        package var began: Instant
        package var outcome: SampleOutcome
        package var total: TimeSpan
        package var words: String
    }

    package struct Target: Sendable {
        package var name: String
        package var verdict: TargetVerdict
        /// In the order of the vantages; a vantage of which nothing was heard is not there.
        package var heard: [Heard]
    }

    package struct Vantage: Sendable, Hashable {
        package var name: String
        package var heardAt: Instant?
        package var isDoubted: Bool
    }

    package var at: Instant
    /// False until what was known before the start has been read.
    package var isJudging: Bool
    package var targets: [Target]
    package var vantages: [Vantage]
}
