package import Vocabulary

/// A case of the lookout as a policy sees it: what is ill since when, and what shows it.
package struct SeenCase: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        case open
        /// All good again; watched for a while.
        case monitoring
        case closed
    }

    /// From the first failed sample to the first good one after the last.
    package struct Span: Sendable, Hashable {
        package var from: Instant
        package var to: Instant?

        package init(from: Instant, to: Instant? = nil) {
            self.from = from
            self.to = to
        }
    }

    package var number: Int64
    /// What people call it.
    package var reference: String?
    package var state: State
    package var spans: [Span]
    package var symptoms: [SeenSymptom]
    /// Best first.
    package var causes: [SeenCause]
    /// The planned work that it happened in: nobody is told.
    package var work: String?
    package var isUnstable: Bool
    /// The earlier case that it looks like, as people are told.
    package var recurrence: SeenRecurrence?
    /// The probe that would tell the best two causes apart.
    package var missing: String?
    /// When the lookout was sure.
    package var openedAt: Instant
    /// When it last said that people are to be woken; nil while it did not.
    package var pagedAt: Instant?
    /// When it last found another cause than people were told.
    package var revisedAt: Instant?

    package init(
        number: Int64, reference: String? = nil, state: State = .open, spans: [Span], symptoms: [SeenSymptom],
        causes: [SeenCause] = [], work: String? = nil, isUnstable: Bool = false, recurrence: SeenRecurrence? = nil,
        missing: String? = nil, openedAt: Instant, pagedAt: Instant? = nil, revisedAt: Instant? = nil
    ) {
        self.number = number
        self.reference = reference
        self.state = state
        self.spans = spans
        self.symptoms = symptoms
        self.causes = causes
        self.work = work
        self.isUnstable = isUnstable
        self.recurrence = recurrence
        self.missing = missing
        self.openedAt = openedAt
        self.pagedAt = pagedAt
        self.revisedAt = revisedAt
    }

    /// What is ill in its latest span.
    package var latest: Span? { spans.last }
}

/// What shows that something is broken: two kinds that agree are worth a public word.
package enum EvidenceKind: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Probes that come as customers do.
    case outside
    /// Probes of one ingress, one instance, one server.
    case inside
    /// Outcomes and arrivals of real customers.
    case traffic
    /// The page of whom we depend on.
    case vendor
    case person

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One target that is ill.
package struct SeenSymptom: Sendable, Hashable {
    package enum Standing: String, Sendable, Hashable, CaseIterable {
        case down
        /// A share of it fails, or it is slow.
        case degraded
    }

    package var target: String
    /// The component that is hit; nil where the declaration names none.
    package var component: String?
    package var standing: Standing
    package var evidence: EvidenceKind
    package var since: Instant
    package var rule: RuleName
    /// Where it fails, and with which code.
    package var stage: String?
    package var code: String?
    /// Where it is asked; nil for what is told and not asked, and for a target that is declared no more.
    package var address: String?

    package init(
        _ target: String, component: String?, standing: Standing = .down, evidence: EvidenceKind, since: Instant,
        rule: RuleName = .quorum, stage: String? = nil, code: String? = nil, address: String? = nil
    ) {
        self.target = target
        self.component = component
        self.standing = standing
        self.evidence = evidence
        self.since = since
        self.rule = rule
        self.stage = stage
        self.code = code
        self.address = address
    }
}

/// A rule of judging, by the name that people know it by.
package enum RuleName: String, Sendable, Hashable, CaseIterable, Comparable {
    case quorum
    case loss
    case slow
    case gap
    case drop
    case burn
    case unstable
    case heartbeat
    case told
    case other

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A set of parts that would explain what is seen.
package struct SeenCause: Sendable, Hashable {
    package var parts: [String]
    package var probability: Double
    /// Failing targets that it explains, of all that fail.
    package var explains: Int
    package var failing: Int
    /// Targets that pass although they lead through it, of all that pass.
    package var contradictedBy: [String]
    package var passing: Int
    /// What was changed there before.
    package var change: String?
    /// A company that we depend on, by its name among those that are followed.
    package var supplier: ProviderID?

    package init(
        parts: [String], probability: Double, explains: Int, failing: Int, contradictedBy: [String] = [],
        passing: Int, change: String? = nil, supplier: ProviderID? = nil
    ) {
        self.parts = parts
        self.probability = probability
        self.explains = explains
        self.failing = failing
        self.contradictedBy = contradictedBy
        self.passing = passing
        self.change = change
        self.supplier = supplier
    }
}

package struct SeenRecurrence: Sendable, Hashable {
    /// TSR-2641, or the number of the case.
    package var name: String
    package var ago: TimeSpan

    package init(name: String, ago: TimeSpan) {
        self.name = name
        self.ago = ago
    }
}
