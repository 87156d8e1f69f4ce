internal import Bytes
package import Markup

/// The one stylesheet, in parts by what they style. Its address holds its digest, so it may be cached for ever.
package enum Stylesheet {
    package static let bytes: [UInt8] = Array(
        (GroundStyle.ground + GroundStyle.parts + picture + tracker + alerts + media).utf8)

    package static let address: Address = {
        let digest = SHA256Digest(of: bytes).hexadecimal.prefix(16)
        // The path is ours and the digest hexadecimal, so this is always an address.
        return Address("/style.css?v=\(digest)") ?? .path("style.css")
    }()
}
