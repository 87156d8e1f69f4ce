package import Bytes

/// A random text that only its holder has; what is kept of it is a digest.
///
/// A plain SHA-256 is enough: with 160 bits of chance or more there is nothing to guess, unlike with a password.
package protocol DigestedSecret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    var bytes: [UInt8] { get }
    /// What its holder gets to see, once.
    var text: String { get }
    var digest: SHA256Digest { get }
}

extension DigestedSecret {
    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Half of the digest, under which it is found. It says nothing of the secret.
    var key: String { String(digest.hexadecimal.prefix(32)) }

    /// The whole digest is compared, in a time that does not tell where they differ.
    package func isKept(as kept: SHA256Digest) -> Bool { ConstantTime.isSame(digest.bytes, kept.bytes) }
}

/// What a browser's cookie holds while somebody is signed in: 256 random bits.
package struct SessionToken: DigestedSecret {
    package static let count = 32
    package let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Nil for what can't be a token; it is not looked up.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    package var text: String { Base64URL.encode(bytes) }
    package var digest: SHA256Digest { AccessDomain.session.digest(bytes) }
    package var id: SessionID { SessionID(checked: key) }

    /// What a form of this session carries, so that another site's page can't send it: see ``isForm(_:)``.
    package var formToken: String {
        Base64URL.encode(KeyedDigest.sha256(AccessDomain.forgery.context(), key: bytes))
    }

    /// Whether a form came from a page of this session.
    package func isForm(_ formToken: String) -> Bool {
        formToken.utf8.count == 43 && ConstantTime.isSame(formToken, self.formToken)
    }
}

/// An API token as its holder has it: `vigie_` and 256 random bits.
package struct APITokenSecret: DigestedSecret {
    package static let prefix = "vigie_"
    package let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    package init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 43,
            let bytes = Base64URL.decode(text.dropFirst(Self.prefix.count)), bytes.count == 32
        else { return nil }
        self.bytes = bytes
    }

    package var text: String { Self.prefix + Base64URL.encode(bytes) }
    package var digest: SHA256Digest { AccessDomain.token.digest(bytes) }
    package var id: APITokenID { APITokenID(checked: key) }
}

/// The end of a heartbeat's address, as whoever sends it has it: 256 random bits. Who knows it can say that the heart beats,
/// and nothing else.
package struct HeartbeatSecret: DigestedSecret {
    package static let count = 32
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    package var text: String { Base64URL.encode(bytes) }
    package var digest: SHA256Digest { AccessDomain.heartbeat.digest(bytes) }
}

/// What is typed or followed as a link, once: the setup code, an invitation, a new password after one was forgotten, the enrolment
/// of an agent. 160 random bits.
package struct OneTimeCode: DigestedSecret {
    package static let count = 20
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// Takes either case, and hyphens and spaces wherever somebody put them.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 100 else { return nil }
        guard let bytes = GroupedText.read(text), bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    /// `abcd-efgh-…`: eight groups of four.
    package var text: String { GroupedText.make(bytes) }
    package var digest: SHA256Digest { AccessDomain.code.digest(bytes) }
}

/// One of the codes that stand in for a lost authenticator, each once. 80 random bits.
package struct RecoveryCode: DigestedSecret {
    static let count = 10
    /// How many a person gets at a time.
    package static let atATime = 10
    package let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 50 else { return nil }
        guard let bytes = GroupedText.read(text), bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    package var text: String { GroupedText.make(bytes) }
    package var digest: SHA256Digest { AccessDomain.recovery.digest(bytes) }
}

/// Bytes as people type them.
enum GroupedText {
    /// Hyphens and spaces may stand anywhere.
    static func read(_ text: some StringProtocol) -> [UInt8]? {
        Base32.decode(String(decoding: text.utf8.filter { $0 != 0x2d && $0 != 0x20 }, as: UTF8.self))
    }

    static func make(_ bytes: [UInt8]) -> String {
        var groups: [Substring] = []
        var rest = Base32.encode(bytes).lowercased()[...]
        while !rest.isEmpty {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return groups.joined(separator: "-")
    }
}
