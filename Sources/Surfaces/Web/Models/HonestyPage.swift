internal import Linking
internal import Telling
package import Vocabulary

/// How honestly a provider tells: each figure with its n, its rule, its grade.
package struct HonestySummary: Sendable, Hashable {
    package struct Figure: Sendable, Hashable {
        package var label: String
        package var value: String
        /// On how many incidents it rests, and its grade.
        package var note: String
        package var rule: String
        package var isKnown: Bool
    }

    package var grade: String
    package var figures: [Figure]

    /// Without the figures that no incident holds.
    package var known: HonestySummary {
        var known = self
        known.figures = figures.filter(\.isKnown)
        return known
    }

    /// Nil while no outage is known.
    init?(_ provider: Provider, incidents: [Incident], components: [Component], context: PageContext) {
        let rows = HonestyRow.rows(incidents, components: components, now: context.now)
        guard let account = HonestyLedger(rows: rows, now: context.now).account(provider.id) else { return nil }
        self.init(account, words: context.words)
    }

    init(_ account: HonestyLedger.Account, words: LanguagePack) {
        grade =
            account.grade.map { words.say(.honestyGrade, ["grade": $0.rawValue]) } ?? words.say(.honestyNoGrade)
        figures = account.figures.map { figure in
            Figure(
                label: words.name(figure.measure), value: words.say(figure.value), note: words.note(figure),
                rule: words.rule(figure.measure), isKnown: figure.value != nil)
        }
    }
}

extension HonestyRow {
    /// The rows of outages, samples and planned work aside.
    static func rows(_ incidents: [Incident], components: [Component], now: Instant) -> [HonestyRow] {
        let channels = Dictionary(components.map { ($0.id, $0.channel) }, uniquingKeysWith: { first, _ in first })
        return incidents.filter(\.isOutage).map { incident in
            HonestyRow(
                incident, channels: channels, vendorSeverity: incident.record?.severity ?? .unknown, now: now)
        }
    }
}

/// Every row behind the figures of one provider.
package struct HonestyPage: Sendable, Hashable {
    package struct Row: Sendable, Hashable {
        package var incident: IncidentLine
        package var lag: String
        package var afterEnd: String
        package var page: String
        package var impact: String
        package var isHurt: Bool
        package var postmortem: String
        package var hidden: String
    }

    package var frame: PageFrame
    package var title: String
    package var lead: String
    package var part: String?
    package var summary: HonestySummary?
    package var rows: [Row]

    package init(_ provider: Provider, site: SiteSnapshot, facts: ProviderFacts, context: PageContext) {
        let words = context.words
        let counted = facts.incidents.filter(\.isOutage)
        let components = site.components.filter { $0.provider == provider.id }
        title = words.say(.honestyTitle, ["name": provider.name])
        summary = HonestySummary(provider, incidents: counted, components: components, context: context)
        lead =
            summary == nil
            ? words.say(.honestyNone, ["name": provider.name])
            : words.say(
                .honestyLead, ["incidents": words.count(.incidents, counted.count), "name": provider.name])
        part =
            facts.isComplete || counted.isEmpty
            ? nil : words.say(.honestyPart, ["incidents": words.count(.incidents, counted.count)])
        rows = Swift.zip(counted, HonestyRow.rows(counted, components: components, now: context.now)).map {
            Row($0, $1, brands: site.brands, context: context)
        }
        frame = context.frame(
            title: title + " · Vigie", description: words.say(.honestyDescription, ["name": provider.name]),
            place: .honesty(provider.id),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.providers), address: SitePlace.directory().address(words.language)),
                Link(text: provider.name, address: SitePlace.provider(provider.id).address(words.language)),
                Link(text: words.say(.honestySection), address: nil),
            ],
            notes: [
                words.say(.asOf, ["clock": words.dateAndClock(context.asOf, in: context.zone)]),
                words.say(.footerRule),
            ])
    }
}

extension HonestyPage.Row {
    init(_ incident: Incident, _ row: HonestyRow, brands: [Brand], context: PageContext) {
        let words = context.words
        self.incident = IncidentLine(incident, brands: brands, context: context)
        lag = row.lag.map { words.lag($0) } ?? "–"
        if let end = row.impactEnd, let word = row.firstWord {
            afterEnd = words.say(word > end ? .yes : .no)
        } else {
            afterEnd = "–"
        }
        page = row.pageLength.map { words.duration($0) } ?? "–"
        isHurt = row.impactLength != nil
        impact = row.impactLength.map { words.duration($0) } ?? "–"
        if let resolved = row.resolvedAt, let published = row.postmortemAt {
            postmortem = "+" + words.wait(published - resolved)
        } else {
            postmortem = row.postmortemAt == nil ? words.say(.no) : words.say(.yes)
        }
        hidden = row.hiddenRecurrences.map { words.number($0) } ?? "–"
    }
}

extension LanguagePack {
    func name(_ measure: HonestyMeasure) -> String {
        switch measure {
        case .firstWordLag: say(.measureFirstWord)
        case .toldAfterEnd: say(.measureToldAfter)
        case .pageAgainstTrue: say(.measurePage)
        case .postmortemRate: say(.measurePostmortems)
        case .postmortemDelay: say(.measurePostmortemDelay)
        case .hiddenRecurrences: say(.measureHidden)
        case .harmlessThoughHit: say(.measureHarmless)
        case .corrections: say(.measureCorrections)
        }
    }

    func rule(_ measure: HonestyMeasure) -> String {
        switch measure {
        case .firstWordLag: say(.ruleFirstWord)
        case .toldAfterEnd: say(.ruleToldAfter)
        case .pageAgainstTrue: say(.rulePage)
        case .postmortemRate: say(.rulePostmortems)
        case .postmortemDelay: say(.rulePostmortemDelay)
        case .hiddenRecurrences: say(.ruleHidden)
        case .harmlessThoughHit: say(.ruleHarmless)
        case .corrections: say(.ruleCorrections)
        }
    }

    func say(_ value: HonestyFigure.Value?) -> String {
        switch value {
        case nil: return "–"
        case .span(let span): return span >= .days(2) ? "+" + wait(span) : lag(span)
        case .share(let part, let whole): return say(.shareOf, ["part": number(part), "whole": number(whole)])
        case .count(let count, _): return number(count)
        case .times(let page, let impact):
            let places = ["page": duration(page), "impact": duration(impact)]
            guard let ratio = value?.ratio, ratio < 1_000_000 else { return say(.timesOf, places) }
            let tenths = Int((ratio * 10).rounded())
            let text = number(tenths / 10) + (tenths % 10 == 0 ? "" : numbers.decimalMark + String(tenths % 10))
            return say(.timesRatio, places.merging(["ratio": text]) { first, _ in first })
        }
    }

    /// On how many incidents a figure rests, and its grade where it has one.
    func note(_ figure: HonestyFigure) -> String {
        guard figure.value != nil else { return say(.figureNone) }
        let n = say(.figureN, ["incidents": count(.incidents, figure.n)])
        if let grade = figure.grade { return n + " · " + say(.figureGrade, ["grade": grade.rawValue]) }
        return figure.isTooFew ? n + " · " + say(.figureTooFew) : n
    }
}
