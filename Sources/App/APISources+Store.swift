internal import API
internal import HTTP
internal import Incidents
internal import Journal
internal import Vocabulary

extension APISources {
    /// The API's answers out of a store; `writing` nil lets nobody write.
    init(
        store: any JournalStore, queries: any SiteQueries, feed: EventFeed, writing: APIWriting? = nil
    ) {
        self.init(
            queries: queries,
            latest: { (before, limit) throws(QueryFailure) in
                do throws(JournalError) {
                    return try await store.read { documents throws(JournalError) -> [Incident]? in
                        let reading = IncidentReading(documents)
                        if let before, try reading.incident(before) == nil { return nil }
                        return try reading.latest(before: before, limit: limit)
                    }
                } catch {
                    throw .unreadable
                }
            },
            history: { (id, version, limit) throws(QueryFailure) in
                do throws(JournalError) {
                    return try await store.entries(of: Fact.stream(of: id), after: version, limit: limit)
                } catch {
                    throw .unreadable
                }
            }, feed: feed, writing: writing)
    }
}

extension QueryFailure {
    static let unreadable = QueryFailure("The journal can't be read at the moment; try again soon.")
}

extension JournalStore {
    /// One incident as it is now; nil when there is none.
    func incident(_ id: IncidentID) async throws(JournalError) -> Incident? {
        try await read { documents throws(JournalError) in try IncidentReading(documents).incident(id) }
    }
}
