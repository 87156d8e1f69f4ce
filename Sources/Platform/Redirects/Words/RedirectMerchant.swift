package import Bytes
package import HTTP
package import Roles

/// A shop that takes payments by redirect, as it is configured.
package struct RedirectMerchant: Sendable {
    /// 1 to 32 small letters, digits and hyphens.
    package let id: String
    /// What payers read.
    package let name: String
    /// Digests of its API keys; the keys themselves are kept nowhere.
    package let keys: [SHA256Digest]
    /// The origins that browsers may be sent back to.
    package let returnOrigins: Set<String>
    /// Where it is told what became of its payments; nil when it asks instead.
    package let notifications: (address: FetchURL, secret: [UInt8])?

    /// Nil when the id is not well-formed.
    package init?(
        id: String, name: String, keys: [SHA256Digest], returnOrigins: Set<String>,
        notifications: (address: FetchURL, secret: [UInt8])? = nil
    ) {
        guard (1...32).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.id = id
        self.name = name
        self.keys = keys
        self.returnOrigins = returnOrigins
        self.notifications = notifications
    }

    /// As the file has it that all roles read.
    package init(_ merchant: Merchant) {
        id = merchant.id
        name = merchant.name
        keys = merchant.keys
        returnOrigins = merchant.returnOrigins
        notifications = merchant.notifications.map { ($0.address, $0.secret) }
    }

    package static func digest(ofKey key: String) -> SHA256Digest { SHA256Digest(of: Array(key.utf8)) }

    static let addressBytesMost = 2_000

    /// The address in the one form that it is used in; nil unless it is on an origin of this merchant's.
    func admitted(_ address: String) -> String? {
        guard address.utf8.count <= Self.addressBytesMost, let url = try? FetchURL(address),
            returnOrigins.contains(url.origin)
        else { return nil }
        return url.text
    }
}

// Secrets are in no description.
extension RedirectMerchant: CustomStringConvertible, CustomReflectable {
    package var description: String { "merchant \(id)" }
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
