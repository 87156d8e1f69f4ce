package import Incidents
internal import Telling
internal import Vocabulary

/// What a description of the organisation must keep to.
package struct CatalogueRules {
    let site: Site
    let zones: ZoneCatalogue
    let now: Instant

    package static func fact(_ order: CatalogueOrder) -> Fact {
        switch order {
        case .provider(let provider): .providerDescribed(provider)
        case .brand(let brand): .brandDescribed(brand)
        case .component(let component): .componentDescribed(component)
        case .sentence(let sentence): .sentenceDescribed(sentence)
        case .series(let series): .maintenanceSeriesDescribed(series)
        }
    }

    func check(_ order: CatalogueOrder) throws(DeskRefusal) {
        switch order {
        case .provider(let provider): try check(provider)
        case .brand(let brand): try check(brand)
        case .component(let component): try check(component)
        case .sentence(let sentence): try check(sentence)
        case .series(let series): try check(series)
        }
    }

    private func check(_ provider: Provider) throws(DeskRefusal) {
        guard provider.isOurs else {
            throw DeskRefusal(.refused, .notOurs, ["provider": "\(provider.id)"], field: "isOurs")
        }
        if let known = site.providers.first(where: { $0.id == provider.id }), !known.isOurs,
            site.pages.contains(where: { $0.provider == provider.id })
        {
            throw DeskRefusal(.conflict, .isVendor, ["provider": "\(provider.id)"], field: "id")
        }
        try check(name: provider.name)
        try check(zone: provider.zone)
        if let numbering = provider.numbering {
            guard numbering.contains("{n}"), Reference(numbering) != nil else {
                throw DeskRefusal(.refused, .numbering, field: "numbering")
            }
        }
        let before = site.providers.first { $0.id == provider.id }?.groups ?? []
        try check(provider.groups, of: provider.id, before: before, (.groupsMost, .oneGroup), field: "groups")
        for group in provider.groups where !DeskDecision.hasWords(group.title) {
            throw DeskRefusal(.refused, .groupTitle, field: "groups")
        }
    }

    /// Headings and what stands under them: known components, each under one, and none that is retired unless it was there.
    private func check(
        _ sections: [BrandFace.Section], of provider: ProviderID, before: [BrandFace.Section],
        _ refusals: (most: DeskPhrase, twice: DeskPhrase), field: String
    ) throws(DeskRefusal) {
        guard sections.count <= Self.sectionsMost else {
            throw DeskRefusal(.refused, refusals.most, ["most": "\(Self.sectionsMost)"], field: field)
        }
        let components = site.components.filter { $0.provider == provider }
        let known = Set(before.flatMap(\.components))
        let shown = sections.flatMap(\.components)
        for id in shown {
            guard let component = components.first(where: { $0.id == id }) else {
                throw DeskRefusal(.refused, .noComponent, ["id": "\(id)"], field: field)
            }
            guard !component.isRetired || known.contains(id) else {
                throw DeskRefusal(.refused, .componentRetired, ["id": "\(id)"], field: field)
            }
        }
        guard Set(shown).count == shown.count else {
            throw DeskRefusal(.refused, refusals.twice, field: field)
        }
    }

    static let sectionsMost = 40

    private func check(_ brand: Brand) throws(DeskRefusal) {
        try owned(brand.provider)
        try check(name: brand.name)
        guard !brand.languages.isEmpty, brand.languages.count <= 10, Set(brand.languages).count == brand.languages.count
        else {
            throw DeskRefusal(.refused, .brandLanguages, field: "languages")
        }
        for language in brand.languages where !LanguagePack.exists(for: language) {
            throw DeskRefusal(
                .refused, .noWords,
                ["language": "\(language)", "all": LanguagePack.all.map(\.language.code).joined(separator: ", ")],
                field: "languages")
        }
        if let zone = brand.face.zone { try check(zone: zone) }
        let seen = site.brands.first { $0.id == brand.id }
        try check(brand.face, before: seen?.face)
        if let logo = brand.face.logo {
            guard Self.isLogo(logo) else {
                throw DeskRefusal(.refused, .logo, ["brand": "\(brand.id)"], field: "logo")
            }
        }
        for host in brand.face.hosts {
            guard Self.isHost(host) else {
                throw DeskRefusal(.refused, .hostName, ["host": "\(host)"], field: "hosts")
            }
            if !brand.isRetired,
                let other = site.brands.first(where: {
                    $0.id != brand.id && !$0.isRetired && $0.face.hosts.contains(host)
                })
            {
                throw DeskRefusal(.conflict, .hostTaken, ["host": "\(host)", "other": "\(other.id)"], field: "hosts")
            }
        }
        try check(
            brand.face.sections, of: brand.provider, before: seen?.face.sections ?? [],
            (.sectionsMost, .oneSection), field: "sections")
        if brand.isRetired, seen?.isRetired != true { try checkRetiring(brand) }
    }

    /// An accent that nobody could read is refused with its contrast; one that was there before hinders no other change.
    private func check(_ face: BrandFace, before: BrandFace?) throws(DeskRefusal) {
        for (colour, field) in [(face.colour, "colour"), (face.darkColour, "darkColour")] {
            guard let colour else { continue }
            guard RGB(colour) != nil else { throw DeskRefusal(.refused, .colour, field: field) }
        }
        if let ink = face.darkColour.flatMap(RGB.init), face.darkColour != before?.darkColour,
            !ink.isReadable(on: .dark)
        {
            throw DeskRefusal(
                .refused, .darkContrast,
                ["colour": ink.text, "contrast": Self.ratio(ink.contrast(on: .dark))], field: "darkColour")
        }
        if let ink = face.colour.flatMap(RGB.init), face.colour != before?.colour,
            !ink.isReadable(on: .light), face.darkColour != nil || !ink.isReadable(on: .dark)
        {
            throw DeskRefusal(
                .refused, .lightContrast,
                ["colour": ink.text, "contrast": Self.ratio(ink.contrast(on: .light))], field: "colour")
        }
    }

    /// With one decimal, cut and not rounded: 4.49 is not enough.
    private static func ratio(_ contrast: Double) -> String {
        let tenths = Int(contrast * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func check(_ component: Component) throws(DeskRefusal) {
        try owned(component.provider)
        if let known = site.components.first(where: { $0.id == component.id }), known.provider != component.provider {
            throw DeskRefusal(
                .conflict, .componentOf, ["component": "\(component.id)", "provider": "\(known.provider)"], field: "id")
        }
        guard !component.name.isEmpty else { throw DeskRefusal(.refused, .componentName, field: "name") }
        let seen = site.components.first { $0.id == component.id }
        for id in component.brands {
            guard let brand = site.brands.first(where: { $0.id == id }) else {
                throw DeskRefusal(.refused, .noBrand, ["id": "\(id)"], field: "brands")
            }
            guard !brand.isRetired || seen?.brands.contains(id) == true else {
                throw DeskRefusal(.refused, .brandRetired, ["id": "\(id)"], field: "brands")
            }
        }
        if component.isRetired, seen?.isRetired != true { try checkRetiring(component) }
    }

    private func check(_ sentence: Sentence) throws(DeskRefusal) {
        guard !sentence.text.isEmpty else { throw DeskRefusal(.refused, .sentenceWords, field: "text") }
        do throws(FactTextError) {
            try SentenceFacts.check(sentence.text)
            if let proposal = sentence.proposal { try SentenceFacts.check(proposal.text) }
        } catch {
            throw DeskRefusal(error, field: "text")
        }
        // Declaring must never fail for a fact that is not there yet.
        let text = sentence.proposal?.text ?? sentence.text
        guard (sentence.proposal?.phase ?? sentence.phase) != .title || SentenceFacts.isTitle(text) else {
            throw DeskRefusal(.refused, .titlePlaces, field: "text")
        }
        guard sentence.proposal?.text.isEmpty != true else {
            throw DeskRefusal(.refused, .sentenceWords, field: "text")
        }
    }

    private func check(_ series: MaintenanceSeries) throws(DeskRefusal) {
        let provider = try owned(series.provider)
        try check(zone: series.zone)
        guard series.length > .zero, series.length <= .days(14) else {
            throw DeskRefusal(.refused, .planLength, field: "length")
        }
        guard (1...366).contains(series.interval) else {
            throw DeskRefusal(.refused, .interval, field: "interval")
        }
        let known = Set(site.components.filter { $0.provider == series.provider }.map(\.id))
        guard !series.components.isEmpty, known.isSuperset(of: series.components) else {
            throw DeskRefusal(.refused, .planComponents, field: "components")
        }
        // What has ended is announced no more, so nothing of it has to be in use.
        guard !series.isEnded else { return }
        // What would be refused when its time comes is refused now.
        let context = DeskContext(
            provider: provider, brands: site.brands.filter { $0.provider == series.provider },
            components: site.components.filter { $0.provider == series.provider }, sentences: [], zone: .utc,
            now: Instant(seconds: 0), caller: DeskClock.caller)
        try context.known(series.components, field: "components")
        try context.known(series.brands, field: "brands")
        let brands = series.brands.isEmpty ? context.brands(showing: series.components) : series.brands
        let decision = DeskDecision(context)
        try decision.check(series.title, "title")
        try decision.requireLanguages(of: series.title, brands, missing: [], "title")
        if DeskDecision.hasWords(series.summary) {
            try decision.requireLanguages(of: series.summary, brands, missing: [], "summary")
        }
    }

    @discardableResult
    private func owned(_ provider: ProviderID) throws(DeskRefusal) -> Provider {
        guard let known = site.providers.first(where: { $0.id == provider && $0.isOurs }) else {
            throw DeskRefusal(.refused, .notOurProvider, ["provider": "\(provider)"], field: "provider")
        }
        return known
    }

    private func check(name: String) throws(DeskRefusal) {
        guard (1...120).contains(name.utf8.count), name.contains(where: { !$0.isWhitespace }) else {
            throw DeskRefusal(.refused, .nameLength, field: "name")
        }
    }

    private func check(zone: String) throws(DeskRefusal) {
        guard zones.zone(zone) != nil else {
            throw DeskRefusal(.refused, .noZone, ["zone": "\(zone)"], field: "zone")
        }
    }

    /// A digest, and the kind of picture.
    private static func isLogo(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isDigest = parts[0].utf8.count == 64 && parts[0].allSatisfy { $0.isHexDigit && !$0.isUppercase }
        return isDigest
            && (parts.count == 1 || parts.count == 2 && BrandPicture.Kind(rawValue: String(parts[1])) != nil)
    }

    private static func isHost(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253 && !labels.isEmpty
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        ($0 >= 0x61 && $0 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2d
                    }
            }
    }
}
