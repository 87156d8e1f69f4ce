internal import JSON
package import Vocabulary

/// A new incident of our own, as somebody declares it.
package struct Declaration: Sendable, Hashable {
    package var provider: ProviderID
    /// Words of somebody; without any, the title is made from an agreed sentence.
    package var title: LocalizedText
    /// The agreed title that is wanted; nil for the one of the severity.
    package var titleSentence: SentenceID?
    package var summary: LocalizedText = LocalizedText()
    package var severity: Severity
    package var components: [ComponentID]
    /// When customers began to be hit, from evidence; nil when nobody is known to have been. Never when somebody clicked.
    package var start: Instant?
    /// What the start rests on, in words and in kind.
    package var evidence: LocalizedText = LocalizedText()
    package var origin: ImpactWindow.Origin = .enteredByPerson
    package var priority: Priority?
    package var category: Incident.Category = .unknown
    package var responsibility: Incident.Responsibility = .unknown
    /// Nil takes the next number of the provider, when it numbers.
    package var reference: Reference?
    /// Nil: all that show one of the components.
    package var brands: [BrandID]?
    package var visibility: Visibility = .everyone
    package var embargoUntil: Instant?
    /// For planned work.
    package var plan: MaintenancePlan?
    /// What the incident is called, when that says which time of a series it is. It gets no reference then.
    package var name: IncidentID?
    /// Title and summary were agreed to before, as those of a series are.
    var areWordsAgreed = false
    /// The first public word, said with the declaration.
    package var word: Saying?

    package init(provider: ProviderID, title: LocalizedText, severity: Severity, components: [ComponentID]) {
        self.provider = provider
        self.title = title
        self.severity = severity
        self.components = components
    }
}

/// Something to be said in public.
package struct Saying: Sendable, Hashable {
    package enum Words: Sendable, Hashable {
        /// A pre-approved sentence, which needs nobody.
        case sentence(SentenceID)
        /// Free text, with a status.
        case text(LocalizedText, Update.Status)
    }

    package var words: Words
    /// When readers are told next, for sentences that say so.
    package var next: Instant?
    /// Promised languages that the text does not have, declared missing.
    package var missingLanguages: [Language]
    /// Empty: all brands that tell the incident.
    package var brands: [BrandID]
    /// When it was said, for words that were said elsewhere before; nil for now.
    package var at: Instant?

    package init(
        _ words: Words, next: Instant? = nil, missingLanguages: [Language] = [], brands: [BrandID] = [],
        at: Instant? = nil
    ) {
        self.words = words
        self.next = next
        self.missingLanguages = missingLanguages
        self.brands = brands
        self.at = at
    }
}

/// What the desk is asked to do with an incident of our own.
package enum DeskOrder: Sendable, Hashable {
    case say(Saying)
    /// A second person agrees to words that wait, exactly as they were read.
    case approve(StatementID, text: LocalizedText)
    case decline(StatementID, reason: String)
    /// A second person has read what a declared P1 let through.
    case review(StatementID)
    /// Words that wait are changed, or words that were said are corrected; the old ones stay on record.
    case correct(StatementID, LocalizedText, missing: [Language])
    case describe(HeadChange)
    /// A window is new, or known under its id and now known better.
    case recordWindow(WindowOrder)
    case withdrawWindow(ImpactWindowID)
    /// Customers are hit again: a new window, and the word for it.
    case reopen(start: Instant, components: [ComponentID]?, evidence: LocalizedText, word: Saying?)
    /// All windows have an end, and the word that it is over.
    case resolve(end: Instant?, word: Saying)
    case note(at: Instant, InsideEvent.Kind, LocalizedText, Visibility)
    case publish
    case embargo(until: Instant)
    case withhold
    case movePlan(start: Instant, end: Instant)
    /// The series that it is one of has other times now.
    case followSeries(start: Instant, end: Instant)
    case beginPlan
    case completePlan
    case cancelPlan
    case draftPostmortem(Postmortem)
    case publishPostmortem(Postmortem?)
}

/// A change of an incident's head; nil leaves as it is. A priority can be taken back: that is a change to none.
package struct HeadChange: Sendable, Hashable {
    package var title: LocalizedText?
    /// The agreed title that stands instead of the one that is there.
    package var titleSentence: SentenceID?
    package var summary: LocalizedText?
    package var severity: Severity?
    package var priority: Priority??
    package var category: Incident.Category?
    package var responsibility: Incident.Responsibility?
    package var components: [ComponentID]?
    package var brands: [BrandID]?
    package var reference: Reference?

    package init() {}
}

package struct WindowOrder: Sendable, Hashable {
    package var id: ImpactWindowID?
    package var start: Instant
    package var end: Instant?
    /// Nil: the incident's.
    package var components: [ComponentID]?
    package var evidence: LocalizedText
    package var origin: ImpactWindow.Origin
    package var confidence: Confidence

    package init(
        id: ImpactWindowID? = nil, start: Instant, end: Instant?, components: [ComponentID]? = nil,
        evidence: LocalizedText = LocalizedText(), origin: ImpactWindow.Origin = .enteredByPerson,
        confidence: Confidence = .high
    ) {
        self.id = id
        self.start = start
        self.end = end
        self.components = components
        self.evidence = evidence
        self.origin = origin
        self.confidence = confidence
    }
}

/// What the organisation is made of, and the words it agreed to.
package enum CatalogueOrder: Sendable, Hashable {
    case provider(Provider)
    case brand(Brand)
    case component(Component)
    case sentence(Sentence)
    case series(MaintenanceSeries)
}

/// What became of an order.
package struct DeskOutcome: Sendable, Hashable {
    package var incident: IncidentID
    /// What the order made: a statement or a window.
    package var made: String?
    /// Whether it waits for a second person.
    package var isWaiting: Bool
    /// The statements that it waits with.
    package var waiting: [StatementID]
    /// The incident's version now, to be given with the next change.
    package var version: Int64

    package init(
        incident: IncidentID, made: String? = nil, isWaiting: Bool = false, waiting: [StatementID] = [], version: Int64
    ) {
        self.incident = incident
        self.made = made
        self.isWaiting = isWaiting
        self.waiting = waiting
        self.version = version
    }
}
