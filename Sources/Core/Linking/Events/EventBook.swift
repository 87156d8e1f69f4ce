package import Vocabulary

/// Gathers incidents into events as they come. The same incidents and decisions make the same events, in whatever order
/// they came.
///
/// Two steps. Incidents that hold together by reference, family or a person's word are *groups*: connected components.
/// Then, in the order of their starts, a group that no earlier one has taken becomes an event, and takes the later
/// groups that share an entity with it and start within the hour: within the hour of the *event's* start, so that a busy
/// rail does not chain a day into one event.
package struct EventBook: Sendable {
    private var traits: [IncidentID: LinkTraits] = [:]
    private var decisions: [IncidentPair: LinkDecision] = [:]
    /// Who was joined with whom by a person, whether known yet or not.
    private var joined: [IncidentID: Set<IncidentID>] = [:]
    private var index = LinkIndex()
    private var groups: [IncidentID: LinkGroup] = [:]
    private var groupOf: [IncidentID: IncidentID] = [:]
    private var gathering = Gathering()

    package init() {}

    /// How many incidents are known, samples aside.
    package var count: Int { groupOf.count }

    /// Adds an incident, or replaces what was known of it.
    package mutating func note(_ incident: LinkTraits) {
        let id = incident.incident
        guard traits[id] != incident else { return }
        forget(id)
        traits[id] = incident
        guard incident.kind != .sample else { return }
        index.insert(incident)
        // With this one, a reference may have become a phrase: it no longer holds those together that carry it.
        for key in Set(incident.referenceKeys) where index.carriers(key).count == LinkRule.carriersMost + 1 {
            regroup(Set(index.carriers(key).compactMap { groupOf[$0] }))
        }
        let touched = Set(neighbours(id).compactMap { groupOf[$0] })
        var members = [id]
        for root in touched.sorted() { members += dissolve(root) }
        form(members)
        settle()
    }

    package mutating func remove(_ id: IncidentID) {
        forget(id)
        settle()
    }

    /// A person's word; it may come before the incidents do.
    package mutating func decide(_ decision: LinkDecision) {
        if let known = decisions[decision.pair], !known.yields(to: decision) { return }
        decisions[decision.pair] = decision
        let (one, other) = (decision.pair.first, decision.pair.second)
        if decision.verdict == .joined {
            joined[one, default: []].insert(other)
            joined[other, default: []].insert(one)
        } else {
            joined[one]?.remove(other)
            joined[other]?.remove(one)
        }
        regroup(Set([one, other].compactMap { groupOf[$0] }))
        settle()
    }

    /// What takes an incident out of its event: it is set apart from each of the others.
    package func decisions(
        takingOut incident: IncidentID, who: String, why: String, at instant: Instant
    ) -> [LinkDecision] {
        (event(of: incident)?.incidents ?? []).compactMap { IncidentPair($0, incident) }
            .map { LinkDecision(.apart, $0, who: who, why: why, at: instant) }
    }

    // MARK: Reading

    /// All events, earliest first.
    package var events: [Event] {
        gathering.leaders.compactMap { event(root: $0) }
            .sorted { (Self.order($0), $0.id) < (Self.order($1), $1.id) }
    }

    package func event(of incident: IncidentID) -> Event? {
        groupOf[incident].flatMap { event(root: gathering.leader(of: $0)) }
    }

    package func event(_ id: Event.ID) -> Event? {
        event(of: IncidentID(checked: id.rawValue)).flatMap { $0.id == id ? $0 : nil }
    }

    /// Examples of status pages, set aside.
    package var samples: [IncidentID] { traits.values.filter { $0.kind == .sample }.map(\.incident).sorted() }

    /// Why two incidents are linked directly; nil when they are not, or were set apart.
    package func reason(between one: IncidentID, _ other: IncidentID) -> LinkReason? {
        guard let pair = IncidentPair(one, other), let left = traits[one], let right = traits[other] else { return nil }
        if let decision = decisions[pair] {
            guard decision.verdict == .joined else { return nil }
            return .person(who: decision.who, why: decision.why, at: decision.at)
        }
        return LinkRule.strongReason(between: left, right, worn: index.worn(left))
            ?? LinkRule.entityReason(between: left, right)
    }

    /// Why each incident but the first belongs to an event. Of a large event only the first hundred are compared.
    package func links(in event: Event) -> [Event.Link] {
        let compared = event.incidents.prefix(100)
        return compared.dropFirst().compactMap { incident in
            compared.filter { $0 != incident }
                .compactMap { other in
                    reason(between: incident, other).map { Event.Link(incident: incident, to: other, reason: $0) }
                }
                .min { ($0.reason.rank, position($0.to, compared)) < ($1.reason.rank, position($1.to, compared)) }
        }
    }

    /// What other providers said of an incident's event, the earliest first.
    package func sightings(besides incident: IncidentID) -> [CrossSighting] {
        guard let own = traits[incident], let word = own.firstWord, let event = event(of: incident) else { return [] }
        return event.incidents.compactMap { traits[$0] }
            .compactMap { other in
                guard other.provider != own.provider, let theirs = other.firstWord else { return nil }
                return CrossSighting(incident: other.incident, provider: other.provider, earlier: word - theirs)
            }
            .sorted { ($1.earlier, $0.incident) < ($0.earlier, $1.incident) }
    }

    private func position(_ id: IncidentID, _ among: ArraySlice<IncidentID>) -> Int {
        among.firstIndex(of: id) ?? among.endIndex
    }

    private func event(root: IncidentID) -> Event? {
        guard let leader = groups[root] else { return nil }
        let taken = gathering.taken(by: root).compactMap { groups[$0] }
        let members = ([leader] + taken).flatMap(\.members).compactMap { traits[$0] }
        return Event(id: Event.ID(leader.root), incidents: LinkGroup(members).members, start: leader.start)
    }

    private static func order(_ event: Event) -> Instant { event.start ?? Instant(microseconds: .max) }

    // MARK: Groups

    /// Strongly linked, or joined by a person, and not set apart.
    private func neighbours(_ id: IncidentID) -> [IncidentID] {
        guard let own = traits[id] else { return [] }
        let worn = index.worn(own)
        var neighbours: [IncidentID] = []
        for other in index.candidates(own, worn: worn) {
            guard let right = traits[other], !isApart(id, other),
                LinkRule.strongReason(between: own, right, worn: worn) != nil
            else { continue }
            neighbours.append(other)
        }
        for other in joined[id] ?? [] where traits[other].map({ $0.kind != .sample }) ?? false {
            if !neighbours.contains(other) { neighbours.append(other) }
        }
        return neighbours
    }

    private func isApart(_ one: IncidentID, _ other: IncidentID) -> Bool {
        !decisions.isEmpty && IncidentPair(one, other).flatMap { decisions[$0] }?.verdict == .apart
    }

    private mutating func forget(_ id: IncidentID) {
        guard let old = traits.removeValue(forKey: id), old.kind != .sample else { return }
        index.remove(old)
        guard let root = groupOf[id] else { return }
        let rest = dissolve(root).filter { $0 != id }
        for part in components(rest) { form(part) }
        // Without it, a phrase may be a ticket again.
        for key in Set(old.referenceKeys) where index.carriers(key).count == LinkRule.carriersMost {
            regroup(Set(index.carriers(key).compactMap { groupOf[$0] }))
        }
    }

    /// Takes a group apart; its members are in no group until `form` puts them into one.
    private mutating func dissolve(_ root: IncidentID) -> [IncidentID] {
        guard let group = groups.removeValue(forKey: root) else { return [] }
        gathering.remove(group)
        for member in group.members { groupOf[member] = nil }
        return group.members
    }

    private mutating func form(_ members: [IncidentID]) {
        guard !members.isEmpty else { return }
        let group = LinkGroup(members.compactMap { traits[$0] })
        groups[group.root] = group
        for member in group.members { groupOf[member] = group.root }
        gathering.insert(group)
    }

    private mutating func regroup(_ roots: Set<IncidentID>) {
        let members = roots.sorted().flatMap { dissolve($0) }
        for part in components(members) { form(part) }
    }

    /// The connected components of incidents that are in no group.
    private func components(_ members: [IncidentID]) -> [[IncidentID]] {
        var left = Set(members)
        var parts: [[IncidentID]] = []
        for seed in members where left.contains(seed) {
            left.remove(seed)
            var part = [seed]
            var reached = 0
            while reached < part.count {
                for neighbour in neighbours(part[reached]) where left.remove(neighbour) != nil {
                    part.append(neighbour)
                }
                reached += 1
            }
            parts.append(part)
        }
        return parts
    }

    // MARK: Events

    private mutating func settle() {
        let (traits, decisions) = (traits, decisions)
        gathering.settle(groups: groups) { Self.mayTake($0, $1, traits: traits, decisions: decisions) }
    }

    /// Whether an event takes a later group: an entity links two of their incidents, and no person set any two apart.
    private static func mayTake(
        _ leader: LinkGroup, _ group: LinkGroup, traits: [IncidentID: LinkTraits],
        decisions: [IncidentPair: LinkDecision]
    ) -> Bool {
        guard let first = leader.start, let start = group.start, start - first <= LinkRule.entityWithin else {
            return false
        }
        var isLinked = false
        for one in leader.members {
            for other in group.members {
                let word = decisions.isEmpty ? nil : IncidentPair(one, other).flatMap { decisions[$0] }
                if word?.verdict == .apart { return false }
                guard !isLinked, let left = traits[one], let right = traits[other] else { continue }
                isLinked = LinkRule.entityReason(between: left, right) != nil
            }
        }
        return isLinked
    }
}
