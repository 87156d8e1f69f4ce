internal import COpenSSL

/// A key that signs (Ed25519, RFC 8032): its seed stays with its owner, everybody may have what checks it.
package struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package static let seedCount = 32
    package let seed: [UInt8]
    package let verifier: VerifyingKey

    /// `seed` are 32 random bytes.
    package init?(seed: [UInt8]) {
        guard seed.count == Self.seedCount else { return nil }
        defer { ERR_clear_error() }
        guard let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else { return nil }
        defer { unsafe EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: VerifyingKey.count)
        var count = bytes.count
        // The output has the 32 bytes that such a key needs.
        guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, let verifier = VerifyingKey(bytes: bytes)
        else { return nil }
        self.seed = seed
        self.verifier = verifier
    }

    package func sign(_ content: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureCount)
        var count = signature.count
        let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        defer { unsafe EVP_PKEY_free(key) }
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        // Every pointer is valid for the count given, for the time of its call; a signature has 64 bytes.
        let made =
            unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1
            && EVP_DigestSign(context, &signature, &count, content, content.count) == 1
        precondition(made && count == VerifyingKey.signatureCount, "Ed25519 fails only without memory")
        return signature
    }

    package var description: String { "‹signing key›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What checks the signatures of one ``SigningKey``; it is no secret.
package struct VerifyingKey: Sendable, Hashable {
    package static let count = 32
    package static let signatureCount = 64
    package let bytes: [UInt8]

    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    package func isRight(_ signature: [UInt8], of content: [UInt8]) -> Bool {
        guard signature.count == Self.signatureCount else { return false }
        defer { ERR_clear_error() }
        guard let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else {
            return false
        }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, content, content.count) == 1
    }
}
