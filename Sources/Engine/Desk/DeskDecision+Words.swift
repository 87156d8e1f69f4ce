internal import Incidents
internal import Telling
internal import Vocabulary

// What is said in public: sentences, free text, and the second person.
extension DeskDecision {
    /// What is entered so much later than it claims is marked for readers.
    static let lateFrom = TimeSpan.minutes(5)

    func say(_ saying: Saying, _ made: inout Made) throws(DeskRefusal) {
        let incident = made.incident
        guard incident.statements.count < Self.statementsMost else {
            throw DeskRefusal(.refused, .statementsMost, ["most": "\(Self.statementsMost)"])
        }
        let brands = saying.brands.isEmpty ? incident.own?.brands ?? [] : saying.brands
        for brand in saying.brands where incident.own?.brands.contains(brand) != true {
            throw DeskRefusal(.refused, .brandSilent, ["brand": "\(brand)"], field: "brands")
        }
        let at = try saying.at.map { (at) throws(DeskRefusal) in
            try context.past(at, orAhead: .saidAhead, field: "at")
        }
        if let next = saying.next, next <= context.now {
            throw DeskRefusal(.refused, .nextPast, field: "next")
        }
        let said = try words(of: saying, incident)
        try check(said.text, "text")
        try requireLanguages(of: said.text, brands, missing: saying.missingLanguages, "text")
        if said.status == .resolved, incident.windows.contains(where: { $0.end == nil }) {
            throw DeskRefusal(.refused, .stillHit, field: "status")
        }
        let id = nextStatement(.update, incident)
        let statement = Statement(
            id: id, status: said.status, at: at ?? context.now,
            enteredAt: at.flatMap { context.now - $0 > Self.lateFrom ? context.now : nil }, text: said.text,
            sentence: said.sentence,
            brands: saying.brands, missingLanguages: saying.missingLanguages.sorted(), author: context.caller.person,
            standing: said.sentence != nil
                ? .preApproved : letsThrough(incident.priority) ? .reviewDue : .waiting)
        made.add(.statementRecorded(incident.id, statement))
        made.id = id.rawValue
        if !statement.standing.isPublic { made.wait(id) }
    }

    private func words(
        of saying: Saying, _ incident: Incident
    ) throws(DeskRefusal) -> (text: LocalizedText, status: Update.Status, sentence: SentenceID?) {
        switch saying.words {
        case .sentence(let id):
            let sayable = context.sentences.filter { $0.phase != .title }
            guard let sentence = sayable.first(where: { $0.id == id }) else {
                throw DeskRefusal(
                    .refused, .noSentence, ["id": "\(id)", "all": sayable.map(\.id.rawValue).joined(separator: ", ")],
                    field: "sentence")
            }
            return (try insert(sentence.text, incident, saying.next, "sentence"), sentence.status, id)
        case .text(let text, let status):
            return (try insert(text, incident, saying.next, "text"), status, nil)
        }
    }

    /// Facts are inserted, never typed: in a person's text as in a sentence.
    private func insert(
        _ text: LocalizedText, _ incident: Incident, _ next: Instant?, _ field: String
    ) throws(DeskRefusal) -> LocalizedText {
        let hit = incident.windows.max { $0.start < $1.start }?.components ?? []
        let named = hit.isEmpty ? incident.components : hit
        let facts = SentenceFacts(
            incident, components: context.components.filter { named.contains($0.id) }, zone: context.zone,
            now: context.now, next: next)
        do throws(FactTextError) {
            return try facts.insert(into: text)
        } catch {
            throw DeskRefusal(error, field: field)
        }
    }

    func approve(_ id: StatementID, _ seen: LocalizedText, _ made: inout Made) throws(DeskRefusal) {
        var statement = try undecided(id, made.incident)
        let (text, author) = statement.correction.map { ($0.text, $0.author) } ?? (statement.text, statement.author)
        guard seen == text else {
            throw DeskRefusal(.conflict, .textChanged)
        }
        try requireSecondPerson(author, .ownWords)
        // Brands and what they promise may have changed since it was written.
        let brands = statement.brands.isEmpty ? made.incident.own?.brands ?? [] : statement.brands
        let missing = statement.correction?.missingLanguages ?? statement.missingLanguages
        try requireLanguages(of: text, brands, missing: missing, statement.subject == .update ? "text" : "title")
        if let correction = statement.correction {
            statement.apply(correction, at: context.now)
        } else {
            if statement.subject == .update, statement.status == .resolved,
                made.incident.windows.contains(where: { $0.end == nil })
            {
                throw DeskRefusal(.refused, .stillOpen)
            }
            // It is said when it becomes public, not when it was written.
            statement.at = context.now
            statement.enteredAt = nil
        }
        statement.standing = .approved(by: context.caller.person, at: context.now)
        try settle(statement, &made)
        made.add(.statementRecorded(made.incident.id, statement))
        made.id = id.rawValue
    }

    func decline(_ id: StatementID, _ reason: String, _ made: inout Made) throws(DeskRefusal) {
        var statement = try undecided(id, made.incident)
        guard !reason.isEmpty, reason.utf8.count <= 2_000 else {
            throw DeskRefusal(.refused, .whyNot, field: "reason")
        }
        if statement.correction != nil {
            statement.correction = nil
        } else {
            statement.standing = .declined(by: context.caller.person, at: context.now, reason: reason)
            try takeBack(statement, &made)
        }
        made.add(.statementRecorded(made.incident.id, statement))
        made.id = id.rawValue
    }

    func review(_ id: StatementID, _ made: inout Made) throws(DeskRefusal) {
        var statement = try find(id, made.incident)
        guard statement.standing == .reviewDue else {
            throw DeskRefusal(.refused, .noReview, ["id": "\(id)"])
        }
        try requireSecondPerson(statement.author, .ownReview)
        statement.standing = .reviewed(by: context.caller.person, at: context.now)
        made.add(.statementRecorded(made.incident.id, statement))
        made.id = id.rawValue
    }

    func correct(
        _ id: StatementID, _ text: LocalizedText, _ missing: [Language], _ made: inout Made
    ) throws(DeskRefusal) {
        var statement = try find(id, made.incident)
        if case .declined = statement.standing {
            throw DeskRefusal(.refused, .wasDeclined, ["id": "\(id)"])
        }
        guard statement.subject == .update else { return try correct(statement, text, &made) }
        let said = try insert(text, made.incident, nil, "text")
        try check(said, "text")
        let brands = statement.brands.isEmpty ? made.incident.own?.brands ?? [] : statement.brands
        try requireLanguages(of: said, brands, missing: missing, "text")
        guard
            said != statement.text || missing.sorted() != statement.missingLanguages
                || statement.isUndecided && mayTakeOver(statement.author)
        else { return }
        let correction = Statement.Correction(
            text: said, missingLanguages: missing.sorted(), author: context.caller.person)
        if !statement.standing.isPublic {
            // Whoever changes words that wait becomes their author: agreeing to one's own is not possible.
            statement.author = context.caller.person
            statement.text = said
            statement.missingLanguages = correction.missingLanguages
        } else if letsThrough(made.incident.priority) {
            statement.apply(correction, at: context.now)
            statement.author = context.caller.person
            statement.standing = .reviewDue
        } else {
            // What readers see stays until a second person agrees to the other words.
            statement.correction = correction
        }
        made.add(.statementRecorded(made.incident.id, statement))
        made.id = id.rawValue
        if !statement.standing.isPublic || statement.correction != nil { made.wait(id) }
    }

    /// Other words for what stands elsewhere than in an update: they are proposed anew.
    private func correct(_ statement: Statement, _ text: LocalizedText, _ made: inout Made) throws(DeskRefusal) {
        switch statement.subject {
        case .title, .summary:
            guard statement.isUndecided else {
                var change = HeadChange()
                if statement.subject == .title { change.title = text } else { change.summary = text }
                return try describe(change, &made)
            }
            try check(text, statement.subject.word)
            try requireLanguages(of: text, made.incident.own?.brands ?? [], missing: [], statement.subject.word)
            let isPublic = statement.standing == .reviewDue && letsThrough(made.incident.priority)
            if isPublic || !Self.isOpen(made.incident) {
                var head = made.incident
                if statement.subject == .title {
                    head.entitle(text)
                } else {
                    head.summary = text
                }
                if head != made.incident { made.add(.incidentDescribed(head)) }
            }
            try propose(statement.subject, text, isPublic: isPublic, &made)
        case .evidence, .note, .update:
            guard statement.standing == .waiting else {
                throw DeskRefusal(.refused, .standsAgreed, field: "statement")
            }
            try check(text, "text")
            try propose(statement.subject, text, isPublic: false, &made)
        }
        made.id = statement.id.rawValue
    }

    private func find(_ id: StatementID, _ incident: Incident) throws(DeskRefusal) -> Statement {
        guard let statement = incident.statements.first(where: { $0.id == id }) else {
            throw DeskRefusal(.notFound, .noStatement, ["id": "\(id)", "incident": "\(incident.id)"])
        }
        return statement
    }

    private func undecided(_ id: StatementID, _ incident: Incident) throws(DeskRefusal) -> Statement {
        let statement = try find(id, incident)
        guard statement.standing == .waiting || statement.correction != nil else {
            throw DeskRefusal(.conflict, .statementDecided, ["id": "\(id)"])
        }
        return statement
    }

    func requireSecondPerson(_ author: String?, _ refusal: DeskPhrase) throws(DeskRefusal) {
        if let author, mayTakeOver(author) { throw DeskRefusal(.samePerson, .nameless) }
        guard author != context.caller.person else { throw DeskRefusal(.samePerson, refusal) }
    }
}

extension Statement {
    /// Other words stand from now on; what readers saw is kept.
    fileprivate mutating func apply(_ correction: Correction, at now: Instant) {
        keepText(until: now)
        text = correction.text
        missingLanguages = correction.missingLanguages
        sentence = nil
        self.correction = nil
    }
}
