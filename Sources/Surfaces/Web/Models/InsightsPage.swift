internal import Linking
internal import Telling
internal import Vocabulary

/// What all incidents together teach: changes against suppliers, causes over time, lags. Each plot is a table with bars
/// in it, so that it says the same without them.
package struct InsightsPage: Sendable, Hashable {
    /// A bar of several parts, in thousandths of the longest.
    package struct Bar: Sendable, Hashable {
        package var parts: [Part]

        package struct Part: Sendable, Hashable {
            package var kind: Origin
            package var length: Int
        }
    }

    /// What brought an outage, coarsely: each with a fill of its own and a letter in the legend.
    package enum Origin: String, Sendable, Hashable, CaseIterable {
        case changes, suppliers, others, unknown
    }

    package struct OriginRow: Sendable, Hashable {
        package var origin: Origin
        package var name: String
        package var n: String
        package var share: String
        package var impact: String
        package var bar: Bar
    }

    package struct MonthRow: Sendable, Hashable {
        package var month: String
        package var n: String
        package var bar: Bar
        /// The causes of the month with their numbers.
        package var causes: String
        package var impact: String
    }

    package struct LagRow: Sendable, Hashable {
        package var month: String
        package var lag: String
        package var length: Int
    }

    package var frame: PageFrame
    package var lead: String
    package var latest: String?
    package var isEmpty: Bool
    package var origins: [OriginRow]
    package var months: [MonthRow]
    package var lags: [LagRow]
    package var isCut: Bool

    static let monthsMost = 24

    init(_ incidents: [Incident], site: SiteSnapshot, context: PageContext) {
        let words = context.words
        let counted = incidents.filter(\.isOutage)
        let rows = counted.compactMap { InsightRow($0, now: context.now) }
        let insights = Insights(rows, zone: context.zone)
        isEmpty = rows.isEmpty
        lead =
            isEmpty
            ? words.say(.insightsNone)
            : words.say(
                .insightsLead,
                [
                    "incidents": words.count(.incidents, rows.count),
                    "providers": words.count(.providers, Set(counted.map(\.provider)).count),
                ])
        latest = site.hasOlder && !isEmpty ? words.say(.insightsLatest) : nil
        origins = isEmpty ? [] : Self.origins(insights, words)
        let shown = insights.months.suffix(Self.monthsMost).reversed()
        isCut = insights.months.count > Self.monthsMost
        let longest = shown.map(\.all.n).max() ?? 0
        months = shown.map { Self.month($0, longest: longest, words) }
        let slowest = shown.compactMap(\.lag).max() ?? .zero
        lags = shown.compactMap { line in
            line.lag.map { lag in
                LagRow(
                    month: words.name(line.month),
                    lag: words.say(
                        .lagOf, ["span": words.lag(lag), "incidents": words.count(.incidents, line.lags)]),
                    length: slowest > .zero && lag > .zero
                        ? Int(lag.microseconds / max(1, slowest.microseconds / 1_000)) : 0)
            }
        }
        frame = context.frame(
            title: words.say(.insightsTitle) + " · Vigie", description: words.say(.insightsDescription),
            place: .insights,
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.navInsights), address: nil),
            ],
            notes: [words.say(.timesIn, ["zone": context.zone.identifier]), words.say(.footerRule)])
    }

    private static func origins(_ insights: Insights, _ words: LanguagePack) -> [OriginRow] {
        let all = insights.origins
        let rows: [(Origin, Tally)] = [
            (.changes, all.changes), (.suppliers, all.suppliers), (.others, all.others), (.unknown, all.unknown),
        ]
        return rows.map { origin, tally in
            OriginRow(
                origin: origin, name: words.name(origin), n: words.number(tally.n),
                share: words.wholePercentage(part: tally.n, of: all.n), impact: impact(tally, words),
                bar: Bar(parts: [.init(kind: origin, length: all.n == 0 ? 0 : tally.n * 1_000 / all.n)]))
        }
    }

    private static func month(_ line: Insights.MonthLine, longest: Int, _ words: LanguagePack) -> MonthRow {
        let causes = Incident.Category.allCases.compactMap { category in
            line.causes[category].map { (category, $0.n) }
        }
        let parts = Origin.allCases.map { origin in
            let count = causes.filter { Origin($0.0) == origin }.reduce(0) { $0 + $1.1 }
            return Bar.Part(kind: origin, length: longest == 0 ? 0 : count * 1_000 / longest)
        }
        return MonthRow(
            month: words.name(line.month), n: words.number(line.all.n), bar: Bar(parts: parts.filter { $0.length > 0 }),
            causes: causes.isEmpty
                ? words.say(.noIncidentMonth)
                : causes.sorted { $1.1 < $0.1 }.map { words.name($0.0) + " " + words.number($0.1) }
                    .joined(separator: ", "),
            impact: impact(line.all, words))
    }

    private static func impact(_ tally: Tally, _ words: LanguagePack) -> String {
        tally.known == 0
            ? "–"
            : words.duration(tally.impact) + " · "
                + words.say(.figureN, ["incidents": words.count(.incidents, tally.known)])
    }
}

extension InsightsPage.Origin {
    init(_ category: Incident.Category) {
        switch category {
        case .changeDeploy, .changeConfig, .changeDNS, .changeCertificate: self = .changes
        case .externalProvider: self = .suppliers
        case .unknown: self = .unknown
        case .capacity, .softwareBug, .hardware, .network, .security, .humanError: self = .others
        }
    }
}

extension LanguagePack {
    func name(_ origin: InsightsPage.Origin) -> String {
        switch origin {
        case .changes: say(.originChanges)
        case .suppliers: say(.originSuppliers)
        case .others: say(.originOthers)
        case .unknown: say(.originUnknown)
        }
    }

    /// `December 2025`
    func name(_ month: Month) -> String {
        let name = month.month <= months.count ? months[month.month - 1] : String(month.month)
        return name + "\u{A0}" + String(month.year)
    }

    /// `43%`, rounded.
    func wholePercentage(part: Int, of whole: Int) -> String {
        guard whole > 0 else { return say(.notKnown) }
        return number((part * 200 + whole) / (whole * 2)) + numbers.percentSpace + "%"
    }
}
