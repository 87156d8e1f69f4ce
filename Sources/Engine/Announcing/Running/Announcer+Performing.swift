internal import Alerting
internal import Desk
internal import Incidents
internal import Journal
internal import Telling
internal import Vocabulary

extension Announcer {
    /// When readers are told next, after a sentence that says so.
    static let nextWord = TimeSpan.minutes(30)

    func perform(_ action: AnnouncingAction, _ picture: Picture) async throws(AnnouncingFailure) {
        let number = picture.known.number
        func note(_ fact: AnnouncingFact) async throws(AnnouncingFailure) {
            try await record([fact.draft], on: picture.known)
        }
        switch action {
        case .call(let call):
            if call.moment == .revised { try await noteRevision(call.at, picture) }
            // That people are called and the duty to tell them are one command.
            try await record(
                [
                    AnnouncingFact.called(number, call).draft,
                    AlertingFact.called(CaseCall(picture.seen, call.moment, picture.decision, picture.site)).draft,
                ], on: picture.known)
        case .begin(let round): try await note(.begun(number, round))
        case .draft(let round):
            try await ordering(round, picture) { () throws(DeskRefusal) in
                let id = try await draft(round, picture)
                return .drafted(number, from: round.from, id)
            }
        case .widen(let round):
            try await ordering(round, picture) { () throws(DeskRefusal) in
                try await widen(round, picture)
                return .widened(number, from: round.from, round.components, round.severity)
            }
        case .schedule(let from, let due, let components, let kinds):
            try await note(.scheduled(number, from: from, due: due, components, kinds))
        case .tell(let from, let components, let severity):
            try await note(.telling(number, from: from, components, severity))
        case .finish(let round):
            try await ordering(round, picture) { () throws(DeskRefusal) in
                try await tell(round, picture)
                return .told(number, from: round.from)
            }
        case .leave(let from, let leaving): try await note(.left(number, from: from, leaving))
        case .end(let round, let end):
            try await ordering(round, picture) { () throws(DeskRefusal) in
                try await close(round, end, picture)
                return .ended(number, from: round.from, end)
            }
        }
    }

    /// Has the desk do it and writes down that it did; what it refuses is left to people, with what it said.
    private func ordering(
        _ round: Announcement.Round, _ picture: Picture, _ work: () async throws(DeskRefusal) -> AnnouncingFact
    ) async throws(AnnouncingFailure) {
        let fact: AnnouncingFact
        do throws(DeskRefusal) {
            fact = try await work()
        } catch {
            guard error.reason != .unavailable else { throw AnnouncingFailure(error) }
            let number = picture.known.number
            var facts: [AnnouncingFact] = [
                .left(number, from: round.from, .init(.refused, words: error.message))
            ]
            // An end that can't be written is asked of a person, so that it is not tried for ever.
            if let to = picture.seen.latest?.to, picture.seen.state != .open, round.isDrafted, round.end == nil {
                facts.append(.ended(number, from: round.from, .init(at: max(to, round.from), mode: .proposed)))
            }
            try await record(facts.map(\.draft), on: picture.known)
            return
        }
        var facts = [fact.draft]
        // Whoever is called for the case hears of its incident in the same thread.
        if case .drafted(let number, _, let id) = fact, picture.known.incident == nil {
            facts.append(AlertingFact.callJoined(number, id).draft)
        }
        try await record(facts, on: picture.known)
    }

    // MARK: Orders to the desk

    static func caller(_ round: Announcement.Round, _ number: Int64, _ step: String) -> DeskCaller {
        DeskCaller(
            actor: actor, person: actor.rawValue,
            key: IdempotencyKey("announcing:\(number):\(round.from.microseconds):\(step)"))
    }

    static var caller: DeskCaller { DeskCaller(actor: actor, person: actor.rawValue) }

    /// A draft that the team alone sees, or another window in it.
    private func draft(
        _ round: Announcement.Round, _ picture: Picture
    ) async throws(DeskRefusal) -> IncidentID {
        let number = picture.known.number
        let id: IncidentID
        if let incident = picture.incident {
            id = incident.id
            try await again(round, incident, picture)
        } else {
            let provider = picture.site.components.first { round.components.contains($0.id) }?.provider
            guard let provider else { throw DeskRefusal(.refused, .componentsNeeded, field: "components") }
            var declaration = Declaration(
                provider: provider, title: LocalizedText(), severity: round.severity,
                components: picture.site.components.filter { $0.provider == provider }.map(\.id)
                    .filter(round.components.contains).sorted())
            declaration.start = round.from
            declaration.origin = .measured
            declaration.visibility = .team
            id = try await desk.declare(declaration, by: Self.caller(round, number, "draft")).incident
        }
        try await noteCause(round, id, picture, at: round.from)
        return id
    }

    /// It came back. What people published is reopened by the sentence after its grace time; before, nothing public changes, except
    /// that the end that was measured is written down, because it is followed by another beginning.
    private func again(
        _ round: Announcement.Round, _ incident: Incident, _ picture: Picture
    ) async throws(DeskRefusal) {
        if let earlier = picture.known.rounds.last(where: { $0.from < round.from }), let end = earlier.end,
            end.mode == .proposed
        {
            try await writeEnd(of: earlier, end.at, incident)
        }
        guard incident.own?.visibility != .everyone,
            !incident.windows.contains(where: { $0.start == round.from && $0.origin == .measured })
        else { return }
        _ = try await desk.perform(
            .recordWindow(
                WindowOrder(start: round.from, end: nil, components: round.components, origin: .measured)),
            on: incident.id, by: Self.caller)
    }

    private func widen(_ round: Announcement.Round, _ picture: Picture) async throws(DeskRefusal) {
        guard let incident = picture.incident else { return }
        try await restrict(incident, to: round.components, round)
    }

    /// The head and the round's window name these components.
    private func restrict(
        _ incident: Incident, to components: [ComponentID], _ round: Announcement.Round
    ) async throws(DeskRefusal) {
        var change = HeadChange()
        change.components = components
        change.severity = round.severity
        _ = try await desk.perform(.describe(change), on: incident.id, by: Self.caller)
        guard
            let window = incident.windows.first(where: {
                $0.start == round.from && $0.origin == .measured && $0.end == nil
            })
        else { return }
        _ = try await desk.perform(
            .recordWindow(
                WindowOrder(
                    id: window.id, start: window.start, end: nil, components: components, origin: .measured,
                    confidence: window.confidence)), on: incident.id, by: Self.caller)
    }

    /// The agreed sentence, in every brand and language that tells it. What was done before a crash is not done again.
    private func tell(_ round: Announcement.Round, _ picture: Picture) async throws(DeskRefusal) {
        guard let incident = picture.incident, let begun = round.telling else { return }
        let number = picture.known.number
        if incident.own?.visibility == .everyone {
            // It stands there: this was done before a crash, or people were faster.
            guard !incident.windows.contains(where: { $0.start == round.from }) else { return }
            let word = try Self.sentence(.recurred, picture.site)
            _ = try await desk.perform(
                .reopen(
                    start: round.from, components: round.measured, evidence: LocalizedText(),
                    word: Saying(.sentence(word))), on: incident.id,
                by: Self.caller(round, number, "reopen"))
            return
        }
        try await restrict(incident, to: round.measured, round)
        // Said while the team alone sees it, then shown: readers never see it without a word.
        let word = try Self.sentence(.measured, picture.site)
        _ = try await desk.perform(
            .say(Saying(.sentence(word), next: begun + Self.nextWord)), on: incident.id,
            by: Self.caller(round, number, "say"))
        _ = try await desk.perform(.publish, on: incident.id, by: Self.caller)
    }

    private func close(
        _ round: Announcement.Round, _ end: Announcement.End, _ picture: Picture
    ) async throws(DeskRefusal) {
        guard let incident = picture.incident, end.mode != .proposed else { return }
        try await writeEnd(of: round, end.at, incident)
        guard end.mode == .told else { return }
        let word = try Self.sentence(.recovered, picture.site)
        _ = try await desk.perform(
            .say(Saying(.sentence(word))), on: incident.id, by: Self.caller(round, picture.known.number, "recovered"))
    }

    func writeEnd(
        of round: Announcement.Round, _ end: Instant, _ incident: Incident, by caller: DeskCaller = Announcer.caller
    ) async throws(DeskRefusal) {
        guard
            let window = incident.windows.first(where: { $0.start == round.from && $0.end == nil })
                ?? incident.windows.first(where: { $0.end == nil && $0.start <= end })
        else { return }
        _ = try await desk.perform(
            .recordWindow(
                WindowOrder(
                    id: window.id, start: window.start, end: end, components: window.components,
                    origin: window.origin, confidence: window.confidence)), on: incident.id, by: caller)
    }

    /// The team reads the better cause below the one that was noted first. What the desk refuses is not tried again: calling goes on.
    private func noteRevision(_ at: Instant, _ picture: Picture) async throws(AnnouncingFailure) {
        guard let incident = picture.known.incident, let round = picture.known.rounds.last, round.isDrafted,
            round.end == nil, round.from == picture.seen.latest?.from
        else { return }
        do throws(DeskRefusal) {
            try await noteCause(round, incident, picture, at: at, step: "cause-\(at.microseconds)")
        } catch {
            guard error.reason != .unavailable else { throw AnnouncingFailure(error) }
        }
    }

    /// The cause stays inside: the team reads it beside the incident, readers never do.
    private func noteCause(
        _ round: Announcement.Round, _ id: IncidentID, _ picture: Picture, at: Instant, step: String = "cause"
    ) async throws(DeskRefusal) {
        let causes = picture.seen.causes.prefix(3).map { CaseCall.Cause($0) }
        guard !causes.isEmpty else { return }
        var text = LocalizedText()
        for words in LanguagePack.all {
            text[words.language] = causes.map { AlertComposer.words(of: $0, words) }.joined(separator: "\n")
        }
        do throws(DeskRefusal) {
            _ = try await desk.perform(
                .note(at: at, .cause, text, .team), on: id, by: Self.caller(round, picture.known.number, step))
        } catch {
            // It was noted before a crash, with the causes of then.
            guard error.reason == .keyReused else { throw error }
        }
    }

    static func sentence(_ phase: Sentence.Phase, _ site: Site) throws(DeskRefusal) -> SentenceID {
        let book = SentenceBook.all(site.sentences)
        guard let sentence = book.first(where: { $0.phase == phase }) else {
            throw DeskRefusal(
                .refused, .noSentence,
                ["id": phase.rawValue, "all": book.map(\.id.rawValue).joined(separator: ", ")], field: "sentence")
        }
        return sentence.id
    }
}

extension CaseCall.Cause {
    init(_ cause: SeenCause) {
        self.init(
            parts: cause.parts, percent: Int((cause.probability * 100).rounded()), explains: cause.explains,
            failing: cause.failing, contradictedBy: cause.contradictedBy, passing: cause.passing, change: cause.change)
    }
}

extension CaseCall {
    init(
        _ seen: SeenCase, _ moment: Announcement.Call.Moment, _ decision: AnnouncingDecision, _ site: Site
    ) {
        let names = Set(seen.symptoms.compactMap(\.component))
        let components = names.compactMap { ComponentID($0) }.filter(decision.catalogue.contains).sorted()
        let owner =
            site.components.first { components.contains($0.id) }?.provider
            ?? site.providers.first(where: \.isOurs)?.id ?? ProviderID(checked: "ours")
        let told: AlertMoment =
            switch moment {
            case .opened: .opened
            case .returned: .recurred
            case .unstable, .worse: .worsened
            case .revised: .updated
            case .over: .resolved
            }
        self.init(
            number: seen.number, moment: told, provider: owner, components: components,
            severity: decision.policy.severity(of: seen.symptoms), since: seen.latest?.from ?? seen.openedAt,
            end: moment == .over ? seen.latest?.to : nil,
            down: seen.symptoms.filter { $0.standing == .down }.map(\.target).sorted(),
            degraded: seen.symptoms.filter { $0.standing == .degraded }.map(\.target).sorted(),
            causes: seen.causes.map { Cause($0) }, recurrence: seen.recurrence?.name,
            recurrenceSeconds: seen.recurrence?.ago.wholeSeconds, missing: seen.missing, isUnstable: seen.isUnstable)
    }
}
