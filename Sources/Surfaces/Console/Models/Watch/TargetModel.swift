package import Judging
package import Observing
package import Series
package import Vocabulary
package import Watching

/// One target: what it is, how it stands and why, and what it said before.
package struct TargetModel: Sendable, Hashable {
    /// One result that decided, by its vantage's name.
    package struct Evidence: Sendable, Hashable {
        package var vantage: String
        package var at: Instant
        package var outcome: Outcome
        package var latency: TimeSpan

        package init(vantage: String, at: Instant, outcome: Outcome, latency: TimeSpan) {
            self.vantage = vantage
            self.at = at
            self.outcome = outcome
            self.latency = latency
        }
    }

    /// It was judged anew, or it blinked: was away and back before anybody was woken.
    package struct Change: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case judged(Verdict.Standing)
            case blinked(until: Instant)
        }
        package var kind: Kind
        package var since: Instant
        package var rule: Explanation.Rule?

        package init(_ kind: Kind, since: Instant, rule: Explanation.Rule?) {
            self.kind = kind
            self.since = since
            self.rule = rule
        }
    }

    package var line: WatchMatrixModel.Target
    package var probe: String
    package var kind: ProbeKind
    package var path: String?
    package var channel: Channel?
    package var component: String?
    package var through: [String]
    package var pool: [String]
    package var rule: Explanation.Rule?
    package var evidence: [Evidence]
    /// The latest first.
    package var changes: [Change]
    package var cases: [CaseLine]

    package init(
        _ line: WatchMatrixModel.Target, probe: String, kind: ProbeKind, path: String? = nil, channel: Channel? = nil,
        component: String? = nil, through: [String] = [], pool: [String] = [], rule: Explanation.Rule? = nil,
        evidence: [Evidence] = [], changes: [Change] = [], cases: [CaseLine] = []
    ) {
        self.line = line
        self.probe = probe
        self.kind = kind
        self.path = path
        self.channel = channel
        self.component = component
        self.through = through
        self.pool = pool
        self.rule = rule
        self.evidence = evidence
        self.changes = changes
        self.cases = cases
    }
}

/// What was measured of a target in a span, and the latest samples.
package struct TargetHistory: Sendable, Hashable {
    package enum Reach: String, Sendable, Hashable, CaseIterable {
        case hour, day, week, year

        package var span: TimeSpan {
            switch self {
            case .hour: .hours(1)
            case .day: .days(1)
            case .week: .days(7)
            case .year: .days(365)
            }
        }

        /// At most so many points, so that each is still seen.
        package var points: Int {
            switch self {
            case .hour: 240
            case .day: 288
            case .week: 336
            case .year: 365
            }
        }
    }

    package struct Latest: Sendable, Hashable {
        package var vantage: String
        package var sample: Sample

        package init(vantage: String, sample: Sample) {
            self.vantage = vantage
            self.sample = sample
        }
    }

    package var reach: Reach
    package var span: Range<Instant>
    package var chart: Chart
    /// The latest first.
    package var latest: [Latest]

    package init(reach: Reach, span: Range<Instant>, chart: Chart, latest: [Latest]) {
        self.reach = reach
        self.span = span
        self.chart = chart
        self.latest = latest
    }
}
