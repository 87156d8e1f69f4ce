internal import HTTP
internal import Incidents
internal import Vocabulary

// Events and the honesty ledger.
extension APIRoutes {
    func readLinked(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        .later { [self] in
            guard let id = IncidentID(text) else { return .now(notFound(request)) }
            let book = sources.events()
            guard let response = await Self.offLoop({ LinkedDocument.json(id, in: book).map(Self.json) }) else {
                return .now(notFound(request))
            }
            return .prepared(response)
        }
    }

    func readHonesty(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        made(request) { [sources] picture in
            guard let provider = picture.site.providers.first(where: { $0.id.rawValue == text }) else { return nil }
            return Self.json(HonestyDocument.json(provider.id, in: sources.ledger()))
        }
    }
}
