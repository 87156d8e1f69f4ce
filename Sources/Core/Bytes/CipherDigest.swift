internal import COpenSSL

/// CMAC with AES-128 (NIST SP 800-38B): a digest that only who has the key can make, as payment terminals do it.
package enum CipherDigest {
    package static let keyCount = 16

    package static func aes128(_ content: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(key.count == keyCount, "a key of AES-128 has 16 bytes")
        var result = [UInt8](repeating: 0, count: 16)
        var count = 0
        // All pointers are valid for the counts given, for the time of the call; a block of AES has 16 bytes.
        let made =
            unsafe EVP_Q_mac(
                nil, "CMAC", nil, "AES-128-CBC", nil, key, key.count, content, content.count, &result, result.count,
                &count) != nil
        precondition(made && count == 16, "CMAC fails only without memory")
        return result
    }
}
