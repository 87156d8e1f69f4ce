internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// What goes on and what waits, first; then the list of all our incidents.
extension PageMaker {
    func overview(_ site: Site, names: [String: String], me: String) -> ConsolePage {
        let ours = site.incidents.filter { $0.own != nil }
        let open = ours.filter { $0.own?.plan == nil && $0.isOpenOnOurDesk(now: ask.now) }
        var page = page(open.isEmpty ? words(.overviewCalm) : words(.overviewOpen, ["n": words.number(open.count)]))
        page.symbol = open.isEmpty ? .fine : .critical
        guard site.providers.contains(where: \.isOurs) else {
            page.title = words(.overviewNothing)
            page.symbol = nil
            page.parts = [.empty(words(ask.may(.manageCatalogue) ? .overviewBegin : .overviewBeginOther))]
            if ask.may(.manageCatalogue) {
                page.parts.append(.ways([link(words(.newProvider), "catalogue", "provider")]))
            }
            return page
        }
        if ask.may(.declareAndUpdate) { page.parts.append(.ways([link(words(.declareTitle), "declare")])) }
        if !open.isEmpty {
            page.parts.append(.section(title: words(.openIncidents), id: "open", [.list(open.map { item($0, site) })]))
        }
        var waiting = ours.flatMap { self.waiting($0, site, names: names, me: me) }
        if !SentenceBook.waiting(site.sentences).isEmpty
            || site.series.contains(where: { $0.proposedBy != nil && !$0.isEnded })
        {
            let address = Address(Self.address(language, ["catalogue"]).text + "#waiting")
            waiting.append(.init(lines: [.init(words(.wordsWaiting), address: address)]))
        }
        page.parts.append(
            .section(
                title: words(.waitsTitle), id: "waits",
                [waiting.isEmpty ? .text(.init(words(.waitsNothing), isQuiet: true)) : .list(waiting)]))
        let drafts = ours.filter { $0.postmortemDraft != nil && $0.postmortemDraft?.author != nil && $0.hasOpenDraft }
        if !drafts.isEmpty {
            page.parts.append(
                .section(
                    title: words(.draftsTitle), id: "drafts",
                    [
                        .list(
                            drafts.map { incident in
                                .init(lines: [
                                    line(incident, ["incidents", incident.id.rawValue, "postmortem"]),
                                    .init(
                                        words(
                                            .writtenBy,
                                            ["name": name(incident.postmortemDraft?.author ?? "", names)]),
                                        isQuiet: true),
                                ])
                            })
                    ]))
        }
        let planned = ours.filter { $0.own?.plan.map { $0.phase == .scheduled || $0.phase == .inProgress } ?? false }
            .sorted { ($0.own?.plan?.start ?? ask.now) < ($1.own?.plan?.start ?? ask.now) }
        page.parts.append(
            .section(
                title: words(.plannedTitle), id: "planned",
                [
                    planned.isEmpty
                        ? .text(.init(words(.plannedNothing), isQuiet: true))
                        : .list(planned.map { item($0, site) })
                ]))
        return page
    }

    func incidents(_ site: Site) -> ConsolePage {
        var page = page(words(.navIncidents))
        let ours = site.incidents.filter { $0.own != nil }
            .sorted { ($0.own?.declaredAt ?? ask.now) > ($1.own?.declaredAt ?? ask.now) }
        page.parts = [ours.isEmpty ? .empty(words(.incidentsNone)) : .list(ours.map { item($0, site) })]
        return page
    }

    func name(_ person: String, _ names: [String: String]) -> String { names[person] ?? person }

    private func line(_ incident: Incident, _ path: [String]) -> ConsolePage.Words {
        var line = told(incident.title)
        if let reference = incident.reference { line.text = reference.rawValue + " · " + line.text }
        line.address = Self.address(language, path)
        return line
    }

    private func zone(_ incident: Incident, _ site: Site) -> Zone {
        site.providers.first { $0.id == incident.provider }.flatMap { zones.zone($0.zone) } ?? .utc
    }

    private func item(_ incident: Incident, _ site: Site) -> ConsolePage.Item {
        let zone = zone(incident, site)
        var lines = [line(incident, ["incidents", incident.id.rawValue])]
        if let plan = incident.own?.plan {
            lines.append(.init(words.name(plan.phase), symbol: .maintenance))
            lines.append(
                .init(
                    words.dateAndClock(plan.start, in: zone) + " – " + words.dateAndClock(plan.end, in: zone),
                    isQuiet: true))
        } else {
            lines.append(severity(incident.severity))
            let state = incident.seen(by: .team)?.state(now: ask.now) ?? .unknown
            var facts = words.name(state)
            if let start = incident.windows.map(\.start).min() { facts += " · " + when(start, in: zone) }
            lines.append(.init(facts, isQuiet: true))
        }
        if incident.own?.visibility == .team { lines.append(.init(words(.withheldNow), symbol: .unknown)) }
        return .init(lines: lines)
    }

    /// What of an incident waits for a second person; what waits for somebody else is said so.
    private func waiting(
        _ incident: Incident, _ site: Site, names: [String: String], me: String
    ) -> [ConsolePage.Item] {
        incident.statements.compactMap { statement in
            let author = statement.correction?.author ?? statement.author
            let isReview = statement.standing == .reviewDue && statement.correction == nil
            guard statement.standing == .waiting || statement.correction != nil || isReview else { return nil }
            var line = line(incident, ["incidents", incident.id.rawValue])
            line.address = Address((line.address?.text ?? "") + "#statement-" + statement.id.rawValue)
            let isMine = author == me
            let what: ConsolePhrase =
                isMine || !ask.may(.approveText)
                ? (isReview ? .waitsReviewOther : .waitsOther) : (isReview ? .waitsReview : .waitsYou)
            return .init(lines: [
                line, .init(words(what, ["name": name(author, names)]), symbol: isMine ? .unknown : .minor),
                told(statement.correction?.text ?? statement.text),
            ])
        }
    }
}

extension Incident {
    /// Whether our team still has it on the desk: customers are hit, or nobody has said that it is over.
    func isOpenOnOurDesk(now: Instant) -> Bool {
        if windows.contains(where: { $0.end == nil }) { return true }
        let last = statements.last { $0.subject == .update && $0.standing.isPublic && $0.status != .postmortem }
        return last?.status != .resolved && last?.status != .completed && postmortem == nil
    }

    /// A draft that says something else than what is public.
    var hasOpenDraft: Bool {
        guard let draft = postmortemDraft, var known = postmortem else { return postmortemDraft != nil }
        known.publishedAt = draft.publishedAt
        known.approvedBy = draft.approvedBy
        return draft != known
    }
}
