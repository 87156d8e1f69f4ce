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

    package init(
        id: SentenceID, phase: Phase, status: Update.Status, text: LocalizedText, isWithdrawn: Bool = false
    ) {
        self.id = id
        self.phase = phase
        self.status = status
        self.text = text
        self.isWithdrawn = isWithdrawn
    }
}
