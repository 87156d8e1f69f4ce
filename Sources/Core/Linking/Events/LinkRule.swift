package import Vocabulary

/// Why two incidents tell one event, with what it rests on.
package enum LinkReason: Sendable, Hashable {
    /// Both name the same ticket.
    case reference(String, scope: Scope)
    /// Sisters were hit in the same minutes. An overlap of zero means that one began within the margin of the other's end.
    case family(String, overlap: TimeSpan, basis: Basis)
    /// The same rail, scheme, method or issuer failed at two providers, their starts so far apart.
    case entity(String, distance: TimeSpan)
    /// A person joined them.
    case person(who: String, why: String, at: Instant)

    package enum Scope: String, Sendable, Hashable, CaseIterable {
        case family
        case sameMonth = "same-month"
    }

    package enum Basis: String, Sendable, Hashable, CaseIterable {
        case windows
        /// At least one of the two has no true window: the page's open-to-close time stood in.
        case paperwork
    }

    package var distanceMinutes: Int64? {
        if case .entity(_, let distance) = self { distance.roundedMinutes } else { nil }
    }

    /// The strongest first.
    var rank: Int {
        switch self {
        case .person: 0
        case .reference: 1
        case .family: 2
        case .entity: 3
        }
    }
}

/// The rule that links two incidents. Pure, symmetric, and the same whoever asks.
package enum LinkRule {
    /// A company group may number its tickets for years; strangers share a number only by telling of one thing.
    package static let referenceWithin: TimeSpan = .days(30)
    /// Pages round.
    package static let margin: TimeSpan = .minutes(10)
    package static let entityWithin: TimeSpan = .minutes(60)
    /// An incident may stay open for days; what begins later than this after it is not linked by overlapping it.
    package static let windowMost: TimeSpan = .hours(24)
    package static let paperworkMost: TimeSpan = .hours(6)
    static let windowsCompared = 50
    static let referencesCompared = 20
    /// What more incidents carry is no ticket but a phrase: it links none of them.
    static let carriersMost = 50
    /// A shorter number is everybody's.
    static let digitsBetweenStrangers = 4

    package static func reason(between left: LinkTraits, _ right: LinkTraits) -> LinkReason? {
        strongReason(between: left, right) ?? entityReason(between: left, right)
    }

    /// By reference or family: what holds whatever else there is.
    ///
    /// `worn` are references that too many incidents carry to be a ticket.
    static func strongReason(
        between left: LinkTraits, _ right: LinkTraits, worn: Set<String> = []
    ) -> LinkReason? {
        guard left.incident != right.incident, left.kind != .sample, right.kind != .sample else { return nil }
        if let reason = referenceReason(left, right, worn) { return reason }
        guard left.kind == right.kind else { return nil }
        return familyReason(left, right)
    }

    /// By what failed. In an event it holds only near the event's first start: see ``EventBook``.
    static func entityReason(between left: LinkTraits, _ right: LinkTraits) -> LinkReason? {
        guard left.incident != right.incident, left.kind == .incident, right.kind == .incident,
            left.provider != right.provider, let one = left.start, let other = right.start
        else { return nil }
        let distance = one > other ? one - other : other - one
        guard distance <= entityWithin, let shared = left.entities.intersection(right.entities).min() else {
            return nil
        }
        return .entity(shared, distance: distance)
    }

    private static func referenceReason(_ left: LinkTraits, _ right: LinkTraits, _ worn: Set<String>) -> LinkReason? {
        // Of a handful each: no sets are made for the many pairs that share none.
        let rightKeys = right.referenceKeys
        let shared = left.referenceKeys.filter { rightKeys.contains($0) && !worn.contains($0) }.sorted()
        guard let first = shared.first else { return nil }
        if left.familyKey == right.familyKey { return .reference(first, scope: .family) }
        guard let one = left.start, let other = right.start,
            max(one, other) - min(one, other) <= referenceWithin,
            let telling = shared.first(where: isTelling)
        else { return nil }
        return .reference(telling, scope: .sameMonth)
    }

    private static func isTelling(_ reference: String) -> Bool {
        reference.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } >= digitsBetweenStrangers
    }

    private static func familyReason(_ left: LinkTraits, _ right: LinkTraits) -> LinkReason? {
        guard left.familyKey == right.familyKey, left.page != right.page else { return nil }
        // Sisters that name different rails tell of different things, even in the same minutes.
        if !left.entities.isEmpty, !right.entities.isEmpty, left.entities.isDisjoint(with: right.entities) {
            return nil
        }
        var best: TimeSpan?
        for one in left.reaches {
            for other in right.reaches {
                let overlap = min(one.end, other.end) - max(one.start, other.start)
                if overlap + margin >= .zero { best = max(best ?? overlap, overlap) }
            }
        }
        guard let best else { return nil }
        let basis: LinkReason.Basis = left.windows.isEmpty || right.windows.isEmpty ? .paperwork : .windows
        return .family(left.familyKey, overlap: max(best, .zero), basis: basis)
    }
}
