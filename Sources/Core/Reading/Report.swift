package import Vocabulary

/// What a vendor's words say, as facts. What the text does not say is nil or empty, never guessed.
package struct Report: Sendable, Hashable {
    package var title: String?
    package var vendor: String?
    /// The page's own word: `critical`, `major`, `minor`, `notice`, or another.
    package var severityWord: String?
    package var state: State?
    /// In order of appearance.
    package var languages: [Language] = []
    /// The vendor's tickets.
    package var references: [String] = []
    /// What the page's header or final post says about itself: paperwork, not impact.
    package var pageStarted: Moment?
    package var pageResolved: Moment?
    package var updates: [Post] = []
    package var windows: [Window] = []
    package var undatedWindows: [UndatedWindow] = []
    /// Every start and end that is stated, in the order of publication.
    package var claims: [Claim] = []
    package var firstPublicNotice: Moment?
    package var detected: Moment?
    package var identified: Moment?
    package var mitigated: Moment?
    package var channels: [Channel] = []
    /// Payment methods, schemes and rails that the text names, as keys such as `blik` or `visa`.
    package var entities: [String] = []
    package var category: Incident.Category = .unknown
    package var responsibility: Incident.Responsibility = .unknown
    package var priority: Priority?
    package var rootCause: String?
    package var actions: [Action] = []
    package var contradictions: [Contradiction] = []
    /// The page platform's example, which is no incident.
    package var isSample = false

    package init() {}

    /// The last state that the vendor's text gives.
    package enum State: String, Sendable, Hashable, CaseIterable {
        case investigating
        case identified
        case monitoring
        case resolved
        case ongoing
        case completed
        case closed
    }

    /// A point in time, or a day where only that is known.
    package enum Moment: Sendable, Hashable {
        case instant(Instant)
        case day(CivilDate)

        package var instant: Instant? {
            if case .instant(let instant) = self { instant } else { nil }
        }
    }

    /// A dated public text.
    package struct Post: Sendable, Hashable {
        /// `investigating`, `identified`, `monitoring`, `resolved`, `postmortem`, `update`, `scheduled`, `in_progress`,
        /// `verifying`, `completed`.
        package var status: String
        package var at: Moment?
        package var languages: [Language]
        package var text: String
    }

    /// From when to when customers were hit, as the text states it.
    package struct Window: Sendable, Hashable {
        package var start: Moment
        /// Nil where the text gives no end.
        package var end: Moment?
        /// A literal piece of the text.
        package var evidence: String
        package var confidence: Confidence
        package var origin: Origin

        package enum Origin: String, Sendable, Hashable, CaseIterable {
            case postmortem
            case header
            case update
            case prose
        }
    }

    /// A window whose day, year or zone the text does not give: `--05-04T12:45`, `T09:30`.
    package struct UndatedWindow: Sendable, Hashable {
        package var start: String?
        package var end: String?
        package var evidence: String
    }

    package struct Action: Sendable, Hashable {
        /// What it is against, where the text says it.
        package var symptom: String?
        package var action: String
    }

    /// A start or an end that some words of the text give, also where others were believed.
    package struct Claim: Sendable, Hashable {
        package var subject: Vocabulary.Claim.Subject
        package var moment: Moment
        package var origin: Window.Origin
        /// When the words were published.
        package var statedAt: Instant?
        package var evidence: String
    }

    package struct Contradiction: Sendable, Hashable {
        package var kind: Incident.ContradictionKind
        package var text: String
    }
}

extension Incident {
    package typealias ContradictionKind = Vocabulary.Contradiction.Kind
}
