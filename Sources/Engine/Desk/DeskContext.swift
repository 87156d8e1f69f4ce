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
    package var rules: DeskRules

    package init(
        provider: Provider, brands: [Brand], components: [Component], sentences: [Sentence], zone: Zone, now: Instant,
        caller: DeskCaller, rules: DeskRules = DeskRules()
    ) {
        self.provider = provider
        self.brands = brands
        self.components = components
        self.sentences = sentences
        self.zone = zone
        self.now = now
        self.caller = caller
        self.rules = rules
    }

    /// Brands of which a page shows one of these components; all of the provider's when none does.
    func brands(showing components: [ComponentID]) -> [BrandID] {
        let wanted = Set(components)
        let named = Set(self.components.filter { wanted.contains($0.id) }.flatMap(\.brands))
        let brands = brands.filter { !$0.isRetired }
        let showing = brands.filter { brand in
            let shown = brand.face.sections.flatMap(\.components)
            return shown.isEmpty ? named.contains(brand.id) : !wanted.isDisjoint(with: shown)
        }
        return (showing.isEmpty ? brands : showing).map(\.id).sorted()
    }

    /// Languages that these brands promise their readers; a retired brand has none any more.
    func languages(of brands: [BrandID]) -> [Language] {
        Array(Set(self.brands.filter { brands.contains($0.id) && !$0.isRetired }.flatMap(\.languages))).sorted()
    }

    /// That all of these exist and are in use; what is retired may stay where it stood `before`.
    func known(_ ids: [ComponentID], field: String, before: [ComponentID] = []) throws(DeskRefusal) {
        for id in ids {
            guard let component = components.first(where: { $0.id == id }) else {
                let all = components.filter { !$0.isRetired }.map(\.id.rawValue).joined(separator: ", ")
                throw DeskRefusal(
                    .refused, .noComponentOf, ["id": "\(id)", "provider": provider.name, "all": all], field: field)
            }
            guard !component.isRetired || before.contains(id) else {
                throw DeskRefusal(.refused, .componentRetired, ["id": "\(id)"], field: field)
            }
        }
    }

    func known(_ ids: [BrandID], field: String, before: [BrandID] = []) throws(DeskRefusal) {
        for id in ids {
            guard let brand = brands.first(where: { $0.id == id }) else {
                let all = brands.filter { !$0.isRetired }.map(\.id.rawValue).joined(separator: ", ")
                throw DeskRefusal(
                    .refused, .noBrandOf, ["id": "\(id)", "provider": provider.name, "all": all], field: field)
            }
            guard !brand.isRetired || before.contains(id) else {
                throw DeskRefusal(.refused, .brandRetired, ["id": "\(id)"], field: field)
            }
        }
    }
}
