internal import Telling
package import Vocabulary

/// How far from now a time may lie that somebody gives. History that moves in from elsewhere is not bound by it.
package struct DeskRules: Sendable, Hashable {
    /// How far back something may be said to have begun, ended or been said.
    package var backdatedDaysMost = 1_095
    /// By how much the clock of whoever read the time may be ahead of ours.
    package var skew = TimeSpan.minutes(1)

    package init() {}

    package init(backdatedDaysMost: Int) { self.backdatedDaysMost = backdatedDaysMost }
}

extension DeskContext {
    /// A time that somebody gives as past. What another clock has ahead of ours is now.
    func past(
        _ instant: Instant, orAhead phrase: DeskPhrase, field: String, isBound: Bool = true
    ) throws(DeskRefusal) -> Instant {
        guard instant <= now + rules.skew else { throw DeskRefusal(.refused, phrase, field: field) }
        if isBound { try notTooOld(instant, field: field) }
        return min(instant, now)
    }

    func notTooOld(_ instant: Instant, field: String) throws(DeskRefusal) {
        guard instant >= now - .days(Int64(rules.backdatedDaysMost)) else {
            throw DeskRefusal(
                .refused, .tooFarBack, ["days": "\(rules.backdatedDaysMost)", "at": instant.rfc3339], field: field)
        }
    }
}
