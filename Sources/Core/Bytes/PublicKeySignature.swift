internal import COpenSSL

/// Signatures as JSON Web Tokens have them (RFC 7518): RS256 and ES256. Only checking; nothing here signs.
package enum PublicKeySignature {
    /// RSASSA-PKCS1-v1_5 with SHA-256. Keys of less than 2,048 bits are nobody's; those of more than 8,192 cost too much.
    package static func isRS256(
        _ signature: [UInt8], of content: [UInt8], modulus: [UInt8], exponent: [UInt8]
    ) -> Bool {
        let modulus = Array(modulus.drop { $0 == 0 })
        guard (256...1_024).contains(modulus.count), (1...8).contains(exponent.count), signature.count <= 1_024 else {
            return false
        }
        let key = DER.sequence(DER.integer(modulus) + DER.integer(exponent))
        return isRight(
            signature, of: content,
            key: DER.publicKey([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], [5, 0], key))
    }

    /// ECDSA on P-256 with SHA-256; the signature is its two numbers of 32 bytes.
    package static func isES256(_ signature: [UInt8], of content: [UInt8], x: [UInt8], y: [UInt8]) -> Bool {
        guard signature.count == 64, x.count == 32, y.count == 32 else { return false }
        let curve: [UInt8] = [0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
        let numbers = DER.integer(Array(signature[..<32])) + DER.integer(Array(signature[32...]))
        return isRight(
            DER.sequence(numbers), of: content,
            key: DER.publicKey([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], curve, [4] + x + y))
    }

    private static func isRight(_ signature: [UInt8], of content: [UInt8], key: [UInt8]) -> Bool {
        // What goes wrong here is somebody else's doing, and must not be found in the queue by whoever calls OpenSSL next.
        defer { ERR_clear_error() }
        return unsafe key.withUnsafeBufferPointer { bytes in
            // The pointer is moved by the call and not used after it; the bytes outlive the call.
            var place = bytes.baseAddress
            guard let key = unsafe d2i_PUBKEY(nil, &place, bytes.count) else { return false }
            defer { unsafe EVP_PKEY_free(key) }
            guard let digest = unsafe EVP_MD_CTX_new() else { return false }
            defer { unsafe EVP_MD_CTX_free(digest) }
            return unsafe EVP_DigestVerifyInit(digest, nil, EVP_sha256(), nil, key) == 1
                && EVP_DigestVerify(digest, signature, signature.count, content, content.count) == 1
        }
    }
}

/// As much of ASN.1's distinguished encoding as a public key needs.
private enum DER {
    static func sequence(_ content: [UInt8]) -> [UInt8] { value(0x30, content) }

    /// A number without sign, from its bytes.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = Array(bytes.drop { $0 == 0 })
        if bytes.first.map({ $0 >= 0x80 }) ?? true { bytes.insert(0, at: 0) }
        return value(0x02, bytes)
    }

    /// SubjectPublicKeyInfo (RFC 5280): what kind of key, and the key.
    static func publicKey(_ kind: [UInt8], _ parameters: [UInt8], _ key: [UInt8]) -> [UInt8] {
        sequence(sequence(value(0x06, kind) + parameters) + value(0x03, [0] + key))
    }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 0x80
            ? [UInt8(count)]
            : count < 0x100
                ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(truncatingIfNeeded: count)]
        return [tag] + length + content
    }
}
