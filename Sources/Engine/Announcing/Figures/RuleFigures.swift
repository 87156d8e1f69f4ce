package import Vocabulary

/// One case, as far as it counts for the rules that found it.
package struct CountedCase: Sendable, Hashable {
    package var number: Int64
    package var openedAt: Instant
    package var spans: [SeenCase.Span]
    package var rules: Set<RuleName>
    package var components: Set<String>
    /// When people were called for it.
    package var calledAt: [Instant]
    package var label: Announcement.Label.Verdict?
    /// The first word of a person or of a vendor's page about it.
    package var firstWord: Instant?

    package init(
        number: Int64, openedAt: Instant, spans: [SeenCase.Span], rules: Set<RuleName>, components: Set<String>,
        calledAt: [Instant], label: Announcement.Label.Verdict? = nil, firstWord: Instant? = nil
    ) {
        self.number = number
        self.openedAt = openedAt
        self.spans = spans
        self.rules = rules
        self.components = components
        self.calledAt = calledAt
        self.label = label
        self.firstWord = firstWord
    }
}

/// An outage that a person wrote down: from when to when, and what it hit.
package struct CountedOutage: Sendable, Hashable {
    package var from: Instant
    package var to: Instant?
    package var components: Set<String>

    package init(from: Instant, to: Instant?, components: Set<String>) {
        self.from = from
        self.to = to
        self.components = components
    }
}

/// How well one rule does, by what people said of its cases. Pure: the same cases and outages give the same figures.
package struct RuleFigures: Sendable, Hashable {
    /// A case and an outage that are no further apart than this are one.
    package static let near = TimeSpan.minutes(5)
    /// Hours of the night, by the zone's clocks.
    package static let night = (from: 22, to: 6)

    package var rule: RuleName
    package var cases = 0
    package var real = 0
    package var `false` = 0
    package var knownWork = 0
    package var unlabelled = 0
    /// Outages that people wrote down and that no case covers: of all rules together.
    package var missed = 0
    /// Real outages that other rules found and this one did not.
    package var foundByOthers = 0
    package var calls = 0
    package var callsByNight = 0
    /// How much earlier than the first person or vendor it was sure, of real cases for which there is such a word: the middle one.
    package var lead: TimeSpan?

    package init(_ rule: RuleName) { self.rule = rule }

    /// Of the cases that people judged, the share that was an outage; nil while nobody judged one. Planned work that was not said is no
    /// outage, and not the rule's fault: it counts for neither.
    package var precision: Double? {
        let judged = real + `false`
        return judged == 0 ? nil : Double(real) / Double(judged)
    }

    /// Of the outages that are known, the share that this rule saw; nil while none is known.
    package var recall: Double? {
        let known = real + missed + foundByOthers
        return known == 0 ? nil : Double(real) / Double(known)
    }

    /// One line for each rule that found something, or that is named.
    package static func all(
        _ cases: [CountedCase], outages: [CountedOutage], zone: Zone, always: Set<RuleName> = []
    ) -> [RuleFigures] {
        let missed = outages.count { outage in !cases.contains { $0.covers(outage) } }
        let real = cases.count { $0.label == .real }
        return RuleName.allCases.sorted().compactMap { rule in
            let own = cases.filter { $0.rules.contains(rule) }
            guard !own.isEmpty || always.contains(rule) else { return nil }
            var figures = RuleFigures(rule)
            figures.cases = own.count
            for entry in own {
                switch entry.label {
                case .real: figures.real += 1
                case .false: figures.false += 1
                case .knownWork: figures.knownWork += 1
                case nil: figures.unlabelled += 1
                }
            }
            figures.missed = missed
            figures.foundByOthers = real - figures.real
            let calls = own.flatMap(\.calledAt)
            figures.calls = calls.count
            figures.callsByNight = calls.count { isNight($0, zone) }
            let leads = own.filter { $0.label == .real }.compactMap { entry in
                entry.firstWord.map { $0 - entry.openedAt }
            }.sorted()
            if !leads.isEmpty { figures.lead = leads[(leads.count - 1) / 2] }
            return figures
        }
    }

    static func isNight(_ instant: Instant, _ zone: Zone) -> Bool {
        let local = zone.civilTime(instant)
        return local.hour >= night.from || local.hour < night.to
    }
}

extension CountedCase {
    /// Whether an outage is this case: about the same time, and of the same component where both name some.
    func covers(_ outage: CountedOutage) -> Bool {
        guard components.isEmpty || outage.components.isEmpty || !components.isDisjoint(with: outage.components) else {
            return false
        }
        return spans.contains { span in
            let begins = span.from - RuleFigures.near <= outage.to ?? outage.from
            let ends = span.to.map { outage.from <= $0 + RuleFigures.near } ?? true
            return begins && ends
        }
    }
}
