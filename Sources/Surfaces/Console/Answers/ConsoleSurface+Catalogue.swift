internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// What the organisation is made of: lists, and a form for each kind.
extension ConsoleSurface {
    func catalogue(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let site = try await site()
        let make = PageMaker(ask, zones: zones)
        if ask.route == .catalogue {
            var page = make.catalogue(site, names: try await names(), isAlone: await access.isAlone(of: ask))
            if let done = Self.doneCatalogue[ask.query["done"] ?? ""] {
                page.notices = [.init(kind: .done, words: .init(ask.words(done)))]
            }
            return show(page, ask)
        }
        guard let kind = CatalogueKind(rawValue: ask.place["kind"]) else { throw .notFound }
        var known: CatalogueItem?
        if ask.route == .catalogueItem || ask.route == .catalogueItemSent {
            let id = ask.place["item"]
            guard let item = CatalogueItem.all(kind, site).first(where: { $0.id == id }) else { throw .notFound }
            known = item
        }
        guard site.providers.contains(where: \.isOurs) || kind == .provider || kind == .sentence else {
            return seeOther(["catalogue", "provider"], [], ask)
        }
        guard ask.isTold else {
            var page = make.form(of: kind, known, site, nil)
            if let done = Self.doneCatalogue[ask.query["done"] ?? ""] {
                page.notices = [.init(kind: .done, words: .init(ask.words(done)))]
            }
            return show(page, ask)
        }
        var fields = ask.fields
        if let known, fields["seen"] != known.seen {
            // What was typed is kept, what is there now stands beside it, and sending it again is a decision.
            var page = make.form(of: kind, known, site, fields)
            page.notices.append(.init(kind: .warning, words: .init(ask.words(.conflictKept))))
            page.parts.append(contentsOf: make.whatIsThere(make.form(of: kind, known, site, nil)))
            return show(page, ask, status: .conflict)
        }
        let order = order(kind, known, &fields, site, ask)
        if known == nil, let order, CatalogueItem.all(kind, site).contains(where: { $0.id == CatalogueItem(order).id })
        {
            fields.refuse("id", ask.words(.problemTaken))
        }
        guard let order, !fields.hasProblems else {
            return show(make.form(of: kind, known, site, fields), ask, status: .unprocessableContent)
        }
        var caller = try ask.caller()
        caller.isAlone = await access.isAlone(of: ask)
        let id = CatalogueItem(order).id
        let seen = known?.seen
        do throws(DeskRefusal) {
            try await desk.describe(order, by: caller) { site in
                CatalogueItem.all(kind, site).first { $0.id == id }?.seen == seen
            }
        } catch {
            fields.take(error, on: ask.language, as: Self.fieldNames)
            return show(make.form(of: kind, known, site, fields), ask, status: Self.status(error))
        }
        await settled()
        return seeOther(["catalogue"], [("done", "saved")], ask)
    }

    private static let doneCatalogue: [String: ConsolePhrase] = [
        "saved": .doneSaved, "retired": .doneRetired, "taken-back": .doneTakenBack,
        "taken-back-waits": .doneTakenBackWaits, "logo": .doneLogo,
        "no-logo": .doneLogoRemoved, "agreed": .doneAgreed,
    ]
    /// What the form calls otherwise than the desk.
    private static let fieldNames = ["sections": "section0-components", "groups": "group0-components"]

    /// Takes a part of the organisation out of use, or back.
    func retiring(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let site = try await site()
        let id = ask.place["item"]
        guard let kind = CatalogueKind(rawValue: ask.place["kind"]),
            let known = CatalogueItem.all(kind, site).first(where: { $0.id == id }), let part = known.order.part
        else { throw .notFound }
        let (isRetired, seen) = (ask.route == .catalogueRetired, ask.fields["seen"])
        let caller = try ask.caller()
        do throws(DeskRefusal) {
            try await desk.retire(part, isRetired, by: caller) { CatalogueItem($0).seen == seen }
        } catch {
            var page = PageMaker(ask, zones: zones).form(of: kind, known, site, nil)
            page.notices = [.init(kind: .problem, words: .init(error, on: ask.language))]
            return show(page, ask, status: Self.status(error))
        }
        await settled()
        var done = isRetired ? "retired" : "taken-back"
        // Words that nobody agreed to were never in use.
        if !isRetired, case .sentence(let sentence) = known.order, !sentence.isAgreed { done = "taken-back-waits" }
        return seeOther(["catalogue"], [("done", done)], ask)
    }

    private func order(
        _ kind: CatalogueKind, _ known: CatalogueItem?, _ fields: inout Fields, _ site: Site, _ ask: Ask
    ) -> CatalogueOrder? {
        let words = ask.words
        func identifier<ID: Identifier>(_ fields: inout Fields) -> ID? {
            if let known { return ID(known.id) }
            let id = ID(fields["id"])
            if id == nil { fields.refuse("id", words(.problemIdentifier)) }
            return id
        }
        let ours = site.providers.filter(\.isOurs)
        let provider = ours.first { $0.id.rawValue == fields["provider"] } ?? ours.first
        switch kind {
        case .provider:
            guard let id: ProviderID = identifier(&fields) else { return nil }
            var made = Provider(id: id, name: fields["name"], zone: fields["zone"], isOurs: true)
            if case .provider(let before)? = known?.order { made = before }
            made.name = fields["name"]
            made.zone = fields["zone"]
            made.numbering = fields["numbering"].isEmpty ? nil : fields["numbering"]
            if made.followedSince == nil { made.followedSince = ask.now }
            made.groups = sections("group", &fields, words)
            return .provider(made)
        case .brand:
            guard let id: BrandID = identifier(&fields), let provider else { return nil }
            var made = Brand(id: id, provider: provider.id, name: "", languages: [])
            if case .brand(let before)? = known?.order { made = before }
            made.name = fields["name"]
            made.languages = Self.ordered(fields.languages("languages"), first: Language(fields["first"]))
            made.face.hosts = fields["hosts"].split { $0 == "," || $0.isWhitespace }.map { $0.lowercased() }
            made.face.zone = fields["zone"].isEmpty ? nil : fields["zone"]
            made.face.colour = fields["colour"].isEmpty ? nil : fields["colour"].lowercased()
            made.face.darkColour = fields["darkColour"].isEmpty ? nil : fields["darkColour"].lowercased()
            made.face.homepage = fields["homepage"].isEmpty ? nil : fields["homepage"]
            if let homepage = made.face.homepage, !homepage.hasPrefix("https://"), !homepage.hasPrefix("http://") {
                fields.refuse("homepage", words(.problemAddress))
            }
            made.face.sections = sections("section", &fields, words)
            return .brand(made)
        case .component:
            guard let id: ComponentID = identifier(&fields), let provider else { return nil }
            let channel: Channel = fields.choice("channel", words) ?? .other
            var made = Component(
                id: id, provider: provider.id, channel: channel, name: fields.text("name"), brands: [], order: 0)
            if case .component(let before)? = known?.order { made.provider = before.provider }
            made.brands = fields.identifiers("brands", words)
            made.order = fields.number("order", in: 0...10_000, words) ?? 0
            return .component(made)
        case .sentence:
            guard let id: SentenceID = identifier(&fields) else { return nil }
            return .sentence(
                Sentence(
                    id: id, phase: fields.choice("phase", words) ?? .other,
                    status: fields.choice("status", words) ?? .investigating, text: fields.text("text"),
                    isWithdrawn: known?.order.isRetired ?? false))
        case .series:
            guard let id: SeriesID = identifier(&fields), let provider else { return nil }
            return series(id, provider, known, &fields, words)
        }
    }

    private func series(
        _ id: SeriesID, _ provider: Provider, _ known: CatalogueItem?, _ fields: inout Fields, _ words: LanguagePack
    ) -> CatalogueOrder? {
        let start = fields.instant("start", zones: zones, words, isRequired: true)
        let until = fields.instant("until", zones: zones, words)
        let minutes = fields.number("minutes", in: 1...20_160, words)
        let interval = fields.number("interval", in: 1...366, words)
        guard let start, let minutes, let interval else { return nil }
        var made = MaintenanceSeries(
            id: id, provider: provider.id, title: fields.text("title"), summary: fields.text("summary"),
            components: fields.identifiers("components", words), brands: fields.identifiers("brands", words),
            firstStart: start, length: .minutes(Int64(minutes)), zone: provider.zone,
            rhythm: fields.choice("rhythm", words) ?? .weekly, interval: interval, until: until,
            isEnded: known?.order.isRetired ?? false)
        if case .series(let before)? = known?.order {
            made.provider = before.provider
            made.zone = before.zone
        }
        return .series(made)
    }

    /// Headings with the components under each; one without components is left out.
    private func sections(_ name: String, _ fields: inout Fields, _ words: LanguagePack) -> [BrandFace.Section] {
        var sections: [BrandFace.Section] = []
        for number in 0..<40 {
            let components: [ComponentID] = fields.identifiers("\(name)\(number)-components", words)
            guard !components.isEmpty else { continue }
            sections.append(.init(title: fields.text("\(name)\(number)-title"), components: components))
        }
        return sections
    }

    /// The language for readers who ask for none stands first.
    private static func ordered(_ languages: [Language], first: Language?) -> [Language] {
        guard let first, languages.contains(first) else { return languages }
        return [first] + languages.filter { $0 != first }
    }
}
