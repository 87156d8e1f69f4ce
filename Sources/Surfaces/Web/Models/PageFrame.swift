package import Telling
package import Vocabulary
package import Markup

/// What stands around every page: its language, its names for search engines, its links to other languages.
package struct PageFrame: Sendable, Hashable {
    package var language: Language
    package var title: String
    package var description: String
    /// Nil for error pages, which have no place of their own.
    package var place: SitePlace?
    package var trail: [Link]
    /// Says that the facts are old, when they are.
    package var staleBanner: String?
    package var notes: [String]
    package var origin: String?
    /// Whether the way to alerts is offered: where readers may change things.
    package var showsAlerts = false
    /// Who is signed in; nil on pages that all readers share.
    package var reader: SiteReader?

    package init(
        language: Language, title: String, description: String, place: SitePlace?, trail: [Link] = [],
        staleBanner: String? = nil, notes: [String] = [], origin: String? = nil
    ) {
        self.language = language
        self.title = title
        self.description = description
        self.place = place
        self.trail = trail
        self.staleBanner = staleBanner
        self.notes = notes
        self.origin = origin
    }
}

package struct Link: Sendable, Hashable {
    package var text: String
    /// Nil for where the reader already is.
    package var address: Address?

    package init(text: String, address: Address?) {
        self.text = text
        self.address = address
    }
}

/// A text on a page; its language is given only where it is not the page's own.
package struct Told: Sendable, Hashable {
    package var text: String
    package var language: Language?

    package init(_ text: String, language: Language? = nil) {
        self.text = text
        self.language = language
    }

    init(_ reading: LocalizedText.Reading, on page: Language) {
        self.init(reading.text, language: reading.language == page ? nil : reading.language)
    }
}

/// A small label: a shape, a word and a tone.
package struct Chip: Sendable, Hashable {
    package enum Tone: String, Sendable, Hashable { case plain, critical, major, minor, fine, unknown }

    package var symbol: Symbol?
    package var text: String
    package var tone: Tone

    package init(symbol: Symbol? = nil, text: String, tone: Tone = .plain) {
        self.symbol = symbol
        self.text = text
        self.tone = tone
    }

    init(_ severity: Severity, text: String) {
        let tone: Tone =
            switch severity {
            case .critical: .critical
            case .major: .major
            case .minor: .minor
            case .unknown: .unknown
            case .notice, .maintenance: .plain
            }
        self.init(symbol: Symbol(severity), text: text, tone: tone)
    }

    init(_ state: IncidentState, words: LanguagePack) {
        let look: (Symbol, Tone) =
            switch state {
            case .ongoing: (.critical, .critical)
            case .watching, .reported: (.unknown, .minor)
            case .resolved: (.fine, .fine)
            case .unknown: (.unknown, .unknown)
            }
        self.init(symbol: look.0, text: words.name(state), tone: look.1)
    }
}

/// What every page is made with besides its own facts.
package struct PageContext: Sendable {
    package var words: LanguagePack
    package var zone: Zone
    package var now: Instant
    package var asOf: Instant
    package var settings: SiteSettings

    package init(words: LanguagePack, zone: Zone, now: Instant, asOf: Instant, settings: SiteSettings) {
        self.words = words
        self.zone = zone
        self.now = now
        self.asOf = asOf
        self.settings = settings
    }

    package var language: Language { words.language }

    /// Nil while the facts are fresh enough.
    package var staleBanner: String? {
        guard now - asOf > settings.staleAfter else { return nil }
        return words.say(.staleBanner, ["clock": words.dateAndClock(asOf, in: zone)])
    }

    func frame(
        title: String, description: String, place: SitePlace?, trail: [Link] = [], notes: [String] = []
    ) -> PageFrame {
        var frame = PageFrame(
            language: language, title: title, description: description, place: place, trail: trail,
            staleBanner: staleBanner, notes: notes, origin: settings.origin)
        frame.showsAlerts = settings.reader?.readsAlerts ?? settings.writing.isOpen
        frame.reader = settings.reader
        return frame
    }
}
