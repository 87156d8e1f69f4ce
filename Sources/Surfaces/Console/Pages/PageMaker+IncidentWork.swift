internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Journal
internal import Markup
internal import Telling
internal import Vocabulary

// What can be done about an incident besides saying something: its windows, its end and return, its plan, its head, who
// sees it.
extension PageMaker {
    // MARK: When customers were hit

    func windows(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        let zone = context.zone
        var parts: [ConsolePage.Part] = []
        let known = Set(room.incident.components)
        func fields(_ window: ImpactWindow?, _ form: inout FormMaker) {
            form.moment("start", words(.windowFrom), window?.start, zone: zone, isRequired: true)
            form.moment("end", words(.windowUntil), window?.end, zone: zone, hint: words(.windowUntilHint))
            form.boxes(
                "components", words(.componentsHit), components(room),
                (window?.components ?? room.incident.components).map(\.rawValue))
            form.texts(
                "evidence", words(.evidence), tongues([language], window?.evidence), window?.evidence ?? LocalizedText()
            )
            form.side { form in
                form.select(
                    "origin", words(.originField), sources(canBeUnknown: false),
                    (window?.origin ?? .enteredByPerson).rawValue)
                form.select(
                    "confidence", words(.confidence),
                    Confidence.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
                    (window?.confidence ?? .high).rawValue)
            }
        }
        let items = room.incident.windows.map { window -> ConsolePage.Item in
            let id = window.id.rawValue
            var item = ConsolePage.Item(lines: [
                .init(
                    when(window.start, in: zone) + " – " + (window.end.map { when($0, in: zone) } ?? words(.goesOn)),
                    symbol: window.end == nil ? .critical : nil),
                .init(words.duration(window.length(now: ask.now)), isQuiet: true),
            ])
            guard ask.may(.declareAndUpdate) else { return item }
            item.parts = [
                .fold(
                    title: words(.windowCorrect), isOpen: back.typed(.windowSent, id) != nil,
                    [.form(form(.windowSent, room, back, item: id, buttons: [button(.save)]) { fields(window, &$0) })]),
                .fold(
                    title: words(.windowWithdraw), isOpen: false,
                    [
                        .text(.init(words(.windowWithdrawRule))),
                        .form(small(.windowWithdrawn, room, words(.windowWithdraw), item: id)),
                    ]),
            ]
            return item
        }
        parts.append(items.isEmpty ? .text(.init(words(.windowsNone), isQuiet: true)) : .list(items))
        if ask.may(.declareAndUpdate), !known.isEmpty || !room.components.isEmpty {
            parts.append(
                .fold(
                    title: words(.windowAdd), isOpen: back.typed(.windowSent) != nil,
                    [.form(form(.windowSent, room, back, buttons: [button(.windowAdd)]) { fields(nil, &$0) })]))
        }
        return .section(title: words(.windowsTitle), id: "windows", parts)
    }

    // MARK: The end, and the return

    func ending(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        let incident = room.incident
        guard ask.may(.declareAndUpdate), incident.own?.plan == nil else { return nil }
        let isOpen = incident.windows.contains { $0.end == nil }
        func options(_ phases: [Sentence.Phase]) -> [ConsoleForm.Option] {
            phases.flatMap { phase in context.sentences.filter { $0.phase == phase } }
                .map { .init(value: $0.id.rawValue, text: words.name($0.phase)) }
        }
        if isOpen || incident.isOpenOnOurDesk(now: ask.now) {
            let sentences = options([.resolved, .recovered])
            let sent = form(
                .resolved, room, back,
                buttons: sendOrPreview(.resolveSend, path(room, .resolved), at: preview(.resolved))
            ) { form in
                if isOpen {
                    form.evidencedMoment("end", words(.windowUntil), endings(room, context.zone), zone: context.zone)
                }
                form.select("sentence", words(.saySentence), sentences, sentences.first?.value ?? "")
            }
            return .section(
                title: words(.resolveTitle), id: "resolve-part",
                [.text(.init(words(.resolveRule), isQuiet: true)), .form(sent)] + previews(back, .resolved, room))
        }
        let sentences = options([.recurred])
        let sent = form(
            .reopened, room, back, buttons: sendOrPreview(.reopenSend, path(room, .reopened), at: preview(.reopened))
        ) { form in
            form.moment("start", words(.windowFrom), nil, zone: context.zone, isRequired: true)
            form.boxes(
                "components", words(.componentsHit), components(room), incident.components.map(\.rawValue))
            form.texts("evidence", words(.evidence), [language])
            form.select("sentence", words(.saySentence), sentences, sentences.first?.value ?? "")
            form.moment("next", words(.nextUpdate), nextWord, zone: context.zone, hint: words(.nextUpdateHint))
        }
        return .section(
            title: words(.reopenTitle), id: "reopen-part",
            [.text(.init(words(.reopenRule), isQuiet: true)), .form(sent)] + previews(back, .reopened, room))
    }

    func planning(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        guard ask.may(.declareAndUpdate), let plan = room.incident.own?.plan else { return nil }
        var parts: [ConsolePage.Part] = []
        switch plan.phase {
        case .scheduled:
            parts.append(.form(small(.planBegun, room, words(.planBegin))))
            parts.append(
                .fold(
                    title: words(.planMove), isOpen: back.typed(.planMoved) != nil,
                    [
                        .form(
                            form(.planMoved, room, back, buttons: [button(.planMove)]) { form in
                                form.moment(
                                    "start", words(.planStart), plan.start, zone: context.zone, isRequired: true)
                                form.moment("end", words(.planEnd), plan.end, zone: context.zone, isRequired: true)
                            })
                    ]))
            parts.append(.form(small(.planCancelled, room, words(.planCancel))))
        case .inProgress:
            parts.append(.form(small(.planCompleted, room, words(.planComplete))))
            parts.append(.form(small(.planCancelled, room, words(.planCancel))))
        case .completed, .cancelled: return nil
        }
        return .section(title: words(.planTitle), id: "plan-part", parts)
    }

    // MARK: The head, who sees it, what happened inside

    func head(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        guard ask.may(.declareAndUpdate) else { return nil }
        let incident = room.incident
        let sent = form(.headSent, room, back, buttons: [button(.save)]) { form in
            form.texts("title", words(.titleField), tongues(room.languages, incident.title), incident.title)
            form.texts(
                "summary", words(.summaryField), tongues(room.languages, incident.summary), incident.summary, rows: 3)
            form.radios("severity", words(.severityField), severities(), incident.severity.rawValue)
            form.boxes("components", words(.componentsHit), components(room), incident.components.map(\.rawValue))
            form.boxes(
                "brands", words(.toldOn), brands(room.tellable), (incident.own?.brands ?? []).map(\.rawValue))
            form.side { form in
                form.select(
                    "priority", words(.priorityField),
                    [.init(value: "", text: words(.noneChosen))]
                        + Priority.allCases.map { .init(value: $0.rawValue, text: $0.rawValue) },
                    incident.priority?.rawValue ?? "")
                form.select(
                    "category", words(.categoryField),
                    Incident.Category.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
                    incident.category.rawValue)
                form.select(
                    "responsibility", words(.responsibilityField),
                    Incident.Responsibility.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
                    incident.responsibility.rawValue)
                form.line("reference", words(.referenceField), incident.reference?.rawValue ?? "")
            }
        }
        return .fold(title: words(.headTitle), isOpen: back.typed(.headSent) != nil, [.form(sent)])
    }

    func severities() -> [ConsoleForm.Option] {
        [Severity.critical, .major, .minor, .notice].map {
            .init(value: $0.rawValue, text: words.name($0), symbol: Symbol($0))
        }
    }

    func visibility(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        guard ask.may(.declareAndUpdate), let own = room.incident.own else { return nil }
        var parts: [ConsolePage.Part] = []
        if own.visibility == .team {
            parts.append(.text(.init(words(.showRule))))
            parts.append(.form(small(.shown, room, words(.showNow))))
        } else {
            parts.append(.text(.init(words(.withholdRule))))
            parts.append(.form(small(.withheld, room, words(.withhold))))
        }
        parts.append(
            .form(
                form(.embargoed, room, back, buttons: [button(.embargo)]) { form in
                    form.moment("until", words(.embargoField), own.embargoUntil, zone: context.zone, isRequired: true)
                }))
        return .fold(title: words(.whoSees), isOpen: back.typed(.embargoed) != nil, parts)
    }

    func inside(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        let events = room.incident.insideEvents.sorted { $0.at > $1.at }
        var parts: [ConsolePage.Part] = []
        if !events.isEmpty {
            parts.append(
                .list(
                    events.map { event in
                        .init(lines: [
                            .init(when(event.at, in: context.zone) + " · " + words.name(event.kind), isQuiet: true),
                            told(event.text),
                            .init(words(event.visibility == .everyone ? .publicNow : .teamOnly), isQuiet: true),
                        ])
                    }))
        }
        if ask.may(.declareAndUpdate) {
            parts.append(
                .form(
                    form(.noted, room, back, buttons: [button(.noteSend)]) { form in
                        form.area("text", words(.noteField), rows: 3)
                        form.select(
                            "kind", words(.noteKind),
                            InsideEvent.Kind.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
                            InsideEvent.Kind.other.rawValue)
                        form.evidencedMoment("at", words(.noteAt), moments(room, context.zone), zone: context.zone)
                        form.tick("public", words(.notePublic), legend: words(.whoSees))
                    }))
        }
        return parts.isEmpty
            ? nil
            : .fold(
                title: words(.notesTitle, ["n": words.number(events.count)]), isOpen: back.typed(.noted) != nil, parts)
    }

    func learned(_ room: Room) -> ConsolePage.Part? {
        let id = room.incident.id.rawValue
        let state: ConsolePhrase =
            room.incident.hasOpenDraft
            ? .postmortemDraft : room.incident.postmortem == nil ? .postmortemNone : .postmortemPublic
        return .section(
            title: words(.postmortemTitle), id: "postmortem-part",
            [
                .text(.init(words(state))),
                .ways([link(words(.postmortemOpen), "incidents", id, "postmortem")]),
            ])
    }

    func history(_ room: Room, _ zone: Zone) -> ConsolePage.Part? {
        let rows = room.history.map { entry in
            [
                [ConsolePage.Words(when(entry.instant, in: zone))],
                [ConsolePage.Words(who(entry.actor, room.names))], [what(entry.kind)],
            ]
        }
        return .fold(
            title: words(.historyTitle), isOpen: false,
            [.table(.init(heads: [words(.columnWhen), words(.columnWho), words(.columnWhat)], rows: rows))])
    }
}
