package import Judging
package import Vocabulary

/// What is said of a case when it is opened, or when it wakes people again: everything by its name.
package struct CaseTelling: Sendable, Hashable {
    package static let symptomsMost = Case.symptomsMost
    /// Symptoms whose deciding samples are all kept; of the others the first one.
    package static let sampledMost = 20

    /// The first failed sample of all symptoms.
    package var since: Instant
    package var symptoms: [CaseSymptom]
    /// Best first, three at most.
    package var causes: [CaseCause]
    /// By which it is known again.
    package var signature: Signature
    /// The earlier case that it looks like.
    package var recurrence: Recurrence?
    /// A probe that would tell the best two causes apart, and that nobody declared.
    package var missing: CaseMissingProbe?
    /// It went away and came back too often to be told each time.
    package var isUnstable: Bool
    /// The planned work because of which nobody is woken.
    package var withheld: CaseWork?

    package init(
        since: Instant, symptoms: [CaseSymptom], causes: [CaseCause], signature: Signature,
        recurrence: Recurrence? = nil, missing: CaseMissingProbe? = nil, isUnstable: Bool = false,
        withheld: CaseWork? = nil
    ) {
        self.since = since
        self.symptoms = Array(symptoms.prefix(Self.symptomsMost))
        for index in self.symptoms.indices.dropFirst(Self.sampledMost) {
            self.symptoms[index].reason.samples = Array(self.symptoms[index].reason.samples.prefix(1))
        }
        self.causes = causes
        self.signature = signature
        self.recurrence = recurrence
        self.missing = missing
        self.isUnstable = isUnstable
        self.withheld = withheld
    }

    /// Whether somebody is to be woken by it.
    package var isToWake: Bool { withheld == nil }
}

/// A target that does not do what it should.
package struct CaseSymptom: Sendable, Hashable {
    package var target: String
    package var standing: Verdict.Standing
    package var since: Instant
    /// How far probes came.
    package var stage: Stage?
    package var code: String?
    package var reason: JudgedReason

    package init(
        target: String, standing: Verdict.Standing, since: Instant, stage: Stage? = nil, code: String? = nil,
        reason: JudgedReason
    ) {
        self.target = target
        self.standing = standing
        self.since = since
        self.stage = stage
        self.code = code
        self.reason = reason
    }
}

/// Parts that, broken together, would look like what is seen.
package struct CaseCause: Sendable, Hashable {
    package static let explainsMost = 100
    package static let contradictedMost = 20
    package static let indistinctMost = 20

    package var parts: [String]
    /// Its share of all that was considered.
    package var probability: Double
    /// Failing targets that it explains, `explained` of `failing`; the first hundred by name.
    package var explains: [String]
    package var explained: Int
    package var failing: Int
    /// Passing targets that speak against it, `contradicting` of `passing`; the first twenty by name.
    package var contradictedBy: [String]
    package var contradicting: Int
    package var passing: Int
    /// A change of these parts that came before.
    package var change: CaseChange?
    /// What the earlier case of the same part was called.
    package var recent: String?
    /// Parts that no probe tells apart from these.
    package var indistinct: [String]

    package init(
        parts: [String], probability: Double, explains: [String] = [], explained: Int? = nil, failing: Int = 0,
        contradictedBy: [String] = [], contradicting: Int? = nil, passing: Int = 0, change: CaseChange? = nil,
        recent: String? = nil, indistinct: [String] = []
    ) {
        self.parts = parts
        self.probability = probability
        self.explains = Array(explains.prefix(Self.explainsMost))
        self.explained = explained ?? explains.count
        self.failing = failing
        self.contradictedBy = Array(contradictedBy.prefix(Self.contradictedMost))
        self.contradicting = contradicting ?? contradictedBy.count
        self.passing = passing
        self.change = change
        self.recent = recent
        self.indistinct = Array(indistinct.prefix(Self.indistinctMost))
    }
}

package struct CaseChange: Sendable, Hashable {
    package var name: String
    package var at: Instant

    package init(name: String, at: Instant) {
        self.name = name
        self.at = at
    }
}

/// It would lead through the ones and not through the others.
package struct CaseMissingProbe: Sendable, Hashable {
    package var through: [String]
    package var notThrough: [String]

    package init(through: [String], notThrough: [String]) {
        self.through = through
        self.notThrough = notThrough
    }
}

package struct CaseWork: Sendable, Hashable {
    package var name: String
    package var parts: [String]
    /// All that is asked of these is worked on; what they share with others is not.
    package var components: [String]
    package var from: Instant
    package var until: Instant

    package init(name: String, parts: [String], components: [String] = [], from: Instant, until: Instant) {
        self.name = name
        self.parts = parts
        self.components = components
        self.from = from
        self.until = until
    }
}
