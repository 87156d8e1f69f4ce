package import Vocabulary

extension Incident {
    /// When something was last said or recorded about it, as far as its facts tell; never later than `now`.
    package func lastChange(now: Instant) -> Instant? {
        var instants: [Instant] = []
        for update in updates { instants += [update.at] + update.earlier.map(\.replacedAt) }
        for window in windows { instants += [window.start, window.end].compactMap(\.self) }
        for account in accounts { instants += [account.opened, account.closed].compactMap(\.self) }
        instants += claims.map(\.statedAt) + insideEvents.map(\.at)
        if let postmortem { instants.append(postmortem.publishedAt) }
        if let record { instants.append(record.firstSeen) }
        return instants.filter { $0 <= now }.max()
    }

    /// When it was first told: the first public word, else when its page opened it, else when it began.
    package func firstTold(now: Instant) -> Instant? {
        let words = updates.filter { $0.status != .postmortem }.map(\.at) + accounts.map(\.opened)
        let told = words.filter { $0 <= now }.min()
        return told ?? windows.map(\.start).filter { $0 <= now }.min() ?? record?.firstSeen ?? lastChange(now: now)
    }
}
