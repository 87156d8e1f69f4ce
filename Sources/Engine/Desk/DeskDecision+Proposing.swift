internal import Incidents
internal import Telling
internal import Vocabulary

// Words of an incident besides its updates: title, summary, what a window rests on, notes that readers see. They go the way of free
// text: a second person agrees to exactly these words, or a declared P1 lets them through and a review is due.
extension DeskDecision {
    /// Whether one person's words are public at once. Who has no name is no person.
    func letsThrough(_ priority: Priority?) -> Bool { priority == .p1 && !context.caller.isNameless }

    static func isOpen(_ incident: Incident) -> Bool { incident.own?.visibility == .everyone }

    /// Puts words beside an incident that wait, or that are public with a review due. There is one such statement of each subject at
    /// most: other words for it stand in its place.
    func propose(
        _ subject: Statement.Subject, _ text: LocalizedText, isPublic: Bool, _ made: inout Made
    ) throws(DeskRefusal) {
        let known = made.incident.statements.last { $0.subject == subject && $0.isUndecided }
        if let known, known.text == text, known.standing == .waiting, !isPublic, !mayTakeOver(known.author) {
            made.wait(known.id)
            return
        }
        guard known != nil || made.incident.statements.count < Self.statementsMost else {
            throw DeskRefusal(.refused, .statementsMost, ["most": "\(Self.statementsMost)"])
        }
        var statement =
            known
            ?? Statement(
                id: nextStatement(subject, made.incident), subject: subject, status: .investigating, at: context.now,
                text: text, author: context.caller.person, standing: .waiting)
        if statement.standing == .reviewDue, !isPublic { statement = renewed(statement, made.incident) }
        if statement.text != text, statement.standing.isPublic {
            statement.keepText(until: context.now)
        }
        statement.text = text
        statement.author = context.caller.person
        statement.standing = isPublic ? .reviewDue : .waiting
        made.add(.statementRecorded(made.incident.id, statement))
        if !isPublic { made.wait(statement.id) }
    }

    /// A statement of its own for words that wait, beside the ones that are public and still to be reviewed.
    private func renewed(_ statement: Statement, _ incident: Incident) -> Statement {
        Statement(
            id: nextStatement(statement.subject, incident), subject: statement.subject, status: statement.status,
            at: context.now, text: statement.text, author: statement.author, standing: .waiting)
    }

    func nextStatement(_ subject: Statement.Subject, _ incident: Incident) -> StatementID {
        let letter =
            switch subject {
            case .update: "s"
            case .title: "t"
            case .summary: "m"
            case .evidence: "e"
            case .note: "n"
            }
        let count = incident.statements.count { $0.id.rawValue.hasPrefix(letter) }
        return StatementID(checked: "\(letter)\(count + 1)")
    }

    /// Words that nobody with a name proposed can become somebody's.
    func mayTakeOver(_ author: String) -> Bool {
        DeskCaller.nameless.contains(author) && !DeskCaller.nameless.contains(context.caller.person)
    }

    /// Puts agreed words, other than those of an update, where readers see them.
    func settle(_ statement: Statement, _ made: inout Made) throws(DeskRefusal) {
        var head = made.incident
        switch statement.subject {
        case .update: return
        case .title:
            head.entitle(statement.text)
        case .summary: head.summary = statement.text
        case .evidence(let id):
            guard var window = made.incident.windows.first(where: { $0.id == id }) else {
                throw DeskRefusal(.conflict, .windowGone, ["id": "\(id)"])
            }
            window.evidence = statement.text
            if !made.incident.windows.contains(window) { made.add(.impactWindowRecorded(head.id, window)) }
            return
        case .note(let at, let kind):
            made.add(
                .insideEventNoted(
                    head.id, InsideEvent(at: at, kind: kind, text: statement.text, visibility: .everyone)))
            return
        }
        if head != made.incident { made.add(.incidentDescribed(head)) }
    }

    /// Proposed words that a second person must see to be rid of: the head of what the team alone sees held them already.
    func takeBack(_ statement: Statement, _ made: inout Made) throws(DeskRefusal) {
        var head = made.incident
        if statement.subject == .title, head.title == statement.text { try fallBack(.title, &head, without: statement) }
        if statement.subject == .summary, head.summary == statement.text {
            try fallBack(.summary, &head, without: statement)
        }
        if head != made.incident { made.add(.incidentDescribed(head)) }
    }

    /// The head as readers may see it: with words that were agreed to, or that a P1 lets through.
    func becomePublic(_ made: inout Made, until: Instant?) throws(DeskRefusal) {
        var head = made.incident
        head.own?.visibility = .everyone
        head.own?.embargoUntil = until
        var reviewed: [Statement] = []
        for subject in [Statement.Subject.title, .summary] {
            guard let waiting = head.statements.last(where: { $0.subject == subject && $0.standing == .waiting }) else {
                continue
            }
            let shown = subject == .title ? head.title : head.summary
            guard shown == waiting.text else { continue }
            if head.priority == .p1, !DeskCaller.nameless.contains(waiting.author) {
                var statement = waiting
                statement.standing = .reviewDue
                reviewed.append(statement)
            } else {
                try fallBack(subject, &head, without: waiting)
            }
        }
        if head != made.incident { made.add(.incidentDescribed(head)) }
        for statement in reviewed { made.add(.statementRecorded(head.id, statement)) }
    }

    private func fallBack(
        _ subject: Statement.Subject, _ head: inout Incident, without statement: Statement
    ) throws(DeskRefusal) {
        let agreed = head.statements.last {
            $0.subject == subject && $0.standing.isPublic && $0.id != statement.id
        }
        if subject == .summary {
            head.summary = agreed?.text ?? LocalizedText()
        } else if let agreed {
            head.entitle(agreed.text)
        } else {
            try entitle(&head)
        }
    }

    // MARK: Agreed titles

    /// Gives an incident the title that needs nobody: an agreed sentence, with its components in every language.
    func entitle(_ head: inout Incident, with wanted: SentenceID? = nil) throws(DeskRefusal) {
        let id = wanted ?? head.own?.titleSentence.flatMap { SentenceBook.isTitleOfSeverity($0) ? nil : $0 }
        let fitting = id ?? SentenceBook.title(of: head.severity)
        guard let sentence = context.sentences.first(where: { $0.id == fitting && $0.phase == .title }) else {
            guard wanted == nil else {
                throw DeskRefusal(
                    .refused, .noTitle,
                    [
                        "id": "\(fitting)",
                        "all": context.sentences.filter { $0.phase == .title }.map(\.id.rawValue).joined(
                            separator: ", "),
                    ], field: "titleSentence")
            }
            // Withdrawn ones are replaced by ours: declaring must stay possible.
            return head.entitle(
                try composed(SentenceBook.ownTitle(of: head.severity), head), by: SentenceBook.title(of: head.severity))
        }
        var title = try composed(sentence.text, head)
        let ours = try composed(SentenceBook.ownTitle(of: head.severity), head)
        for language in ours.languages where title[language] == nil { title[language] = ours[language] }
        head.entitle(title, by: fitting)
    }

    private func composed(_ text: LocalizedText, _ head: Incident) throws(DeskRefusal) -> LocalizedText {
        let promised = context.languages(of: head.own?.brands ?? [])
        let wanted = promised.isEmpty ? context.languages(of: context.brands.map(\.id)) : promised
        var named = context.components.filter { head.components.contains($0.id) }
        if named.isEmpty {
            // Nobody has said yet what is hit.
            named = [
                Component(
                    id: ComponentID(checked: "all"), provider: context.provider.id, channel: .other,
                    name: LocalizedText([.english: context.provider.name]), brands: [], order: 0)
            ]
        }
        let facts = SentenceFacts(head, components: named, zone: context.zone, now: context.now)
        var kept = LocalizedText()
        for language in text.languages where wanted.isEmpty || wanted.contains(language) {
            kept[language] = text[language]
        }
        do throws(FactTextError) {
            return try facts.insert(into: kept)
        } catch {
            throw DeskRefusal(error, field: "titleSentence")
        }
    }
}

extension Statement {
    private static let earlierMost = 50

    /// What readers saw stays on record, the latest of it where there is much.
    mutating func keepText(until now: Instant) {
        earlier.append(Update.EarlierText(text: text, replacedAt: now))
        if earlier.count > Self.earlierMost { earlier.remove(at: 1) }
    }

    /// Whether somebody else still has to read it.
    var isUndecided: Bool { standing == .waiting || standing == .reviewDue }
}

extension Incident {
    mutating func entitle(_ title: LocalizedText, by sentence: SentenceID? = nil) {
        self.title = title
        own?.titleSentence = sentence
    }
}
