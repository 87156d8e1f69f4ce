internal import Vocabulary

/// Incidents that hold together by reference, family or a person's word: what an event is gathered from.
struct LinkGroup: Sendable, Hashable {
    /// By start, then id; never empty.
    var members: [IncidentID]
    /// The earliest start, nil when no member has one.
    var start: Instant?
    /// The entities of all members.
    var entities: Set<String>

    var root: IncidentID { members[0] }
    var place: Place { Place(start: start ?? Instant(microseconds: .max), root: root) }

    init(_ traits: [LinkTraits]) {
        let sorted = traits.sorted {
            (Self.order($0), $0.incident) < (Self.order($1), $1.incident)
        }
        members = sorted.map(\.incident)
        start = sorted.first?.start
        entities = sorted.reduce(into: []) { $0.formUnion($1.entities) }
    }

    static func order(_ traits: LinkTraits) -> Instant { traits.start ?? Instant(microseconds: .max) }

    /// Where a group stands in time: the order in which groups are gathered.
    struct Place: Sendable, Hashable, Comparable {
        var start: Instant
        var root: IncidentID

        static func < (left: Place, right: Place) -> Bool {
            (left.start, left.root) < (right.start, right.root)
        }
    }
}

/// Which groups are near each other by entity and start.
struct GroupIndex: Sendable {
    private struct Bucket: Hashable {
        var entity: String
        var slot: Int64
    }

    private var buckets: [Bucket: Set<IncidentID>] = [:]

    mutating func insert(_ group: LinkGroup) {
        for bucket in Self.own(group) { buckets[bucket, default: []].insert(group.root) }
    }

    mutating func remove(_ group: LinkGroup) {
        for bucket in Self.own(group) {
            buckets[bucket]?.remove(group.root)
            if buckets[bucket]?.isEmpty == true { buckets[bucket] = nil }
        }
    }

    /// Roots of groups that share an entity and start in the hour before or after, others at the edges included.
    func near(_ group: LinkGroup, after isAfter: Bool) -> Set<IncidentID> {
        guard let start = group.start else { return [] }
        let own = TimeSlot.number(start, length: LinkRule.entityWithin)
        var found: Set<IncidentID> = []
        for entity in group.entities {
            for slot in isAfter ? [own, own + 1] : [own - 1, own] {
                found.formUnion(buckets[Bucket(entity: entity, slot: slot)] ?? [])
            }
        }
        found.remove(group.root)
        return found
    }

    private static func own(_ group: LinkGroup) -> [Bucket] {
        guard let start = group.start else { return [] }
        let slot = TimeSlot.number(start, length: LinkRule.entityWithin)
        return group.entities.map { Bucket(entity: $0, slot: slot) }
    }
}
