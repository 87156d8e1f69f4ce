/// What our own team says in public about an incident of our own: said once, shown by every brand that tells the incident.
///
/// The words are final: facts were inserted when it was said, times with their zone, so that what stands in the journal is what
/// readers saw. A statement that waits is seen by the team alone.
package struct Statement: Sendable, Hashable {
    package var id: StatementID
    /// Which words these are.
    package var subject: Subject
    /// Of an update. The other subjects have none that means anything.
    package var status: Update.Status
    /// When it was said; while it waits, when it was proposed.
    package var at: Instant
    /// When it was entered, where that was later than it claims to have been said.
    package var enteredAt: Instant?
    package var text: LocalizedText
    /// The pre-approved sentence that it was made from; nil for free text.
    package var sentence: SentenceID?
    /// The brands that say it; empty when all do that tell the incident.
    package var brands: [BrandID]
    /// Languages that a brand promises and that this text does not have, declared missing rather than forgotten.
    package var missingLanguages: [Language]
    package var author: String
    package var standing: Standing
    /// What was said before the words were corrected, oldest first.
    package var earlier: [Update.EarlierText]
    /// Other words for what is public already, that wait for a second person. Not public.
    package var correction: Correction?

    /// Which words of an incident a statement is about. What it is not an update, readers see in its own place once it is agreed to: a
    /// title in the head, evidence with its window.
    package enum Subject: Sendable, Hashable {
        case update
        case title
        case summary
        case evidence(ImpactWindowID)
        case note(at: Instant, InsideEvent.Kind)
    }

    package struct Correction: Sendable, Hashable {
        package var text: LocalizedText
        package var missingLanguages: [Language]
        package var author: String

        package init(text: LocalizedText, missingLanguages: [Language], author: String) {
            self.text = text
            self.missingLanguages = missingLanguages
            self.author = author
        }
    }

    /// How far its words are agreed to.
    package enum Standing: Sendable, Hashable {
        /// A pre-approved sentence: it needs nobody.
        case preApproved
        /// Free text that waits for a second person. Not public.
        case waiting
        case approved(by: String, at: Instant)
        /// Free text of a declared P1: public at once, and still to be read by a second person.
        case reviewDue
        case reviewed(by: String, at: Instant)
        /// A second person said no. Not public.
        case declined(by: String, at: Instant, reason: String)

        package var isPublic: Bool {
            switch self {
            case .preApproved, .approved, .reviewDue, .reviewed: true
            case .waiting, .declined: false
            }
        }
    }

    package init(
        id: StatementID, subject: Subject = .update, status: Update.Status, at: Instant, enteredAt: Instant? = nil,
        text: LocalizedText, sentence: SentenceID? = nil,
        brands: [BrandID] = [], missingLanguages: [Language] = [], author: String, standing: Standing,
        earlier: [Update.EarlierText] = [], correction: Correction? = nil
    ) {
        self.id = id
        self.subject = subject
        self.status = status
        self.at = at
        self.enteredAt = enteredAt
        self.text = text
        self.sentence = sentence
        self.brands = brands
        self.missingLanguages = missingLanguages
        self.author = author
        self.standing = standing
        self.earlier = earlier
        self.correction = correction
    }
}
