internal import Bytes
internal import HTTP
internal import Incidents
internal import JSON
internal import Journal
internal import Telling
internal import Vocabulary

// Incidents: pages of them, one, its history, search, originals and the export.
extension APIRoutes {
    /// One answer holds at most so many entries, and so many bytes of them; `next` leads on.
    static let historyMost = 500
    static let historyBytesMost = 1 << 20
    static let exportMost = 200

    func listIncidents(_ request: HTTPRequest) -> HTTPReply {
        var reader = ParameterReader(request)
        let before = reader.identifier("before", of: IncidentID.self)
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        let now = now()
        return asked(request) { [sources] () throws(QueryFailure) in
            let most = APISurface.incidentsPerPage
            guard let page = try await sources.latest(before, most + 1) else { return nil }
            return .prepared(
                await Self.offLoop {
                    APISurface.incidents(Array(page.prefix(most)), hasMore: page.count > most, now: now)
                })
        }
    }

    func readIncident(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        let now = now()
        return asked(request) { [sources] () throws(QueryFailure) in
            guard let id = IncidentID(text), let incident = try await sources.queries.incident(id) else { return nil }
            return await Self.offLoop { APISurface.incident(incident, now: now) }.map { .prepared($0) }
        }
    }

    func readHistory(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        var reader = ParameterReader(request)
        let after = StreamVersion(reader.whole("after", in: 0...Int64.max) ?? 0)
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        return asked(request) { [sources] () throws(QueryFailure) in
            guard let id = IncidentID(text) else { return nil }
            let entries = try await sources.history(id, after, Self.historyMost)
            // The end of a history that exists is an empty page of it; what nobody may know of has none.
            guard try await sources.queries.incident(id)?.seen(by: .everyone(brand: nil)) != nil else { return nil }
            if entries.isEmpty, after == .none { return nil }
            return .prepared(await Self.offLoop { Self.history(id, entries) })
        }
    }

    private static func history(_ id: IncidentID, _ entries: [Entry]) -> PreparedResponse {
        var bytes = 0
        let shown = entries.prefix { entry in
            defer { bytes += entry.body.count }
            return bytes < historyBytesMost
        }
        let hasMore = shown.count < entries.count || entries.count == historyMost
        let next = hasMore ? shown.last.map { "/api/incidents/\(id)/history?after=\($0.version.rawValue)" } : nil
        return json(HistoryDocument.json(id, entries: Array(shown), next: next))
    }

    func search(_ request: HTTPRequest) -> HTTPReply {
        var reader = ParameterReader(request)
        let question = SearchQuestion(&reader)
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        let now = now()
        return asked(request) { [sources] () throws(QueryFailure) in
            let page = try await sources.queries.search(question)
            return .prepared(
                await Self.offLoop {
                    Self.json(SearchDocument.json(page, query: request.query ?? "", now: now), for: request)
                })
        }
    }

    func readOriginal(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        asked(request) { [sources] () throws(QueryFailure) in
            // Addresses are written in one way, so that an original has one.
            guard let digest = SHA256Digest(hexadecimal: text), digest.hexadecimal == text,
                let bytes = try await sources.queries.original(text)
            else { return nil }
            return .prepared(await Self.offLoop { Self.original(bytes, name: text) })
        }
    }

    /// What somebody else wrote is never shown in place: it is saved as bytes, and what opens it all the same may
    /// neither run scripts nor load anything.
    private static func original(_ bytes: [UInt8], name: String) -> PreparedResponse {
        PreparedResponse(
            headers: [
                "Content-Type": "application/octet-stream",
                "Content-Disposition": "attachment; filename=\"\(name).bin\"", "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
                "Cache-Control": "public, max-age=31536000, immutable",
            ], body: bytes, compress: bytes.count <= 1 << 20)
    }

    func exportIncidents(_ request: HTTPRequest) -> HTTPReply {
        var reader = ParameterReader(request)
        let before = reader.identifier("before", of: IncidentID.self)
        let provider = reader.identifier("provider", of: ProviderID.self)
        let language = reader.language() ?? .english
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        let (now, place) = (now(), place(of: request))
        return asked(request) { [sources] () throws(QueryFailure) in
            let most = Self.exportMost
            var page: [Incident]?
            if let provider {
                page = try await sources.queries.incidents(of: provider, before: before, limit: most + 1)
            } else {
                page = try await sources.latest(before, most + 1)
            }
            guard let page else { return nil }
            let shown = Array(page.prefix(most))
            var headers: HTTPHeaders = [
                "Content-Type": "text/csv; charset=utf-8; header=present",
                "Content-Disposition": "attachment; filename=\"incidents.csv\"", "Cache-Control": "no-cache",
                "Content-Language": language.code,
            ]
            if page.count > most, let last = shown.last {
                var next = "/api/incidents.csv?before=\(last.id)"
                if let provider { next += "&provider=\(provider)" }
                if language != .english { next += "&lang=\(language)" }
                headers.add("Link", "<\(next)>; rel=\"next\"")
            }
            let made = headers
            return .prepared(
                await Self.offLoop {
                    let incidents = shown.compactMap { $0.seen(by: .everyone(brand: nil)) }
                    return PreparedResponse(
                        headers: made, body: CSVExport.bytes(incidents, language: language, now: now, place: place))
                })
        }
    }
}
