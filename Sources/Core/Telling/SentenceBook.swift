package import Vocabulary

/// The sentences that Vigie brings, in every language that it has words in. An organisation has them read by whoever answers for its
/// words, and replaces or adds to them: a described sentence of the same id stands instead of ours, once it was agreed to.
package enum SentenceBook {
    static let kinds: [(id: String, phase: Sentence.Phase, status: Update.Status)] = [
        ("reported", .reported, .investigating),
        ("measured", .measured, .investigating),
        ("unavailable", .confirmedTotal, .investigating),
        ("degraded", .confirmedPartial, .investigating),
        ("supplier", .supplier, .identified),
        ("fix-applied", .fixApplied, .monitoring),
        ("recovered", .recovered, .monitoring),
        ("recurred", .recurred, .investigating),
        ("resolved", .resolved, .resolved),
        ("maintenance-scheduled", .maintenanceScheduled, .scheduled),
        ("maintenance-begun", .maintenanceBegun, .inProgress),
        ("maintenance-done", .maintenanceDone, .completed),
        ("maintenance-cancelled", .maintenanceCancelled, .completed),
        ("title-critical", .title, .investigating),
        ("title-major", .title, .investigating),
        ("title-minor", .title, .investigating),
        ("title-notice", .title, .investigating),
        ("title-maintenance", .title, .scheduled),
    ]

    package static var builtIn: [Sentence] {
        let packs = LanguagePack.all
        return kinds.map { id, phase, status in
            var text = LocalizedText()
            for words in packs { text[words.language] = words.sentences[id] }
            return Sentence(id: SentenceID(checked: id), phase: phase, status: status, text: text)
        }
    }

    /// Ours and those described since, which stand instead of ours; withdrawn ones are left out.
    package static func all(_ described: [Sentence]) -> [Sentence] {
        everything(described).filter { !$0.isWithdrawn && $0.isAgreed }
    }

    /// The same with what was withdrawn, which can be taken back.
    package static func everything(_ described: [Sentence]) -> [Sentence] {
        let own = Dictionary(described.map { ($0.id, $0) }, uniquingKeysWith: { _, later in later })
        let ours = builtIn
        let replaced = ours.map { own[$0.id] ?? $0 }
        return replaced + described.filter { sentence in !ours.contains { $0.id == sentence.id } }
    }

    /// Those with words that wait for a second person.
    package static func waiting(_ described: [Sentence]) -> [Sentence] { described.filter { $0.proposal != nil } }

    // MARK: Titles

    /// The title that an incident has when nobody gives it another.
    package static func title(of severity: Severity) -> SentenceID {
        let word =
            switch severity {
            case .critical: "critical"
            case .major: "major"
            case .minor: "minor"
            case .notice, .unknown: "notice"
            case .maintenance: "maintenance"
            }
        return SentenceID(checked: "title-" + word)
    }

    /// Whether a title goes with the severity, and changes with it.
    package static func isTitleOfSeverity(_ id: SentenceID) -> Bool {
        Severity.allCases.contains { title(of: $0) == id }
    }

    /// Our own words for it, whatever the organisation made of them.
    package static func ownTitle(of severity: Severity) -> LocalizedText {
        let id = title(of: severity)
        return builtIn.first { $0.id == id }?.text ?? LocalizedText()
    }
}
