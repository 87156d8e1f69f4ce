/// From when to when customers were hit. An incident has as many as there were; its open-to-close time is not one.
package struct ImpactWindow: Sendable, Hashable {
    package var id: ImpactWindowID
    package var start: Instant
    /// Nil while it goes on.
    package var end: Instant?
    /// The components that were hit in this window.
    package var components: [ComponentID]
    package var origin: Origin
    /// What the window rests on: a vendor's words, or what was measured.
    package var evidence: LocalizedText
    package var confidence: Confidence

    package enum Origin: String, Sendable, Hashable, CaseIterable {
        case measured
        case statedByVendor = "stated-by-vendor"
        case enteredByPerson = "entered-by-person"
    }

    package init(
        id: ImpactWindowID, start: Instant, end: Instant?, components: [ComponentID], origin: Origin,
        evidence: LocalizedText, confidence: Confidence
    ) {
        self.id = id
        self.start = start
        self.end = end
        self.components = components
        self.origin = origin
        self.evidence = evidence
        self.confidence = confidence
    }

    /// How long it lasted, or has lasted until now.
    package func length(now: Instant) -> TimeSpan { max((end ?? now) - start, .zero) }
}
