internal import Vocabulary

/// Which groups are events, and which were taken by one: decided in the order of their starts.
///
/// A group's part depends only on events of the hour before it, so a change is followed forward through time until
/// nothing changes any more, and no further.
struct Gathering: Sendable {
    private(set) var leaders: Set<IncidentID> = []
    private var takenBy: [IncidentID: IncidentID] = [:]
    private var taking: [IncidentID: Set<IncidentID>] = [:]
    private var all = GroupIndex()
    private var leading = GroupIndex()
    /// Groups that are new, and those whose part must be looked at again.
    private var new: Set<IncidentID> = []
    private var doubtful: Set<IncidentID> = []

    func leader(of root: IncidentID) -> IncidentID { takenBy[root] ?? root }
    func taken(by root: IncidentID) -> Set<IncidentID> { taking[root] ?? [] }

    mutating func insert(_ group: LinkGroup) {
        all.insert(group)
        new.insert(group.root)
        doubtful.insert(group.root)
    }

    mutating func remove(_ group: LinkGroup) {
        let root = group.root
        all.remove(group)
        new.remove(root)
        doubtful.remove(root)
        if leaders.remove(root) != nil {
            leading.remove(group)
            // Those that it took, and those that found it in their way, decide again.
            doubtful.formUnion(all.near(group, after: true))
        }
        if let leader = takenBy.removeValue(forKey: root) { taking[leader]?.remove(root) }
        for orphan in taking.removeValue(forKey: root) ?? [] {
            takenBy[orphan] = nil
            doubtful.insert(orphan)
            new.insert(orphan)
        }
    }

    mutating func settle(groups: [IncidentID: LinkGroup], mayTake: (LinkGroup, LinkGroup) -> Bool) {
        var queue = doubtful.compactMap { groups[$0] }.sorted { $1.place < $0.place }
        var queued = doubtful
        doubtful = []
        while let group = queue.popLast() {
            let root = group.root
            queued.remove(root)
            let earlier = leading.near(group, after: false).compactMap { groups[$0] }
                .filter { $0.place < group.place && mayTake($0, group) }
            let leader = earlier.min { $0.place < $1.place }?.root
            let wasLeading = leaders.contains(root)
            let isNew = new.remove(root) != nil
            if !isNew, wasLeading == (leader == nil), takenBy[root] == leader { continue }
            assign(group, to: leader)
            // Later groups look only at events: what was none and is none moves nobody.
            guard wasLeading || leader == nil else { continue }
            for next in all.near(group, after: true) where !queued.contains(next) {
                guard let later = groups[next], group.place < later.place else { continue }
                queued.insert(next)
                let spot = queue.partitioningIndex { $0.place < later.place }
                queue.insert(later, at: spot)
            }
        }
    }

    private mutating func assign(_ group: LinkGroup, to leader: IncidentID?) {
        let root = group.root
        if let old = takenBy.removeValue(forKey: root) { taking[old]?.remove(root) }
        if let leader {
            if leaders.remove(root) != nil { leading.remove(group) }
            takenBy[root] = leader
            taking[leader, default: []].insert(root)
        } else if leaders.insert(root).inserted {
            leading.insert(group)
        }
    }
}

extension Array {
    /// The first place from which on the predicate holds, in an array where it holds for all after the first.
    func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
