internal import API
internal import HTTP
internal import Incidents
internal import JSON
internal import Journal
internal import Vocabulary

/// The JSON answers that need the journal itself; all others are prepared (`APISurface`).
struct APIRoutes {
    /// One answer holds at most so many entries, and so many bytes of them; `next` leads on.
    static let historyMost = 500
    static let historyBytesMost = 1 << 20

    let store: any JournalStore
    let feed: EventFeed
    let now: @Sendable () -> Instant
    let failure: @Sendable (HTTPFailure) -> HTTPResponse

    func add(to router: inout Router) {
        let (failure, now) = (failure, now)
        router.on(.get, "/api/incidents") { [self] request, _ in
            guard let query = QueryParameters(request.query) else {
                return .now(failure(Self.failure(.badRequest, "The query is malformed; it knows before=ID.", request)))
            }
            let text = query["before"]
            return answer(request) { store throws(JournalError) in
                let before = text.flatMap { IncidentID($0) }
                if text != nil && before == nil { return nil }
                let most = APISurface.incidentsPerPage
                let page = try await store.read { documents throws(JournalError) -> [Incident]? in
                    let reading = IncidentReading(documents)
                    if let before, try reading.incident(before) == nil { return nil }
                    return try reading.latest(before: before, limit: most + 1)
                }
                return page.map {
                    .prepared(APISurface.incidents(Array($0.prefix(most)), hasMore: $0.count > most, now: now()))
                }
            }
        }
        router.on(.get, "/api/incidents/:id") { [self] request, parameters in
            let text = parameters["id"]
            return answer(request) { store throws(JournalError) in
                guard let id = IncidentID(text) else { return nil }
                return try await store.incident(id).map { .prepared(APISurface.incident($0, now: now())) }
            }
        }
        router.on(.get, "/api/incidents/:id/history") { [self] request, parameters in
            let text = parameters["id"]
            let after = QueryParameters(request.query)?["after"].flatMap { Int64($0) } ?? 0
            return answer(request) { store throws(JournalError) in
                guard let id = IncidentID(text) else { return nil }
                let version = StreamVersion(max(0, after))
                let entries = try await store.entries(of: Fact.stream(of: id), after: version, limit: Self.historyMost)
                if entries.isEmpty && version == .none { return nil }
                return .prepared(await Self.history(id, entries))
            }
        }
        router.on(.get, "/api/events") { [feed] _, _ in
            .now(
                HTTPResponse(
                    headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"], body: .events(feed)))
        }
    }

    /// Asks the store; nil from `work` is "there is no such incident".
    private func answer(
        _ request: HTTPRequest,
        _ work: @escaping @Sendable (any JournalStore) async throws(JournalError) -> HTTPReply?
    ) -> HTTPReply {
        .later { [store, failure] in
            do throws(JournalError) {
                if let reply = try await work(store) { return reply }
                return .now(failure(Self.failure(.notFound, "There is no incident of this name.", request)))
            } catch {
                let detail = "The journal can't be read at the moment; try again soon."
                return .now(failure(Self.failure(.serviceUnavailable, detail, request)))
            }
        }
    }

    /// Made off the server's loop, which has other readers.
    @concurrent
    private static func history(_ id: IncidentID, _ entries: [Entry]) async -> PreparedResponse {
        var bytes = 0
        let shown = entries.prefix { entry in
            defer { bytes += entry.body.count }
            return bytes < historyBytesMost
        }
        let hasMore = shown.count < entries.count || entries.count == historyMost
        let next = hasMore ? shown.last.map { "/api/incidents/\(id)/history?after=\($0.version.rawValue)" } : nil
        return PreparedResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "no-cache"],
            body: JSONWriter.pretty(HistoryDocument.json(id, entries: Array(shown), next: next)))
    }

    private static func failure(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPFailure {
        HTTPFailure(
            status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
            path: request.path)
    }
}

extension JournalStore {
    /// One incident as it is now; nil when there is none.
    func incident(_ id: IncidentID) async throws(JournalError) -> Incident? {
        try await read { documents throws(JournalError) in try IncidentReading(documents).incident(id) }
    }
}
