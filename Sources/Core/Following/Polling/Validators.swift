/// What a later request of one address can be compared with, so that an unchanged document costs a few hundred bytes.
package struct Validators: Sendable, Hashable {
    /// As the server wrote it, weak ones (`W/"…"`) included.
    package var entityTag: String?
    package var lastModified: String?
    /// A digest of the body in hexadecimal, for servers that send neither, or a new tag for the same bytes.
    package var bodyDigest: String?

    package init(entityTag: String? = nil, lastModified: String? = nil, bodyDigest: String? = nil) {
        self.entityTag = Self.sendable(entityTag)
        self.lastModified = Self.sendable(lastModified)
        self.bodyDigest = bodyDigest
    }

    /// The headers that make a request conditional.
    package var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if let entityTag { headers.append(("If-None-Match", entityTag)) }
        if let lastModified { headers.append(("If-Modified-Since", lastModified)) }
        return headers
    }

    /// What an answer says about a document.
    package enum Freshness: String, Sendable, Hashable, CaseIterable {
        case changed
        case unchanged
        /// "Not modified" to a request that did not ask: there is nothing that it could mean.
        case nonsense
    }

    /// Compares an answer (200 with its body's digest, or 304) with what was known, and what to compare the next with.
    package func compared(
        status: Int, entityTag: String?, lastModified: String?, bodyDigest: String?
    ) -> (freshness: Freshness, next: Validators) {
        if status == 304 {
            guard !headers.isEmpty else { return (.nonsense, self) }
            // A 304 may bring newer validators for the same document.
            let next = Validators(
                entityTag: entityTag ?? self.entityTag, lastModified: lastModified ?? self.lastModified,
                bodyDigest: self.bodyDigest)
            return (.unchanged, next)
        }
        let next = Validators(entityTag: entityTag, lastModified: lastModified, bodyDigest: bodyDigest)
        return (bodyDigest != nil && bodyDigest == self.bodyDigest ? .unchanged : .changed, next)
    }

    /// Only what can stand in a header as it is, and is no longer than a validator has reason to be.
    private static func sendable(_ text: String?) -> String? {
        guard let text, (1...512).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return text
    }
}
