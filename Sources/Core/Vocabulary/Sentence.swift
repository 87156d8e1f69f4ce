/// A sentence that was agreed to in peace time, in every language, with places for facts: publishing it needs nobody.
package struct Sentence: Sendable, Hashable {
    /// The moment in an incident's life that it is for.
    package enum Phase: String, Sendable, Hashable, CaseIterable {
        /// Somebody says that something fails; since when is not known yet.
        case reported
        /// Measured by machines, not confirmed by people yet.
        case measured
        case confirmedTotal = "confirmed-total"
        case confirmedPartial = "confirmed-partial"
        case supplier
        case fixApplied = "fix-applied"
        case recovered
        case recurred
        case resolved
        case maintenanceScheduled = "maintenance-scheduled"
        case maintenanceBegun = "maintenance-begun"
        case maintenanceDone = "maintenance-done"
        case maintenanceCancelled = "maintenance-cancelled"
        /// What an incident is called, rather than something that is said of it.
        case title
        /// For whatever a team needs besides.
        case other
    }

    package var id: SentenceID
    package var phase: Phase
    /// The status that an update made from it has.
    package var status: Update.Status
    /// With places such as `{start}` and `{components}`.
    package var text: LocalizedText
    /// Taken out of use; what was said with it stays.
    package var isWithdrawn: Bool
    /// False while nobody but its author has read it: it can't be said yet.
    package var isAgreed: Bool
    /// Other words that wait for a second person; what is agreed stays in use meanwhile.
    package var proposal: Proposal?
    /// Who agreed to what stands here; nil when it came with the program, or was described before two were needed.
    package var agreement: Agreement?

    package struct Proposal: Sendable, Hashable {
        package var phase: Phase
        package var status: Update.Status
        package var text: LocalizedText
        package var author: String

        package init(phase: Phase, status: Update.Status, text: LocalizedText, author: String) {
            self.phase = phase
            self.status = status
            self.text = text
            self.author = author
        }
    }

    package struct Agreement: Sendable, Hashable {
        package var author: String
        package var second: String
        package var at: Instant
        /// Nobody else could: author and second person are one.
        package var isAlone: Bool { author == second }

        package init(author: String, second: String, at: Instant) {
            self.author = author
            self.second = second
            self.at = at
        }
    }

    package init(
        id: SentenceID, phase: Phase, status: Update.Status, text: LocalizedText, isWithdrawn: Bool = false,
        isAgreed: Bool = true, proposal: Proposal? = nil, agreement: Agreement? = nil
    ) {
        self.id = id
        self.phase = phase
        self.status = status
        self.text = text
        self.isWithdrawn = isWithdrawn
        self.isAgreed = isAgreed
        self.proposal = proposal
        self.agreement = agreement
    }
}
