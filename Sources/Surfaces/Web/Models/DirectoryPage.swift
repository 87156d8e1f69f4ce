internal import Telling
internal import Vocabulary
package import Markup

/// Every provider: its state now, its open incidents, and since when it is followed.
package struct DirectoryPage: Sendable, Hashable {
    package struct Line: Sendable, Hashable {
        package var name: String
        package var address: Address
        package var state: Chip
        /// Open incidents, brands, since when followed.
        package var notes: String
    }

    package var frame: PageFrame
    package var ownFault: String?
    package var count: String?
    package var query: String
    /// False while there is nothing to filter.
    package var hasFilter: Bool
    package var lines: [Line]
    /// What to do while there is nothing to show.
    package var empty: String?
    package var showing: String?
    package var previous: Link?
    package var next: Link?
    package var follow: Link
    /// Clears the filter, where there is one.
    package var all: Link?

    static let shownMost = 100

    package init(_ site: SiteSnapshot, overview: SiteOverview, query: SiteQuery, context: PageContext) {
        let words = context.words
        self.query = String((query["q"] ?? "").prefix(200))
        hasFilter = !overview.providers.isEmpty
        let wanted = TextFold.words(self.query)
        let found = overview.providers.filter { line in
            wanted.allSatisfy { line.haystack.contains($0) }
        }
        let page = max(1, query["page"].flatMap { Int($0) } ?? 1)
        let from = min((page - 1).multipliedReportingOverflow(by: Self.shownMost).partialValue, found.count)
        let shown = found.dropFirst(max(0, from)).prefix(Self.shownMost)
        lines = shown.map { Line($0, words: words, context: context) }
        let unreadable = overview.providers.count { line in
            if case .unreadable = line.state { true } else { false }
        }
        count =
            overview.providers.isEmpty
            ? nil
            : words.say(
                .directoryCount,
                [
                    "providers": words.count(.providers, overview.providers.count),
                    "open": words.count(.openIncidents, overview.providers.reduce(0) { $0 + $1.open }),
                    "unreadable": words.count(.unreadable, unreadable),
                ])
        if overview.providers.isEmpty {
            empty = words.say(.directoryNone)
        } else if found.isEmpty {
            empty = words.say(.directoryNoMatch, ["words": words.quote(self.query)])
        }
        func link(_ phrase: Phrase, _ number: Int) -> Link {
            let asked = query.setting("page", to: number > 1 ? String(number) : nil)
            return Link(text: words.say(phrase), address: SitePlace.directory(asked).address(words.language))
        }
        if found.count > Self.shownMost, !lines.isEmpty {
            showing = words.say(
                .showing,
                [
                    "from": words.number(from + 1), "to": words.number(from + lines.count),
                    "count": words.number(found.count),
                ])
        }
        previous = page > 1 ? link(.previous, page - 1) : nil
        next = from + lines.count < found.count ? link(.next, page + 1) : nil
        follow = Link(text: words.say(.followTitle), address: SitePlace.follow().address(words.language))
        all =
            self.query.isEmpty
            ? nil : Link(text: words.say(.filterClear), address: SitePlace.directory().address(words.language))
        ownFault = overview.ownFaultSince.map {
            words.say(.ownFaultBanner, ["clock": words.dateAndClock($0, in: context.zone)])
        }
        frame = context.frame(
            title: words.say(.providers) + " · Vigie", description: words.say(.directoryDescription),
            place: .directory(query),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.providers), address: nil),
            ],
            notes: [words.say(.asOf, ["clock": words.dateAndClock(context.asOf, in: context.zone)])])
    }
}

extension DirectoryPage.Line {
    init(_ line: SiteOverview.Line, words: LanguagePack, context: PageContext) {
        name = line.provider.name
        address = SitePlace.provider(line.provider.id).address(words.language)
        state = line.state.chip(words, zone: context.zone)
        var notes: [String] = []
        if line.open > 0 { notes.append(words.count(.openIncidents, line.open)) }
        // A brand of the provider's own name says nothing more.
        let brands = line.brands.filter { $0 != line.provider.name }
        if !brands.isEmpty { notes.append(brands.joined(separator: ", ")) }
        if let since = line.provider.followedSince {
            notes.append(words.say(.sinceDate, ["date": words.date(since, in: context.zone)]))
        }
        self.notes = notes.joined(separator: " · ")
    }
}
