package import Vocabulary

/// The port to the places where alerts go.
package protocol ChannelSending: Sendable {
    /// Sends once. A sending that is cut off may or may not have arrived; sending it again under the same key lets the
    /// receiver tell.
    func send(_ message: OutgoingMessage, to channel: AlertChannel) async -> SendOutcome
}

/// A message as it goes out: what it says, and how the channel may know it again.
package struct OutgoingMessage: Sendable, Hashable {
    /// The same for every attempt to say the same.
    package var key: String
    /// The same for all versions: the thread.
    package var thread: String
    package var text: AlertText
    /// The channel's own name for the version before, when there was one that can be edited or answered.
    package var foreignID: String?
    /// Whether something was sent on this thread before.
    package var isFollowUp: Bool
    /// When there was something to tell.
    package var wantedAt: Instant

    package init(
        key: String, thread: String, text: AlertText, foreignID: String? = nil, isFollowUp: Bool = false,
        wantedAt: Instant
    ) {
        self.key = key
        self.thread = thread
        self.text = text
        self.foreignID = foreignID
        self.isFollowUp = isFollowUp
        self.wantedAt = wantedAt
    }
}

package enum SendOutcome: Sendable, Hashable {
    case delivered(foreignID: String?)
    /// It may work later; the reason is fit to be shown.
    case failed(String, retryAfter: TimeSpan?)
    /// The channel will not take it, as far as it says.
    case refused(String)
}
