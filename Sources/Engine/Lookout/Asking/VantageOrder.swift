package import Vocabulary

/// What a vantage is asked to do besides its schedule. Targets are named; what a vantage does not ask it leaves alone.
package enum VantageOrder: Sendable, Hashable {
    /// Ask it so many times at once, not before then, and the anchors too. Answers after the deadline no longer count.
    case burst(target: String, number: Int, count: Int, notBefore: Instant, deadline: Instant)
    /// Ask it so many times a second until then, instead of at its period.
    case raise(target: String, perSecond: Int, until: Instant)
    /// Ask each of them once, now.
    case ask(targets: [String])
}
