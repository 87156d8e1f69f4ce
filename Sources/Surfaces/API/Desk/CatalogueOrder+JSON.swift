internal import Desk
internal import Incidents
internal import JSON
internal import Telling
internal import Vocabulary

// Parts of the organisation as programs send them. The id stands in the address.
extension CatalogueOrder {
    enum Kind: String, CaseIterable {
        case providers, brands, components, sentences, series
    }

    init(_ kind: Kind, _ id: String, _ json: JSONValue) throws(JSONError) {
        func allowing(_ names: [String]) throws(JSONError) -> JSONObjectReader {
            try JSONObjectReader(json, path: .root, allowing: names)
        }
        func named<ID: Identifier>(_ type: ID.Type) throws(JSONError) -> ID {
            guard let id = ID(id) else {
                throw JSONError(.refusedValue, "an id is lower-case letters, digits and hyphens, at most 64")
            }
            return id
        }
        switch kind {
        case .providers:
            let object = try allowing(["name", "zone", "country", "family", "numbering", "followedSince", "groups"])
            self = .provider(
                Provider(
                    id: try named(ProviderID.self), name: try object.words("name", most: 120),
                    zone: try object.words("zone", most: 64),
                    followedSince: try object.optionalInstant("followedSince"),
                    family: object.has("family") ? try object.words("family", most: 64) : nil,
                    country: object.has("country") ? try object.words("country", most: 2) : nil, isOurs: true,
                    numbering: object.has("numbering") ? try object.words("numbering", most: 40) : nil,
                    groups: try Self.sections("groups", object)))
        case .brands:
            let object = try allowing([
                "provider", "name", "languages", "hosts", "zone", "colour", "darkColour", "logo", "homepage",
                "sections",
            ])
            var face = BrandFace()
            face.hosts = try object.texts("hosts", most: 253)
            face.zone = object.has("zone") ? try object.words("zone", most: 64) : nil
            face.colour = object.has("colour") ? try object.words("colour", most: 6) : nil
            face.darkColour = object.has("darkColour") ? try object.words("darkColour", most: 6) : nil
            face.logo = object.has("logo") ? try object.words("logo", most: 69) : nil
            face.homepage = object.has("homepage") ? try object.words("homepage", most: 300) : nil
            face.sections = try Self.sections("sections", object)
            self = .brand(
                Brand(
                    id: try named(BrandID.self), provider: try object.id("provider"),
                    name: try object.words("name", most: 120), languages: try object.languages("languages"),
                    face: face))
        case .components:
            let object = try allowing(["provider", "channel", "name", "brands", "order"])
            self = .component(
                Component(
                    id: try named(ComponentID.self), provider: try object.id("provider"),
                    channel: try object.word("channel"), name: try object.text("name"),
                    brands: try object.optionalIDs("brands") ?? [],
                    order: object.has("order") ? Int(try object.integer("order", in: 0...100_000)) : 0))
        case .sentences:
            let object = try allowing(["phase", "status", "text", "withdrawn"])
            self = .sentence(
                Sentence(
                    id: try named(SentenceID.self), phase: try object.word("phase"), status: try object.word("status"),
                    text: try object.text("text"), isWithdrawn: try object.optionalBool("withdrawn") ?? false))
        case .series:
            let object = try allowing([
                "provider", "title", "summary", "components", "brands", "firstStart", "minutes", "zone", "rhythm",
                "interval", "until", "ended",
            ])
            self = .series(
                MaintenanceSeries(
                    id: try named(SeriesID.self), provider: try object.id("provider"), title: try object.text("title"),
                    summary: try object.optionalText("summary"), components: try object.optionalIDs("components") ?? [],
                    brands: try object.optionalIDs("brands") ?? [], firstStart: try object.instant("firstStart"),
                    length: .minutes(try object.integer("minutes", in: 1...20_160)),
                    zone: try object.words("zone", most: 64), rhythm: try object.word("rhythm"),
                    interval: object.has("interval") ? Int(try object.integer("interval", in: 1...366)) : 1,
                    until: try object.optionalInstant("until"), isEnded: try object.optionalBool("ended") ?? false))
        }
    }

    private static func sections(
        _ name: String, _ object: JSONObjectReader
    ) throws(JSONError) -> [BrandFace.Section] {
        guard object.has(name) else { return [] }
        return try object.array(name) { json, path throws(JSONError) in
            let section = try JSONObjectReader(json, path: path, allowing: ["title", "components"])
            return BrandFace.Section(
                title: try section.optionalText("title"), components: try section.optionalIDs("components") ?? [])
        }
    }

    /// The part of this name as it is now; nil when there is none of ours.
    init?(_ kind: Kind, _ id: String, in site: Site) {
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        let found: CatalogueOrder? =
            switch kind {
            case .providers:
                site.providers.first { $0.id.rawValue == id && $0.isOurs }.map { .provider($0) }
            case .brands:
                site.brands.first { $0.id.rawValue == id && ours.contains($0.provider) }.map { .brand($0) }
            case .components:
                site.components.first { $0.id.rawValue == id && ours.contains($0.provider) }.map { .component($0) }
            case .sentences:
                SentenceBook.everything(site.sentences).first { $0.id.rawValue == id }.map { .sentence($0) }
            case .series: site.series.first { $0.id.rawValue == id }.map { .series($0) }
            }
        guard let found else { return nil }
        self = found
    }

    var json: JSONValue {
        switch self {
        case .provider(let provider): provider.json
        case .brand(let brand): brand.json
        case .component(let component): component.json
        case .sentence(let sentence): sentence.json
        case .series(let series): series.json
        }
    }
}
