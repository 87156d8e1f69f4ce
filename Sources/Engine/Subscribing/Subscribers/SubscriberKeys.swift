internal import Alerting
package import Bytes
package import Settings
package import Vocabulary

/// What is made from the installation's key: names of subscribers, and the tokens of their links. Nothing of it is stored, so
/// a copy of the database opens no link.
package struct SubscriberKeys: Sendable {
    package static let keyBytesLeast = 32

    private let key: [UInt8]

    /// Nil when the key is too short to be one.
    package init?(_ key: Secret) {
        let bytes = Array(key.reveal().utf8)
        guard bytes.count >= Self.keyBytesLeast else { return nil }
        self.key = bytes
    }

    package func id(_ brand: BrandID, _ target: SubscriberTarget) -> SubscriberID {
        let digest = mac("subscriber", brand.rawValue, target.identity)
        return SubscriberID(checked: Hexadecimal.encode(Array(digest.prefix(16))))
    }

    /// The key that a webhook is signed with when its owner brought none.
    package func signingKey(_ brand: BrandID, _ url: String) -> String {
        "whsec_" + Base64.encode(mac("signing", brand.rawValue, url))
    }

    // MARK: Confirming

    /// 256 bits. The same question has the same token, so that it can be put again after a crash.
    package func confirmationToken(_ id: SubscriberID, askedAt: Instant) -> String {
        URLText.encode(mac("confirm", id.rawValue, String(askedAt.microseconds)))
    }

    /// What is stored of a token.
    package static func digest(ofToken token: String) -> SHA256Digest? {
        guard let bytes = URLText.decode(token, count: 32) else { return nil }
        return SHA256Digest(of: bytes)
    }

    // MARK: Managing

    /// Names the subscriber and proves that the link came from us: sixteen bytes of each.
    package func manageToken(_ id: SubscriberID) -> String? {
        guard let name = Hexadecimal.decode(id.rawValue), name.count == 16 else { return nil }
        return URLText.encode(name + mac("manage", id.rawValue).prefix(16))
    }

    /// Whom a link belongs to; nil when it is none of ours.
    package func subscriber(ofToken token: String) -> SubscriberID? {
        guard let bytes = URLText.decode(token, count: 32) else { return nil }
        let id = SubscriberID(checked: Hexadecimal.encode(Array(bytes.prefix(16))))
        let expected = mac("manage", id.rawValue).prefix(16)
        // Takes the same time wherever the difference is.
        let difference = zip(bytes.dropFirst(16), expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? id : nil
    }

    private func mac(_ words: String...) -> [UInt8] {
        var content = Array("vigie.subscribing.v1".utf8)
        for word in words {
            let bytes = Array(word.utf8)
            // With its length, so that no two lists of words look alike.
            content += Array(" \(bytes.count):".utf8) + bytes
        }
        return KeyedDigest.sha256(content, key: key)
    }
}

/// Bytes as they stand in an address: Base64 with the two letters that need no escape there, and no padding.
enum URLText {
    static func encode(_ bytes: [UInt8]) -> String {
        String(
            Base64.encode(bytes).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }

    /// Nil when the text is not that of so many bytes, or not the one way to write them.
    static func decode(_ text: String, count: Int) -> [UInt8]? {
        guard text.utf8.count == (count * 4 + 2) / 3 else { return nil }
        var padded = String(
            text.map { character in
                switch character {
                case "-": "+"
                case "_": "/"
                default: character
                }
            })
        padded += String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4)
        guard let bytes = Base64.decode(padded), bytes.count == count, encode(bytes) == text else { return nil }
        return bytes
    }
}
