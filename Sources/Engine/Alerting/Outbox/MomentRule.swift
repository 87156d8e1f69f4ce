internal import Incidents
internal import Telling
internal import Vocabulary

/// What a fact about an incident is worth telling. Pure: the incident, what was told of it, and the instant of the entry.
enum MomentRule {
    /// A word that is older does not make an incident without a known impact one that goes on.
    static let wordStandsFor = TimeSpan.hours(24)

    enum Phase: String, Sendable, Hashable, CaseIterable {
        case ongoing
        /// Nobody is hit as far as we know, and nobody said that it is over.
        case quiet
        case over
        case unknown
    }

    /// What was told last.
    struct Told: Sendable, Hashable {
        var severity: Severity
        var phase: Phase
    }

    static func phase(of incident: Incident, now: Instant) -> Phase {
        // What we said ourselves counts as what pages said does.
        let incident = incident.seen(by: .team) ?? incident
        switch incident.state(now: now) {
        case .ongoing, .reported: return .ongoing
        case .watching: return .quiet
        case .resolved: return .over
        case .unknown:
            let words = incident.updates.filter { $0.at <= now && $0.status != .postmortem }
            guard let last = words.max(by: { $0.at < $1.at }) else { return .unknown }
            if last.status == .resolved || last.status == .completed { return .over }
            return now - last.at <= wordStandsFor ? .ongoing : .unknown
        }
    }

    /// The moment that a fact brings; nil when it says nothing new. What is over when it is first heard of is history,
    /// and nobody is woken by history.
    static func moment(of incident: Incident, after fact: Fact, told: Told?, now: Instant) -> AlertMoment? {
        guard incident.record?.isSample != true, incident.own?.visibility != .team else { return nil }
        let phase = phase(of: incident, now: now)
        guard let told else { return phase == .ongoing ? .opened : nil }
        if phase == .ongoing, told.phase != .ongoing { return .recurred }
        // A post-mortem that tells of a second outage after "resolved" is news of an outage, however late.
        if case .contradictionNoted(_, let contradiction) = fact, contradiction.kind == .hiddenRecurrence {
            return .recurred
        }
        if phase == .over, told.phase != .over { return .resolved }
        if phase != .over, incident.severity > told.severity { return .worsened }
        switch fact {
        case .updatePublished, .impactWindowRecorded: return .updated
        case .statementRecorded(_, let statement):
            return statement.subject == .update && statement.standing.isPublic ? .updated : nil
        case .incidentDescribed: return incident.severity != told.severity ? .updated : nil
        case .postmortemPublished: return .postmortem
        default: return nil
        }
    }

    /// Only the last word decides; the others stand in for it when a page moves it or takes it back.
    private static let wordsKept = 4

    /// What of an incident the outbox needs to know: no texts.
    static func lean(_ incident: Incident) -> Incident {
        let mark = LocalizedText([.english: "·"])
        var lean = incident
        lean.title = mark
        lean.summary = LocalizedText()
        lean.windows = incident.windows.map { window in
            var window = window
            window.evidence = LocalizedText()
            return window
        }
        lean.updates = incident.updates.suffix(wordsKept).map { update in
            var update = update
            update.text = mark
            update.missingLanguages = []
            update.earlier = []
            return update
        }
        lean.statements = incident.statements.filter { $0.subject == .update && $0.standing.isPublic }
            .suffix(wordsKept).map { statement in
                var statement = statement
                statement.text = mark
                statement.missingLanguages = []
                statement.earlier = []
                return statement
            }
        lean.postmortemDraft = nil
        lean.claims = []
        lean.insideEvents = []
        lean.contradictions = []
        lean.captures = []
        lean.otherReferences = []
        if let postmortem = incident.postmortem {
            lean.postmortem = Postmortem(
                publishedAt: postmortem.publishedAt, clientImpact: LocalizedText(), rootCause: LocalizedText(),
                actions: [])
        }
        return lean
    }
}
