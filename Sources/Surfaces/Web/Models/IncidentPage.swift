internal import Telling
package import Vocabulary
package import Markup

/// One incident, told once: first in words, then in figures, then as a picture, then in detail.
package struct IncidentPage: Sendable, Hashable {
    package struct Figure: Sendable, Hashable {
        package var label: String
        package var value: String
        package var note: String
        /// Whether it is about customers hurt.
        package var isHurt: Bool
    }

    /// One entry of "what was said".
    package struct Moment: Sendable, Hashable {
        package enum Tone: String, Sendable, Hashable { case word, fine, hurt, quiet }

        package var tone: Tone
        package var heading: String
        /// Whose page said it.
        package var brand: String?
        package var at: Instant
        package var when: String
        package var text: Prose?
        package var notes: [String]
        /// What the page changed in this text after it was first read.
        package var edits: [Edit]
        package var link: Link?
    }

    /// A text that was replaced: what changed, when that was seen, and the text as it was.
    package struct Edit: Sendable, Hashable {
        package var seen: String
        package var change: WordDiff
        package var before: Prose
    }

    package struct Doubt: Sendable, Hashable {
        package var heading: String
        package var text: Prose
        package var isHurt: Bool
    }

    package struct WindowRow: Sendable, Hashable {
        package var from: Told
        package var to: Told
        package var length: String
        package var components: String
        /// The vendor's own words that the window was read from.
        package var quote: Told?
        package var evidence: Told
    }

    package struct ClaimRow: Sendable, Hashable {
        package var fact: String
        package var value: String
        package var source: Told
        package var stated: String
    }

    package struct Learned: Sendable, Hashable {
        package struct Action: Sendable, Hashable {
            package var symptom: Told
            package var action: Told
        }

        package var published: String
        package var impact: Prose?
        package var rootCause: Prose?
        package var actions: [Action]
    }

    /// Something that must be known before all else: that it is a sample, or planned.
    package struct Notice: Sendable, Hashable {
        package var symbol: Symbol
        package var text: String
    }

    /// How bad somebody says it is.
    package struct Reading: Sendable, Hashable {
        package var who: String
        package var word: Chip
        package var why: [Told]
    }

    package struct Original: Sendable, Hashable {
        package var at: Instant
        package var fetched: String
        package var source: Link
        package var size: String
        package var digest: Link
    }

    /// Who else told the same event.
    package struct AlsoTold: Sendable, Hashable {
        package struct Line: Sendable, Hashable {
            package var provider: String
            package var incident: IncidentLine
            package var distance: String
            package var reason: String
        }

        package var lines: [Line]
        package var event: Link
    }

    /// A small fact of the record: its name and its value.
    package struct Detail: Sendable, Hashable {
        package var name: String
        package var links: [Link]
    }

    package var frame: PageFrame
    package var title: Told
    package var chips: [Chip]
    package var notices: [Notice]
    package var summary: Told?
    package var failed: String?
    package var vendorPage: Link?
    package var figures: [Figure]
    package var axis: AxisFacts?
    package var moments: [Moment]
    package var doubts: [Doubt]
    package var readings: [Reading]
    package var alsoTold: AlsoTold?
    package var windows: [WindowRow]
    /// Said in place of windows while none is known.
    package var noWindow: [String]
    package var claims: [ClaimRow]
    package var learned: Learned?
    package var details: [Detail]
    package var originals: [Original]
    package var json: Address
    /// The dry run, where readers may change things.
    package var alerts: Link?

    /// `incident` as everyone may see it: see `Incident.seen(by:)`.
    package init(_ incident: Incident, event: EventFacts? = nil, site: SiteSnapshot, context: PageContext) {
        let maker = IncidentPageMaker(incident, site: site, context: context)
        let words = context.words
        title = maker.told(incident.title) ?? Told(incident.id.rawValue)
        summary = maker.told(incident.summary) ?? maker.firstLine
        chips = maker.chips
        failed = maker.failed
        figures = maker.allFigures
        axis = AxisFacts(maker)
        moments = maker.moments
        doubts = incident.contradictions.compactMap { contradiction in
            maker.told(contradiction.text).map {
                Doubt(
                    heading: words.name(contradiction.kind), text: Prose($0),
                    isHurt: contradiction.kind == .hiddenRecurrence)
            }
        }
        notices = maker.notices
        vendorPage = maker.vendorPage
        readings = maker.readings
        alsoTold = event.flatMap(maker.alsoTold)
        windows = maker.windowRows
        noWindow = maker.noWindow
        details = maker.details
        originals = maker.originals
        claims = maker.claimRows
        learned = maker.learned
        json = .path("api", "incidents", incident.id.rawValue)
        if context.settings.writing.isOpen {
            let question = SiteQuery([("incident", incident.id.rawValue)])
            alerts = Link(
                text: words.say(.explainTitle), address: SitePlace.alertExplain(question).address(words.language))
        }
        let provider = site.providers.first { $0.id == incident.provider }
        let start = maker.facts.figures.start
        let date = start.map { words.date($0, in: context.zone) }
        let description = date.map {
            words.say(
                .incidentDescription,
                ["date": $0, "impact": words.duration(maker.facts.figures.totalImpact)])
        }
        frame = context.frame(
            title: [title.text, incident.reference?.rawValue ?? "", provider?.name ?? ""].filter { !$0.isEmpty }
                .joined(separator: " · "),
            description: summary?.text ?? description ?? title.text, place: .incident(incident.id),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(
                    text: provider?.name ?? incident.provider.rawValue,
                    address: SitePlace.provider(incident.provider).address(words.language)),
                Link(text: incident.reference?.rawValue ?? incident.id.rawValue, address: nil),
            ],
            notes: [
                words.say(.timesIn, ["zone": context.zone.identifier]), words.say(.footerRule),
            ])
    }
}
