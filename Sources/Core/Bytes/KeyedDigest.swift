internal import COpenSSL

/// HMAC (RFC 2104): a digest that only who has the key can make.
package enum KeyedDigest {
    package static func sha256(_ content: [UInt8], key: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        let made = unsafe key.withUnsafeBufferPointer { key in
            unsafe content.withUnsafeBufferPointer { content in
                unsafe result.withUnsafeMutableBufferPointer { output in
                    // All pointers are valid for the counts given, for the time of the call; the output has the 32
                    // bytes that SHA-256 needs.
                    unsafe HMAC(
                        EVP_sha256(), key.baseAddress, Int32(clamping: key.count), content.baseAddress, content.count,
                        output.baseAddress, &count) != nil
                }
            }
        }
        precondition(made && count == 32, "HMAC-SHA256 fails only without memory")
        return result
    }

    /// HMAC-SHA1, for one-time passwords (RFC 4226) and nothing else: authenticator apps know no other.
    package static func sha1(_ content: [UInt8], key: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 20)
        var count: UInt32 = 0
        // As above, with the 20 bytes that SHA-1 needs.
        let made =
            unsafe HMAC(
                EVP_sha1(), key, Int32(clamping: key.count), content, content.count, &result, &count) != nil
        precondition(made && count == 20, "HMAC-SHA1 fails only without memory")
        return result
    }
}
