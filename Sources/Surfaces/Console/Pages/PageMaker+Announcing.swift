internal import Access
internal import Announcing
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// Cases and what is made of them: first what waits to be said, each with the seconds left and a button that stops it. All of it is
// there without script; with it the seconds count down by themselves.
extension PageMaker {
    func announcing(_ view: ConsoleSurface.AnnouncingView) -> ConsolePage {
        var page = page(words(.navAnnouncing))
        page.lead = [.init(words(.announcingLead))]
        let pending = view.latest.filter { $0.rounds.last?.isPending == true }
        page.parts.append(
            .section(
                title: words(.announcingWaitsTitle), id: "pending",
                pending.isEmpty
                    ? [.text(.init(words(.announcingNothing), isQuiet: true))] : pending.flatMap { waiting($0, view) }))
        page.parts.append(
            .section(
                title: words(.announcingLatest), id: "latest",
                [view.latest.isEmpty ? .empty(words(.announcingNoCase)) : .list(view.latest.map { item($0, view) })]))
        return page
    }

    /// The countdown and the button.
    private func waiting(_ known: Announcement, _ view: ConsoleSurface.AnnouncingView) -> [ConsolePage.Part] {
        guard let round = known.rounds.last, let due = round.due else { return [] }
        let left = max(0, (due - ask.now).microseconds + 999_999) / 1_000_000
        let named = names(round.measured, view)
        let sentence =
            left == 0
            ? words(.announcingDue, ["components": named])
            : words(.announcingIn, ["components": named, "seconds": words.number(Int(left))])
        let all = max(1, Int((due - round.from).wholeSeconds))
        var parts: [ConsolePage.Part] = [
            .progress(
                [
                    .init(
                        title: .init(title(known)), done: max(0, all - Int(left)), all: all,
                        words: [.init(sentence, symbol: .minor)])
                ], id: "pending-\(known.number)", live: Self.address(language, ["announcing"]))
        ]
        if ask.may(.declareAndUpdate) {
            parts.append(.form(small(["announcing", "\(known.number)", "stop"], words(.announcingStop))))
        }
        parts.append(.ways([link(words(.announcingLook), "announcing")]))
        return parts
    }

    private func item(_ known: Announcement, _ view: ConsoleSurface.AnnouncingView) -> ConsolePage.Item {
        var lines = [
            ConsolePage.Words(title(known), address: Self.address(language, ["announcing", "\(known.number)"]))
        ]
        for round in known.rounds.reversed() {
            lines.append(
                .init(
                    words(.announcingSince, ["clock": when(round.from, in: .utc)]) + " · "
                        + names(round.components, view) + " · " + words.name(round.severity)))
            lines += told(round, view)
        }
        if let label = known.label {
            let who = view.names[label.by] ?? label.by
            lines.append(.init(words(.announcingLabelled, ["label": words(phrase(label.verdict)), "name": who])))
        }
        var parts: [ConsolePage.Part] = []
        var ways = [link(words(.announcingEvidence), "announcing", "\(known.number)", "evidence")]
        if let id = known.incident { ways.insert(link(id.rawValue, "incidents", id.rawValue), at: 0) }
        if ask.may(.declareAndUpdate) {
            if known.rounds.last?.end?.mode == .proposed {
                parts.append(.form(small(["announcing", "\(known.number)", "end"], words(.announcingTakeEnd))))
            }
            for verdict in Announcement.Label.Verdict.allCases where known.label?.verdict != verdict {
                parts.append(
                    .form(
                        small(
                            ["announcing", "\(known.number)", "label"], words(phrase(verdict)),
                            [("label", verdict.rawValue)], isQuiet: true)))
            }
        }
        parts.append(.ways(ways))
        return .init(lines: lines, parts: parts, id: "case-\(known.number)")
    }

    private func told(
        _ round: Announcement.Round, _ view: ConsoleSurface.AnnouncingView
    ) -> [ConsolePage.Words] {
        var lines: [ConsolePage.Words] = []
        if let stop = round.stopped {
            let who = view.names[stop.by] ?? stop.by
            lines.append(.init(words(.announcingStopped, ["name": who, "clock": when(stop.at, in: .utc)])))
        } else if let told = round.told {
            lines.append(.init(words(.announcingTold, ["clock": when(told, in: .utc)])))
        } else if let left = round.left {
            lines.append(.init(words(.announcingLeft, ["why": words(phrase(left.reason))])))
            // What the desk said, in English.
            if let text = left.words { lines.append(.init(text, language: language == .english ? nil : .english)) }
        } else if round.isDrafted {
            lines.append(.init(words(.announcingDraft), isQuiet: true))
        }
        if let end = round.end {
            let said = end.mode == .proposed ? ConsolePhrase.announcingEndProposed : .announcingEndRecorded
            lines.append(.init(words(said, ["clock": when(end.at, in: .utc)])))
        }
        return lines
    }

    private func title(_ known: Announcement) -> String {
        words(.announcingCase, ["n": words.number(Int(known.number))])
    }

    private func names(_ components: [ComponentID], _ view: ConsoleSurface.AnnouncingView) -> String {
        components.map { id in
            view.site.components.first { $0.id == id }?.name.reading(language)?.text ?? id.rawValue
        }.joined(separator: ", ")
    }

    private func phrase(_ verdict: Announcement.Label.Verdict) -> ConsolePhrase {
        switch verdict {
        case .real: .announcingReal
        case .false: .announcingFalse
        case .knownWork: .announcingKnownWork
        }
    }

    private func phrase(_ reason: Announcement.Leaving.Reason) -> ConsolePhrase {
        switch reason {
        case .over: .announcingLeftOver
        case .embargo: .announcingLeftEmbargo
        case .people: .announcingLeftPeople
        case .label: .announcingLeftLabel
        case .work: .announcingLeftWork
        case .evidence: .announcingLeftEvidence
        case .refused: .announcingLeftRefused
        }
    }
}
