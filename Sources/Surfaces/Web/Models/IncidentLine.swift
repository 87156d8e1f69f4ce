internal import Telling
package import Vocabulary
package import Markup

/// One incident as a line of a list: its real impact beside what the pages say.
package struct IncidentLine: Sendable, Hashable {
    package struct PageTime: Sendable, Hashable {
        package var length: String
        package var brand: String
    }

    package var title: Told
    package var reference: String?
    /// Whose it is, on pages that list several providers.
    package var provider: String?
    package var address: Address
    package var date: String
    package var start: Instant?
    package var severity: Chip
    package var state: Chip
    package var isOngoing: Bool
    package var summary: Told?
    package var realImpact: String
    /// Whether an impact on customers is known.
    package var isHurt: Bool
    /// One entry per page: the brand and how long its page stayed open.
    package var pageTimes: [PageTime]
    package var firstWord: String
    package var firstWordNote: String?
    /// For planned work: from when to when.
    package var planned: String?

    package init(_ incident: Incident, brands: [Brand], provider: String? = nil, context: PageContext) {
        let words = context.words
        let facts = IncidentFacts(incident, now: context.now, zone: context.zone, words: words)
        let current = incident.state(now: context.now)
        title = facts.reading(incident.title).map { Told($0, on: words.language) } ?? Told(incident.id.rawValue)
        reference = incident.reference?.rawValue
        self.provider = provider
        address = SitePlace.incident(incident.id).address(words.language)
        start = facts.figures.start ?? incident.firstInstant
        date = start.map { words.shortDate($0, in: context.zone) } ?? words.say(.notKnown)
        severity = Chip(incident.severity, text: words.name(incident.severity))
        state = Chip(current, words: words)
        isOngoing = current == .ongoing
        summary = facts.reading(incident.summary).map { Told($0, on: words.language) }
        isHurt = !facts.figures.impact.isEmpty
        // Planned work and samples hit nobody that is counted.
        realImpact =
            isHurt
            ? words.duration(facts.figures.totalImpact) : incident.isOutage ? words.say(.notKnown) : "–"
        let names = Dictionary(brands.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        pageTimes = facts.figures.pageTimes.map { time in
            PageTime(length: words.duration(time.length), brand: names[time.brand] ?? time.brand.rawValue)
        }
        let isSilent = !incident.updates.contains { $0.status != .postmortem }
        firstWord =
            facts.figures.firstWord.map { words.lag($0.after) } ?? (isSilent && isOngoing ? words.say(.noWord) : "–")
        firstWordNote = facts.figures.firstWord?.afterEnd.map {
            words.say(.afterItWasOver, ["span": words.duration($0)])
        }
        planned = incident.record?.scheduledFor.map { from in
            let start = words.dateAndClock(from, in: context.zone)
            return incident.record?.scheduledUntil.map {
                words.say(.plannedBetween, ["start": start, "end": words.dateAndClock($0, in: context.zone)])
            } ?? words.say(.plannedFrom, ["start": start])
        }
    }
}

extension Incident {
    /// The earliest thing known of it, for its place in lists.
    var firstInstant: Instant? {
        (windows.map(\.start) + updates.map(\.at) + accounts.map(\.opened)).min()
    }
}
