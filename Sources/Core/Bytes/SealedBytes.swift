internal import COpenSSL

/// AES-256-GCM: bytes that only who has the key can read, and that nobody can change unseen.
///
/// What comes out is the nonce, the ciphertext and the tag, one after the other. Opening it demands the same context: what
/// was sealed for one place can't be put into another.
package enum SealedBytes {
    package static let keyCount = 32
    package static let nonceCount = 12
    private static let tagCount = 16

    /// `nonce` must be random, and never the same for two contents under one key.
    package static func seal(
        _ content: [UInt8], key: [UInt8], nonce: [UInt8], context: [UInt8]
    ) -> [UInt8] {
        precondition(key.count == keyCount && nonce.count == nonceCount, "a key has 32 bytes and a nonce 12")
        var sealed = [UInt8](repeating: 0, count: content.count)
        var tag = [UInt8](repeating: 0, count: tagCount)
        let context = context
        guard let cipher = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("memory is exhausted") }
        defer { unsafe EVP_CIPHER_CTX_free(cipher) }
        var count: Int32 = 0
        // Every pointer is valid for the count given, for the time of its call; GCM writes as many bytes as it reads.
        let made =
            unsafe EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
            && EVP_EncryptUpdate(cipher, nil, &count, context, Int32(clamping: context.count)) == 1
            && EVP_EncryptUpdate(cipher, &sealed, &count, content, Int32(clamping: content.count)) == 1
            && EVP_EncryptFinal_ex(cipher, nil, &count) == 1
            && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), &tag) == 1
        precondition(made, "AES-256-GCM fails only without memory")
        return nonce + sealed + tag
    }

    /// Nil when the key or the context is another, or somebody changed a byte.
    package static func open(_ sealed: [UInt8], key: [UInt8], context: [UInt8]) -> [UInt8]? {
        precondition(key.count == keyCount, "a key has 32 bytes")
        guard sealed.count >= nonceCount + tagCount else { return nil }
        let nonce = Array(sealed[..<nonceCount])
        let content = Array(sealed[nonceCount..<(sealed.count - tagCount)])
        var tag = Array(sealed[(sealed.count - tagCount)...])
        var opened = [UInt8](repeating: 0, count: content.count)
        guard let cipher = unsafe EVP_CIPHER_CTX_new() else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(cipher) }
        var count: Int32 = 0
        // As above. Without the right tag nothing of what was deciphered leaves this function.
        let isRight =
            unsafe EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
            && EVP_DecryptUpdate(cipher, nil, &count, context, Int32(clamping: context.count)) == 1
            && EVP_DecryptUpdate(cipher, &opened, &count, content, Int32(clamping: content.count)) == 1
            && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &tag) == 1
            && EVP_DecryptFinal_ex(cipher, nil, &count) == 1
        return isRight ? opened : nil
    }
}
