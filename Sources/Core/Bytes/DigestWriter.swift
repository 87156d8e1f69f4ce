/// Collects fields for a digest so that no two different lists of fields give the same bytes: a domain first, and
/// every field behind its length.
package struct DigestWriter: Sendable {
    private var buffer: [UInt8] = []

    package init(domain: String) {
        buffer.reserveCapacity(512)
        add(domain)
    }

    package mutating func add(_ text: String) {
        append(UInt64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    package mutating func add(_ bytes: [UInt8]) {
        append(UInt64(bytes.count))
        buffer.append(contentsOf: bytes)
    }

    package mutating func add(_ number: Int64) {
        append(8)
        append(UInt64(bitPattern: number))
    }

    package func digest() -> SHA256Digest { SHA256Digest(of: buffer) }

    private mutating func append(_ number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            buffer.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
