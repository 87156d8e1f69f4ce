/// Facts, told once: pages, brands, languages, feeds and figures are all made from this.
///
/// Where a start time comes from is written in docs/following-a-fact.md.
package struct Incident: Sendable, Hashable {
    package var id: IncidentID
    package var provider: ProviderID
    package var reference: Reference?
    package var title: LocalizedText
    /// One or two sentences with places for facts, such as `{impact}`: see `FactText` in Telling.
    package var summary: LocalizedText
    /// Our reading. What each page called it is in ``accounts``.
    package var severity: Severity
    package var priority: Priority?
    package var category: Category
    package var responsibility: Responsibility
    package var components: [ComponentID]
    package var windows: [ImpactWindow] = []
    package var updates: [Update] = []
    package var accounts: [PageAccount] = []
    package var claims: [Claim] = []
    package var insideEvents: [InsideEvent] = []
    package var contradictions: [Contradiction] = []
    package var postmortem: Postmortem?
    /// What the vendor's page calls it; nil for an incident of our own.
    package var record: VendorRecord?
    /// What we keep of an incident that we declared ourselves; nil for a vendor's.
    package var own: OwnRecord?
    /// What we say about an incident of our own; what waits for a second person is among it.
    package var statements: [Statement] = []
    /// A post-mortem that is being written; the team alone sees it.
    package var postmortemDraft: Postmortem?
    /// Other tickets that the vendor names.
    package var otherReferences: [Reference] = []
    /// Rails, schemes, methods and issuers that it touches, as lower-case words: `blik`, `mastercard`.
    package var entities: [String] = []
    /// The archived originals that it was read from, oldest first.
    package var captures: [Capture] = []

    package enum Category: String, Sendable, Hashable, CaseIterable {
        case changeDeploy = "change-deploy"
        case changeConfig = "change-config"
        case changeDNS = "change-dns"
        case changeCertificate = "change-certificate"
        case externalProvider = "external-provider"
        case capacity
        case softwareBug = "software-bug"
        case hardware
        case network
        case security
        case humanError = "human-error"
        case unknown
    }

    package enum Responsibility: String, Sendable, Hashable, CaseIterable {
        case `internal`
        case external
        case unknown
    }

    package init(
        id: IncidentID, provider: ProviderID, reference: Reference? = nil, title: LocalizedText,
        summary: LocalizedText = LocalizedText(), severity: Severity = .unknown, priority: Priority? = nil,
        category: Category = .unknown, responsibility: Responsibility = .unknown, components: [ComponentID] = []
    ) {
        self.id = id
        self.provider = provider
        self.reference = reference
        self.title = title
        self.summary = summary
        self.severity = severity
        self.priority = priority
        self.category = category
        self.responsibility = responsibility
        self.components = components
    }
}

/// Something that happened inside: an alert, a rollback, a call. Public only when somebody made it so.
package struct InsideEvent: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case change
        case alert
        case crisisTeam = "crisis-team"
        case analysis
        case cause
        case contact
        case fix
        case rollback
        case other
    }

    package var at: Instant
    package var kind: Kind
    package var text: LocalizedText
    package var visibility: Visibility

    package init(at: Instant, kind: Kind, text: LocalizedText, visibility: Visibility) {
        self.at = at
        self.kind = kind
        self.text = text
        self.visibility = visibility
    }
}

/// Who may see something. The one function that decides is `Incident.seen(by:)` in Telling.
package enum Visibility: String, Sendable, Hashable, CaseIterable {
    case everyone = "public"
    case team = "internal"
}

/// Two statements that cannot both be true, or a silence where there should have been words.
package struct Contradiction: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case hiddenRecurrence = "hidden-recurrence"
        case times
        case duration
        case components
        case severity
        case clockWords = "clock-words"
        case languages
    }

    package var kind: Kind
    package var text: LocalizedText

    package init(kind: Kind, text: LocalizedText) {
        self.kind = kind
        self.text = text
    }
}

/// What was learned, in the structure that the field uses. Times and lengths are not in it: they come from the facts.
package struct Postmortem: Sendable, Hashable {
    /// Something promised, so that it does not happen again.
    package struct Action: Sendable, Hashable {
        package enum State: String, Sendable, Hashable, CaseIterable {
            case open
            case inProgress = "in-progress"
            case done
            case dropped
        }

        package var symptom: LocalizedText
        package var action: LocalizedText
        /// Who does it; the team alone sees it.
        package var owner: String?
        package var due: Instant?
        package var state: State

        package init(
            symptom: LocalizedText, action: LocalizedText, owner: String? = nil, due: Instant? = nil,
            state: State = .open
        ) {
            self.symptom = symptom
            self.action = action
            self.owner = owner
            self.due = due
            self.state = state
        }
    }

    package var publishedAt: Instant
    package var clientImpact: LocalizedText
    package var rootCause: LocalizedText
    package var actions: [Action]
    package var overview: LocalizedText
    package var context: LocalizedText
    /// What only the team reads.
    package var internalNotes: LocalizedText
    /// Promised languages that it does not have, declared missing.
    package var missingLanguages: [Language]
    package var author: String?
    /// Who agreed to it; nil while nobody has.
    package var approvedBy: String?

    package init(
        publishedAt: Instant, clientImpact: LocalizedText, rootCause: LocalizedText, actions: [Action],
        overview: LocalizedText = LocalizedText(), context: LocalizedText = LocalizedText(),
        internalNotes: LocalizedText = LocalizedText(), missingLanguages: [Language] = [], author: String? = nil,
        approvedBy: String? = nil
    ) {
        self.publishedAt = publishedAt
        self.clientImpact = clientImpact
        self.rootCause = rootCause
        self.actions = actions
        self.overview = overview
        self.context = context
        self.internalNotes = internalNotes
        self.missingLanguages = missingLanguages
        self.author = author
        self.approvedBy = approvedBy
    }
}
