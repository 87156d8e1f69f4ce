/// What one target says in the moment of looking for a cause.
package struct Sighting: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case passing
        case failing
        /// A share of it fails.
        case partly
    }

    package var target: TargetNumber
    package var state: State
    package var stage: Stage?
    package var code: String?

    package init(_ target: TargetNumber, _ state: State, stage: Stage? = nil, code: String? = nil) {
        self.target = target
        self.state = state
        self.stage = stage
        self.code = code
    }
}

/// A set of parts that, broken together, would look like what is seen.
package struct Candidate: Sendable, Hashable {
    package var parts: [PartNumber]
    /// Its share of all that was considered.
    package var probability: Double
    package var explains: [TargetNumber]
    package var failing: Int
    /// Targets that would have to fail, and pass.
    package var contradictedBy: [TargetNumber]
    package var passing: Int
    package var change: ChangeNote?
    /// What the earlier case of the same part was called.
    package var recent: String?
    /// Parts that no target of the plan tells apart from these.
    package var indistinct: [PartNumber]

    package init(parts: [PartNumber], probability: Double) {
        self.parts = parts
        self.probability = probability
        explains = []
        failing = 0
        contradictedBy = []
        passing = 0
        indistinct = []
    }
}

/// A probe that would tell two causes apart and does not exist: it leads through the one and not through the other.
package struct MissingProbe: Sendable, Hashable {
    package var through: [PartNumber]
    package var notThrough: [PartNumber]

    package init(through: [PartNumber], notThrough: [PartNumber]) {
        self.through = through
        self.notThrough = notThrough
    }
}
