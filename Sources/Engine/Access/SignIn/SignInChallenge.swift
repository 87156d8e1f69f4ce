internal import Bytes
internal import JSON
internal import Vocabulary

/// What somebody holds between a right password and the code of the second factor: sealed, for a few minutes, void when
/// the account changed meanwhile. Nothing is kept of it here, so it does not matter which node gets the second step.
package struct SignInChallenge: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    static let life = TimeSpan.minutes(5)
    /// For a hidden field of the form that asks for the code.
    package let text: String

    /// Takes whatever came back; it is looked into by who has the key.
    package init?(_ text: String) {
        guard text.utf8.count <= 1_000 else { return nil }
        self.text = text
    }

    package var description: String { "‹secret›" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    init(_ account: Account, key: SealingKey, now: Instant, random: (Int) -> [UInt8]) {
        text = SealedNote(user: account.user.id, epoch: account.epoch, until: now + Self.life)
            .seal(.challenge, key: key, random: random)
    }

    func open(key: SealingKey, now: Instant) -> SealedNote? { SealedNote.open(text, .challenge, key: key, now: now) }
}

/// A few facts that somebody carries for us and can neither read nor change.
struct SealedNote: Sendable, Hashable {
    var user: UserID
    var epoch: Int
    var until: Instant
    var content: [UInt8] = []

    func seal(_ domain: AccessDomain, key: SealingKey, random: (Int) -> [UInt8]) -> String {
        let body: JSONValue = [
            "user": .string(user.rawValue), "epoch": JSONValue(epoch), "until": .string(until.rfc3339),
            "content": .string(Base64.encode(content)),
        ]
        return Base64URL.encode(key.seal(body.canonicalBytes(), domain, for: "", random: random))
    }

    /// Nil when it is not ours, was made for something else, or is too old.
    static func open(_ text: String, _ domain: AccessDomain, key: SealingKey, now: Instant) -> SealedNote? {
        guard let sealed = Base64URL.decode(text), let body = key.open(sealed, domain, for: ""),
            let object = try? JSONObjectReader(JSONValue(reading: body)),
            let note = try? SealedNote(
                user: object.identifier("user"), epoch: Int(object.integer("epoch")), until: object.instant("until"),
                content: object.bytes("content")), now < note.until
        else { return nil }
        return note
    }
}
