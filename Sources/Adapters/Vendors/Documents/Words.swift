internal import Following
internal import Vocabulary

/// What the words of more than one format mean. Keys are as ``ReadingNotes/key(_:)`` makes them.
enum Words {
    static let status: [String: VendorStatus] = [
        "investigating": .investigating, "identified": .identified, "monitoring": .monitoring, "resolved": .resolved,
        "postmortem": .postmortem, "scheduled": .scheduled, "in_progress": .inProgress, "verifying": .verifying,
        "completed": .completed,
    ]

    /// Statuspage's, also spoken by incident.io and others.
    static let impact: [String: Severity] = [
        "none": .notice, "minor": .minor, "major": .major, "critical": .critical, "maintenance": .maintenance,
    ]

    static let component: [String: ComponentState] = [
        "operational": .operational, "degraded_performance": .degraded, "partial_outage": .partialOutage,
        "major_outage": .majorOutage, "full_outage": .majorOutage, "under_maintenance": .maintenance,
    ]

    static let indicator: [String: ComponentState] = [
        "none": .operational, "minor": .degraded, "major": .partialOutage, "critical": .majorOutage,
        "maintenance": .maintenance,
    ]

    /// The state of a page that has no word of its own for it, from its lines: the worst of them, and unknown as soon as
    /// one is unknown and none is worse than operational.
    static func worst(_ states: some Sequence<ComponentState>) -> ComponentState {
        var worst = ComponentState.operational
        var isEmpty = true
        for state in states {
            isEmpty = false
            if rank(state) > rank(worst) { worst = state }
        }
        return isEmpty ? .unknown : worst
    }

    /// The same for a page that only lists its open incidents: none is fine.
    static func state(ofOpen incidents: [VendorIncident]) -> ComponentState {
        incidents.isEmpty ? .operational : worst(incidents.map { state(of: $0.severity) })
    }

    static func state(of severity: Severity) -> ComponentState {
        switch severity {
        case .critical: .majorOutage
        case .major: .partialOutage
        case .minor: .degraded
        case .maintenance: .maintenance
        case .notice: .operational
        case .unknown: .unknown
        }
    }

    private static func rank(_ state: ComponentState) -> Int {
        switch state {
        case .operational: 0
        case .maintenance: 1
        case .unknown: 2
        case .degraded: 3
        case .partialOutage: 4
        case .majorOutage: 5
        }
    }
}

extension VendorIncident {
    /// Whether its vendor says that it goes on.
    var isOpen: Bool {
        switch status {
        case .resolved, .postmortem, .completed: false
        default: resolvedAt == nil && endedAt == nil
        }
    }
}

/// Ids in the order in which they came, each once, whatever their number.
struct OrderedIDs {
    private(set) var ids: [String] = []
    private var seen: Set<String> = []

    init(_ ids: [String] = []) {
        for id in ids { insert(id) }
    }

    /// False when there is none, or when it was there before.
    @discardableResult
    mutating func insert(_ id: String?) -> Bool {
        guard let id, seen.insert(id).inserted else { return false }
        ids.append(id)
        return true
    }
}

enum UpdateOrder {
    /// Oldest first. Documents give them newest first or oldest first: the two ends tell which. Times that are equal or
    /// missing leave the document's order as it is.
    static func oldestFirst(_ updates: [VendorUpdate]) -> [VendorUpdate] {
        let times = updates.compactMap(\.at)
        guard let first = times.first, let last = times.last else { return updates }
        var ordered = updates
        if first > last { ordered.reverse() }
        guard times.count == updates.count else { return ordered }
        // Swift's sort is stable.
        return ordered.sorted { ($0.at ?? first) < ($1.at ?? first) }
    }
}

extension VendorPage {
    /// Ids must tell incidents apart over reads, so one that comes twice in a document gets a number, and a warning.
    mutating func numberRepeatedIDs(_ notes: ReadingNotes) {
        Self.numberRepeatedIDs(&incidents, in: "incidents", notes)
        Self.numberRepeatedIDs(&maintenances, in: "maintenances", notes)
    }

    private static func numberRepeatedIDs(
        _ incidents: inout [VendorIncident], in place: String, _ notes: ReadingNotes
    ) {
        var counts: [String: Int] = [:]
        var taken = Set(incidents.map(\.id))
        for index in incidents.indices {
            let id = incidents[index].id
            var count = (counts[id] ?? 0) + 1
            defer { counts[id] = count }
            guard count > 1 else { continue }
            while !taken.insert("\(id)~\(count)").inserted { count += 1 }
            incidents[index].id = "\(id)~\(count)"
            notes.warn("\(place)[\(index)].id", "the id “\(ReadingNotes.excerpt(id))” comes twice")
        }
    }
}
