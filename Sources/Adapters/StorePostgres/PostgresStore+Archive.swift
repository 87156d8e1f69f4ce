package import Bytes
package import Journal

extension PostgresStore: Archive {
    package func keep(_ bytes: [UInt8]) async throws(JournalError) -> SHA256Digest {
        guard bytes.count <= ArchiveRule.bytesMost else {
            throw JournalError(.refused, "the archive keeps at most \(ArchiveRule.bytesMost) bytes in one piece")
        }
        return try await readers.run { session throws(JournalError) in
            let digest = SHA256Digest(of: bytes)
            // The address is the content, so that doing it again after a lost connection changes nothing.
            _ = try session.run(
                SQL.keepCapture.with(
                    .bytes(digest.bytes), .integer(Int64(bytes.count)), .bytes(Compression.gzip(bytes))))
            return digest
        }
    }

    package func captured(_ digest: SHA256Digest) async throws(JournalError) -> [UInt8]? {
        try await readers.run { session throws(JournalError) in
            let rows = try session.run(SQL.capture.with(.bytes(digest.bytes)))
            guard !rows.isEmpty else { return nil }
            guard let bytes = Self.unpacked(rows, 0, digest) else {
                throw JournalError(.corrupt, "the archived bytes \(digest) are damaged; restore them from a backup")
            }
            return bytes
        }
    }

    /// The bytes of a row of length and content; nil when they are not what the digest says.
    static func unpacked(_ rows: Rows, _ row: Int, _ digest: SHA256Digest) -> [UInt8]? {
        let length = Int(rows.integer(row, 0))
        guard length >= 0, length <= ArchiveRule.bytesMost,
            let bytes = Compression.gunzip(rows.bytes(row, 1), most: length), SHA256Digest(of: bytes) == digest
        else { return nil }
        return bytes
    }
}
