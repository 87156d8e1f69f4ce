internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// The form in which an incident is declared: from the title to the button with the keyboard alone. Planned work has its
// own.
extension PageMaker {
    func declare(
        _ provider: Provider, _ site: Site, key: String, _ typed: Fields?, _ preview: Statement?
    ) -> ConsolePage {
        var page = page(words(.declareTitle))
        page.lead = [.init(words(.declareLead))]
        page.parts = providers(provider, site, ["declare"])
        let zone = zones.zone(provider.zone) ?? .utc
        let (brands, components) = (brands(of: provider, site), components(of: provider, site))
        let sentences = SentenceBook.all(site.sentences).filter { $0.phase.isFirstWord }
        let sent = form(
            "declare", ["declare"], typed: typed, hidden: hidden(provider, key),
            buttons: sendOrPreview(.declareSend, ["declare"], at: "preview")
        ) { form in
            form.texts(
                "title", words(.titleField), ConsoleSurface.Room.languages(brands), hint: words(.titleHint),
                isFirst: true)
            form.radios("severity", words(.severityField), severities(), "", isRequired: true)
            form.boxes(
                "components", words(.componentsHit), components, components.count == 1 ? [components[0].value] : [])
            form.radios(
                "from", words(.declareStart), sources(canBeUnknown: true), Self.unknownStart,
                hint: words(.declareStartHint))
            form.moment("start", words(.startAt), nil, zone: zone)
            form.texts("evidence", words(.evidence), [language], hint: words(.startEvidenceHint))
            form.select(
                "sentence", words(.declareWord),
                [
                    .init(value: Self.fittingWord, text: words(.declareWordFits)),
                    .init(value: "", text: words(.declareNoWord)),
                ] + sentences.map { .init(value: $0.id.rawValue, text: words.name($0.phase)) }, Self.fittingWord)
            form.moment("next", words(.nextUpdate), nextWord, zone: zone, hint: words(.nextUpdateHint))
            form.boxes(
                "p1", words(.priorityField), [.init(value: "yes", text: words(.declareP1))], [],
                hint: words(.declareP1Hint))
            form.tick("inside", words(.declareInside), legend: words(.whoSees))
        }
        page.parts.append(.form(sent))
        page.parts += said(preview, brands)
        return page
    }

    static let unknownStart = "unknown"
    static let fittingWord = "-"

    /// What a time can rest on.
    func sources(canBeUnknown: Bool) -> [ConsoleForm.Option] {
        var options: [ConsoleForm.Option] = [
            .init(value: ImpactWindow.Origin.measured.rawValue, text: words(.startMeasured)),
            .init(value: ImpactWindow.Origin.enteredByPerson.rawValue, text: words(.startSeen)),
            .init(value: ImpactWindow.Origin.statedByVendor.rawValue, text: words(.startStated)),
        ]
        if canBeUnknown { options.insert(.init(value: Self.unknownStart, text: words(.startUnknown)), at: 0) }
        return options
    }

    func plan(
        _ provider: Provider, _ site: Site, key: String, _ typed: Fields?, _ preview: Statement?
    ) -> ConsolePage {
        var page = page(words(.planTitleNew))
        page.lead = [.init(words(.planLead))]
        page.parts = providers(provider, site, ["plan"])
        let zone = zones.zone(provider.zone) ?? .utc
        let brands = brands(of: provider, site)
        let languages = ConsoleSurface.Room.languages(brands)
        let sent = form(
            "plan", ["plan"], typed: typed, hidden: hidden(provider, key),
            buttons: sendOrPreview(.planSend, ["plan"], at: "preview")
        ) { form in
            form.texts("title", words(.titleField), languages, hint: words(.titleHint), isFirst: true)
            form.texts("summary", words(.summaryField), languages, rows: 3)
            form.boxes("components", words(.planComponents), components(of: provider, site), [])
            form.moment("start", words(.planStart), nil, zone: zone, isRequired: true)
            form.moment("end", words(.planEnd), nil, zone: zone, isRequired: true)
        }
        page.parts.append(.form(sent))
        page.parts += said(preview, brands)
        page.parts.append(.ways([link(words(.planSeries), "catalogue", "series")]))
        return page
    }

    private func hidden(_ provider: Provider, _ key: String) -> [(String, String)] {
        [("provider", provider.id.rawValue), (FormField.key, key)]
    }

    private func said(_ preview: Statement?, _ brands: [Brand]) -> [ConsolePage.Part] {
        guard let preview else { return [] }
        return [
            .section(
                title: words(.previewTitle), id: "preview",
                [.text(.init(words(.previewPublic)))] + brands.flatMap { self.preview($0, preview.text) })
        ]
    }

    /// Where several organisations are ours, the others are one link away.
    private func providers(_ provider: Provider, _ site: Site, _ path: [String]) -> [ConsolePage.Part] {
        let ours = site.providers.filter(\.isOurs)
        guard ours.count > 1 else { return [] }
        return [
            .ways(
                ours.map { other in
                    .init(
                        text: other.name, address: Self.address(language, path).with([("provider", other.id.rawValue)]),
                        isHere: other.id == provider.id)
                })
        ]
    }

    func brands(of provider: Provider, _ site: Site) -> [Brand] {
        site.brands.filter { $0.provider == provider.id && !$0.isRetired }
    }

    func components(of provider: Provider, _ site: Site) -> [ConsoleForm.Option] {
        site.components.filter { $0.provider == provider.id && !$0.isRetired }.sorted {
            ($0.order, $0.id) < ($1.order, $1.id)
        }
        .map { .init(value: $0.id.rawValue, text: told($0.name).text) }
    }
}

extension Sentence.Phase {
    /// Whether it may be the first word about an outage.
    fileprivate var isFirstWord: Bool {
        switch self {
        case .reported, .measured, .confirmedTotal, .confirmedPartial, .supplier: true
        default: false
        }
    }
}
