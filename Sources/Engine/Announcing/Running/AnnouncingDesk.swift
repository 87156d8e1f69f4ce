package import Desk
internal import Incidents
internal import Journal
package import Observing
internal import Series
internal import Telling
package import Vocabulary

/// What people and programs look at and order about announcing: one door for the console, the API and the command line.
package struct AnnouncingDesk: Sendable {
    /// Cases that figures are made of.
    package static let countedMost = 2_000

    package let announcer: Announcer
    package let rules: RuleDesk
    /// Where samples are; nil where nothing is probed here.
    let series: (any SeriesStore)?
    let zones: ZoneCatalogue

    package init(announcer: Announcer, series: (any SeriesStore)?, zones: ZoneCatalogue) {
        self.announcer = announcer
        rules = RuleDesk(store: announcer.store, now: announcer.now)
        self.series = series
        self.zones = zones
    }

    /// How a rule stands, with its figures.
    package struct RuleView: Sendable {
        package var standing: RuleStanding
        package var figures: RuleFigures
    }

    package func ruleViews() async throws(DeskRefusal) -> [RuleView] {
        let (known, sources) = (zones, announcer.sources)
        return try await announcer.reading { documents throws(JournalError) in
            let reading = AnnouncingReading(documents)
            let site = try Site(documents)
            let seen = try sources.latest(documents, Self.countedMost)
            let announcements = Dictionary(
                try reading.latest(limit: Self.countedMost).map { ($0.number, $0) },
                uniquingKeysWith: { first, _ in first })
            let counted = seen.map { Self.count($0, announcements[$0.number], site) }
            let made = Set(announcements.values.compactMap(\.incident))
            let zone = site.providers.first(where: \.isOurs).flatMap { known.zone($0.zone) } ?? .utc
            let standings = try reading.rules()
            let figures = RuleFigures.all(
                counted, outages: Self.outages(site, without: made), zone: zone, always: Set(RuleName.allCases))
            return standings.compactMap { standing in
                figures.first { $0.rule == standing.name }.map { RuleView(standing: standing, figures: $0) }
            }
        }
    }

    static func count(_ seen: SeenCase, _ known: Announcement?, _ site: Site) -> CountedCase {
        CountedCase(
            number: seen.number, openedAt: seen.openedAt, spans: seen.spans, rules: Set(seen.symptoms.map(\.rule)),
            components: Set(seen.symptoms.compactMap(\.component)),
            calledAt: (known?.calls ?? []).filter { $0.moment != .over && $0.moment != .revised }.map(\.at),
            label: known?.label?.verdict,
            firstWord: firstWord(seen, known, site))
    }

    /// The first thing that a person or the cause's own page said of it.
    static func firstWord(_ seen: SeenCase, _ known: Announcement?, _ site: Site) -> Instant? {
        guard let span = seen.spans.first else { return nil }
        let to = (span.to ?? span.from + .hours(24)) + .hours(24)
        var words: [Instant] = []
        for incident in site.incidents {
            if incident.id == known?.incident {
                words += incident.statements.filter { $0.author != Announcer.actor.rawValue && $0.subject == .update }
                    .map(\.at)
            } else if incident.own == nil, let supplier = seen.causes.first?.supplier, incident.provider == supplier {
                words += incident.updates.map(\.at)
            }
        }
        return words.filter { $0 >= span.from - RuleFigures.near && $0 <= to }.min()
    }

    /// What people wrote down as an outage themselves.
    static func outages(_ site: Site, without made: Set<IncidentID>) -> [CountedOutage] {
        site.incidents.filter { $0.own != nil && $0.own?.plan == nil && !made.contains($0.id) }.flatMap { incident in
            incident.windows.map { window in
                CountedOutage(from: window.start, to: window.end, components: Set(window.components.map(\.rawValue)))
            }
        }
    }

    // MARK: Evidence

    /// What can be sent to whom a case concerns.
    package func evidence(of number: Int64) async throws(DeskRefusal) -> [UInt8] {
        let sources = announcer.sources
        let found = try await announcer.reading { documents throws(JournalError) in
            try sources.one(documents, number)
        }
        guard let seen = found else { throw DeskRefusal(.notFound, "There is no case \(number).") }
        let entries: [Entry]
        do throws(JournalError) {
            entries = try await announcer.store.entries(
                of: StreamName(category: "case", id: "\(number)"), after: .none, limit: 1_000)
        } catch {
            throw DeskRefusal(.unavailable, "The journal can't be read at the moment; try again soon.")
        }
        let now = announcer.now()
        return EvidencePack(seen: seen, entries: entries, series: await samples(of: seen, now), madeAt: now).bytes()
    }

    /// Samples that can't be read are left out: what is known of the case is worth more than nothing.
    private func samples(of seen: SeenCase, _ now: Instant) async -> [EvidencePack.Series] {
        guard let series else { return [] }
        let span = EvidencePack.span(of: seen, now: now)
        var found: [EvidencePack.Series] = []
        for symptom in seen.symptoms.prefix(EvidencePack.targetsMost) {
            guard let name = SeriesName(rawValue: symptom.target),
                let query = try? SampleQuery(
                    series: name, from: span.from, to: span.to, limit: EvidencePack.samplesMost),
                let lines = try? await series.samples(query)
            else { continue }
            found.append(EvidencePack.Series(target: symptom.target, lines: lines))
        }
        return found
    }
}
