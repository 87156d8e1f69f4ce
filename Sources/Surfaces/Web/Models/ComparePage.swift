package import Linking
internal import Telling
internal import Vocabulary
package import Markup

/// Two to four providers side by side: figures with their n, and the days by true impact.
package struct ComparePage: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var name: String
        package var address: Address
        package var state: Chip
        package var bars: Availability
        package var barsDescription: String
    }

    package struct Row: Sendable, Hashable {
        package struct Cell: Sendable, Hashable {
            package var value: String
            package var note: String?
        }

        package var label: String
        package var cells: [Cell]
    }

    package var frame: PageFrame
    /// What is chosen, in four fields.
    package var chosen: [String]
    /// Empty with very many providers: then their ids or names are typed.
    package var options: [SearchResultsPage.Option]
    package var problems: [String]
    package var empty: String?
    package var columns: [Column]
    package var rows: [Row]

    static let most = 4

    /// What is known of one provider that is compared.
    struct Entry: Sendable, Hashable {
        var provider: Provider
        var facts: ProviderFacts
    }

    init(_ asked: CompareAsk, entries: [Entry], site: SiteSnapshot, context: PageContext) {
        let words = context.words
        problems = asked.unknown.map { words.say(.compareUnknown, ["value": words.quote($0)]) }
        if asked.isTooMany { problems.append(words.say(.compareMany)) }
        if asked.isAsked, asked.providers.count < 2 { problems.append(words.say(.compareFew)) }
        let names = asked.providers.map(\.rawValue) + asked.unknown
        chosen = (0..<Self.most).map { $0 < names.count ? names[$0] : "" }
        let nobody = SearchResultsPage.Option(value: "", text: words.say(.compareNobody))
        options =
            site.providers.count > 60
            ? []
            : [nobody]
                + site.providers.sorted { TextFold.fold($0.name) < TextFold.fold($1.name) }
                .map { SearchResultsPage.Option(value: $0.id.rawValue, text: $0.name) }
        empty = site.providers.count < 2 ? words.say(.compareNone) : nil
        let columns = entries.count < 2 ? [] : entries.map { Facts($0, site: site, context: context) }
        self.columns = columns.map(\.column)
        rows = columns.isEmpty ? [] : Self.rows(columns, words)
        frame = context.frame(
            title: words.say(.compareTitle) + " · Vigie", description: words.say(.compareDescription),
            place: .compare(asked.query),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.compareTitle), address: nil),
            ], notes: [words.say(.uptimeRule), words.say(.footerRule)])
    }

    private static func rows(_ columns: [Facts], _ words: LanguagePack) -> [Row] {
        func row(_ label: String, _ cell: (Facts) -> Row.Cell) -> Row { Row(label: label, cells: columns.map(cell)) }
        var rows = [
            row(words.say(.outages90)) { Row.Cell(value: words.number($0.outages)) },
            row(words.say(.impact90)) { facts in
                Row.Cell(
                    value: facts.column.bars.days.contains { $0.impact > .zero }
                        ? words.duration(facts.column.bars.days.reduce(.zero) { $0 + $1.impact }) : "–")
            },
            row(words.say(.uptime90)) { facts in
                let bars = facts.column.bars
                let days = Int(bars.watched.wholeSeconds / 86_400)
                return Row.Cell(
                    value: bars.watched == .zero
                        ? words.say(.notKnown)
                        : words.percentage(
                            part: bars.watched.wholeSeconds - bars.hit.wholeSeconds, of: bars.watched.wholeSeconds),
                    note: words.say(.watchedDays, ["days": words.count(.days, days)]))
            },
            row(words.say(.overallGrade)) { Row.Cell(value: $0.account?.grade?.rawValue ?? "–") },
        ]
        for measure in HonestyMeasure.allCases {
            rows.append(
                row(words.name(measure)) { facts in
                    guard let figure = facts.account?.figure(measure) else {
                        return Row.Cell(value: "–", note: words.say(.figureNone))
                    }
                    return Row.Cell(value: words.say(figure.value), note: words.note(figure))
                })
        }
        return rows
    }

    private struct Facts {
        var column: Column
        var outages: Int
        var account: HonestyLedger.Account?

        init(_ entry: Entry, site: SiteSnapshot, context: PageContext) {
            let words = context.words
            let (provider, incidents) = (entry.provider, entry.facts.incidents.filter(\.isOutage))
            let pages = site.pages.filter { $0.provider == provider.id }
            let state = ProviderState(
                incidents: incidents, pages: pages, isStale: context.staleBanner != nil, now: context.now)
            let watchedSince = entry.facts.watchedSince(provider, site: site)
            let bars = Availability(
                hits: incidents.flatMap { incident in
                    incident.windows.map { Availability.Hit(start: $0.start, end: $0.end, severity: incident.severity) }
                },
                followedSince: watchedSince ?? context.now,
                knownUntil: min(
                    context.staleBanner == nil ? context.now : context.asOf,
                    pages.compactMap(\.trouble?.since).min() ?? context.now),
                zone: context.zone, now: context.now)
            column = Column(
                name: provider.name, address: SitePlace.provider(provider.id).address(words.language),
                state: state.chip(words, zone: context.zone), bars: bars,
                barsDescription: provider.name + ". "
                    + bars.description(watchedSince: watchedSince, context: context))
            outages = incidents.count { ($0.firstInstant ?? context.now) > context.now - .days(90) }
            let components = site.components.filter { $0.provider == provider.id }
            account = HonestyLedger(
                rows: HonestyRow.rows(incidents, components: components, now: context.now), now: context.now
            ).account(provider.id)
        }
    }
}

/// Which providers a reader wants side by side.
struct CompareAsk: Sendable, Hashable {
    var query: SiteQuery
    var providers: [ProviderID] = []
    var unknown: [String] = []
    var isTooMany = false
    var isAsked: Bool

    init(_ query: SiteQuery, providers known: [Provider]) {
        self.query = query
        let wanted = query.all("p").prefix(20)
        isAsked = !wanted.isEmpty
        for text in wanted {
            let folded = TextFold.fold(text)
            guard let id = known.first(where: { $0.id.rawValue == text || TextFold.fold($0.name) == folded })?.id else {
                unknown.append(String(text.prefix(100)))
                continue
            }
            guard !providers.contains(id) else { continue }
            if providers.count < ComparePage.most { providers.append(id) } else { isTooMany = true }
        }
    }
}
