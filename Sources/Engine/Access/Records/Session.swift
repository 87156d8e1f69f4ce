package import Bytes
package import Journal
package import Vocabulary

/// The name of a session: not the token, and not enough to make one.
package struct SessionID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
    package var stream: StreamName { StreamName(category: "session", id: rawValue) }
}

/// From where somebody came, for the list of their sessions.
package struct ClientNote: Sendable, Hashable {
    package let address: String
    package let agent: String

    /// What is no printable ASCII becomes a question mark, and what is too long is cut: a browser says what it likes.
    package init(address: String, agent: String) {
        self.address = Self.tidy(address, most: 64)
        self.agent = Self.tidy(agent, most: 160)
    }

    private static func tidy(_ text: String, most: Int) -> String {
        let bytes = text.utf8.prefix(most).map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Somebody signed in on one browser.
package struct Session: Sendable, Hashable, Identifiable {
    package var id: SessionID
    package var user: UserID
    package var digest: SHA256Digest
    package var opened: Instant
    /// It ends here, whatever happens.
    package var until: Instant
    /// As the journal has it, which is hours late: see ``LastSeen``.
    package var seen: Instant
    package var client: ClientNote

    package init(
        id: SessionID, user: UserID, digest: SHA256Digest, opened: Instant, until: Instant, seen: Instant,
        client: ClientNote
    ) {
        self.id = id
        self.user = user
        self.digest = digest
        self.opened = opened
        self.until = until
        self.seen = seen
        self.client = client
    }

    /// Whether it still stands when it was last used at `seen`.
    package func isOpen(now: Instant, idle: TimeSpan, seen: Instant) -> Bool { now < until && now - seen < idle }
}

/// Why a session ended before its time. A new password, a new second factor and disabling its user end it too, without
/// a word of its own.
package enum SessionEnd: String, Sendable, CaseIterable {
    case signedOut
    /// Somebody ended it from a list.
    case revoked
    /// There were too many, and this was the oldest.
    case replaced
}
