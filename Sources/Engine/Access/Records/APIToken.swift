package import Bytes
package import Journal
package import Vocabulary

package struct APITokenID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
    package var stream: StreamName { StreamName(category: "token", id: rawValue) }
}

/// What a program was given instead of a person's session. It may what its scopes say and its owner may, and no more.
package struct APIToken: Sendable, Hashable, Identifiable {
    package var id: APITokenID
    package var name: String
    package var owner: UserID
    package var digest: SHA256Digest
    package var scopes: Set<Right>
    package var issued: Instant
    package var until: Instant
    /// To the day.
    package var used: Instant?

    package init(
        id: APITokenID, name: String, owner: UserID, digest: SHA256Digest, scopes: Set<Right>, issued: Instant,
        until: Instant, used: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.digest = digest
        self.scopes = scopes
        self.issued = issued
        self.until = until
        self.used = used
    }
}
