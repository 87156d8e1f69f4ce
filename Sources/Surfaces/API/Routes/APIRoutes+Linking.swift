internal import Catalogue
internal import HTTP
internal import Incidents
internal import Vocabulary

// Events, the honesty ledger and the catalogue.
extension APIRoutes {
    /// How many incidents around one that the site does not hold are looked at.
    private static let aroundMost = 200

    func readLinked(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        guard let id = IncidentID(text) else { return .now(notFound(request)) }
        guard let picture = answers.picture else { return .now(starting(request)) }
        if picture.site.incidents.contains(where: { $0.id == id }) {
            return made(request) { LinkedDocument.json(id, in: $0.links.events()).map(Self.json) }
        }
        return asked(request) { [sources] () throws(QueryFailure) in
            guard let incident = try await sources.queries.incident(id) else { return nil }
            let others = try await sources.queries.around(incident, limit: Self.aroundMost)
            let response = await Self.offLoop {
                LinkedDocument.json(id, in: picture.links.events(with: others + [incident])).map(Self.json)
            }
            return response.map { .prepared($0) }
        }
    }

    func readHonesty(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        made(request) { picture in
            guard let provider = picture.site.providers.first(where: { $0.id.rawValue == text }) else { return nil }
            return Self.json(HonestyDocument.json(provider.id, in: picture.links.honesty))
        }
    }

    func findVendors(_ request: HTTPRequest) -> HTTPReply {
        var reader = ParameterReader(request)
        let words = reader.text("q", most: 200) ?? ""
        let limit = Int(reader.whole("limit", in: 1...Int64(RouteTable.vendorsMost)) ?? 20)
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        return made(request, variant: "\(limit) \(words)") { [sources] picture in
            let found = sources.catalogue.search(words)
            let followed = Set(picture.site.pages.map(\.provider))
                .union(picture.site.pages.compactMap { $0.catalogueID.flatMap { ProviderID($0) } })
            return Self.json(
                VendorDocument.json(Array(found.prefix(limit)), count: found.count, followed: followed))
        }
    }
}
