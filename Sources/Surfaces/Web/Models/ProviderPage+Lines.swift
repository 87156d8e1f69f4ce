internal import Linking
internal import Telling
internal import Vocabulary
internal import Markup

extension ProviderState {
    /// What is true now, in one sentence.
    func sentence(
        _ provider: Provider, incidents: [Incident], pages: [FollowedPage], context: PageContext
    ) -> String {
        let words = context.words
        func titles(_ state: IncidentState) -> String {
            incidents.filter { $0.isOutage && $0.state(now: context.now) == state }
                .compactMap { $0.title.reading(words.language)?.text }.joined(separator: "; ")
        }
        switch self {
        case .calm: return words.say(.providerCalm)
        case .unknown: return words.say(.providerUnknown)
        case .hit: return words.say(.providerHit, ["titles": titles(.ongoing)])
        case .reported: return words.say(.providerReported, ["titles": titles(.reported)])
        case .troubled(let state): return words.say(.providerTroubled, ["state": words.name(state)])
        case .notRead(let since):
            return words.say(
                .notReadText, ["name": provider.name, "clock": words.dateAndClock(since, in: context.zone)])
        case .unreadable(let since, let isOwnFault):
            let clock = words.dateAndClock(since, in: context.zone)
            return isOwnFault
                ? words.say(.ownFaultText, ["name": provider.name, "clock": clock])
                : words.say(.unreadableText, ["name": provider.name, "clock": clock])
        }
    }
}

extension ProviderPage.SourceLine {
    init(_ followed: FollowedPage, provider: Provider, site: SiteSnapshot, context: PageContext) {
        let words = context.words
        page = Link(
            text: followed.url.split(separator: "/").dropFirst().first.map(String.init) ?? words.say(.itsOwnPage),
            address: Address(followed.url))
        notes = [
            words.say(.readAs, ["format": followed.format]),
            words.say(.sinceDate, ["date": words.date(followed.since, in: context.zone)]),
        ].joined(separator: " · ")
        let said = followed.words
        // What it said before it became unreadable is kept as words, and never shown as how it does now.
        let isReadable = followed.trouble == nil
        state = isReadable ? said.map { Chip($0.state, words: words) } : nil
        sentence = said?.sentence.map { Told($0) }
        saidAt = said.map { words.say(.pageSaidAt, ["clock": words.dateAndClock($0.saidAt, in: context.zone)]) }
        troubled = (said?.troubled ?? []).map { troubled in
            let component = site.components.first { $0.id == troubled.component }
            return Troubled(
                name: component?.name.reading(words.language).map { Told($0, on: words.language) }
                    ?? Told(troubled.component.rawValue),
                state: Chip(troubled.state, words: words), word: troubled.word.map { words.quote($0) })
        }
        allFine = said.flatMap { said in
            said.troubled.isEmpty && said.componentCount > 0 && isReadable
                ? words.say(.pageAllFine, ["components": words.count(.components, said.componentCount)]) : nil
        }
        warnings = said?.warnings ?? []
        unreadable = followed.trouble.map { trouble in
            let clock = words.dateAndClock(trouble.since, in: context.zone)
            return trouble.reason == FollowedPage.ownFault
                ? words.say(.ownFaultText, ["name": provider.name, "clock": clock])
                : words.say(.unreadableText, ["name": provider.name, "clock": clock])
        }
        why = followed.trouble.map {
            Told($0.message, language: words.language == .english ? nil : .english)
        }
        unfollow = context.settings.writing.isOpen ? .unfollow(provider, words: words) : nil
    }
}

extension ProviderPage.ComponentLine {
    init(
        _ component: Component, incidents: [Incident], pages: [FollowedPage], watchedSince: Instant?,
        context: PageContext
    ) {
        let words = context.words
        let hits = incidents.filter(\.isOutage).flatMap { incident in
            incident.windows.filter { $0.components.contains(component.id) }
                .map { Availability.Hit(start: $0.start, end: $0.end, severity: incident.severity) }
        }
        let isHit = hits.contains { $0.start <= context.now && ($0.end.map { $0 > context.now } ?? true) }
        let isStale = context.staleBanner != nil
        name =
            component.name.reading(words.language).map { Told($0, on: words.language) }
            ?? Told(words.name(component.channel))
        let claims = pages.filter { component.brands.contains($0.brand) || pages.count == 1 }
        let unreadable = claims.compactMap(\.trouble).map(\.since).min()
        let current: ProviderState =
            isHit ? .hit : isStale ? .unknown : unreadable.map { .unreadable(since: $0, isOwnFault: false) } ?? .calm
        state = current.chip(words, zone: context.zone)
        claim = Self.claim(component, claims, words)
        let knownUntil = min(isStale ? context.asOf : context.now, unreadable ?? context.now)
        bars = Availability(
            hits: hits, followedSince: watchedSince ?? context.now, knownUntil: knownUntil, zone: context.zone,
            now: context.now)
        availability = bars.words(words)
        barsDescription = bars.description(watchedSince: watchedSince, context: context)
    }

    /// What the page says of it: the vendor's own word where it gave one.
    private static func claim(_ component: Component, _ pages: [FollowedPage], _ words: LanguagePack) -> String? {
        guard let said = pages.filter({ $0.trouble == nil }).compactMap(\.words).first else { return nil }
        let troubled = said.troubled.first { $0.component == component.id }
        let word =
            troubled.map { $0.word.map { words.quote($0) } ?? words.name($0.state) }
            ?? words.name(ComponentState.operational)
        return words.say(.theirClaim, ["word": word])
    }
}

extension Incident {
    /// For planned work: whether its time has passed or its page closed it.
    func isOver(now: Instant) -> Bool {
        if !accounts.isEmpty, accounts.allSatisfy({ ($0.closed ?? now + .seconds(1)) <= now }) { return true }
        return record?.scheduledUntil.map { $0 <= now } ?? false
    }
}

extension Availability {
    /// `99.982% without known impact`
    func words(_ words: LanguagePack) -> String {
        let (all, bad) = (watched.wholeSeconds, hit.wholeSeconds)
        return all == 0
            ? words.say(.componentUnknown)
            : words.say(.withoutKnownImpact, ["percentage": words.percentage(part: all - bad, of: all)])
    }

    /// What the bars show, in words.
    func description(watchedSince: Instant?, context: PageContext) -> String {
        let words = context.words
        let today = words.date(context.now, in: context.zone)
        let hurt = days.filter { $0.impact > .zero }
            .map { words.dayAndMonth($0.date) + " (" + words.duration($0.impact) + ")" }
        var text =
            hurt.isEmpty
            ? words.say(.barsNoImpact, ["date": today])
            : words.say(.barsImpact, ["date": today, "days": hurt.joined(separator: ", ")])
        if let since = watchedSince, days.first?.isUnknown ?? false {
            text += " " + words.say(.barsUnknown, ["date": words.date(since, in: context.zone)])
        }
        return text
    }
}
