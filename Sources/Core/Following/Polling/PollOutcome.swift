package import Vocabulary

/// What came of one attempt to read a page.
package enum PollOutcome: Sendable, Hashable {
    /// The page was read and says something; whether it shows an open incident.
    case read(hasOpenIncident: Bool)
    /// The server said that nothing changed, or the bytes are the same. That is a successful read.
    case unchanged
    case failed(PollFailure)
    /// A bound or a breaker of ours kept the attempt back: nothing was learned. It may be tried again from then on.
    case heldBack(until: Instant)
}

/// Why a page was not read. Never a reason to change what is known of the vendor.
package enum PollFailure: Error, Sendable, Hashable {
    /// No answer: name, connection, TLS or time.
    case noAnswer
    /// An answer with a status that is no success, and what its `Retry-After` asked for.
    case answered(status: Int, retryAfter: TimeSpan?)
    /// An answer that can't be read as what the page is known to speak.
    case unreadable(UnreadablePage.Reason)

    /// Whether another attempt in the same cycle may help. What a server refuses (4xx), it refuses again.
    package var isTransient: Bool {
        switch self {
        case .noAnswer: true
        case .answered(let status, let retryAfter): (500...599).contains(status) && retryAfter == nil
        case .unreadable(let reason): reason == .unreachable || reason == .truncated
        }
    }

    /// Whether the server asked to be left alone.
    package var asksForPause: Bool {
        switch self {
        case .answered(let status, let retryAfter): status == 429 || (retryAfter != nil && status >= 400)
        case .noAnswer, .unreadable: false
        }
    }

    /// Whether the host itself is in trouble, rather than this one page.
    package var isOfHost: Bool {
        switch self {
        case .noAnswer: true
        case .answered(let status, _): (500...599).contains(status)
        case .unreadable(let reason): reason == .unreachable
        }
    }
}
