package import Judging
package import Vocabulary
package import Watching

/// What is watched, and how it stands right now: probes in rows, paths in columns, the targets of both in each cell.
package struct WatchMatrixModel: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        /// Nil for probes that ask one place and lead along no path.
        package var path: String?
        package var kind: WatchPath.Kind?

        package init(path: String?, kind: WatchPath.Kind?) {
            self.path = path
            self.kind = kind
        }
    }

    package struct Target: Sendable, Hashable {
        package var name: String
        /// The last words of its name: the stops on its path.
        package var stop: String
        package var isOnDemand: Bool
        /// Nil until something was judged.
        package var standing: Verdict.Standing?
        package var since: Instant?
        /// When something was heard of it last.
        package var heardAt: Instant?
        /// How often something is to be heard.
        package var period: TimeSpan
        package var latency: TimeSpan?
        package var caseNumber: Int?

        package init(
            _ name: String, stop: String, isOnDemand: Bool = false, standing: Verdict.Standing? = nil,
            since: Instant? = nil, heardAt: Instant? = nil, period: TimeSpan = .seconds(1), latency: TimeSpan? = nil,
            caseNumber: Int? = nil
        ) {
            self.name = name
            self.stop = stop
            self.isOnDemand = isOnDemand
            self.standing = standing
            self.since = since
            self.heardAt = heardAt
            self.period = period
            self.latency = latency
            self.caseNumber = caseNumber
        }

        /// What may be said of it now: what nothing was heard of for three periods, or half a minute, is not known.
        package func seen(now: Instant) -> WatchSeen {
            guard let standing else { return isOnDemand ? .onDemand : .neverHeard }
            guard !isOnDemand else { return .standing(standing) }
            guard let heardAt else { return .neverHeard }
            let bound = max(TimeSpan(microseconds: period.microseconds * 3), WatchMatrixModel.silentAfter)
            return now - heardAt > bound ? .silent : .standing(standing)
        }
    }

    package struct Row: Sendable, Hashable {
        package var probe: String
        package var kind: ProbeKind
        package var channel: Channel?
        package var component: String?
        /// By the column's place.
        package var cells: [Int: [Target]]

        package init(
            probe: String, kind: ProbeKind, channel: Channel? = nil, component: String? = nil, cells: [Int: [Target]]
        ) {
            self.probe = probe
            self.kind = kind
            self.channel = channel
            self.component = component
            self.cells = cells
        }
    }

    package struct VantageState: Sendable, Hashable {
        package var name: String
        package var heardAt: Instant?
        package var doubt: VantageDoubt?
        package var doubtedUntil: Instant?

        package init(
            name: String, heardAt: Instant? = nil, doubt: VantageDoubt? = nil, doubtedUntil: Instant? = nil
        ) {
            self.name = name
            self.heardAt = heardAt
            self.doubt = doubt
            self.doubtedUntil = doubtedUntil
        }
    }

    package static let silentAfter = TimeSpan.seconds(30)

    package var columns: [Column]
    package var rows: [Row]
    package var vantages: [VantageState]
    /// Those that are not closed, the latest first.
    package var cases: [CaseLine]

    package init(columns: [Column], rows: [Row], vantages: [VantageState], cases: [CaseLine]) {
        self.columns = columns
        self.rows = rows
        self.vantages = vantages
        self.cases = cases
    }

    package var targets: [Target] { rows.flatMap { row in row.cells.sorted { $0.key < $1.key }.flatMap(\.value) } }

    /// When something was heard of anything.
    package var heardAt: Instant? { targets.compactMap(\.heardAt).max() }
}

/// What a reader is shown of a target.
package enum WatchSeen: Sendable, Hashable {
    case standing(Verdict.Standing)
    /// It was judged once, and nothing was heard for too long.
    case silent
    case neverHeard
    /// Asked only when two causes can't be told apart, and it was not yet.
    case onDemand

    /// The worst of several is what a cell shows.
    package var weight: Int {
        switch self {
        case .standing(.down): 6
        case .standing(.degraded): 5
        case .silent: 4
        case .standing(.unknown): 3
        case .neverHeard: 2
        case .standing(.up): 1
        case .onDemand: 0
        }
    }
}

/// A case in one line.
package struct CaseLine: Sendable, Hashable {
    package enum State: String, Sendable, Hashable { case open, monitoring, closed }

    package var number: Int
    /// What people call it.
    package var reference: String?
    package var state: State
    package var since: Instant
    package var until: Instant?
    /// Parts of its likeliest cause.
    package var cause: [String]
    package var probability: Double?
    package var ailing: Int
    package var isPaged: Bool
    package var incident: IncidentID?

    package init(
        number: Int, reference: String? = nil, state: State, since: Instant, until: Instant? = nil,
        cause: [String] = [], probability: Double? = nil, ailing: Int = 0, isPaged: Bool = true,
        incident: IncidentID? = nil
    ) {
        self.number = number
        self.reference = reference
        self.state = state
        self.since = since
        self.until = until
        self.cause = cause
        self.probability = probability
        self.ailing = ailing
        self.isPaged = isPaged
        self.incident = incident
    }
}
