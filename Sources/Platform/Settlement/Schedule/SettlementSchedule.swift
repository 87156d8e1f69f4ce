package import Vocabulary

/// Which channels are settled, and until when their files are due.
package struct SettlementSchedule: Sendable, Equatable {
    package let cutOffs: [Channel: CutOff]

    package init(_ cutOffs: [Channel: CutOff]) { self.cutOffs = cutOffs }

    package var channels: [Channel] { cutOffs.keys.sorted { $0.rawValue < $1.rawValue } }

    /// How a channel stands; nil for one that is not settled.
    ///
    /// A file counts for each day that had ended where it ends: one file may settle several days.
    /// - Parameter settled: the end of the last day that a file was taken in for, or when watching began.
    package func standing(of channel: Channel, settledUntil settled: Instant, at now: Instant) -> ChannelStanding? {
        guard let cutOff = cutOffs[channel] else { return nil }
        let missing = cutOff.dayEnd(after: settled)
        guard now >= missing else { return .settled(next: missing) }
        let due = missing + cutOff.grace
        guard now >= due else { return .awaited(day: missing, due: due) }
        let days = (cutOff.dayEnd(until: now - cutOff.grace) - missing).wholeSeconds / TimeSpan.days(1).wholeSeconds
        return .late(day: missing, dueSince: due, days: Int(days) + 1)
    }
}

/// Whether a channel's file has come.
package enum ChannelStanding: Sendable, Hashable {
    /// All days that ended are settled; the next one ends then.
    case settled(next: Instant)
    /// A day has ended, and its file still has time.
    case awaited(day: Instant, due: Instant)
    /// So many days' files are late; the oldest was due then.
    case late(day: Instant, dueSince: Instant, days: Int)

    package var isLate: Bool { if case .late = self { true } else { false } }

    package var word: String {
        switch self {
        case .settled: "settled"
        case .awaited: "awaited"
        case .late: "late"
        }
    }

    package var sentence: String {
        switch self {
        case .settled(let next): "settled; the day ends \(next.rfc3339)"
        case .awaited(let day, let due):
            "the file for the day that ended \(day.rfc3339) is awaited; it is due \(due.rfc3339)"
        case .late(let day, let since, let days):
            "the file for the day that ended \(day.rfc3339) is due since \(since.rfc3339)"
                + (days > 1 ? "; \(days) days are late" : "")
        }
    }
}
