internal import Linking
internal import Telling
internal import Vocabulary
package import Markup

/// One event: who told it and when, on one axis; why it is one; what people decided.
package struct EventPage: Sendable, Hashable {
    package struct Telling: Sendable, Hashable {
        package var id: String
        package var provider: Link
        package var line: IncidentLine
        package var began: String
        package var distance: String
        package var reason: String
    }

    /// The forms for people who may decide: see the addresses in ``EventPage/joinAddress``.
    package struct Forms: Sendable, Hashable {
        package var join: Address
        package var split: Address
        package var others: [SearchResultsPage.Option]
        package var incident: String
        package var reason: String
        package var problem: String?
        package var isProblemOfSplit: Bool
    }

    package var frame: PageFrame
    package var title: String
    package var lead: String
    package var done: String?
    package var axis: AxisFacts?
    package var tellings: [Telling]
    package var decisions: [String]
    package var noDecision: String?
    package var forms: Forms?
    package var closed: ClosedNote?

    init(_ facts: EventFacts, outcome: EventOutcome?, site: SiteSnapshot, context: PageContext) {
        let words = context.words
        func name(_ id: ProviderID) -> String { site.providers.first { $0.id == id }?.name ?? id.rawValue }
        var names: [String] = []
        for provider in facts.incidents.map({ name($0.provider) }) where !names.contains(provider) {
            names.append(provider)
        }
        title = words.say(.eventTitle, ["providers": names.joined(separator: ", ")])
        let clock = facts.start.map { words.dateAndClock($0, in: context.zone) } ?? words.say(.notKnown)
        lead =
            facts.incidents.count == 1
            ? words.say(.eventAlone)
            : words.say(.eventLead, ["tellings": words.count(.tellings, facts.incidents.count), "clock": clock])
        if case .kept = outcome { done = words.say(.decisionDone) }
        tellings = facts.incidents.enumerated().map { index, incident in
            let start = incident.firstInstant
            return Telling(
                id: incident.id.rawValue,
                provider: Link(
                    text: name(incident.provider),
                    address: SitePlace.provider(incident.provider).address(words.language)),
                line: IncidentLine(incident, brands: site.brands, context: context),
                began: start.map { words.shortDateAndClock($0, in: context.zone) } ?? words.say(.notKnown),
                distance: index == 0
                    ? words.say(.eventFirst)
                    : zip(facts.start, start).map { words.lag($1 - $0) } ?? words.say(.notKnown),
                reason: index == 0 ? words.say(.eventFirst) : words.say(facts.reasons[incident.id]?.reason))
        }
        axis = AxisFacts(facts, name: name, context: context)
        decisions = facts.decisions.map { decision in
            words.say(
                decision.verdict == .joined ? .decisionJoined : .decisionApart,
                [
                    "actor": decision.actor, "first": decision.first.rawValue, "second": decision.second.rawValue,
                    "clock": words.dateAndClock(decision.at, in: context.zone), "reason": decision.reason,
                ])
        }
        noDecision = decisions.isEmpty ? words.say(.eventNoDecision) : nil
        switch context.settings.writing {
        case .open: forms = Forms(facts, outcome: outcome, words: words)
        case .closed, .notByRole: closed = ClosedNote(context.settings.writing, words: words)
        }
        frame = context.frame(
            title: title + " · Vigie", description: lead, place: .event(facts.id),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: facts.incidents.first?.reference?.rawValue ?? facts.id, address: nil),
            ], notes: [words.say(.timesIn, ["zone": context.zone.identifier]), words.say(.footerRule)])
    }
}

/// What came of a decision about an event.
package enum EventOutcome: Sendable, Hashable {
    /// Shown after a redirect to the event, with `?done=1`.
    case kept
    /// The sentence says what to change; what was typed stands in the form again.
    case refused(isSplit: Bool, incident: String, reason: String, problem: String)
}

extension EventPage.Forms {
    /// `POST /en/events/ID/join` and `/split`, each with the fields `incident` and `reason`.
    init(_ facts: EventFacts, outcome: EventOutcome?, words: LanguagePack) {
        join = .path(words.language.code, "events", facts.id, "join")
        split = .path(words.language.code, "events", facts.id, "split")
        others =
            facts.incidents.count < 2
            ? []
            : facts.incidents.map { incident in
                let title = incident.title.reading(words.language)?.text ?? ""
                return SearchResultsPage.Option(
                    value: incident.id.rawValue, text: title.isEmpty ? incident.id.rawValue : title)
            }
        (incident, reason, problem, isProblemOfSplit) = ("", "", nil, false)
        if case .refused(let isSplit, let incident, let reason, let problem) = outcome {
            self.incident = incident
            self.reason = reason
            self.problem = problem
            isProblemOfSplit = isSplit
        }
    }
}

/// That this site is for reading, and where one can write.
package struct ClosedNote: Sendable, Hashable {
    package var text: String
    package var how: String
    package var command: String?

    init?(_ writing: Writing, words: LanguagePack) {
        switch writing {
        case .open: return nil
        case .closed(let command):
            text = words.say(.writingClosed)
            how = words.say(command == nil ? .writingAsk : .writingCommand)
            self.command = command
        case .notByRole:
            text = words.say(.writingByRole)
            how = words.say(.writingAskAdmin)
        }
    }
}

private func zip<One, Other>(_ one: One?, _ other: Other?) -> (One, Other)? {
    guard let one, let other else { return nil }
    return (one, other)
}

extension AxisFacts {
    /// Every telling of an event on one axis: whose customers were hit when, whose page stood open, whose first word.
    init?(_ event: EventFacts, name: (ProviderID) -> String, context: PageContext) {
        guard event.incidents.count > 1 else { return nil }
        let words = context.words
        self.init(
            language: words.language, zone: context.zone,
            names: RowNames(
                impact: words.say(.rowImpact), silence: words.say(.rowSilence), words: words.say(.rowWords),
                inside: words.say(.rowInside)))
        for incident in event.incidents.prefix(12) {
            let provider = name(incident.provider)
            let figures = IncidentFigures(incident, now: context.now)
            for stretch in figures.impact {
                impact.append(
                    Stretch(
                        name: names.impact, start: stretch.start, end: stretch.end ?? context.now,
                        label: provider + " · " + words.duration(stretch.length)))
            }
            for account in incident.accounts {
                let length = words.duration((account.closed ?? context.now) - account.opened)
                pages.append(
                    Stretch(
                        name: provider, start: account.opened,
                        end: account.closed ?? context.now,
                        label: account.closed == nil
                            ? words.say(.openUntilNow) : words.say(.lasting, ["span": length])))
            }
            if let first = incident.updates.filter({ $0.status != .postmortem }).min(by: { $0.at < $1.at }) {
                self.words.append(
                    Mark(
                        at: first.at, look: .word, label: words.clock(first.at, in: context.zone) + " " + provider,
                        sentence: provider + " · " + words.say(.firstPublicWord)))
            }
        }
        self.words.sort { $0.at < $1.at }
        moments =
            (impact.map {
                Mark(at: $0.start, look: .impact, label: $0.label, sentence: names.impact + " · " + $0.label)
            }
            + self.words).sorted { $0.at < $1.at }
        guard let first = instants.first, let last = instants.last else { return nil }
        description = words.say(
            .axisDescription,
            [
                "start": words.dateAndClock(first, in: context.zone),
                "end": words.dateAndClock(last, in: context.zone),
            ])
    }
}
