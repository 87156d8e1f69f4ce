internal import Bytes
package import Network
package import Vocabulary

/// How often somebody may try to sign in: by address, and by account. A pure value in bounded memory.
///
/// An account has two buckets. Addresses from which its user signed in before have one each; all others share one. So who
/// tries passwords from anywhere can shut the door for strangers, but not for the user at their usual place.
package struct SignInThrottle: Sendable {
    package struct Limits: Sendable, Hashable {
        /// All attempts from one address (one /64 of IPv6), whatever the account.
        package var address = ThrottleRate(burst: 30, refill: .seconds(20))
        /// All attempts on one account from addresses that are new to it.
        package var account = ThrottleRate(burst: 10, refill: .minutes(1))
        /// Attempts on one account from an address where it signed in before.
        package var knownPlace = ThrottleRate(burst: 10, refill: .seconds(30))
        /// Codes of the second factor for one account, from wherever: there are only a million of them.
        package var secondStep = ThrottleRate(burst: 6, refill: .minutes(5))
        /// One-time codes (setup, invitations, new passwords) from one address.
        package var code = ThrottleRate(burst: 10, refill: .seconds(30))
        /// Mails for a forgotten password: for one account, whoever asks, and from one address, whatever the account.
        package var forgottenAccount = ThrottleRate(burst: 3, refill: .hours(1))
        package var forgottenAddress = ThrottleRate(burst: 5, refill: .minutes(5))
        /// All of them together.
        package var forgottenAll = ThrottleRate(burst: 60, refill: .seconds(30))
        /// Keys that each table remembers.
        package var capacity = 16_384

        package init() {}
    }

    private var addresses: ThrottleTable
    private var accounts: ThrottleTable
    private var pairs: ThrottleTable
    private var secondSteps: ThrottleTable
    private var codes: ThrottleTable
    private var forgotten: (accounts: ThrottleTable, addresses: ThrottleTable, all: ThrottleTable)
    /// Where accounts signed in before, with the number of the last time.
    private var known: [ThrottleKey: UInt64] = [:]
    private var signIns: UInt64 = 0
    private let knownMost: Int

    package init(_ limits: Limits = Limits()) {
        addresses = ThrottleTable(limits.address, capacity: limits.capacity)
        accounts = ThrottleTable(limits.account, capacity: limits.capacity)
        pairs = ThrottleTable(limits.knownPlace, capacity: limits.capacity)
        secondSteps = ThrottleTable(limits.secondStep, capacity: limits.capacity)
        codes = ThrottleTable(limits.code, capacity: limits.capacity)
        forgotten = (
            ThrottleTable(limits.forgottenAccount, capacity: limits.capacity),
            ThrottleTable(limits.forgottenAddress, capacity: limits.capacity),
            ThrottleTable(limits.forgottenAll, capacity: 8)
        )
        knownMost = limits.capacity
    }

    /// Keys in memory, over all tables.
    package var count: Int {
        addresses.count + accounts.count + pairs.count + secondSteps.count + codes.count + known.count
            + forgotten.accounts.count + forgotten.addresses.count + forgotten.all.count
    }

    /// Counts an attempt on an account; how long to wait instead, when there were too many. `account` is what was typed,
    /// whether there is such an account or not.
    package mutating func admit(account: String, from address: NetworkAddress, now: Instant) -> TimeSpan? {
        let (addressKey, accountKey, pairKey) = Self.keys(account, address)
        let isKnown = known[pairKey] != nil
        let waits = [
            addresses.wait(addressKey, now: now),
            isKnown ? pairs.wait(pairKey, now: now) : accounts.wait(accountKey, now: now),
        ]
        if let wait = waits.compactMap({ $0 }).max() { return wait }
        addresses.take(addressKey, now: now)
        if isKnown { pairs.take(pairKey, now: now) } else { accounts.take(accountKey, now: now) }
        return nil
    }

    /// Counts somebody who comes back from an identity provider, by address alone: whom they say they are is not known yet.
    package mutating func admitReturn(from address: NetworkAddress, now: Instant) -> TimeSpan? {
        let key = ThrottleKey(.address, address.countingKey.bytes)
        if let wait = addresses.wait(key, now: now) { return wait }
        addresses.take(key, now: now)
        return nil
    }

    /// The attempt was right: what was counted against this account at this place is forgotten, and the place is known from
    /// now on. What the address tried on other accounts stays counted.
    package mutating func succeeded(account: String, from address: NetworkAddress) {
        let (_, accountKey, pairKey) = Self.keys(account, address)
        if known[pairKey] == nil {
            accounts.forget(accountKey)
            if known.count >= knownMost { forgetOldPlaces() }
        }
        pairs.forget(pairKey)
        signIns += 1
        known[pairKey] = signIns
    }

    /// Counts a code of the second factor.
    package mutating func admitSecondStep(of user: UserID, now: Instant) -> TimeSpan? {
        let key = ThrottleKey(.secondStep, Array(user.rawValue.utf8))
        if let wait = secondSteps.wait(key, now: now) { return wait }
        secondSteps.take(key, now: now)
        return nil
    }

    package mutating func secondStepSucceeded(of user: UserID) {
        secondSteps.forget(ThrottleKey(.secondStep, Array(user.rawValue.utf8)))
    }

    /// Counts a guess at a one-time code.
    package mutating func admitCode(from address: NetworkAddress, now: Instant) -> TimeSpan? {
        let key = ThrottleKey(.guess, address.countingKey.bytes)
        if let wait = codes.wait(key, now: now) { return wait }
        codes.take(key, now: now)
        return nil
    }

    /// Counts a mail that is asked for: what was typed counts, whether there is such an account or not.
    package mutating func admitForgotten(account: String, from address: NetworkAddress, now: Instant) -> TimeSpan? {
        let (addressKey, accountKey, _) = Self.keys(account, address)
        let all = ThrottleKey(.guess, [])
        let waits = [
            forgotten.accounts.wait(accountKey, now: now), forgotten.addresses.wait(addressKey, now: now),
            forgotten.all.wait(all, now: now),
        ]
        if let wait = waits.compactMap({ $0 }).max() { return wait }
        forgotten.accounts.take(accountKey, now: now)
        forgotten.addresses.take(addressKey, now: now)
        forgotten.all.take(all, now: now)
        return nil
    }

    private mutating func forgetOldPlaces() {
        let bar = signIns - min(signIns, UInt64(knownMost / 2))
        known = known.filter { $0.value > bar }
    }

    private static func keys(
        _ account: String, _ address: NetworkAddress
    ) -> (address: ThrottleKey, account: ThrottleKey, pair: ThrottleKey) {
        let place = address.countingKey.bytes
        let name = Array(account.lowercased().utf8.prefix(1_000))
        return (ThrottleKey(.address, place), ThrottleKey(.account, name), ThrottleKey(.pair, name, place))
    }
}
