package import Bytes

/// One digest over all documents of a projection and all that its search keeps, the same on every store: each document,
/// then each search record, is hashed together with the digest of those before it, in key order.
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

    /// Takes the next search record in key order, after all documents.
    package mutating func add(_ record: SearchRecord) {
        var writer = DigestWriter(domain: "vigie.search.v1")
        writer.add(running.bytes)
        writer.add(record.key)
        writer.add(record.order)
        writer.add(record.text)
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
            guard let last = page.last else { break }
            range.after = last.key
        }
        var key: String?
        while true {
            let page = try picture.searchRecords(projection, after: key, limit: 500)
            for record in page { digest.add(record) }
            guard let last = page.last else { return digest.digest }
            key = last.key
        }
    }
}
