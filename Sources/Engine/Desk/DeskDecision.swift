package import Incidents
internal import Telling
package import Vocabulary

/// What an order makes of an incident, as facts: pure. An order is done whole or refused with a sentence.
package struct DeskDecision {
    /// What an order came to.
    package struct Made: Sendable {
        package var facts: [Fact] = []
        /// The statement or window that it made.
        package var id: String?
        package var isWaiting = false
        /// Statements of it that wait for a second person.
        package var waiting: [StatementID] = []
        /// The incident after it.
        package var incident: Incident

        init(_ incident: Incident) { self.incident = incident }

        mutating func wait(_ id: StatementID) {
            isWaiting = true
            if !waiting.contains(id) { waiting.append(id) }
        }

        mutating func add(_ fact: Fact) {
            facts.append(fact)
            incident.apply(fact)
        }
    }

    static let statementsMost = 500
    static let windowsMost = 200
    static let textBytesMost = 20_000

    let context: DeskContext

    package init(_ context: DeskContext) { self.context = context }

    package func make(_ order: DeskOrder, on incident: Incident) throws(DeskRefusal) -> Made {
        guard incident.own != nil else {
            throw DeskRefusal(.refused, .vendorsIncident, ["id": "\(incident.id)"])
        }
        var made = Made(incident)
        switch order {
        case .say(let saying): try say(saying, &made)
        case .approve(let id, let text): try approve(id, text, &made)
        case .decline(let id, let reason): try decline(id, reason, &made)
        case .review(let id): try review(id, &made)
        case .correct(let id, let text, let missing): try correct(id, text, missing, &made)
        case .describe(let change): try describe(change, &made)
        case .recordWindow(let window): try record(window, &made)
        case .withdrawWindow(let id): try withdraw(id, &made)
        case .reopen(let start, let components, let evidence, let word):
            try reopen(start, components, evidence, word, &made)
        case .resolve(let end, let word): try resolve(end, word, &made)
        case .note(let at, let kind, let text, let visibility):
            try note(InsideEvent(at: at, kind: kind, text: text, visibility: visibility), &made)
        case .publish: try becomePublic(&made, until: nil)
        case .embargo(let until):
            guard until > context.now else {
                throw DeskRefusal(.refused, .embargoPast, field: "until")
            }
            withhold(until: until, &made)
        case .withhold: withhold(until: nil, &made)
        case .movePlan(let start, let end): try movePlan(start, end, &made)
        case .followSeries(let start, let end): try followSeries(start, end, &made)
        case .beginPlan: try stepPlan(.inProgress, from: [.scheduled], saying: .maintenanceBegun, &made)
        case .completePlan: try stepPlan(.completed, from: [.inProgress], saying: .maintenanceDone, &made)
        case .cancelPlan:
            try stepPlan(.cancelled, from: [.scheduled, .inProgress], saying: .maintenanceCancelled, &made)
        case .draftPostmortem(let draft): try self.draft(draft, &made)
        case .publishPostmortem(let seen): try publishPostmortem(seen, &made)
        }
        return made
    }

    // MARK: Heads

    /// `id` must be new; `number` is the reference that was taken for it.
    package func declare(
        _ declaration: Declaration, id: IncidentID, reference: Reference?
    ) throws(DeskRefusal) -> Made {
        try check(declaration.title, "title", mayBeEmpty: true)
        try check(declaration.summary, "summary", mayBeEmpty: true)
        guard !declaration.components.isEmpty || declaration.visibility == .team else {
            throw DeskRefusal(.refused, .componentsNeeded, field: "components")
        }
        try context.known(declaration.components, field: "components")
        let brands = declaration.brands ?? context.brands(showing: declaration.components)
        try context.known(brands, field: "brands")
        guard !brands.isEmpty || declaration.visibility == .team else {
            throw DeskRefusal(.refused, .noBrandYet, ["provider": context.provider.name], field: "brands")
        }
        let hasOwnTitle = Self.hasWords(declaration.title)
        guard !hasOwnTitle || declaration.titleSentence == nil else {
            throw DeskRefusal(.refused, .twoTitles, field: "titleSentence")
        }
        if hasOwnTitle { try requireLanguages(of: declaration.title, brands, missing: [], "title") }
        if Self.hasWords(declaration.summary) {
            try requireLanguages(of: declaration.summary, brands, missing: [], "summary")
        }
        if let plan = declaration.plan, plan.end <= plan.start {
            throw DeskRefusal(.refused, .planOrder, field: "plan")
        }
        if let start = declaration.start { _ = try context.past(start, orAhead: .startPlanned, field: "start") }
        if let plan = declaration.plan { try context.notTooOld(plan.start, field: "plan") }
        if let until = declaration.embargoUntil, until <= context.now {
            throw DeskRefusal(.refused, .embargoPast, field: "embargoUntil")
        }
        var head = Incident(
            id: id, provider: context.provider.id, reference: reference, title: declaration.title,
            summary: declaration.summary, severity: declaration.plan == nil ? declaration.severity : .maintenance,
            priority: declaration.priority, category: declaration.category,
            responsibility: declaration.responsibility, components: declaration.components)
        head.own = OwnRecord(
            declaredAt: context.now, declaredBy: context.caller.person,
            visibility: declaration.embargoUntil == nil ? declaration.visibility : .team,
            embargoUntil: declaration.embargoUntil, brands: brands, plan: declaration.plan)
        var agreed = head
        try entitle(&agreed, with: declaration.titleSentence)
        // A person's own words are seen by the team alone until a second person agrees, or are those of a declared P1.
        let isPublic = letsThrough(head.priority)
        let isShown = declaration.areWordsAgreed || isPublic || !Self.isOpen(head)
        let isOwnTitle = hasOwnTitle && head.title != agreed.title
        if !isOwnTitle || !isShown { head.entitle(agreed.title, by: agreed.own?.titleSentence) }
        if !isShown { head.summary = LocalizedText() }
        var made = Made(head)
        made.facts.append(.incidentDescribed(head))
        if let start = declaration.start {
            try record(
                WindowOrder(start: start, end: nil, evidence: declaration.evidence, origin: declaration.origin), &made)
        }
        if !declaration.areWordsAgreed {
            if isOwnTitle { try propose(.title, declaration.title, isPublic: isPublic, &made) }
            if Self.hasWords(declaration.summary) {
                try propose(.summary, declaration.summary, isPublic: isPublic, &made)
            }
        }
        made.id = nil
        if let word = declaration.word {
            try say(word, &made)
        } else if declaration.plan != nil, let sentence = sentence(for: .maintenanceScheduled) {
            try say(Saying(.sentence(sentence.id)), &made)
        }
        return made
    }

    func describe(_ change: HeadChange, _ made: inout Made) throws(DeskRefusal) {
        var head = made.incident
        if let severity = change.severity { head.severity = severity }
        if let priority = change.priority { head.priority = priority }
        if let category = change.category { head.category = category }
        if let responsibility = change.responsibility { head.responsibility = responsibility }
        if let components = change.components {
            try context.known(components, field: "components", before: head.components)
            head.components = components
        }
        if let brands = change.brands {
            try context.known(brands, field: "brands", before: head.own?.brands ?? [])
            head.own?.brands = brands
        }
        if let reference = change.reference { head.reference = reference }
        let proposed = try words(of: change, &head, made.incident)
        let (brands, before) = (head.own?.brands ?? [], made.incident.own?.brands ?? [])
        let added = brands.filter { !before.contains($0) }
        // What a brand began to promise later hinders nobody who changes something else.
        if head.title != made.incident.title || !added.isEmpty {
            try requireLanguages(of: head.title, brands, missing: [], "title")
        }
        if Self.hasWords(head.summary), head.summary != made.incident.summary || !added.isEmpty {
            try requireLanguages(of: head.summary, brands, missing: [], "summary")
        }
        // Its readers are shown from now on what was said to all before.
        for statement in head.statements where statement.brands.isEmpty && statement.standing.isPublic {
            try requireLanguages(
                of: statement.text, added, missing: statement.missingLanguages, "brands",
                called: statement.id.rawValue)
        }
        if head != made.incident { made.add(.incidentDescribed(head)) }
        let isPublic = letsThrough(head.priority)
        for (subject, text) in proposed { try propose(subject, text, isPublic: isPublic, &made) }
    }

    /// Puts a change's words into the head where readers may see them, or where only the team looks; gives those that somebody else
    /// has to read.
    private func words(
        of change: HeadChange, _ head: inout Incident, _ before: Incident
    ) throws(DeskRefusal) -> [(Statement.Subject, LocalizedText)] {
        var proposed: [(Statement.Subject, LocalizedText)] = []
        let isShown = letsThrough(head.priority) || !Self.isOpen(before)
        let brands = head.own?.brands ?? []
        guard change.title == nil || change.titleSentence == nil else {
            throw DeskRefusal(.refused, .twoTitles, field: "titleSentence")
        }
        if let wanted = change.titleSentence {
            try entitle(&head, with: wanted)
        } else if head.own?.titleSentence != nil {
            let facts = (head.severity, head.components, brands)
            if facts != (before.severity, before.components, before.own?.brands ?? []) { try entitle(&head) }
        }
        if let title = change.title, title != before.title, title != head.title {
            try check(title, "title")
            try requireLanguages(of: title, brands, missing: [], "title")
            if isShown { head.entitle(title) }
            proposed.append((.title, title))
        }
        if let summary = change.summary, summary != before.summary {
            try check(summary, "summary", mayBeEmpty: true)
            if Self.hasWords(summary) {
                try requireLanguages(of: summary, brands, missing: [], "summary")
                if isShown { head.summary = summary }
                proposed.append((.summary, summary))
            } else {
                // Fewer words need nobody.
                head.summary = LocalizedText()
            }
        }
        return proposed
    }

    private func withhold(until: Instant?, _ made: inout Made) {
        var head = made.incident
        head.own?.visibility = .team
        head.own?.embargoUntil = until
        if head != made.incident { made.add(.incidentDescribed(head)) }
    }

    private func note(_ given: InsideEvent, _ made: inout Made) throws(DeskRefusal) {
        try check(given.text, "text")
        var event = given
        // What led to an incident may be older than anything of it.
        event.at = try context.past(given.at, orAhead: .noteAhead, field: "at", isBound: false)
        guard event.visibility == .everyone else { return made.add(.insideEventNoted(made.incident.id, event)) }
        let isPublic = letsThrough(made.incident.priority)
        if isPublic { made.add(.insideEventNoted(made.incident.id, event)) }
        try propose(.note(at: event.at, event.kind), event.text, isPublic: isPublic, &made)
    }

    // MARK: Rules of texts

    func check(_ text: LocalizedText, _ field: String, mayBeEmpty: Bool = false) throws(DeskRefusal) {
        let texts = text.languages.map { text[$0] ?? "" }
        guard mayBeEmpty || texts.contains(where: { $0.contains { !$0.isWhitespace } }) else {
            throw DeskRefusal(.refused, .isEmpty, ["field": "\(field)"], field: field)
        }
        guard texts.allSatisfy({ $0.utf8.count <= Self.textBytesMost }) else {
            throw DeskRefusal(.refused, .isLong, ["field": "\(field)", "most": "\(Self.textBytesMost)"], field: field)
        }
    }

    static func hasWords(_ text: LocalizedText) -> Bool {
        text.languages.contains { language in (text[language] ?? "").contains { !$0.isWhitespace } }
    }

    /// Every promised language has its text, or is said to be missing.
    func requireLanguages(
        of text: LocalizedText, _ brands: [BrandID], missing: [Language], _ field: String, called name: String? = nil
    ) throws(DeskRefusal) {
        let lacking = context.languages(of: brands).filter { language in
            !(text[language] ?? "").contains { !$0.isWhitespace } && !missing.contains(language)
        }
        guard lacking.isEmpty else {
            let promised = lacking.map { language in
                let promising = context.brands.filter { brands.contains($0.id) && $0.languages.contains(language) }
                return "\(language.code) (\(promising.map(\.name).joined(separator: ", ")))"
            }
            let languages = promised.joined(separator: ", ")
            let phrase: DeskPhrase =
                switch field {
                case "title", "summary": .missingPromised
                case "brands": .missingCorrect
                default: .missingDeclare
                }
            throw DeskRefusal(
                .incomplete, phrase, ["field": field, "id": name ?? "", "languages": languages], field: field,
                missing: lacking)
        }
    }

    func sentence(for phase: Sentence.Phase) -> Sentence? { context.sentences.first { $0.phase == phase } }
}
