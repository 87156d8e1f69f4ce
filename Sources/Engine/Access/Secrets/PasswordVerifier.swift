package import Bytes

/// What is kept of a password: an Argon2id digest in its usual form, `$argon2id$v=19$m=19456,t=2,p=1$salt$digest`.
package struct PasswordVerifier: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// What one guess costs. The memory-hard minimum that OWASP recommends, and a little more time.
    package static let currentCost = Argon2id.Cost(memory: 19_456, passes: 3)

    package let cost: Argon2id.Cost
    private let salt: [UInt8]
    private let digest: [UInt8]

    /// Takes tens of milliseconds. Nil when the machine has no memory for it.
    init?(of password: Password, salt: [UInt8], cost: Argon2id.Cost) {
        guard let digest = Argon2id.digest(of: password.bytes, salt: salt, cost: cost) else { return nil }
        self.cost = cost
        self.salt = salt
        self.digest = digest
    }

    /// Stands in where there is no account, so that asking takes as long: no password has this digest.
    init(standingInAt cost: Argon2id.Cost) {
        self.cost = cost
        salt = [UInt8](repeating: 0x5a, count: Argon2id.saltCount)
        digest = [UInt8](repeating: 0, count: Argon2id.digestCount)
    }

    /// Reads what ``encoded`` wrote; nil for anything else.
    package init?(encoded: String) {
        guard encoded.utf8.count <= 300 else { return nil }
        let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
            let cost = Self.cost(parts[3]), cost.isBearable, let salt = Self.bytes(parts[4]),
            (8...64).contains(salt.count), let digest = Self.bytes(parts[5]), digest.count == Argon2id.digestCount
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.digest = digest
    }

    package var encoded: String {
        "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)$\(Self.text(salt))$\(Self.text(digest))"
    }

    package var description: String { "‹verifier›" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Takes tens of milliseconds.
    func matches(_ password: Password) -> Bool {
        // Longer ones can't have been set, and hashing them would be work for nothing.
        guard password.text.utf8.count <= Password.bytesMost else { return false }
        guard let other = Argon2id.digest(of: password.bytes, salt: salt, cost: cost) else { return false }
        return ConstantTime.isSame(other, digest)
    }

    /// Whether a guess has become dearer since it was made.
    package func isWeaker(than cost: Argon2id.Cost) -> Bool {
        self.cost.memory < cost.memory || self.cost.passes < cost.passes
    }

    private static func cost(_ text: Substring) -> Argon2id.Cost? {
        var values: [UInt32] = []
        for (name, part) in zip(["m=", "t=", "p="], text.split(separator: ",", omittingEmptySubsequences: false)) {
            guard part.hasPrefix(name), let value = UInt32(part.dropFirst(2)) else { return nil }
            values.append(value)
        }
        guard values.count == 3, text.count(where: { $0 == "," }) == 2 else { return nil }
        return Argon2id.Cost(memory: values[0], passes: values[1], lanes: values[2])
    }

    /// Base64 without padding, as this form has it.
    private static func text(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes)
        return String(text.prefix { $0 != "=" })
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        Base64.decode(text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}
