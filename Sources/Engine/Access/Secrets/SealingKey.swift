internal import Bytes

/// The key that seals what must be read again, such as the secret that an authenticator shares with us.
///
/// It is given to the program from outside and stands in no journal: whoever has a copy of the journal alone can't make
/// codes. Without it second factors must be set up anew; nothing else is lost.
package struct SealingKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package static let count = 32
    private let bytes: [UInt8]

    /// Nil unless there are 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    func seal(_ content: [UInt8], _ domain: AccessDomain, for owner: String, random: (Int) -> [UInt8]) -> [UInt8] {
        SealedBytes.seal(
            content, key: bytes, nonce: random(SealedBytes.nonceCount), context: domain.context(owner))
    }

    /// Nil when it was sealed under another key, for another purpose or for somebody else.
    func open(_ sealed: [UInt8], _ domain: AccessDomain, for owner: String) -> [UInt8]? {
        SealedBytes.open(sealed, key: bytes, context: domain.context(owner))
    }

    /// Bytes that nobody without the key can foretell, and that are the same for the same command: so that a command sent
    /// again under its idempotency key says the same, and its sender gets the same secret.
    func derive(_ count: Int, from fields: [String]) -> [UInt8] {
        precondition(count <= 32, "more than one digest is never needed")
        var writer = DigestWriter(domain: AccessDomain.derivation.rawValue)
        for field in fields { writer.add(field) }
        return Array(KeyedDigest.sha256(writer.digest().bytes, key: bytes).prefix(count))
    }
}
