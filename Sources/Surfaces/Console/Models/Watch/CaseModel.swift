package import Judging
package import Vocabulary

/// One cause with everything that is known of it: what shows it, whose fault it most likely is, and how it went.
package struct CaseModel: Sendable, Hashable {
    package struct NamedPart: Sendable, Hashable {
        package var name: String
        /// Nil where the declaration names it no more.
        package var kind: Part.Kind?

        package init(_ name: String, _ kind: Part.Kind? = nil) {
            self.name = name
            self.kind = kind
        }
    }

    package struct ChangeBefore: Sendable, Hashable {
        package var name: String
        package var at: Instant

        package init(_ name: String, at: Instant) {
            self.name = name
            self.at = at
        }
    }

    package struct Cause: Sendable, Hashable {
        package var parts: [NamedPart]
        package var probability: Double
        /// The first of them; there are `explained` of `failing`.
        package var explains: [String]
        package var explained: Int
        package var failing: Int
        /// The first of them; there are `contradicting` of `passing`.
        package var contradictedBy: [String]
        package var contradicting: Int
        package var passing: Int
        /// What was altered before it began.
        package var change: ChangeBefore?
        /// What the earlier case of the same part was called.
        package var recent: String?
        /// Parts that no target tells apart from these.
        package var indistinct: [String]

        package init(
            _ parts: [NamedPart], probability: Double, explains: [String], explained: Int? = nil, failing: Int,
            contradictedBy: [String] = [], contradicting: Int? = nil, passing: Int, change: ChangeBefore? = nil,
            recent: String? = nil, indistinct: [String] = []
        ) {
            self.parts = parts
            self.probability = probability
            self.explains = explains
            self.explained = explained ?? explains.count
            self.contradicting = contradicting ?? contradictedBy.count
            self.failing = failing
            self.contradictedBy = contradictedBy
            self.passing = passing
            self.recent = recent
            self.indistinct = indistinct
            self.change = change
        }
    }

    package struct Symptom: Sendable, Hashable {
        package var target: String
        package var standing: Verdict.Standing
        package var since: Instant
        package var rule: Explanation.Rule?
        package var stage: Stage?
        package var code: String?
        /// It is good again.
        package var isOver: Bool

        package init(
            _ target: String, _ standing: Verdict.Standing, since: Instant, rule: Explanation.Rule? = nil,
            stage: Stage? = nil, code: String? = nil, isOver: Bool = false
        ) {
            self.target = target
            self.standing = standing
            self.since = since
            self.rule = rule
            self.stage = stage
            self.code = code
            self.isOver = isOver
        }
    }

    package struct Span: Sendable, Hashable {
        package var from: Instant
        package var to: Instant?

        package init(from: Instant, to: Instant? = nil) {
            self.from = from
            self.to = to
        }
    }

    package struct Recurrence: Sendable, Hashable {
        package var number: Int
        package var reference: String?
        package var ago: TimeSpan
        package var isExact: Bool

        package init(number: Int, reference: String? = nil, ago: TimeSpan, isExact: Bool) {
            self.number = number
            self.reference = reference
            self.ago = ago
            self.isExact = isExact
        }
    }

    /// A probe that would tell the best two causes apart.
    package struct Missing: Sendable, Hashable {
        package var through: [String]
        package var notThrough: [String]

        package init(through: [String], notThrough: [String]) {
            self.through = through
            self.notThrough = notThrough
        }
    }

    /// Something that happened to the case.
    package struct Moment: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case firstFailed(target: String, vantage: String?)
            case paged(unstable: Bool)
            case withheld(work: String)
            case attached(target: String)
            case detached(target: String)
            case revised(parts: [String])
            case reopened
            case monitoring
            case closed
            case named(String)
        }
        package var at: Instant
        package var kind: Kind

        package init(_ kind: Kind, at: Instant) {
            self.kind = kind
            self.at = at
        }
    }

    package var line: CaseLine
    /// Best first, three at most.
    package var causes: [Cause]
    package var symptoms: [Symptom]
    package var spans: [Span]
    package var recurrence: Recurrence?
    package var missing: Missing?
    package var isUnstable: Bool
    /// Planned work for which nobody was woken.
    package var withheld: String?
    /// In the order in which they happened.
    package var moments: [Moment]

    package init(
        _ line: CaseLine, causes: [Cause], symptoms: [Symptom], spans: [Span], recurrence: Recurrence? = nil,
        missing: Missing? = nil, isUnstable: Bool = false, withheld: String? = nil, moments: [Moment] = []
    ) {
        self.line = line
        self.causes = causes
        self.symptoms = symptoms
        self.spans = spans
        self.recurrence = recurrence
        self.missing = missing
        self.isUnstable = isUnstable
        self.withheld = withheld
        self.moments = moments
    }
}
