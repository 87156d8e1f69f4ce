internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// Declaring an incident, and planning work.
extension ConsoleSurface {
    func declaring(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let site = try await site()
        let ours = site.providers.filter(\.isOurs)
        let wanted = ask.isTold ? ask.fields["provider"] : ask.query["provider"] ?? ""
        guard let provider = ours.first(where: { $0.id.rawValue == wanted }) ?? ours.first else {
            return seeOther([], [], ask)
        }
        let make = PageMaker(ask, zones: zones)
        let isPlan = ask.route == .plan || ask.route == .planSent
        func page(_ typed: Fields?, _ preview: Statement? = nil) -> ConsolePage {
            isPlan
                ? make.plan(provider, site, key: newKey(), typed, preview)
                : make.declare(provider, site, key: newKey(), typed, preview)
        }
        guard ask.isTold else { return show(page(nil), ask) }
        var fields = ask.fields
        let declaration =
            isPlan ? plan(&fields, provider, ask) : declaration(&fields, provider, site, ask)
        guard let declaration, !fields.hasProblems else {
            return show(page(fields), ask, status: .unprocessableContent)
        }
        // What readers see by it is published by it.
        if declaration.visibility == .everyone || declaration.word != nil { try ask.require([.publishSentence]) }
        let caller = try ask.caller(once: true)
        do throws(DeskRefusal) {
            if fields.isPreview {
                let context = DeskContext(
                    provider: provider, brands: site.brands.filter { $0.provider == provider.id },
                    components: site.components.filter { $0.provider == provider.id },
                    sentences: SentenceBook.all(site.sentences), zone: zones.zone(provider.zone) ?? .utc, now: ask.now,
                    caller: caller, rules: desk.rules)
                let made = try DeskDecision(context)
                    .declare(declaration, id: IncidentID(checked: "preview"), reference: nil)
                return show(page(fields, made.incident.statements.last { $0.subject == .update }), ask)
            }
            let outcome = try await desk.declare(declaration, by: caller)
            await settled()
            return seeOther(
                ["incidents", outcome.incident.rawValue], [("done", outcome.isWaiting ? "declare-waits" : "declare")],
                ask)
        } catch {
            // What the form calls otherwise; a word's own fields stand with the word.
            fields.take(error, on: ask.language, as: ["plan": "end", "text": "sentence", "embargoUntil": "embargo"])
            return show(page(fields), ask, status: Self.status(error))
        }
    }

    private func declaration(
        _ fields: inout Fields, _ provider: Provider, _ site: Site, _ ask: Ask
    ) -> Declaration? {
        let severity: Severity? = fields.choice("severity", ask.words)
        if severity == nil { fields.refuse("severity", ask.words(.problemChooseOne)) }
        var declaration = Declaration(
            provider: provider.id, title: fields.text("title"), severity: severity ?? .unknown,
            components: fields.identifiers("components", ask.words))
        start(&fields, &declaration, ask.words)
        if fields["p1"] == "yes" { declaration.priority = .p1 }
        if fields["inside"] == "yes" { declaration.visibility = .team }
        let next = fields.instant("next", zones: zones, ask.words)
        var word = SentenceID(fields["sentence"])
        if fields["sentence"] == PageMaker.fittingWord {
            word = fitting(declaration, SentenceBook.all(site.sentences))?.id
            if word == nil { fields.refuse("sentence", ask.words(.problemChooseOne)) }
        }
        if let word { declaration.word = Saying(.sentence(word), next: next) }
        return declaration
    }

    /// A start has evidence, or there is none yet: the moment of the click is never one.
    private func start(_ fields: inout Fields, _ declaration: inout Declaration, _ words: LanguagePack) {
        let origin: ImpactWindow.Origin? =
            fields["from"] == PageMaker.unknownStart ? nil : fields.choice("from", words)
        guard let origin else {
            if !fields["start"].isEmpty || !fields.text("evidence").isEmpty {
                fields.refuse("from", words(.problemStartSource))
            }
            return
        }
        declaration.origin = origin
        declaration.start = fields.instant("start", zones: zones, words, isRequired: true)
        declaration.evidence = fields.text("evidence")
    }

    /// The first word that says no more than is known: without a start that there are reports, else what the start rests on.
    private func fitting(_ declaration: Declaration, _ sentences: [Sentence]) -> Sentence? {
        let phase: Sentence.Phase =
            declaration.start == nil ? .reported : declaration.origin == .measured ? .measured : .confirmedPartial
        return sentences.first { $0.phase == phase }
    }

    private func plan(_ fields: inout Fields, _ provider: Provider, _ ask: Ask) -> Declaration? {
        let start = fields.instant("start", zones: zones, ask.words, isRequired: true)
        let end = fields.instant("end", zones: zones, ask.words, isRequired: true)
        guard let start, let end else { return nil }
        var declaration = Declaration(
            provider: provider.id, title: fields.text("title"), severity: .maintenance,
            components: fields.identifiers("components", ask.words))
        declaration.summary = fields.text("summary")
        declaration.plan = MaintenancePlan(start: start, end: end)
        return declaration
    }
}
