internal import Incidents
package import Markup
internal import Telling
package import Vocabulary

/// A dated public text as a page shows it.
package struct UpdateItem: Sendable, Hashable {
    package var status: String
    package var at: StatusTime
    package var text: Prose?
    /// Declared missing, said again after, corrected: each a sentence.
    package var notes: [String]
    /// Customers were hit again after it said that it was over.
    package var recurrence: String?
    package var earlier: [Prose]
    package var symbol: Symbol

    init(_ update: Update, of incident: Incident, _ context: StatusContext) {
        let words = context.words
        status = words.name(update.status)
        at = context.time(update.at)
        let said = context.said(update.text, of: incident)
        text = said?.prose
        notes = []
        if let missing = context.missing(update.missingLanguages) { notes.append(missing) }
        if let entered = update.enteredAt {
            notes.append(context.say(.entered, ["moment": context.moment(entered)]))
        }
        if let last = update.earlier.last {
            notes.append(context.say(.corrected, ["moment": context.moment(last.replacedAt)]))
        }
        recurrence = incident.recurrence(after: update).flatMap { start in
            start <= context.now ? context.say(.recurred, ["moment": context.moment(start)]) : nil
        }
        earlier = update.earlier.reversed().compactMap { context.said($0.text, of: incident)?.prose }
        symbol =
            switch update.status {
            case .resolved, .completed: recurrence == nil ? .fine : .unknown
            case .scheduled, .inProgress: .maintenance
            case .postmortem, .cancelled, .unknown: .notice
            case .investigating, .identified, .monitoring: .minor
            }
    }
}

/// An incident as a line or a card of a list.
package struct IncidentItem: Sendable, Hashable {
    package var id: IncidentID
    package var title: StatusText
    package var address: Address
    package var severity: StatusMark
    package var state: String
    package var began: StatusTime?
    package var impact: String?
    package var components: [StatusText]
    package var latest: UpdateItem?
    package var planned: String?

    init(_ incident: Incident, from place: StatusPlace, _ context: StatusContext) {
        let words = context.words
        id = incident.id
        title = context.title(of: incident)
        address = StatusLinks.relative(from: place).address(.incident(incident.id), words.language)
        let phase = incident.maintenancePhase(now: context.knownUntil)
        severity = phase.map { StatusMark($0, words) } ?? StatusMark(incident.severity, words)
        state = phase == nil ? context.stateWord(of: incident) : ""
        began = incident.began.map(context.time)
        impact = phase == nil ? context.impact(of: incident) : nil
        components = context.names(incident.namedComponents)
        latest = incident.updates.filter { $0.at <= context.now }.max { $0.at < $1.at }
            .map { UpdateItem($0, of: incident, context) }
        planned = incident.plannedTime.flatMap { time in
            guard phase != nil else { return nil }
            return context.span(time.start, time.end)
        }
    }
}

extension StatusContext {
    /// Where an incident stands, in a word; not known while the facts are old.
    func stateWord(of incident: Incident) -> String {
        if isStale, incident.isOpenOutage(now: knownUntil) { return words.name(IncidentState.unknown) }
        return incident.stateWord(words, now: knownUntil)
    }

    /// How long customers were hit in all: `5 min + 19 min`.
    func impact(of incident: Incident) -> String? {
        let figures = IncidentFigures(incident, now: knownUntil)
        guard !figures.impact.isEmpty else { return nil }
        let lengths = figures.impact.map { words.duration($0.length) }.joined(separator: " + ")
        return figures.impact.contains { $0.end == nil } ? say(.impactSoFar, ["span": lengths]) : lengths
    }

    /// `4 December 2025, 12:34 CET · 11:34 UTC to …`
    func span(_ start: Instant, _ end: Instant?) -> String {
        guard let end else { return moment(start) }
        return say(.plannedTime, ["start": moment(start), "end": moment(end)])
    }
}

extension Incident {
    /// Every component that the incident or one of its windows names.
    var namedComponents: Set<ComponentID> { Set(components + windows.flatMap(\.components)) }
}
