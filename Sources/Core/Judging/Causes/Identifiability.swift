/// Which parts a plan cannot see, and which it cannot tell apart: found out when it is written, not during an outage.
package struct Identifiability: Sendable, Hashable {
    /// Parts that no target leads through.
    package var unseen: [PartNumber]
    /// Parts that exactly the same targets lead through, in groups of two and more.
    package var alike: [[PartNumber]]
    /// How many parts show themselves by a picture of their own, and how many there are.
    package var distinct: Int
    package var parts: Int
    /// What would mend it, one for each unseen part and for each part too many in a group.
    package var proposals: [Proposal]

    package enum Proposal: Sendable, Hashable {
        case see(PartNumber)
        /// A probe through the first and not through the second.
        case tellApart(PartNumber, from: PartNumber)
    }

    package init(_ plan: Plan) {
        let words = (plan.targets.count + 31) / 32
        var pictures = Array(repeating: [UInt64](repeating: 0, count: words), count: plan.parts.count)
        for (index, target) in plan.targets.enumerated() {
            // Two bits for each target: whether some tries meet the part, or all.
            for part in target.pool where !target.path.contains(part) {
                pictures[part.value][index / 32] |= (target.pool.count == 1 ? 2 : 1) << UInt64(index % 32 * 2)
            }
            for part in target.path { pictures[part.value][index / 32] |= 2 << UInt64(index % 32 * 2) }
        }
        var unseen: [PartNumber] = []
        var groups: [[UInt64]: [PartNumber]] = [:]
        for (index, picture) in pictures.enumerated() {
            if picture.allSatisfy({ $0 == 0 }) {
                unseen.append(PartNumber(index))
            } else {
                groups[picture, default: []].append(PartNumber(index))
            }
        }
        let alike = groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
        self.unseen = unseen
        self.alike = alike
        distinct = groups.count
        parts = plan.parts.count
        proposals =
            unseen.map { .see($0) }
            + alike.flatMap { group in group.dropFirst().map { .tellApart($0, from: group[0]) } }
    }

    package var isComplete: Bool { unseen.isEmpty && alike.isEmpty }
}
