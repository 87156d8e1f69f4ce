package import Bytes
package import Roles

/// All merchants of this gateway.
package struct MerchantBook: Sendable {
    private let byID: [String: Merchant]
    private let byKey: [SHA256Digest: Merchant]

    package init(_ merchants: [Merchant]) {
        byID = Dictionary(merchants.map { ($0.id, $0) }) { first, _ in first }
        byKey = Dictionary(merchants.flatMap { merchant in merchant.keys.map { ($0, merchant) } }) { first, _ in first }
    }

    package subscript(id: String) -> Merchant? { byID[id] }

    /// Looked up by the digest: how long that takes tells nothing of the key.
    package func merchant(withKey key: String) -> Merchant? { byKey[Merchant.digest(ofKey: key)] }
    package func merchant(withDigest digest: SHA256Digest) -> Merchant? { byKey[digest] }
}
