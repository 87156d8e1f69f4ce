package import Vocabulary

/// What is true of an incident at a moment.
package enum IncidentState: String, Sendable, Hashable, CaseIterable {
    /// Customers are being hit: an impact window is open.
    case ongoing
    /// Nobody is hit any more as far as we know, and the last word was not "resolved".
    case watching
    /// Nobody is hit, and it was said to be resolved.
    case resolved
    /// The page says that it goes on, and no impact window is known.
    case reported
    /// Neither an impact window nor a page's word is known: we can't say.
    case unknown
}

extension Incident {
    /// The one state function. It rests on impact windows, not on what somebody clicked: "resolved" on a page does not
    /// end an impact, and an impact after "resolved" is an impact.
    package func state(now: Instant) -> IncidentState {
        guard !windows.isEmpty else { return stateByPaper(now: now) }
        if windows.contains(where: { $0.start <= now && ($0.end ?? now + .seconds(1)) > now }) { return .ongoing }
        let lastWord = updates.filter { $0.at <= now && $0.status != .postmortem }.max { $0.at < $1.at }
        let isClosed = !accounts.isEmpty && accounts.allSatisfy { ($0.closed ?? now + .seconds(1)) <= now }
        return lastWord?.status == .resolved || isClosed || postmortem != nil ? .resolved : .watching
    }

    /// Without an impact window there is only the page's word for it.
    private func stateByPaper(now: Instant) -> IncidentState {
        guard record != nil, !accounts.isEmpty else { return .unknown }
        if accounts.allSatisfy({ ($0.closed ?? now + .seconds(1)) <= now }) { return .resolved }
        // A page that gives no status, such as a feed, never says that something is over: its silence does, after a day.
        let lastWord = updates.map(\.at).max() ?? accounts.map(\.opened).max() ?? now
        return record?.statusWord == nil && now - lastWord > .hours(24) ? .unknown : .reported
    }
}
