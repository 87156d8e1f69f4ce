internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// Brands, components, sentences and planned work that comes again: one page that lists them, and a form for each kind.
extension PageMaker {
    func catalogue(_ site: Site, names: [String: String], isAlone: Bool) -> ConsolePage {
        var page = page(words(.navCatalogue))
        page.lead = [.init(words(.catalogueLead))]
        page.parts = waitingWords(site, names, isAlone: isAlone)
        let mayChange = ask.may(.manageCatalogue)
        for kind in CatalogueKind.allCases {
            let all = CatalogueItem.all(kind, site)
            let items = all.filter { !$0.order.isRetired }
            var parts: [ConsolePage.Part] = [
                items.isEmpty
                    ? .text(.init(words(.catalogueNone), isQuiet: true))
                    : .list(items.map { item($0, kind, mayChange: mayChange) })
            ]
            parts += retired(all.filter(\.order.isRetired), kind, mayChange: mayChange)
            if mayChange { parts.append(.ways([link(words(new(kind)), "catalogue", kind.rawValue)])) }
            page.parts.append(.section(title: words(title(kind)), id: kind.rawValue, parts))
        }
        return page
    }

    func item(_ item: CatalogueItem, _ kind: CatalogueKind, mayChange: Bool) -> ConsolePage.Item {
        var lines: [ConsolePage.Words]
        switch item.order {
        case .provider(let provider):
            lines = [
                .init(provider.name),
                .init([provider.zone, provider.numbering].compactMap(\.self).joined(separator: " · "), isQuiet: true),
            ]
        case .brand(let brand):
            lines = [
                .init(brand.name),
                .init(
                    (brand.languages.map { words.name($0) } + brand.face.hosts).joined(separator: ", "), isQuiet: true),
            ]
        case .component(let component):
            lines = [
                told(component.name),
                .init(
                    words.name(component.channel) + " · " + component.brands.map(\.rawValue).joined(separator: ", "),
                    isQuiet: true),
            ]
        case .sentence(let sentence):
            lines = [.init(words.name(sentence.phase)), told(sentence.text)]
            lines[1].isQuiet = true
        case .series(let series):
            lines = [
                told(series.title),
                .init(
                    words.name(series.rhythm) + " · " + words.duration(series.length)
                        + (series.isEnded ? " · " + words(.seriesEnded) : ""), isQuiet: true),
            ]
        }
        if mayChange { lines[0].address = Self.address(language, ["catalogue", kind.rawValue, item.id]) }
        return .init(lines: lines)
    }

    private func title(_ kind: CatalogueKind) -> ConsolePhrase {
        switch kind {
        case .provider: .providersTitle
        case .brand: .brandsTitle
        case .component: .componentsTitle
        case .sentence: .sentencesTitle
        case .series: .seriesTitle
        }
    }

    private func new(_ kind: CatalogueKind) -> ConsolePhrase {
        switch kind {
        case .provider: .newProvider
        case .brand: .newBrand
        case .component: .newComponent
        case .sentence: .newSentence
        case .series: .newSeries
        }
    }

    /// `logo` is what was sent of the form of a logo, when that comes back.
    func form(
        of kind: CatalogueKind, _ known: CatalogueItem?, _ site: Site, _ typed: Fields?, logo: Fields? = nil
    ) -> ConsolePage {
        var page = page(
            known.map { $0.id } ?? words(new(kind)), trail: [link(words(.navCatalogue), "catalogue")])
        page.lead = [.init(words(title(kind)))]
        let path = ["catalogue", kind.rawValue] + (known.map { [$0.id] } ?? [])
        let sent = form(
            kind.rawValue, path, typed: typed, hidden: known.map { [("seen", $0.seen)] } ?? [], buttons: [button(.save)]
        ) { form in
            if known == nil {
                form.line("id", words(.identifier), hint: words(.identifierHint), isRequired: true, isFirst: true)
            }
            switch (kind, known?.order) {
            case (.provider, .provider(let provider)?): self.provider(provider, site, &form)
            case (.provider, _): self.provider(nil, site, &form)
            case (.brand, .brand(let brand)?): self.brand(brand, site, &form)
            case (.brand, _): self.brand(nil, site, &form)
            case (.component, .component(let component)?): self.component(component, site, &form)
            case (.component, _): self.component(nil, site, &form)
            case (.sentence, .sentence(let sentence)?): self.sentence(sentence, &form)
            case (.sentence, _): self.sentence(nil, &form)
            case (.series, .series(let series)?): self.series(series, site, &form)
            case (.series, _): self.series(nil, site, &form)
            }
        }
        page.parts = [.form(sent)]
        if let known {
            if case .brand(let brand) = known.order { page.parts.append(self.logo(brand, logo)) }
            page.parts += retiring(known, kind)
        }
        return page
    }

    /// The form as it would be filled now, as text, for whoever was too late.
    func whatIsThere(_ page: ConsolePage) -> [ConsolePage.Part] {
        guard case .form(let form)? = page.parts.first else { return [] }
        func facts(_ pieces: [ConsoleForm.Piece]) -> [ConsolePage.Fact] {
            pieces.flatMap { piece -> [ConsolePage.Fact] in
                switch piece {
                case .field(let field):
                    let values = field.values.filter { !$0.isEmpty }
                    return values.isEmpty
                        ? [] : [.init(label: field.label, words: values.map { .init($0, language: field.language) })]
                case .side(let pieces), .group(_, let pieces, _): return facts(pieces)
                case .part: return []
                }
            }
        }
        return [.section(title: words(.thereNow), id: "there-now", [.facts(facts(form.pieces))])]
    }

    // MARK: Fields of each kind

    private var all: [Language] { LanguagePack.all.map(\.language) }

    private func provider(_ known: Provider?, _ site: Site, _ form: inout FormMaker) {
        form.line("name", words(.name), known?.name ?? "", isRequired: true)
        form.line("zone", words(.zoneField), known?.zone ?? "Europe/Paris", hint: words(.zoneHint), isRequired: true)
        form.line("numbering", words(.numbering), known?.numbering ?? "", hint: words(.numberingHint))
        guard let known else { return }
        let brands = site.brands.filter { $0.provider == known.id }
        sections(
            "group", known.groups, of: known.id, in: ConsoleSurface.Room.languages(brands), site,
            called: .groupNumber, hint: .groupHint, &form)
    }

    /// Headings with the components under each, and room for one more.
    private func sections(
        _ name: String, _ sections: [BrandFace.Section], of owner: ProviderID?, in languages: [Language], _ site: Site,
        called phrase: ConsolePhrase, hint: ConsolePhrase, _ form: inout FormMaker
    ) {
        let placed = Set(sections.flatMap(\.components))
        let components = site.components.filter { $0.provider == owner && (!$0.isRetired || placed.contains($0.id)) }
            .map { ConsoleForm.Option(value: $0.id.rawValue, text: told($0.name).text) }
        for number in 0..<(components.isEmpty ? 0 : sections.count + 1) {
            let section = number < sections.count ? sections[number] : nil
            form.group(words(phrase, ["n": words.number(number + 1)])) { form in
                form.texts(
                    "\(name)\(number)-title", words(.titleField), tongues(languages, section?.title),
                    section?.title ?? LocalizedText())
                form.boxes(
                    "\(name)\(number)-components", words(.componentsTitle), components,
                    (section?.components ?? []).map(\.rawValue), hint: number == 0 ? words(hint) : nil)
            }
        }
    }

    private func owner(_ known: ProviderID?, _ site: Site, _ form: inout FormMaker) {
        let ours = site.providers.filter(\.isOurs)
        guard known == nil, ours.count > 1 else { return }
        form.select(
            "provider", words(.providersTitle), ours.map { .init(value: $0.id.rawValue, text: $0.name) },
            ours[0].id.rawValue)
    }

    private func brand(_ known: Brand?, _ site: Site, _ form: inout FormMaker) {
        owner(known?.provider, site, &form)
        form.line("name", words(.name), known?.name ?? "", isRequired: true)
        form.boxes(
            "languages", words(.brandLanguages), all.map { .init(value: $0.code, text: words.name($0)) },
            (known?.languages ?? []).map(\.code), hint: words(.brandLanguagesHint))
        form.select(
            "first", words(.brandFirst), all.map { .init(value: $0.code, text: words.name($0)) },
            known?.languages.first?.code ?? language.code)
        form.side { form in
            form.line(
                "hosts", words(.brandHosts), known?.face.hosts.joined(separator: ", ") ?? "",
                hint: words(.brandHostsHint)
            )
            form.line("zone", words(.zoneField), known?.face.zone ?? "", hint: words(.zoneHint))
            form.line("colour", words(.brandColour), known?.face.colour ?? "", hint: words(.brandColourHint))
            form.line(
                "darkColour", words(.brandDarkColour), known?.face.darkColour ?? "", hint: words(.brandDarkColourHint))
            form.line("homepage", words(.brandHomepage), known?.face.homepage ?? "")
        }
        if let note = known.flatMap({ contrast(of: $0.face) }) { form.note(note) }
        sections(
            "section", known?.face.sections ?? [], of: known?.provider ?? site.providers.first(where: \.isOurs)?.id,
            in: known?.languages ?? all, site, called: .sectionNumber, hint: .sectionHint, &form)
    }

    /// How well the accents are read; nil where there is none.
    private func contrast(of face: BrandFace) -> String? {
        guard let light = face.colour.flatMap(RGB.init) else { return nil }
        let dark = face.darkColour.flatMap(RGB.init) ?? light
        func tenths(_ contrast: Double) -> String { words.decimal(tenths: Int(contrast * 10)) }
        return words(
            .brandContrast,
            ["light": tenths(light.contrast(on: .light)), "dark": tenths(dark.contrast(on: .dark))])
    }

    private func component(_ known: Component?, _ site: Site, _ form: inout FormMaker) {
        owner(known?.provider, site, &form)
        let owner = known?.provider ?? site.providers.first(where: \.isOurs)?.id
        form.texts("name", words(.name), tongues(all, known?.name), known?.name ?? LocalizedText())
        form.select(
            "channel", words(.channelField), Channel.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
            (known?.channel ?? .other).rawValue)
        form.boxes(
            "brands", words(.shownOn),
            brands(
                site.brands.filter {
                    $0.provider == owner && (!$0.isRetired || known?.brands.contains($0.id) == true)
                }),
            (known?.brands ?? []).map(\.rawValue))
        form.line("order", words(.orderField), "\(known?.order ?? 0)", hint: words(.orderHint))
    }

    private func sentence(_ known: Sentence?, _ form: inout FormMaker) {
        form.select(
            "phase", words(.phaseField),
            Sentence.Phase.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
            (known?.phase ?? .other).rawValue)
        form.select(
            "status", words(.state),
            Update.Status.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
            (known?.status ?? .investigating).rawValue)
        form.texts(
            "text", words(.words), tongues(all, known?.text), known?.text ?? LocalizedText(), rows: 4,
            hint: words(.placesHint))
    }

    private func series(_ known: MaintenanceSeries?, _ site: Site, _ form: inout FormMaker) {
        owner(known?.provider, site, &form)
        let owner = known?.provider ?? site.providers.first(where: \.isOurs)?.id
        let own = site.brands.filter {
            $0.provider == owner && (!$0.isRetired || known?.brands.contains($0.id) == true)
        }
        let zone = (known?.zone ?? site.providers.first { $0.id == owner }?.zone).flatMap { zones.zone($0) } ?? .utc
        let languages = ConsoleSurface.Room.languages(own)
        form.texts("title", words(.titleField), tongues(languages, known?.title), known?.title ?? LocalizedText())
        form.texts(
            "summary", words(.summaryField), tongues(languages, known?.summary), known?.summary ?? LocalizedText(),
            rows: 3)
        form.boxes(
            "components", words(.planComponents),
            site.components.filter {
                $0.provider == owner && (!$0.isRetired || known?.components.contains($0.id) == true)
            }
            .map { .init(value: $0.id.rawValue, text: told($0.name).text) },
            (known?.components ?? []).map(\.rawValue))
        form.boxes(
            "brands", words(.onlyBrands), brands(own), (known?.brands ?? []).map(\.rawValue),
            hint: words(.onlyBrandsHint))
        form.moment("start", words(.seriesFirst), known?.firstStart, zone: zone, isRequired: true)
        form.side { form in
            form.line("minutes", words(.seriesMinutes), known.map { "\($0.length.wholeSeconds / 60)" } ?? "60")
            form.select(
                "rhythm", words(.seriesRhythm),
                MaintenanceSeries.Rhythm.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
                (known?.rhythm ?? .weekly).rawValue)
            form.line("interval", words(.seriesInterval), "\(known?.interval ?? 1)", hint: words(.seriesIntervalHint))
        }
        form.moment("until", words(.seriesUntil), known?.until, zone: zone, hint: words(.seriesUntilHint))
    }
}
