package import Bytes

/// One digest over all documents of a projection, the same on every store: each document is hashed together with the
/// digest of those before it, in key order.
///
/// It needs no more memory than one document.
package struct DocumentsDigest: Sendable {
    private var running = SHA256Digest.zero

    package init() {}

    /// Takes the next document in key order.
    package mutating func add(_ document: Document) {
        var writer = DigestWriter(domain: "vigie.document.v1")
        writer.add(running.bytes)
        writer.add(document.key)
        writer.add(document.body)
        running = writer.digest()
    }

    package var digest: SHA256Digest { running }

    /// The digest of a projection as one consistent picture shows it.
    package static func of(
        _ projection: ProjectionName, in picture: any DocumentReading
    ) throws(JournalError) -> SHA256Digest {
        var digest = DocumentsDigest()
        var range = DocumentRange(prefix: "", limit: 1_000)
        while true {
            let page = try picture.documents(projection, range)
            for document in page { digest.add(document) }
            guard let last = page.last else { return digest.digest }
            range.after = last.key
        }
    }
}
