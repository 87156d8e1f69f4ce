internal import Catalogue
internal import HTTP
internal import Incidents
internal import Vocabulary

// Events, the honesty ledger and the catalogue.
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

    func findVendors(_ request: HTTPRequest) -> HTTPReply {
        var reader = ParameterReader(request)
        let words = reader.text("q", most: 200) ?? ""
        let limit = Int(reader.whole("limit", in: 1...Int64(RouteTable.vendorsMost)) ?? 20)
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        return made(request) { [sources] picture in
            let found = sources.catalogue.search(words)
            let followed = Set(picture.site.pages.map(\.provider))
                .union(picture.site.pages.compactMap { $0.catalogueID.flatMap { ProviderID($0) } })
            return Self.json(
                VendorDocument.json(Array(found.prefix(limit)), count: found.count, followed: followed))
        }
    }
}
