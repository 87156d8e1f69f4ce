internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// What the forms of an incident's page order. Nil where something is wrong, which then stands in the fields.
extension ConsoleSurface {
    func order(_ fields: inout Fields, _ room: Room, _ ask: Ask) -> DeskOrder? {
        let words = ask.words
        switch ask.route {
        case .headSent: return .describe(head(&fields, room, words))
        case .windowSent:
            guard let start = fields.instant("start", zones: zones, words, isRequired: true) else { return nil }
            let end = fields.instant("end", zones: zones, words)
            let components: [ComponentID] = fields.identifiers("components", words)
            return .recordWindow(
                WindowOrder(
                    id: ImpactWindowID(fields["item"]), start: start, end: end,
                    components: components.isEmpty ? nil : components, evidence: fields.text("evidence"),
                    origin: fields.choice("origin", words) ?? .enteredByPerson,
                    confidence: fields.choice("confidence", words) ?? .high))
        case .windowWithdrawn: return ImpactWindowID(fields["item"]).map { .withdrawWindow($0) }
        case .sentenceSent: return sentence(&fields, words).map { .say($0) }
        case .textSent:
            let status: Update.Status? = fields.choice("status", words)
            guard let status else {
                fields.refuse("status", words(.problemChooseOne))
                return nil
            }
            var saying = Saying(
                .text(fields.text("text"), status), next: fields.instant("next", zones: zones, words),
                missingLanguages: fields.languages("missing"))
            saying.brands = fields.identifiers("brands", words)
            return .say(saying)
        case .approved:
            guard let id = StatementID(fields["item"]) else { return nil }
            // The digest says what was read; words that changed since are not agreed to.
            let statement = room.incident.statements.first { $0.id == id }
            let text = statement?.correction?.text ?? statement?.text ?? LocalizedText()
            return .approve(id, text: fields["seen"] == Seen.digest(of: text) ? text : LocalizedText())
        case .declined: return StatementID(fields["item"]).map { .decline($0, reason: fields["reason"]) }
        case .reviewed: return StatementID(fields["item"]).map { .review($0) }
        case .corrected:
            return StatementID(fields["item"])
                .map { .correct($0, fields.text("text"), missing: fields.languages("missing")) }
        case .reopened:
            guard let start = fields.instant("start", zones: zones, words, isRequired: true) else { return nil }
            let components: [ComponentID] = fields.identifiers("components", words)
            return .reopen(
                start: start, components: components.isEmpty ? nil : components, evidence: fields.text("evidence"),
                word: fields["sentence"].isEmpty ? nil : sentence(&fields, words))
        case .resolved:
            // Without an open window there is no end to be asked for.
            let end =
                fields.has("end") ? fields.evidencedInstant("end", zones: zones, words, now: ask.now) : nil
            return sentence(&fields, words).map { .resolve(end: end, word: $0) }
        case .shown: return .publish
        case .embargoed:
            return fields.instant("until", zones: zones, words, isRequired: true).map { .embargo(until: $0) }
        case .withheld: return .withhold
        case .noted:
            guard let at = fields.evidencedInstant("at", zones: zones, words, now: ask.now) else { return nil }
            var text = LocalizedText()
            text[ask.language] = fields["text"].isEmpty ? nil : fields["text"]
            return .note(
                at: at, fields.choice("kind", words) ?? .other, text,
                fields["public"] == "yes" ? .everyone : .team)
        case .planMoved:
            let start = fields.instant("start", zones: zones, words, isRequired: true)
            let end = fields.instant("end", zones: zones, words, isRequired: true)
            guard let start, let end else { return nil }
            return .movePlan(start: start, end: end)
        case .planBegun: return .beginPlan
        case .planCompleted: return .completePlan
        default: return .cancelPlan
        }
    }

    private func sentence(_ fields: inout Fields, _ words: LanguagePack) -> Saying? {
        guard let id = SentenceID(fields["sentence"]) else {
            fields.refuse("sentence", words(.problemChooseOne))
            return nil
        }
        var saying = Saying(
            .sentence(id), next: fields.instant("next", zones: zones, words),
            missingLanguages: fields.languages("missing"))
        saying.brands = fields.identifiers("brands", words)
        return saying
    }

    private func head(_ fields: inout Fields, _ room: Room, _ words: LanguagePack) -> HeadChange {
        var change = HeadChange()
        change.title = fields.text("title")
        change.summary = fields.text("summary")
        change.severity = fields.choice("severity", words)
        change.priority = fields.choice("priority", words)
        change.category = fields.choice("category", words)
        change.responsibility = fields.choice("responsibility", words)
        change.components = fields.identifiers("components", words)
        change.brands = fields.identifiers("brands", words)
        if !fields["reference"].isEmpty {
            change.reference = Reference(fields["reference"])
            if change.reference == nil { fields.refuse("reference", words(.problemReference)) }
        }
        return change
    }
}
