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
        /// The incident after it.
        package var incident: Incident

        init(_ incident: Incident) { self.incident = incident }

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
            throw DeskRefusal(
                .refused, "\(incident.id) is a vendor's incident: what its page says is not changed here.")
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
            try check(text, "text")
            made.add(
                .insideEventNoted(
                    incident.id, InsideEvent(at: at, kind: kind, text: text, visibility: visibility)))
        case .publish: show(.everyone, until: nil, &made)
        case .embargo(let until):
            guard until > context.now else {
                throw DeskRefusal(.refused, "An embargo ends in the future.", field: "until")
            }
            show(.team, until: until, &made)
        case .withhold: show(.team, until: nil, &made)
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
        try check(declaration.title, "title")
        try check(declaration.summary, "summary", mayBeEmpty: true)
        guard !declaration.components.isEmpty || declaration.visibility == .team else {
            throw DeskRefusal(
                .refused, "Name at least one component that is hit: pages show incidents by component.",
                field: "components")
        }
        try context.known(declaration.components, field: "components")
        let brands = declaration.brands ?? context.brands(showing: declaration.components)
        try context.known(brands, field: "brands")
        guard !brands.isEmpty || declaration.visibility == .team else {
            throw DeskRefusal(
                .refused, "\(context.provider.name) has no brand yet that could tell it.", field: "brands")
        }
        try requireLanguages(of: declaration.title, brands, missing: [], "title")
        if Self.hasWords(declaration.summary) {
            try requireLanguages(of: declaration.summary, brands, missing: [], "summary")
        }
        if let plan = declaration.plan, plan.end <= plan.start {
            throw DeskRefusal(.refused, "Planned work ends after it begins.", field: "plan")
        }
        if let start = declaration.start, start > context.now {
            throw DeskRefusal(
                .refused, "The start lies in the future; planned work has a plan instead.", field: "start")
        }
        if let until = declaration.embargoUntil, until <= context.now {
            throw DeskRefusal(.refused, "An embargo ends in the future.", field: "embargoUntil")
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
        var made = Made(head)
        made.facts.append(.incidentDescribed(head))
        if let start = declaration.start {
            try record(
                WindowOrder(start: start, end: nil, evidence: declaration.evidence, origin: declaration.origin), &made)
        }
        made.id = nil
        if let word = declaration.word {
            try say(word, &made)
        } else if declaration.plan != nil, let sentence = sentence(for: .maintenanceScheduled) {
            try say(Saying(.sentence(sentence.id)), &made)
        }
        return made
    }

    private func describe(_ change: HeadChange, _ made: inout Made) throws(DeskRefusal) {
        var head = made.incident
        if let title = change.title { head.title = title }
        if let summary = change.summary { head.summary = summary }
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
        try check(head.title, "title")
        try check(head.summary, "summary", mayBeEmpty: true)
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
                called: "statement \(statement.id)")
        }
        guard head != made.incident else { return }
        made.add(.incidentDescribed(head))
    }

    private func show(_ visibility: Visibility, until: Instant?, _ made: inout Made) {
        var head = made.incident
        head.own?.visibility = visibility
        head.own?.embargoUntil = until
        if head != made.incident { made.add(.incidentDescribed(head)) }
    }

    // MARK: Rules of texts

    func check(_ text: LocalizedText, _ field: String, mayBeEmpty: Bool = false) throws(DeskRefusal) {
        let texts = text.languages.map { text[$0] ?? "" }
        guard mayBeEmpty || texts.contains(where: { $0.contains { !$0.isWhitespace } }) else {
            throw DeskRefusal(.refused, "The \(field) is empty.", field: field)
        }
        guard texts.allSatisfy({ $0.utf8.count <= Self.textBytesMost }) else {
            throw DeskRefusal(.refused, "The \(field) is longer than \(Self.textBytesMost) bytes.", field: field)
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
            let remedy =
                switch field {
                case "title", "summary": "Readers of each language were promised one."
                case "brands": "Correct it first: write it, or declare these languages missing, which readers see."
                default: "Write it, or declare these languages missing, which readers see."
                }
            throw DeskRefusal(
                .incomplete, "The \(name ?? field) is missing in: \(promised.joined(separator: ", ")). \(remedy)",
                field: field, missing: lacking)
        }
    }

    func sentence(for phase: Sentence.Phase) -> Sentence? { context.sentences.first { $0.phase == phase } }
}
