package import Incidents
package import Markup
package import Telling
package import Vocabulary

/// What holds for all status pages and changes with the configuration alone.
package struct StatusSettings: Sendable {
    package var zones: ZoneCatalogue
    /// Where the public reaches this program, for brands without a host of their own; nil leaves canonical addresses out.
    package var origin: String?
    /// Facts older than this say nothing of now.
    package var staleAfter: TimeSpan
    /// Whether pages listen to `/status/events`. Exported pages don't.
    package var isLive: Bool
    /// Whether the follow page takes subscriptions. Exported pages don't.
    package var takesSubscribers: Bool
    /// The ways to be told that the follow page offers, in their order.
    package var subscriberKinds: [SubscribeFields.Kind] = [.mail, .webhook, .chat, .mattermost, .ntfy]
    /// When a reader's browser doubts a page that nobody has made again.
    package var doubtAfter = TimeSpan.minutes(15)

    package init(
        zones: ZoneCatalogue, origin: String? = nil, staleAfter: TimeSpan = .minutes(2), isLive: Bool = true,
        takesSubscribers: Bool = false
    ) {
        self.zones = zones
        self.origin = origin
        self.staleAfter = staleAfter
        self.isLive = isLive
        self.takesSubscribers = takesSubscribers
    }

    /// Where the public reaches a brand's pages, without a slash at the end: its first host, else this program's own.
    package func base(of brand: Brand) -> String? {
        if let host = brand.face.hosts.first { return "https://" + host }
        return origin.map { $0 + "/status/" + brand.id.rawValue }
    }
}

/// What one page is made with: the brand's facts, a language, a moment.
package struct StatusContext: Sendable {
    package var site: BrandSite
    package var settings: StatusSettings
    package var words: LanguagePack
    package var zone: Zone
    package var now: Instant

    package init(_ site: BrandSite, _ language: Language, settings: StatusSettings, now: Instant) {
        self.site = site
        self.settings = settings
        words = LanguagePack.of(language)
        zone = settings.zones.zone(site.zone) ?? .utc
        self.now = now
    }

    var language: Language { words.language }
    var brand: Brand { site.brand }
    var isStale: Bool { site.isStale(now: now, after: settings.staleAfter) }
    var condition: BrandSite.Condition { site.condition(now: now, staleAfter: settings.staleAfter) }

    /// The moment up to which the page can say what is true.
    var knownUntil: Instant { isStale ? site.asOf : now }

    func say(_ phrase: StatusPhrase, _ facts: [String: String] = [:]) -> String { words.say(status: phrase, facts) }

    /// `4 December 2025, 12:34 CET · 11:34 UTC`
    func moment(_ instant: Instant) -> String {
        words.date(instant, in: zone) + ", " + words.clockWithZone(instant, in: zone)
    }

    /// A text with the incident's facts in their places, in the reader's language or the nearest there is.
    func told(_ text: LocalizedText, of incident: Incident) -> StatusText? {
        IncidentFacts(incident, now: now, zone: zone, words: words).reading(text, otherwise: site.languages)
            .map { StatusText($0, on: language) }
    }

    /// What was said: our own words are final, those of older records may hold places for facts.
    func said(_ text: LocalizedText, of incident: Incident) -> StatusText? {
        guard incident.own != nil else { return told(text, of: incident) }
        return text.reading(language, otherwise: site.languages).map { StatusText($0, on: language) }
    }

    /// That the words do not exist in this page's language, where that was declared. Who reads them misses nothing, and is
    /// told nothing of it.
    func missing(_ declared: [Language]) -> String? {
        guard declared.contains(language), site.languages.contains(language) else { return nil }
        return say(.missing, ["languages": words.ownName])
    }

    func title(of incident: Incident) -> StatusText {
        told(incident.title, of: incident) ?? StatusText(incident.reference?.rawValue ?? incident.id.rawValue)
    }

    func name(of component: Component) -> StatusText {
        component.name.reading(language, otherwise: site.languages).map { StatusText($0, on: language) }
            ?? StatusText(words.name(component.channel))
    }

    /// The names of these components, in the order of the page.
    func names(_ ids: some Collection<ComponentID>) -> [StatusText] {
        site.named.filter { ids.contains($0.id) }.map(name)
    }

    func time(_ instant: Instant) -> StatusTime { StatusTime(instant, text: moment(instant)) }

    func frame(_ place: StatusPlace, title: String, description: String) -> StatusFrame {
        StatusFrame(self, place: place, title: title, description: description)
    }
}

/// A text on a page; its language is given only where it is not the page's own.
package struct StatusText: Sendable, Hashable {
    package var text: String
    package var language: Language?

    init(_ text: String, language: Language? = nil) {
        self.text = text
        self.language = language
    }

    init(_ reading: LocalizedText.Reading, on page: Language) {
        self.init(reading.text, language: reading.language == page ? nil : reading.language)
    }

    var prose: Prose { Prose(text, language: language) }
}

/// A moment as the page's language and zone write it.
package struct StatusTime: Sendable, Hashable {
    package var instant: Instant
    package var text: String

    init(_ instant: Instant, text: String) {
        self.instant = instant
        self.text = text
    }
}

/// A shape, a word and a tone: colour is never alone.
package struct StatusMark: Sendable, Hashable {
    package var symbol: Symbol
    package var text: String

    init(_ symbol: Symbol, _ text: String) {
        self.symbol = symbol
        self.text = text
    }

    init(_ severity: Severity, _ words: LanguagePack) { self.init(Symbol(severity), words.name(severity)) }

    init(_ state: ComponentState, _ words: LanguagePack) {
        let symbol: Symbol =
            switch state {
            case .operational: .fine
            case .degraded: .minor
            case .partialOutage: .major
            case .majorOutage: .critical
            case .maintenance: .maintenance
            case .unknown: .unknown
            }
        self.init(symbol, words.name(state))
    }

    init(_ phase: MaintenancePlan.Phase, _ words: LanguagePack) {
        switch phase {
        case .scheduled: self.init(.maintenance, words.say(status: .phaseScheduled))
        case .inProgress: self.init(.maintenance, words.say(status: .phaseInProgress))
        case .completed: self.init(.fine, words.say(status: .phaseCompleted))
        case .cancelled: self.init(.notice, words.say(status: .phaseCancelled))
        }
    }

    init(_ condition: BrandSite.Condition, _ words: LanguagePack) {
        switch condition {
        case .unknown: self.init(.unknown, words.say(status: .nowUnknown))
        case .hit(.critical): self.init(.critical, words.say(status: .nowCritical))
        case .hit(.major): self.init(.major, words.say(status: .nowMajor))
        case .hit(.minor): self.init(.minor, words.say(status: .nowMinor))
        case .hit(.unknown): self.init(.minor, words.say(status: .nowUnrated))
        case .hit: self.init(.notice, words.say(status: .nowNotice))
        case .watching: self.init(.notice, words.say(status: .nowWatching))
        case .maintenance: self.init(.maintenance, words.say(status: .nowMaintenance))
        case .fine: self.init(.fine, words.say(status: .nowFine))
        }
    }
}
