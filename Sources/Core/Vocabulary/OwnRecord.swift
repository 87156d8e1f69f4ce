/// What we keep of an incident of our own beside the facts that every incident has. A vendor's incident has a
/// ``VendorRecord`` instead.
package struct OwnRecord: Sendable, Hashable {
    package var declaredAt: Instant
    package var declaredBy: String
    /// `internal` while nobody outside may hear of it. An embargo ends by an entry of its own, never by a clock alone.
    package var visibility: Visibility
    /// When the embargo is to be lifted; nil when there is none.
    package var embargoUntil: Instant?
    /// The brands that tell it; empty when all do that show one of its components.
    package var brands: [BrandID]
    /// For planned work: when it is to be.
    package var plan: MaintenancePlan?
    /// The agreed sentence that the title is made from; nil for a title of somebody's own words.
    package var titleSentence: SentenceID?

    package init(
        declaredAt: Instant, declaredBy: String, visibility: Visibility = .everyone, embargoUntil: Instant? = nil,
        brands: [BrandID] = [], plan: MaintenancePlan? = nil, titleSentence: SentenceID? = nil
    ) {
        self.declaredAt = declaredAt
        self.declaredBy = declaredBy
        self.visibility = visibility
        self.embargoUntil = embargoUntil
        self.brands = brands
        self.plan = plan
        self.titleSentence = titleSentence
    }
}

/// When planned work is to be, and how far it is.
package struct MaintenancePlan: Sendable, Hashable {
    package enum Phase: String, Sendable, Hashable, CaseIterable {
        case scheduled
        case inProgress = "in-progress"
        case completed
        case cancelled
    }

    package var start: Instant
    package var end: Instant
    package var phase: Phase
    /// The series that it is one of; nil for work that is done once.
    package var series: SeriesID?
    /// The start that its series gave it, when somebody moved it from there; nil while it is the start.
    package var seriesStart: Instant?

    package init(
        start: Instant, end: Instant, phase: Phase = .scheduled, series: SeriesID? = nil, seriesStart: Instant? = nil
    ) {
        self.start = start
        self.end = end
        self.phase = phase
        self.series = series
        self.seriesStart = seriesStart
    }
}

/// Planned work that comes again: each time is an incident of its own, made some days before.
package struct MaintenanceSeries: Sendable, Hashable {
    package enum Rhythm: String, Sendable, Hashable, CaseIterable {
        case daily
        case weekly
        /// The same weekday of the same week of the month, such as the second Tuesday.
        case monthlyByWeekday = "monthly-by-weekday"
        case monthlyByDay = "monthly-by-day"
    }

    package var id: SeriesID
    package var provider: ProviderID
    package var title: LocalizedText
    package var summary: LocalizedText
    package var components: [ComponentID]
    package var brands: [BrandID]
    /// The first time; the others are at the same time of day in the zone.
    package var firstStart: Instant
    package var length: TimeSpan
    package var zone: String
    package var rhythm: Rhythm
    /// Every so many days, weeks or months.
    package var interval: Int
    package var until: Instant?
    package var isEnded: Bool
    /// Who wrote title and summary, while nobody else has agreed to them: its times have an agreed title until somebody does.
    package var proposedBy: String?

    package init(
        id: SeriesID, provider: ProviderID, title: LocalizedText, summary: LocalizedText = LocalizedText(),
        components: [ComponentID], brands: [BrandID] = [], firstStart: Instant, length: TimeSpan, zone: String,
        rhythm: Rhythm, interval: Int = 1, until: Instant? = nil, isEnded: Bool = false,
        proposedBy: String? = nil
    ) {
        self.id = id
        self.provider = provider
        self.title = title
        self.summary = summary
        self.components = components
        self.brands = brands
        self.firstStart = firstStart
        self.length = length
        self.zone = zone
        self.rhythm = rhythm
        self.interval = interval
        self.until = until
        self.isEnded = isEnded
        self.proposedBy = proposedBy
    }
}
