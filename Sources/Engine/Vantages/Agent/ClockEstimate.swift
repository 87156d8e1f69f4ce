package import Vocabulary

/// How far the server's clock is from the agent's, from round trips.
///
/// A request that left at `sent` and whose answer came at `received` was at the server in between. So the server's clock less the
/// agent's lies between `at − received` and `at − held − sent`; the truth lies in what all round trips have in common. What was
/// measured widens with its age, because clocks drift; a round trip that has nothing in common with those before means that a
/// clock was set, and is believed alone.
package struct ClockEstimate: Sendable, Hashable {
    private struct Bounds: Sendable, Hashable {
        var low: Int64
        var high: Int64
        /// The agent's clock then.
        var at: Int64
    }

    /// Two ordinary clocks drift apart by less.
    private static let driftPerMillion: Int64 = 200
    /// An answer that took longer says nothing worth keeping.
    private static let longest = TimeSpan.minutes(5)

    private var bounds: Bounds?

    package init() {}

    /// The server's clock less the agent's; nil before the first round trip.
    package var offset: TimeSpan? {
        bounds.map { TimeSpan(microseconds: $0.low + ($0.high - $0.low) / 2) }
    }

    /// At most so far from the truth when it was measured.
    package var error: TimeSpan {
        bounds.map { TimeSpan(microseconds: ($0.high - $0.low + 1) / 2) } ?? .zero
    }

    package mutating func take(_ answer: AgentAnswer, sent: Instant, received: Instant) {
        let high = answer.at.microseconds - answer.held.microseconds - sent.microseconds
        let low = answer.at.microseconds - received.microseconds
        guard low <= high, high - low <= Self.longest.microseconds else { return }
        let fresh = Bounds(low: low, high: high, at: received.microseconds)
        guard var known = bounds else {
            bounds = fresh
            return
        }
        // A clock that went backwards was set.
        let age = received.microseconds - known.at
        guard age >= 0 else {
            bounds = fresh
            return
        }
        let drift = age / 1_000_000 * Self.driftPerMillion + Self.driftPerMillion
        known.low = max(known.low - drift, low)
        known.high = min(known.high + drift, high)
        known.at = received.microseconds
        bounds = known.low <= known.high ? known : fresh
    }

    /// What the server's clock shows when the agent's shows `instant`, as far as is known.
    package func serverTime(at instant: Instant) -> Instant { instant + (offset ?? .zero) }
}
