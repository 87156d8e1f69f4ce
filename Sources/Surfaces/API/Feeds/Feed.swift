package import Vocabulary

/// A feed in one language, before it is written in one of its formats.
package struct Feed: Sendable, Hashable {
    /// Stays the same for ever.
    package var id: String
    package var title: String
    package var subtitle: String
    package var language: Language
    /// Where the feed itself is, without its ending and query.
    package var address: String
    /// `?lang=fr`, or nothing for English.
    package var query: String
    /// The page that people read instead.
    package var page: String
    package var updated: Instant
    package var entries: [FeedEntry]

    package func selfAddress(_ format: FeedFormat) -> String { address + "." + format.rawValue + query }
}

package struct FeedEntry: Sendable, Hashable {
    package var id: String
    package var page: String
    package var title: String
    /// HTML in which everything from outside is escaped.
    package var html: String
    package var published: Instant
    package var updated: Instant
    package var author: String
    package var tags: [String]
    /// As it stands in an Atom feed, where it was written before.
    package var atom: String?
}
