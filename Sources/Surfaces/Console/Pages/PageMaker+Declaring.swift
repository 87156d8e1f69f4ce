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
            form.moment("start", words(.declareStart), ask.now, zone: zone, hint: words(.declareStartHint))
            form.select(
                "sentence", words(.declareWord),
                [.init(value: "", text: words(.declareNoWord))]
                    + sentences.map { .init(value: $0.id.rawValue, text: words.name($0.phase)) },
                sentences.first?.id.rawValue ?? "")
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

    func brands(of provider: Provider, _ site: Site) -> [Brand] { site.brands.filter { $0.provider == provider.id } }

    func components(of provider: Provider, _ site: Site) -> [ConsoleForm.Option] {
        site.components.filter { $0.provider == provider.id }.sorted { ($0.order, $0.id) < ($1.order, $1.id) }
            .map { .init(value: $0.id.rawValue, text: told($0.name).text) }
    }
}

extension Sentence.Phase {
    /// Whether it may be the first word about an outage.
    fileprivate var isFirstWord: Bool {
        switch self {
        case .measured, .confirmedTotal, .confirmedPartial, .supplier: true
        default: false
        }
    }
}
