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
        let declaration = isPlan ? plan(&fields, provider, ask) : declaration(&fields, provider, ask)
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
                    caller: caller)
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

    private func declaration(_ fields: inout Fields, _ provider: Provider, _ ask: Ask) -> Declaration? {
        let severity: Severity? = fields.choice("severity", ask.words)
        if severity == nil { fields.refuse("severity", ask.words(.problemChooseOne)) }
        var declaration = Declaration(
            provider: provider.id, title: fields.text("title"), severity: severity ?? .unknown,
            components: fields.identifiers("components", ask.words))
        // Customers are hit since then; nobody knows of anybody when it is empty.
        declaration.start = fields.instant("start", zones: zones, ask.words)
        if fields["p1"] == "yes" { declaration.priority = .p1 }
        if fields["inside"] == "yes" { declaration.visibility = .team }
        let next = fields.instant("next", zones: zones, ask.words)
        if let id = SentenceID(fields["sentence"]) { declaration.word = Saying(.sentence(id), next: next) }
        return declaration
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
