package import Bytes
package import HTTP

/// A shop that takes payments, as it is configured.
package struct Merchant: Sendable {
    /// Small letters, digits and hyphens.
    package let id: String
    /// What cardholders read: 1 to 15 letters, digits and spaces, as card messages carry it.
    package let name: String
    /// The digests of its API keys; the keys themselves are kept nowhere.
    package let keys: [SHA256Digest]
    /// The origins that browsers may be sent back to by those who lead payers elsewhere.
    package let returnOrigins: Set<String>
    package let notifications: Notifications?

    /// Where it is told what became of its payments.
    package struct Notifications: Sendable {
        package let address: FetchURL
        /// The key of the signatures.
        package let secret: [UInt8]

        package init(address: FetchURL, secret: [UInt8]) {
            self.address = address
            self.secret = secret
        }
    }

    /// Nil when the id or the name is not well-formed.
    package init?(
        id: String, name: String, keys: [SHA256Digest], returnOrigins: Set<String> = [],
        notifications: Notifications? = nil
    ) {
        guard Self.isID(id), Self.isName(name) else { return nil }
        self.id = id
        self.name = name
        self.keys = keys
        self.returnOrigins = returnOrigins
        self.notifications = notifications
    }

    package static func isID(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    package static func isName(_ text: String) -> Bool {
        (1...15).contains(text.utf8.count) && text.utf8.first != 0x20
            && text.utf8.allSatisfy { byte in
                (0x41...0x5a).contains(byte & 0xdf) || (0x30...0x39).contains(byte) || byte == 0x20
            }
    }

    /// The digest of a key, as the configuration has it.
    package static func digest(ofKey key: String) -> SHA256Digest { SHA256Digest(of: Array(key.utf8)) }
}

// The secret is in no description.
extension Merchant: CustomStringConvertible, CustomReflectable {
    package var description: String { "merchant \(id)" }
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
