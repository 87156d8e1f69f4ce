internal import Telling
package import Vocabulary

/// What a decision rests on beside the incident: the organisation, its words, and the moment.
package struct DeskContext: Sendable {
    package var provider: Provider
    package var brands: [Brand]
    package var components: [Component]
    /// Ours and the organisation's own.
    package var sentences: [Sentence]
    package var zone: Zone
    package var now: Instant
    package var caller: DeskCaller

    package init(
        provider: Provider, brands: [Brand], components: [Component], sentences: [Sentence], zone: Zone, now: Instant,
        caller: DeskCaller
    ) {
        self.provider = provider
        self.brands = brands
        self.components = components
        self.sentences = sentences
        self.zone = zone
        self.now = now
        self.caller = caller
    }

    /// Brands of which a page shows one of these components; all of the provider's when none does.
    func brands(showing components: [ComponentID]) -> [BrandID] {
        let wanted = Set(components)
        let named = Set(self.components.filter { wanted.contains($0.id) }.flatMap(\.brands))
        let showing = brands.filter { brand in
            let shown = brand.face.sections.flatMap(\.components)
            return shown.isEmpty ? named.contains(brand.id) : !wanted.isDisjoint(with: shown)
        }
        return (showing.isEmpty ? brands : showing).map(\.id).sorted()
    }

    /// Languages that these brands promise their readers.
    func languages(of brands: [BrandID]) -> [Language] {
        Array(Set(self.brands.filter { brands.contains($0.id) }.flatMap(\.languages))).sorted()
    }

    func known(_ ids: [ComponentID], field: String) throws(DeskRefusal) {
        for id in ids where !components.contains(where: { $0.id == id }) {
            throw DeskRefusal(
                .refused, .noComponentOf,
                [
                    "id": "\(id)", "provider": provider.name,
                    "all": components.map(\.id.rawValue).joined(separator: ", "),
                ], field: field)
        }
    }

    func known(_ ids: [BrandID], field: String) throws(DeskRefusal) {
        for id in ids where !brands.contains(where: { $0.id == id }) {
            throw DeskRefusal(
                .refused, .noBrandOf,
                ["id": "\(id)", "provider": provider.name, "all": brands.map(\.id.rawValue).joined(separator: ", ")],
                field: field)
        }
    }
}
