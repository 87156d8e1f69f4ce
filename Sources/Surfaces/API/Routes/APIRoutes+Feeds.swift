internal import HTTP
internal import Incidents
internal import JSON
internal import Vocabulary

// Feeds, and the documents of Statuspage's public API.
extension APIRoutes {
    /// How many incidents are looked at for a feed: those that changed last are among those that began last.
    private static let feedIncidentsMost = 100

    /// `file` is the last segment: a name, a dot, and the format.
    func feed(
        _ request: HTTPRequest, file: String, _ scope: (String) -> FeedScope?
    ) -> HTTPReply {
        guard let dot = file.lastIndex(of: "."),
            let format = FeedFormat(rawValue: String(file[file.index(after: dot)...])),
            let scope = scope(String(file[..<dot]))
        else { return .now(notFound(request)) }
        var reader = ParameterReader(request)
        let language = reader.language() ?? .english
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        let place = place(of: request)
        let key = APIAnswers.Key(
            target: scope.address + "." + format.rawValue + "?" + language.code, origin: place.origin)
        if let known = answers.made(key) { return .prepared(known) }
        guard let (picture, generation) = answers.current() else { return .now(starting(request)) }
        return asked(request) { [self] () throws(QueryFailure) in
            let incidents = try await incidents(for: scope, picture.site)
            let response = await Self.offLoop { () -> PreparedResponse? in
                let maker = FeedMaker(picture.site, now: picture.now, language: language, zones: zones, place: place)
                return maker.feed(scope, incidents).map { FeedWriter.response($0, format) }
            }
            guard let response else { return nil }
            answers.keep(response, key, of: generation)
            return .prepared(response)
        }
    }

    /// What the site holds, and where that is not all, what the store finds.
    private func incidents(for scope: FeedScope, _ site: Site) async throws(QueryFailure) -> [Incident] {
        let held = site.incidents.filter { scope.holds($0) }
        guard site.hasOlder, held.count < FeedMaker.entriesMost else { return held }
        switch scope {
        case .all: return held
        case .provider(let id):
            guard site.providers.contains(where: { $0.id == id }) else { return [] }
            return merged(held, try await sources.queries.incidents(of: id, before: nil, limit: Self.feedIncidentsMost))
        case .component(let id):
            guard let component = site.components.first(where: { $0.id == id }) else { return [] }
            let older = try await sources.queries.incidents(
                of: component.provider, before: nil, limit: Self.feedIncidentsMost)
            return merged(held, older)
        case .entity(let word):
            let question = SearchQuestion(entities: [word], limit: Self.feedIncidentsMost)
            return merged(held, try await sources.queries.search(question).incidents)
        }
    }

    private func merged(_ held: [Incident], _ older: [Incident]) -> [Incident] {
        let known = Set(held.map(\.id))
        return held + older.filter { !known.contains($0.id) }
    }

    // MARK: Statuspage

    /// `deep` asks the store for what the site does not hold.
    func statuspage(
        _ request: HTTPRequest, _ parameters: RouteParameters, deep: Bool = false,
        _ document: @escaping @Sendable (StatuspageDocuments) throws(StatuspageDocuments.Unsayable) -> JSONValue
    ) -> HTTPReply {
        var reader = ParameterReader(request)
        let language = reader.language() ?? .english
        // Statuspage reads no parameter and refuses none: clients add some against caches.
        guard reader.faults.isEmpty else { return open(malformed(reader.faults, request)) }
        let place = place(of: request)
        let key = APIAnswers.Key(target: request.path + "?" + language.code, origin: place.origin)
        if let known = answers.made(key) { return .prepared(known) }
        guard let (picture, generation) = answers.current() else { return open(.now(starting(request))) }
        guard let id = ProviderID(parameters["provider"]) else { return open(.now(notFound(request))) }
        return open(
            asked(request) { [self] () throws(QueryFailure) in
                var incidents = picture.site.incidents.filter { $0.provider == id }
                if deep, picture.site.hasOlder, incidents.count < StatuspageDocuments.incidentsMost {
                    let most = StatuspageDocuments.incidentsMost * 2
                    incidents = merged(incidents, try await sources.queries.incidents(of: id, before: nil, limit: most))
                }
                let told = incidents
                guard
                    let documents = StatuspageDocuments(
                        id, in: picture.site, incidents: told, now: picture.now, language: language,
                        zones: zones, place: place)
                else { return nil }
                do throws(StatuspageDocuments.Unsayable) {
                    let response = try await Self.statuspage(documents, document)
                    answers.keep(response, key, of: generation)
                    return .prepared(response)
                } catch {
                    var response = ProblemDetails.response(.serviceUnavailable, error.message, to: request)
                    response.headers.set("Retry-After", "60")
                    return .now(response)
                }
            })
    }

    @concurrent
    private static func statuspage(
        _ documents: StatuspageDocuments,
        _ document: @Sendable (StatuspageDocuments) throws(StatuspageDocuments.Unsayable) -> JSONValue
    ) async throws(StatuspageDocuments.Unsayable) -> PreparedResponse {
        PreparedResponse(
            headers: StatuspageDocuments.headers, body: JSONWriter.compact(try document(documents)))
    }

    /// A browser shows a client only those errors that other origins may read.
    private func open(_ reply: HTTPReply) -> HTTPReply {
        switch reply {
        case .now(var response):
            response.headers.set("Access-Control-Allow-Origin", "*")
            response.headers.set("Cross-Origin-Resource-Policy", "cross-origin")
            return .now(response)
        case .prepared: return reply
        case .later(let work): return .later { open(await work()) }
        }
    }
}
