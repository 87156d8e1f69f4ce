internal import Bytes
internal import JSON

/// The keys with which a provider signs (RFC 7517): RSA for RS256, P-256 for ES256. Others are left out.
package struct OpenIDKeys: Sendable, Hashable {
    private static let most = 50

    enum Key: Sendable, Hashable {
        case rsa(modulus: [UInt8], exponent: [UInt8])
        case p256(x: [UInt8], y: [UInt8])
    }

    struct Named: Sendable, Hashable {
        var name: String?
        var key: Key
    }

    let keys: [Named]

    package init(_ document: [UInt8]) throws(AccessRefusal) {
        guard
            let json = try? JSONValue(
                reading: document, limits: JSONLimits(bytes: OpenIDProvider.documentBytesMost, depth: 16)),
            let array = json["keys"]?.array
        else { throw AccessRefusal(.notBelieved, "The identity provider's keys can't be read.") }
        keys = array.prefix(Self.most).compactMap(Self.key)
    }

    /// Whether one of the keys that may have made this signature did.
    func isSigned(_ signature: [UInt8], _ content: [UInt8], algorithm: String, name: String?) -> Bool {
        keys.contains { candidate in
            if let name, let known = candidate.name, known != name { return false }
            return switch (candidate.key, algorithm) {
            case (.rsa(let modulus, let exponent), "RS256"):
                PublicKeySignature.isRS256(signature, of: content, modulus: modulus, exponent: exponent)
            case (.p256(let x, let y), "ES256"): PublicKeySignature.isES256(signature, of: content, x: x, y: y)
            default: false
            }
        }
    }

    private static func key(_ json: JSONValue) -> Named? {
        if let use = json["use"]?.string, use != "sig" { return nil }
        func bytes(_ name: String) -> [UInt8]? { json[name]?.string.flatMap { Base64URL.decode($0) } }
        let (name, algorithm) = (json["kid"]?.string, json["alg"]?.string)
        switch json["kty"]?.string {
        case "RSA":
            guard algorithm ?? "RS256" == "RS256", let modulus = bytes("n"), let exponent = bytes("e") else {
                return nil
            }
            return Named(name: name, key: .rsa(modulus: modulus, exponent: exponent))
        case "EC":
            guard algorithm ?? "ES256" == "ES256", json["crv"]?.string == "P-256", let x = bytes("x"),
                let y = bytes("y")
            else { return nil }
            return Named(name: name, key: .p256(x: x, y: y))
        default: return nil
        }
    }
}
