package import Vocabulary

/// The port between the surfaces and the store for what no snapshot holds: older incidents, search, originals.
package protocol SiteQueries: Sendable {
    func incident(_ id: IncidentID) async throws(QueryFailure) -> Incident?
    /// A provider's latest to begin first; with `before` those that come after that incident in this order.
    func incidents(
        of provider: ProviderID, before: IncidentID?, limit: Int
    ) async throws(QueryFailure) -> [Incident]
    /// Those that began at about the time of this one: the ones that may tell the same event.
    func around(_ incident: Incident, limit: Int) async throws(QueryFailure) -> [Incident]
    func search(_ question: SearchQuestion) async throws(QueryFailure) -> SearchPage
    /// Archived bytes by their SHA-256 in hexadecimal; nil when there are none.
    func original(_ digest: String) async throws(QueryFailure) -> [UInt8]?
}

/// The journal can't be read at the moment; the sentence is fit to be shown.
package struct QueryFailure: Error, Sendable, Hashable {
    package var message: String

    package init(_ message: String) { self.message = message }
}

/// What somebody looks for. Within one kind of filter any may hold; between kinds all must.
package struct SearchQuestion: Sendable, Hashable {
    package static let limitMost = 100

    /// Free words in any language; all must occur.
    package var words: String
    package var providers: [ProviderID]
    package var channels: [Channel]
    package var categories: [Incident.Category]
    package var severities: [Severity]
    package var entities: [String]
    package var from: Instant?
    package var to: Instant?
    /// Where the page before ended.
    package var after: String?
    package var limit: Int

    package init(
        words: String = "", providers: [ProviderID] = [], channels: [Channel] = [],
        categories: [Incident.Category] = [], severities: [Severity] = [], entities: [String] = [],
        from: Instant? = nil, to: Instant? = nil, after: String? = nil, limit: Int = 20
    ) {
        self.words = words
        self.providers = providers
        self.channels = channels
        self.categories = categories
        self.severities = severities
        self.entities = entities
        self.from = from
        self.to = to
        self.after = after
        self.limit = min(max(limit, 1), Self.limitMost)
    }
}

/// One page of what was found, the latest to begin first.
package struct SearchPage: Sendable, Hashable {
    package var incidents: [Incident]
    /// Where to go on; nil at the end.
    package var next: String?
    /// How many were found in all, counted up to a bound.
    package var count: Int
    package var countIsExact: Bool

    package init(incidents: [Incident] = [], next: String? = nil, count: Int = 0, countIsExact: Bool = true) {
        self.incidents = incidents
        self.next = next
        self.count = count
        self.countIsExact = countIsExact
    }
}
