package import Vocabulary

/// What the words of a vendor's incident say, each with the piece of text that it rests on.
package struct WordFacts: Sendable, Hashable {
    package struct Window: Sendable, Hashable {
        package var start: Instant
        package var end: Instant?
        package var quote: String
        package var confidence: Confidence

        package init(start: Instant, end: Instant?, quote: String, confidence: Confidence) {
            self.start = start
            self.end = end
            self.quote = quote
            self.confidence = confidence
        }
    }

    package struct Statement: Sendable, Hashable {
        package var subject: Claim.Subject
        package var instant: Instant
        /// The words that state it; empty when they are several.
        package var quote: String
        package var statedAt: Instant?

        package init(subject: Claim.Subject, instant: Instant, quote: String, statedAt: Instant?) {
            self.subject = subject
            self.instant = instant
            self.quote = quote
            self.statedAt = statedAt
        }
    }

    /// A dated text that the words themselves hold, where the format has none of its own.
    package struct DatedText: Sendable, Hashable {
        package var status: Update.Status
        package var at: Instant
        package var text: LocalizedText

        package init(status: Update.Status, at: Instant, text: LocalizedText) {
            self.status = status
            self.at = at
            self.text = text
        }
    }

    package var title: LocalizedText
    package var windows: [Window] = []
    package var statements: [Statement] = []
    package var references: [Reference] = []
    package var channels: [Channel] = []
    package var entities: [String] = []
    package var category: Incident.Category = .unknown
    package var responsibility: Incident.Responsibility = .unknown
    package var priority: Priority?
    package var severityWord: String?
    package var contradictions: [Contradiction] = []
    package var opened: Instant?
    package var closed: Instant?
    package var datedTexts: [DatedText] = []
    package var postmortem: Postmortem?
    package var isSample = false
    /// By the place of the vendor's update: its text, each language apart.
    package var updateTexts: [LocalizedText] = []

    package init(title: LocalizedText) { self.title = title }
}
