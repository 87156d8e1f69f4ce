internal import Incidents
package import Markup
internal import Telling
package import Vocabulary

/// One incident whole: when customers were hit, what was said, and what was learned.
package struct IncidentModel: Sendable, Hashable {
    package struct Window: Sendable, Hashable {
        package var start: StatusTime
        package var end: StatusTime?
        /// The same in UTC; nil where the brand's zone is UTC.
        package var utc: String?
        package var length: String
        package var components: [StatusText]
        package var isOpen: Bool
    }

    package struct Learned: Sendable, Hashable {
        package struct Part: Sendable, Hashable {
            package var title: String
            package var text: Prose
        }

        package struct Action: Sendable, Hashable {
            package var symptom: StatusText
            package var action: StatusText
            package var due: String
            package var state: String
        }

        package var published: StatusTime
        package var missing: String?
        package var parts: [Part]
        package var actions: [Action]
    }

    package var frame: StatusFrame
    package var title: StatusText
    package var severity: StatusMark
    package var state: String
    package var summary: Prose?
    package var reference: String?
    package var began: StatusTime?
    package var impact: String
    package var planned: String?
    package var components: [StatusText]
    package var windows: [Window]
    package var updates: [UpdateItem]
    package var learned: Learned?

    package init(_ incident: Incident, _ context: StatusContext) {
        let words = context.words
        let now = context.knownUntil
        title = context.title(of: incident)
        let phase = incident.maintenancePhase(now: now)
        severity = StatusMark(incident.severity, words)
        state = phase.map { StatusMark($0, words).text } ?? context.stateWord(of: incident)
        summary = context.told(incident.summary, of: incident)?.prose
        reference = incident.reference?.rawValue
        began = incident.began.map(context.time)
        impact = context.impact(of: incident) ?? words.say(.notKnown)
        planned = phase == nil ? nil : incident.plannedTime.map { context.span($0.start, $0.end) }
        components = context.names(incident.namedComponents)
        windows = incident.windows.filter { $0.start <= now }
            .sorted { ($0.start, $0.id) < ($1.start, $1.id) }
            .map { window in
                let end = window.end.flatMap { $0 <= now ? $0 : nil }
                return Window(
                    start: StatusTime(
                        window.start,
                        text: words.date(window.start, in: context.zone) + ", "
                            + words.clock(window.start, in: context.zone)
                            + (end == nil ? context.zoneName(window.start) : "")),
                    end: end.map { context.end($0, after: window.start) }, utc: context.inUTC(window.start, end),
                    length: words.duration(window.length(now: now)), components: context.names(window.components),
                    isOpen: end == nil)
            }
        updates = incident.updates.filter { $0.at <= context.now }.reversed()
            .map { UpdateItem($0, of: incident, context) }
        learned = incident.postmortem.map { Learned($0, of: incident, context) }
        frame = context.frame(
            .incident(incident.id), title: title.text,
            description: context.say(
                .incidentDescription,
                ["severity": severity.text, "state": state, "brand": context.brand.name]))
    }
}

extension StatusContext {
    fileprivate func zoneName(_ instant: Instant) -> String { "\u{A0}" + zone.offset(at: instant).name }

    /// The end of a stretch, with its day where it is another than the start's, and with the zone of both.
    fileprivate func end(_ end: Instant, after start: Instant) -> StatusTime {
        let isSameDay = zone.civilTime(start).date == zone.civilTime(end).date
        let day = isSameDay ? "" : words.date(end, in: zone) + ", "
        return StatusTime(end, text: day + words.clock(end, in: zone) + zoneName(end))
    }

    fileprivate func inUTC(_ start: Instant, _ end: Instant?) -> String? {
        guard zone.offset(at: start).seconds != 0 else { return nil }
        return words.range(start, end, in: .utc) + "\u{A0}UTC"
    }
}

extension IncidentModel.Learned {
    init(_ postmortem: Postmortem, of incident: Incident, _ context: StatusContext) {
        let words = context.words
        published = context.time(postmortem.publishedAt)
        missing = context.missing(postmortem.missingLanguages)
        let texts: [(StatusPhrase, LocalizedText)] = [
            (.clientImpact, postmortem.clientImpact), (.overview, postmortem.overview), (.context, postmortem.context),
            (.rootCause, postmortem.rootCause),
        ]
        parts = texts.compactMap { phrase, text in
            context.told(text, of: incident).map { Part(title: context.say(phrase), text: $0.prose) }
        }
        actions = postmortem.actions.map { action in
            let state: StatusPhrase =
                switch action.state {
                case .open: .actionOpen
                case .inProgress: .actionInProgress
                case .done: .actionDone
                case .dropped: .actionDropped
                }
            return Action(
                symptom: context.told(action.symptom, of: incident) ?? StatusText("–"),
                action: context.told(action.action, of: incident) ?? StatusText("–"),
                due: action.due.map { words.date($0, in: context.zone) } ?? "–", state: context.say(state))
        }
    }
}
