package import Vocabulary

/// Two incidents, whichever is named first.
package struct IncidentPair: Sendable, Hashable, Comparable {
    package let first: IncidentID
    package let second: IncidentID

    /// Nil for an incident and itself.
    package init?(_ one: IncidentID, _ other: IncidentID) {
        guard one != other else { return nil }
        first = min(one, other)
        second = max(one, other)
    }

    package static func < (left: IncidentPair, right: IncidentPair) -> Bool {
        (left.first, left.second) < (right.first, right.second)
    }
}

/// A person's word about two incidents. It stands against every rule, and the latest word stands against earlier ones.
package struct LinkDecision: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case joined
        case apart
    }

    package var pair: IncidentPair
    package var verdict: Verdict
    package var who: String
    package var why: String
    package var at: Instant

    package init(_ verdict: Verdict, _ pair: IncidentPair, who: String, why: String, at: Instant) {
        self.pair = pair
        self.verdict = verdict
        self.who = who
        self.why = why
        self.at = at
    }

    /// Which of two words about one pair holds: the later; of words of one instant "apart", which joins nothing wrongly.
    func yields(to other: LinkDecision) -> Bool {
        (at, verdict == .apart ? 1 : 0, who, why) < (other.at, other.verdict == .apart ? 1 : 0, other.who, other.why)
    }
}
