internal import COpenSSL

/// A SHA-256 digest: 32 bytes that name other bytes.
package struct SHA256Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Takes 32 bytes as they were stored; nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    package init?(hexadecimal: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(hexadecimal) else { return nil }
        self.init(bytes: bytes)
    }

    /// The digest of `content`.
    package init(of content: [UInt8]) {
        var result = [UInt8](repeating: 0, count: 32)
        unsafe content.withUnsafeBufferPointer { input in
            unsafe result.withUnsafeMutableBufferPointer { output in
                // Both pointers are valid for the counts given, for the time of the call.
                _ = unsafe SHA256(input.baseAddress, input.count, output.baseAddress)
            }
        }
        bytes = result
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Thirty-two zero bytes: the hash before the first.
    package static let zero = SHA256Digest(unchecked: [UInt8](repeating: 0, count: 32))

    package var hexadecimal: String { Hexadecimal.encode(bytes) }
    package var description: String { hexadecimal }

    package static func < (left: SHA256Digest, right: SHA256Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
