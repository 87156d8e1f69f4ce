package import Vocabulary

/// What this gateway is told when it starts.
package struct RedirectSettings: Sendable {
    /// Its own address for browsers, such as `https://apm.example`; nothing behind it.
    package var origin: String
    package var merchants: [RedirectMerchant]
    /// Seals the addresses of bank pages. The same for all instances.
    package var key: [UInt8]
    /// What the bank signs its notices with.
    package var bankKey: [UInt8]

    /// How long after a payment's end the bank tells of it, when the payer asks it to be late.
    package var bankDelay = TimeSpan.seconds(60)
    package var tellFirst = TimeSpan.seconds(10)
    package var tellMost = TimeSpan.hours(2)
    package var tellAttempts = 20
    /// How old a signed notice may be.
    package var noticeAge = TimeSpan.minutes(5)

    package init(origin: String, merchants: [RedirectMerchant], key: [UInt8], bankKey: [UInt8]) {
        self.origin = origin
        self.merchants = merchants
        self.key = key
        self.bankKey = bankKey
    }

    /// Doubled with each attempt, up to the most.
    func tellWait(after attempts: Int) -> TimeSpan {
        let (product, overflows) = tellFirst.microseconds.multipliedReportingOverflow(
            by: Int64(1) << Int64(min(max(attempts - 1, 0), 20)))
        return overflows ? tellMost : min(TimeSpan(microseconds: product), tellMost)
    }
}
