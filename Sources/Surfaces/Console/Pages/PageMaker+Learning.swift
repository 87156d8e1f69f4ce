internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// The post-mortem's editor, and how each brand's readers would see it.
extension PageMaker {
    /// `written` is what the form says, when somebody asks how that would look.
    func postmortem(_ room: Room, _ typed: Fields?, me: String, written: Postmortem? = nil) -> ConsolePage {
        let incident = room.incident
        let id = incident.id.rawValue
        var page = page(
            words(.postmortemTitle),
            trail: [
                link(words(.navIncidents), "incidents"), link(told(incident.title).text, "incidents", id),
            ])
        page.lead = [told(incident.title)]
        let draft = incident.postmortemDraft ?? incident.postmortem
        let zone = room.provider.flatMap { zones.zone($0.zone) } ?? .utc
        if incident.hasOpenDraft, let author = incident.postmortemDraft?.author {
            page.parts.append(.text(.init(words(.writtenBy, ["name": room.name(author)]), symbol: .minor)))
            if author == me {
                page.parts.append(.text(.init(words(.ownWords), isQuiet: true)))
            } else if ask.may(.approveText) {
                page.parts.append(
                    .form(
                        small(
                            ["incidents", id, "postmortem", "publish"], words(.postmortemPublish),
                            [(FormField.version, "\(room.version)")])))
            }
        }
        if ask.may(.proposeText) { page.parts.append(.form(editor(room, draft, typed, zone))) }
        if let shown = written ?? draft {
            page.parts.append(preview(shown, room, zone, isWritten: written != nil))
        }
        return page
    }

    private func editor(_ room: Room, _ draft: Postmortem?, _ typed: Fields?, _ zone: Zone) -> ConsoleForm {
        let none = LocalizedText()
        return form(
            "postmortem", ["incidents", room.incident.id.rawValue, "postmortem"], typed: typed,
            hidden: [(FormField.version, "\(room.version)")],
            buttons: sendOrPreview(
                .postmortemSave, ["incidents", room.incident.id.rawValue, "postmortem"], at: "preview")
        ) { form in
            form.texts(
                "impact", words(.partImpact), tongues(room.languages, draft?.clientImpact), draft?.clientImpact ?? none,
                rows: 4)
            form.texts(
                "overview", words(.partOverview), tongues(room.languages, draft?.overview), draft?.overview ?? none,
                rows: 4)
            form.texts(
                "context", words(.partContext), tongues(room.languages, draft?.context), draft?.context ?? none, rows: 4
            )
            form.texts(
                "cause", words(.partCause), tongues(room.languages, draft?.rootCause), draft?.rootCause ?? none, rows: 4
            )
            let known = draft?.actions ?? []
            for number in 0..<(known.count + ConsoleSurface.freeActions) {
                let action = number < known.count ? known[number] : nil
                let name = "action\(number)"
                form.group(words(.actionNumber, ["n": words.number(number + 1)])) { form in
                    form.texts(
                        name + "-symptom", words(.actionSymptom), tongues(room.languages, action?.symptom),
                        action?.symptom ?? none)
                    form.texts(
                        name + "-action", words(.actionDeed), tongues(room.languages, action?.action),
                        action?.action ?? none)
                    form.side { form in
                        form.line(name + "-owner", words(.actionOwner), action?.owner ?? "")
                        form.line(
                            name + "-due", words(.actionDue),
                            action?.due.map { zone.civilTime($0).date.iso8601 } ?? "", hint: words(.dayHint))
                        form.select(
                            name + "-state", words(.state),
                            Postmortem.Action.State.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
                            (action?.state ?? .open).rawValue)
                    }
                }
            }
            form.texts(
                "notes", words(.partNotes), tongues([language], draft?.internalNotes), draft?.internalNotes ?? none,
                rows: 4)
            form.missing(room.languages, draft?.missingLanguages ?? [])
        }
    }
}
