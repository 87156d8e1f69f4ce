/// A dated statement about a fact, with its source. Claims are never replaced: the later one stands beside the earlier,
/// and the difference is something a reader may want to know.
package struct Claim: Sendable, Hashable {
    package enum Subject: String, Sendable, Hashable, CaseIterable {
        case start
        case end
        case detected
        case identified
        case mitigated
    }

    package var subject: Subject
    /// What is claimed.
    package var instant: Instant
    /// Who said it: a brand's page, a post-mortem, a person.
    package var source: LocalizedText
    /// When it was said.
    package var statedAt: Instant

    package init(subject: Subject, instant: Instant, source: LocalizedText, statedAt: Instant) {
        self.subject = subject
        self.instant = instant
        self.source = source
        self.statedAt = statedAt
    }
}
