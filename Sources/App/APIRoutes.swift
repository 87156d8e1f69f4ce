internal import API
internal import HTTP
internal import Incidents
internal import JSON
internal import Journal
internal import Vocabulary

/// The JSON answers that need the journal itself; all others are prepared (`APISurface`).
enum APIRoutes {
    /// An incident with more entries than this is answered up to here, and says so.
    static let historyMost = 5_000

    static func add(
        to router: inout Router, store: any JournalStore, feed: EventFeed,
        failure: @escaping @Sendable (HTTPFailure) -> HTTPResponse
    ) {
        router.on(.get, "/api/incidents/:id/history") { request, parameters in
            let text = parameters["id"]
            return .later {
                do throws(JournalError) {
                    guard let id = IncidentID(text), let entries = try await history(of: id, in: store) else {
                        return .now(failure(Self.failure(.notFound, "There is no incident of this name.", request)))
                    }
                    let json = HistoryDocument.json(id, entries: entries)
                    return .now(
                        HTTPResponse(
                            headers: ["Content-Type": "application/json", "Cache-Control": "no-cache"],
                            body: .bytes(JSONWriter.pretty(json))))
                } catch {
                    let detail = "The journal can't be read at the moment; try again soon."
                    return .now(failure(Self.failure(.serviceUnavailable, detail, request)))
                }
            }
        }
        router.on(.get, "/api/events") { _, _ in
            .now(
                HTTPResponse(
                    headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"], body: .events(feed)))
        }
    }

    /// Nil when nothing was ever recorded under the id.
    private static func history(
        of id: IncidentID, in store: any JournalStore
    ) async throws(JournalError) -> [Entry]? {
        var entries: [Entry] = []
        while entries.count < historyMost {
            let page = try await store.entries(
                of: Fact.stream(of: id), after: entries.last?.version ?? .none, limit: 1_000)
            entries += page
            if page.count < 1_000 { break }
        }
        return entries.isEmpty ? nil : entries
    }

    private static func failure(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPFailure {
        HTTPFailure(
            status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
            path: request.path)
    }
}
