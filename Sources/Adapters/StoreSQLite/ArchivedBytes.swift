internal import Bytes
internal import Journal

/// Captured bytes as the archive stores them.
struct ArchivedBytes: Sendable {
    private static let gzip = "gzip"
    private static let identity = "identity"

    let digest: SHA256Digest
    let encoding: String
    let size: Int64
    let stored: [UInt8]

    init(digest: SHA256Digest, encoding: String, size: Int64, stored: [UInt8]) {
        self.digest = digest
        self.encoding = encoding
        self.size = size
        self.stored = stored
    }

    /// Packs bytes; what does not get smaller is stored as it is.
    init(packing bytes: [UInt8]) {
        let packed = Compression.gzip(bytes)
        let smaller = packed.count < bytes.count
        self.init(
            digest: SHA256Digest(of: bytes), encoding: smaller ? Self.gzip : Self.identity, size: Int64(bytes.count),
            stored: smaller ? packed : bytes)
    }

    /// The bytes as they were captured, checked against their address.
    func unpacked() throws(JournalError) -> [UInt8] {
        let most = min(max(Int(size), 1), ArchiveRule.bytesMost)
        let bytes = encoding == Self.gzip ? Compression.gunzip(stored, most: most) : stored
        guard let bytes, SHA256Digest(of: bytes) == digest else {
            throw JournalError(
                .corrupt, "the archived bytes \(digest) are damaged; take them from a backup")
        }
        return bytes
    }
}
