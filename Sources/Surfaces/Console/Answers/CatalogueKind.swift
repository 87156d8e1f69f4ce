internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

/// What the organisation is made of, by the word in its address.
enum CatalogueKind: String, Sendable, Hashable, CaseIterable {
    case provider, brand, component, sentence, series
}

/// One part of the organisation as the catalogue's pages list it.
struct CatalogueItem: Sendable {
    var order: CatalogueOrder
    var id: String
    /// What an editor saw of it.
    var seen: String

    init(_ order: CatalogueOrder) {
        self.order = order
        switch order {
        case .provider(let provider): id = provider.id.rawValue
        case .brand(let brand): id = brand.id.rawValue
        case .component(let component): id = component.id.rawValue
        case .sentence(let sentence): id = sentence.id.rawValue
        case .series(let series): id = series.id.rawValue
        }
        seen = Seen.digest(String(describing: order))
    }

    static func all(_ kind: CatalogueKind, _ site: Site) -> [CatalogueItem] {
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        switch kind {
        case .provider: return site.providers.filter(\.isOurs).map { .init(.provider($0)) }
        case .brand: return site.brands.filter { ours.contains($0.provider) }.map { .init(.brand($0)) }
        case .component:
            return site.components.filter { ours.contains($0.provider) }.sorted {
                ($0.order, $0.id) < ($1.order, $1.id)
            }
            .map { .init(.component($0)) }
        case .sentence: return SentenceBook.everything(site.sentences).map { .init(.sentence($0)) }
        case .series: return site.series.map { .init(.series($0)) }
        }
    }
}
