package import Vocabulary

/// How long the gateway waits for what.
package struct GatewayTimes: Sendable {
    /// How long the payer has on the payment page, from the beginning on, a challenge included.
    package var page = TimeSpan.minutes(60)
    /// A link that was sent to somebody.
    package var link = TimeSpan.days(7)
    /// A reservation that nobody captured is let go.
    package var reservation = TimeSpan.days(7)
    /// When what was asked and never answered is taken over: longer than any link to the provider waits.
    package var takeover = TimeSpan.seconds(90)
    /// How long an idempotency key is known.
    package var idempotency = TimeSpan.hours(24)
    package var session = TimeSpan.hours(12)
    /// Between two attempts to undo something; doubled each time, up to the most.
    package var undoFirst = TimeSpan.seconds(2)
    package var undoMost = TimeSpan.minutes(5)
    /// Between two attempts to tell a merchant.
    package var tellFirst = TimeSpan.seconds(10)
    package var tellMost = TimeSpan.hours(2)
    package var tellAttempts = 20

    package init() {}

    package func undoWait(after tries: Int) -> TimeSpan { Self.doubled(undoFirst, tries, most: undoMost) }
    package func tellWait(after tries: Int) -> TimeSpan { Self.doubled(tellFirst, tries, most: tellMost) }

    private static func doubled(_ first: TimeSpan, _ times: Int, most: TimeSpan) -> TimeSpan {
        let factor = Int64(1) << Int64(min(max(times - 1, 0), 20))
        let (product, overflows) = first.microseconds.multipliedReportingOverflow(by: factor)
        return overflows ? most : min(TimeSpan(microseconds: product), most)
    }
}
