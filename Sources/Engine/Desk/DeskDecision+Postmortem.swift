internal import Incidents
internal import Telling
internal import Vocabulary

// What was learned: written by one, published by another, in every promised language.
extension DeskDecision {
    func draft(_ draft: Postmortem, _ made: inout Made) throws(DeskRefusal) {
        for (name, text) in texts(of: draft) { try check(text, name, mayBeEmpty: true) }
        guard draft.actions.count <= 100 else {
            throw DeskRefusal(.refused, .actionsMost, field: "actions")
        }
        var draft = draft
        draft.author = context.caller.person
        draft.approvedBy = nil
        guard draft != made.incident.postmortemDraft else { return }
        made.add(.postmortemDrafted(made.incident.id, draft))
        made.isWaiting = true
    }

    func publishPostmortem(_ seen: Postmortem?, _ made: inout Made) throws(DeskRefusal) {
        guard var draft = made.incident.postmortemDraft else {
            throw DeskRefusal(.refused, .noDraft)
        }
        if let seen, seen.content != draft.content {
            throw DeskRefusal(.conflict, .draftChanged)
        }
        try requireSecondPerson(draft.author, .ownPostmortem)
        guard !draft.rootCause.isEmpty, !draft.clientImpact.isEmpty else {
            throw DeskRefusal(.refused, .postmortemNeeds)
        }
        let brands = made.incident.own?.brands ?? []
        for (name, text) in texts(of: draft) where !text.isEmpty {
            try requireLanguages(of: text, brands, missing: draft.missingLanguages, name)
        }
        draft.publishedAt = context.now
        draft.approvedBy = context.caller.person
        made.add(.postmortemPublished(made.incident.id, draft))
    }

    private func texts(of draft: Postmortem) -> [(String, LocalizedText)] {
        [
            ("client impact", draft.clientImpact), ("overview", draft.overview), ("context", draft.context),
            ("root cause", draft.rootCause),
        ] + draft.actions.flatMap { [("symptom", $0.symptom), ("action", $0.action)] }
    }
}

extension Postmortem {
    /// What its writers wrote, without what the desk adds.
    fileprivate var content: Postmortem {
        var content = self
        content.publishedAt = Instant(seconds: 0)
        content.author = nil
        content.approvedBy = nil
        return content
    }
}
