internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Journal
internal import Markup
internal import Telling
internal import Vocabulary

// One incident on the desk: what is true of it, the next right action first, then everything else that can be done.
extension PageMaker {
    typealias Room = ConsoleSurface.Room
    typealias Back = ConsoleSurface.Back

    func incident(_ room: Room, _ back: Back, context: DeskContext) -> ConsolePage {
        let incident = room.incident
        let title = told(incident.title)
        var page = page(title.text, trail: [link(words(.navIncidents), "incidents")])
        let state = incident.seen(by: .team)?.state(now: ask.now) ?? .unknown
        let plan = incident.own?.plan
        page.symbol = Symbol(incident.severity)
        page.lead = [
            .init(
                [
                    incident.reference?.rawValue, words.name(incident.severity),
                    plan.map { words.name($0.phase) } ?? words.name(state), incident.priority?.rawValue,
                ].compactMap(\.self).joined(separator: " · "))
        ]
        if back.isConflict {
            page.notices.append(.init(kind: .warning, words: .init(words(.conflictKept))))
        }
        if let problem = back.fields.problem { page.notices.append(.init(kind: .problem, words: problem)) }
        page.parts.append(.facts(facts(room, context.zone)))
        // The next right action is one key away, however long the page is.
        var ways: [ConsolePage.Link] = []
        if ask.may(.publishSentence) { ways.append(.init(text: words(.sayTitle), address: .fragment("say-part"))) }
        if ask.may(.declareAndUpdate), plan == nil {
            let isOpen = incident.isOpenOnOurDesk(now: ask.now)
            ways.append(
                .init(
                    text: words(isOpen ? .resolveTitle : .reopenTitle),
                    address: isOpen ? .fragment("resolve-part") : .fragment("reopen-part")))
        }
        if plan != nil, ask.may(.declareAndUpdate) {
            ways.append(.init(text: words(.planTitle), address: .fragment("plan-part")))
        }
        if !ways.isEmpty { page.parts.append(.ways(ways)) }
        page.parts += [
            statements(room, back, context), telling(room, context), saying(room, back, context),
            windows(room, back, context),
        ].compactMap(\.self)
        if plan != nil, let part = planning(room, back, context) { page.parts.append(part) }
        page.parts += [
            ending(room, back, context), head(room, back, context), visibility(room, back, context),
            inside(room, back, context), learned(room), history(room, context.zone),
        ].compactMap(\.self)
        return page
    }

    /// The place where the page shows what would be said.
    func preview(_ route: ConsoleRoute) -> String { route.deed + "-preview" }

    func path(_ room: Room, _ route: ConsoleRoute) -> [String] {
        ["incidents", room.incident.id.rawValue, route.deed]
    }

    /// A form of this page: its route, the version that the editor saw, and which item of several it is about.
    func form(
        _ route: ConsoleRoute, _ room: Room, _ back: Back, item: String = "", buttons: [ConsoleForm.Button],
        _ make: (inout FormMaker) -> Void
    ) -> ConsoleForm {
        var hidden = [(FormField.version, "\(room.version)")]
        if !item.isEmpty { hidden.append(("item", item)) }
        return form(
            route.deed + (item.isEmpty ? "" : "-" + item), path(room, route), typed: back.typed(route, item),
            hidden: hidden, buttons: buttons, make)
    }

    func small(
        _ route: ConsoleRoute, _ room: Room, _ text: String, item: String = "", label: String? = nil,
        hidden: [(String, String)] = []
    ) -> ConsoleForm {
        var all = [(FormField.version, "\(room.version)")] + hidden
        if !item.isEmpty { all.append(("item", item)) }
        var form = small(path(room, route), text, all, label: label)
        form.id = route.deed + (item.isEmpty ? "" : "-" + item) + "-button"
        return form
    }

    func facts(_ room: Room, _ zone: Zone) -> [ConsolePage.Fact] {
        let incident = room.incident
        var facts: [ConsolePage.Fact] = []
        if let plan = incident.own?.plan {
            facts.append(
                .init(
                    label: words(.plannedFor),
                    words: [.init(when(plan.start, in: zone)), .init("– " + when(plan.end, in: zone))]))
        }
        if let start = incident.windows.map(\.start).min() {
            facts.append(.init(label: words(.impactSince), words: [.init(when(start, in: zone))]))
        }
        facts.append(
            .init(
                label: words(.componentsHit),
                words: room.components.filter { incident.components.contains($0.id) }.map { told($0.name) }))
        facts.append(
            .init(
                label: words(.toldOn),
                words: room.telling.map { brand in
                    .init(brand.name + " (" + brand.languages.map(\.code).joined(separator: ", ") + ")")
                }))
        if let own = incident.own {
            let seen: ConsolePage.Words =
                if let until = own.embargoUntil {
                    .init(words(.embargoUntil, ["clock": when(until, in: zone)]), symbol: .unknown)
                } else {
                    own.visibility == .team
                        ? .init(words(.withheldNow), symbol: .unknown) : .init(words(.publicNow), symbol: .fine)
                }
            facts.append(.init(label: words(.whoSees), words: [seen]))
            facts.append(
                .init(
                    label: words(.declaredBy),
                    words: [.init(room.name(own.declaredBy)), .init(when(own.declaredAt, in: zone), isQuiet: true)]))
        }
        return facts
    }

    // MARK: What was said, and what waits

    func statements(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        let items = room.incident.statements.reversed().map { statement in
            self.statement(statement, room, back, context)
        }
        return .section(
            title: words(.saidTitle), id: "said",
            [items.isEmpty ? .text(.init(words(.saidNothing), isQuiet: true)) : .list(items)])
    }

    func statement(
        _ statement: Statement, _ room: Room, _ back: Back, _ context: DeskContext
    ) -> ConsolePage.Item {
        let id = statement.id.rawValue
        let me = context.caller.person
        var item = ConsolePage.Item(
            lines: [
                .init(
                    (words.name(statement.subject) ?? words.name(statement.status)) + " · "
                        + when(statement.at, in: context.zone)),
                standing(statement, room, context.zone),
            ], id: "statement-" + id)
        item.parts = prose(statement.text, room)
        for language in statement.missingLanguages {
            item.parts.append(
                .text(.init(words(.declaredMissing, ["language": words.name(language)]), symbol: .unknown)))
        }
        if let correction = statement.correction {
            item.parts.append(
                .text(.init(words(.correctionWaits, ["name": room.name(correction.author)]), symbol: .minor)))
            item.parts += prose(correction.text, room)
        }
        if !statement.earlier.isEmpty {
            item.parts.append(
                .fold(
                    title: words(.earlierWords, ["n": words.number(statement.earlier.count)]), isOpen: false,
                    statement.earlier.flatMap { earlier in
                        [
                            .text(
                                .init(
                                    words(.untilClock, ["clock": when(earlier.replacedAt, in: context.zone)]),
                                    isQuiet: true))
                        ]
                            + prose(earlier.text, room)
                    }))
        }
        let waits = statement.standing == .waiting || statement.correction != nil
        let author = statement.correction?.author ?? statement.author
        let text = statement.correction?.text ?? statement.text
        if waits, ask.may(.approveText) {
            if author == me {
                item.parts.append(.text(.init(words(.ownWords), isQuiet: true)))
            } else {
                // Exactly what was read is agreed to.
                item.parts.append(
                    .form(
                        small(
                            .approved, room, words(.approve), item: id, label: words(.approveThis),
                            hidden: [("seen", Seen.digest(of: text))])))
            }
            item.parts.append(
                .fold(
                    title: words(.decline), isOpen: back.typed(.declined, id) != nil,
                    [
                        .form(
                            form(.declined, room, back, item: id, buttons: [button(.decline)]) { form in
                                form.line("reason", words(.declineWhy), isRequired: true)
                            })
                    ]))
        }
        if statement.standing == .reviewDue, statement.correction == nil, ask.may(.approveText), statement.author != me
        {
            item.parts.append(.form(small(.reviewed, room, words(.review), item: id, label: words(.reviewThis))))
        }
        if ask.may(.proposeText), !statement.isDeclined {
            item.parts.append(
                .fold(
                    title: words(.correct), isOpen: back.typed(.corrected, id) != nil,
                    [
                        .form(
                            form(.corrected, room, back, item: id, buttons: [button(.correctSend)]) { form in
                                form.texts("text", words(.words), tongues(room.languages, text), text, rows: 5)
                                form.missing(room.languages, statement.missingLanguages)
                            })
                    ]))
        }
        return item
    }

    func standing(_ statement: Statement, _ room: Room, _ zone: Zone) -> ConsolePage.Words {
        let author = room.name(statement.author)
        switch statement.standing {
        case .preApproved: return .init(words(.standingSentence, ["name": author]), symbol: .fine)
        case .waiting: return .init(words(.standingWaiting, ["name": author]), symbol: .minor, tone: "minor")
        case .approved(let by, _):
            return .init(words(.standingApproved, ["name": author, "second": room.name(by)]), symbol: .fine)
        case .reviewDue: return .init(words(.standingReviewDue, ["name": author]), symbol: .minor, tone: "minor")
        case .reviewed(let by, _):
            return .init(words(.standingReviewed, ["name": author, "second": room.name(by)]), symbol: .fine)
        case .declined(let by, _, let reason):
            return .init(
                words(.standingDeclined, ["name": author, "second": room.name(by), "reason": reason]), symbol: .notice)
        }
    }

    /// The words in every language, side by side.
    func prose(_ text: LocalizedText, _ room: Room) -> [ConsolePage.Part] {
        guard !text.isEmpty else { return [] }
        return [.columns(text.languages.map { [.prose(text[$0] ?? "", $0)] })]
    }

    // MARK: Saying something

    func saying(_ room: Room, _ back: Back, _ context: DeskContext) -> ConsolePage.Part? {
        var parts: [ConsolePage.Part] = []
        if ask.may(.publishSentence) {
            let sent = form(
                .sentenceSent, room, back,
                buttons: sendOrPreview(.saySend, path(room, .sentenceSent), at: preview(.sentenceSent))
            ) { form in
                form.radios("sentence", words(.saySentence), sentences(room, context), "", isRequired: true)
                form.moment("next", words(.nextUpdate), nextWord, zone: context.zone, hint: words(.nextUpdateHint))
            }
            parts.append(.form(sent))
            parts += previews(back, .sentenceSent, room)
        }
        if ask.may(.proposeText) {
            let sent = form(
                .textSent, room, back,
                buttons: sendOrPreview(.proposeSend, path(room, .textSent), at: preview(.textSent))
            ) { form in
                form.select("status", words(.state), statuses(), Update.Status.identified.rawValue)
                form.texts("text", words(.words), room.languages, rows: 6, hint: words(.placesHint))
                form.moment("next", words(.nextUpdate), nil, zone: context.zone, hint: words(.nextUpdateHint))
                form.missing(room.languages)
                form.boxes(
                    "brands", words(.onlyBrands), brands(room.telling), [], hint: words(.onlyBrandsHint))
            }
            parts.append(
                .fold(
                    title: words(.proposeTitle), isOpen: back.typed(.textSent) != nil,
                    [
                        .text(
                            .init(
                                words(room.incident.priority == .p1 ? .proposeRuleP1 : .proposeRule), isQuiet: true)),
                        .form(sent),
                    ] + previews(back, .textSent, room)))
        }
        return parts.isEmpty ? nil : .section(title: words(.sayTitle), id: "say-part", parts)
    }

    func statuses() -> [ConsoleForm.Option] {
        let all: [Update.Status] = [
            .investigating, .identified, .monitoring, .resolved, .scheduled, .inProgress, .completed,
        ]
        return all.map { .init(value: $0.rawValue, text: words.name($0)) }
    }

    func brands(_ brands: [Brand]) -> [ConsoleForm.Option] {
        brands.map { .init(value: $0.id.rawValue, text: $0.name) }
    }

    func components(_ room: Room) -> [ConsoleForm.Option] {
        let named = Set(room.incident.components + room.incident.windows.flatMap(\.components))
        return room.components.filter { !$0.isRetired || named.contains($0.id) }
            .map { .init(value: $0.id.rawValue, text: told($0.name).text) }
    }

    /// Every sentence with the exact words that it would say now; one whose facts are not known yet says which it
    /// lacks.
    func sentences(_ room: Room, _ context: DeskContext) -> [ConsoleForm.Option] {
        let isPlanned = room.incident.own?.plan != nil
        let fitting = context.sentences.filter {
            $0.phase != .title && ($0.phase.isOfPlan == isPlanned || $0.phase == .other)
        }
        return fitting.map { sentence in
            var option = ConsoleForm.Option(value: sentence.id.rawValue, text: words.name(sentence.phase))
            do throws(DeskRefusal) {
                let made = try DeskDecision(context)
                    .make(.say(Saying(.sentence(sentence.id), next: nextWord)), on: room.incident)
                let text = made.incident.statements.last?.text ?? LocalizedText()
                option.said = room.languages.compactMap { language in
                    text[language].map { .init($0, language: language == self.language ? nil : language) }
                }
            } catch {
                option.said = [.init(error, on: self.language)]
                option.isOff = true
            }
            return option
        }
    }

    /// What each brand's readers would see, in each of its languages.
    func previews(_ back: Back, _ route: ConsoleRoute, _ room: Room) -> [ConsolePage.Part] {
        guard back.route == route, let statement = back.preview else { return [] }
        let brands = room.telling.filter { statement.brands.isEmpty || statement.brands.contains($0.id) }
        return [
            .section(
                title: words(.previewTitle), id: preview(route),
                [.text(.init(words(statement.standing.isPublic ? .previewPublic : .previewWaits)))]
                    + brands.flatMap { preview($0, statement.text) })
        ]
    }

    func preview(_ brand: Brand, _ text: LocalizedText) -> [ConsolePage.Part] {
        [
            .text(.init(brand.name)),
            .columns(
                brand.languages.map { language in
                    guard let own = text[language] else {
                        guard let other = text.reading(language) else { return [] }
                        return [
                            .text(
                                .init(
                                    words(
                                        .readsInstead,
                                        [
                                            "language": words.name(language), "other": words.name(other.language),
                                        ]), symbol: .unknown)), .prose(other.text, other.language),
                        ]
                    }
                    return [.prose(own, language)]
                }),
        ]
    }
}

extension Sentence.Phase {
    /// Whether it is about planned work.
    var isOfPlan: Bool {
        switch self {
        case .maintenanceScheduled, .maintenanceBegun, .maintenanceDone, .maintenanceCancelled: true
        default: false
        }
    }
}

extension Statement {
    var isDeclined: Bool { if case .declined = standing { true } else { false } }
}
