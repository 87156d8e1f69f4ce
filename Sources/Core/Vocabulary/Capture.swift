/// Bytes that were fetched and archived: where from, when, and the address in the archive.
package struct Capture: Sendable, Hashable {
    package var url: String
    package var at: Instant
    /// SHA-256 of the bytes, in hexadecimal: their address in the archive.
    package var digest: String
    package var contentType: String?
    package var bytes: Int

    package init(url: String, at: Instant, digest: String, contentType: String?, bytes: Int) {
        self.url = url
        self.at = at
        self.digest = digest
        self.contentType = contentType
        self.bytes = bytes
    }
}
