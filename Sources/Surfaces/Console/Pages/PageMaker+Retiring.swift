internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// What is done with a part of the organisation beside describing it: retiring it, taking it back, a brand's logo.
extension PageMaker {
    /// What is out of use, each with the button that takes it back; closed, as there is no reason to look at it every day.
    func retired(_ items: [CatalogueItem], _ kind: CatalogueKind, mayChange: Bool) -> [ConsolePage.Part] {
        guard !items.isEmpty else { return [] }
        let listed = items.map { item in
            var entry = self.item(item, kind, mayChange: mayChange)
            if mayChange { entry.parts = [.form(standing(item, kind))] }
            return entry
        }
        return [.fold(title: words(.retiredTitle, ["n": words.number(items.count)]), isOpen: false, [.list(listed)])]
    }

    /// The section of a part's own page; nothing for an organisation, which is not retired.
    func retiring(_ item: CatalogueItem, _ kind: CatalogueKind) -> [ConsolePage.Part] {
        guard item.order.part != nil else { return [] }
        return [
            .section(
                title: words(item.order.isRetired ? .retiredNow : .retire), id: "retire",
                [.text(.init(words(.retireLead), isQuiet: true)), .form(standing(item, kind))])
        ]
    }

    private func standing(_ item: CatalogueItem, _ kind: CatalogueKind) -> ConsoleForm {
        let isRetired = item.order.isRetired
        return small(
            ["catalogue", kind.rawValue, item.id, isRetired ? "take-back" : "retire"],
            words(isRetired ? .takeBack : .retire), [("seen", item.seen)],
            label: words(isRetired ? .takeBackOf : .retireOf, ["name": item.id]))
    }

    // MARK: The logo

    func logo(_ brand: Brand, _ typed: Fields?) -> ConsolePage.Part {
        var parts: [ConsolePage.Part] = []
        if let name = brand.face.logo {
            parts.append(picture(name, brand.id.rawValue, called: brand.name))
            parts.append(.form(small(place(brand) + ["logo", "remove"], words(.logoRemove), isQuiet: true)))
        } else {
            parts.append(.text(.init(words(.logoNone), isQuiet: true)))
        }
        parts.append(
            .form(
                form("logo", place(brand) + ["logo"], typed: typed, buttons: [button(.logoSend)]) { form in
                    form.file(
                        "picture", words(.logoFile), accept: "image/png,image/jpeg,image/gif,image/webp,image/svg+xml",
                        hint: words(.logoHint))
                }))
        return .section(title: words(.logoTitle), id: "logo-part", parts)
    }

    /// What was sent, before anybody else sees it.
    func logo(_ name: String, _ known: CatalogueItem) -> ConsolePage {
        guard case .brand(let brand) = known.order else { return page(known.id) }
        var page = page(
            words(.logoTitle),
            trail: [
                link(words(.navCatalogue), "catalogue"), link(brand.name, "catalogue", "brand", brand.id.rawValue),
            ])
        page.lead = [.init(words(.logoPreview))]
        page.parts = [
            picture(name, brand.id.rawValue, called: brand.name),
            .form(
                form(
                    "logo-use", place(brand) + ["logo", "use"], hidden: [("picture", name)], buttons: [button(.logoUse)]
                ) { _ in }),
            .ways([link(brand.name, "catalogue", "brand", brand.id.rawValue)]),
        ]
        return page
    }

    private func place(_ brand: Brand) -> [String] { ["catalogue", CatalogueKind.brand.rawValue, brand.id.rawValue] }

    private func picture(_ name: String, _ brand: String, called text: String) -> ConsolePage.Part {
        .logo(
            Self.address(language, ["catalogue", CatalogueKind.brand.rawValue, brand, "picture", name]),
            alternative: words(.logoOf, ["name": text]))
    }
}
