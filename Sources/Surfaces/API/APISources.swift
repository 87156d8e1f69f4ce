package import Catalogue
package import HTTP
package import Incidents
package import Journal
package import Vocabulary

/// Where the API's answers come from, beside the site itself.
package struct APISources: Sendable {
    package var queries: any SiteQueries
    /// Incidents of all providers, the latest to begin first, at most so many; those after `before`, or nil when there is
    /// no such incident.
    package var latest: @Sendable (_ before: IncidentID?, _ limit: Int) async throws(QueryFailure) -> [Incident]?
    /// The journal's entries about an incident after a version, at most so many; none when there is no such incident.
    package var history:
        @Sendable (_ incident: IncidentID, _ after: StreamVersion, _ limit: Int) async throws(QueryFailure) -> [Entry]
    /// The vendors that can be followed by name.
    package var catalogue: Catalogue
    /// Told of every new entry.
    package var feed: EventFeed
    /// Nil: nothing may be written.
    package var writing: APIWriting?

    package init(
        queries: any SiteQueries,
        latest: @escaping @Sendable (IncidentID?, Int) async throws(QueryFailure) -> [Incident]?,
        history: @escaping @Sendable (IncidentID, StreamVersion, Int) async throws(QueryFailure) -> [Entry],
        catalogue: Catalogue = .builtIn, feed: EventFeed, writing: APIWriting? = nil
    ) {
        self.queries = queries
        self.latest = latest
        self.history = history
        self.catalogue = catalogue
        self.feed = feed
        self.writing = writing
    }
}
