internal import Telling
package import Vocabulary

/// One incident as one page told it: the row behind every figure of the ledger. What is not known is nil.
package struct HonestyRow: Sendable, Hashable {
    package var incident: IncidentID
    package var provider: ProviderID
    /// The channels that true windows hit.
    package var channels: Set<Channel>
    /// The first impact: from when to when customers were hit.
    package var impactStart: Instant?
    package var impactEnd: Instant?
    /// All impact together, overlaps counted once; nil while it goes on or when no window is known.
    package var impactLength: TimeSpan?
    /// The page's first public word, the post-mortem aside.
    package var firstWord: Instant?
    /// The page's own open-to-close time.
    package var pageLength: TimeSpan?
    package var resolvedAt: Instant?
    package var postmortemAt: Instant?
    /// What the page called it.
    package var vendorSeverity: Severity
    /// Impacts that began after the page had said "resolved" and that nobody told; nil without a window.
    package var hiddenRecurrences: Int?
    /// How often a stated time was replaced by another; nil when texts are not kept.
    package var corrections: Int?

    package init(
        incident: IncidentID, provider: ProviderID, channels: Set<Channel> = [], impactStart: Instant? = nil,
        impactEnd: Instant? = nil, impactLength: TimeSpan? = nil, firstWord: Instant? = nil,
        pageLength: TimeSpan? = nil, resolvedAt: Instant? = nil, postmortemAt: Instant? = nil,
        vendorSeverity: Severity = .unknown, hiddenRecurrences: Int? = nil, corrections: Int? = nil
    ) {
        self.incident = incident
        self.provider = provider
        self.channels = channels
        self.impactStart = impactStart
        self.impactEnd = impactEnd
        self.impactLength = impactLength
        self.firstWord = firstWord
        self.pageLength = pageLength
        self.resolvedAt = resolvedAt
        self.postmortemAt = postmortemAt
        self.vendorSeverity = vendorSeverity
        self.hiddenRecurrences = hiddenRecurrences
        self.corrections = corrections
    }
}

extension HonestyRow {
    /// The row of an incident, as one brand's page told it or, without a brand, as all of its pages together did.
    package init(
        _ incident: Incident, brand: BrandID? = nil, channels: [ComponentID: Channel], vendorSeverity: Severity,
        now: Instant
    ) {
        var told = incident
        if let brand {
            told.updates.removeAll { $0.brand != brand }
            told.accounts.removeAll { $0.brand != brand }
        }
        let figures = IncidentFigures(told, now: now)
        let isOver = !figures.impact.isEmpty && figures.impact.allSatisfy { $0.end != nil }
        let words = told.updates.filter { $0.status != .postmortem }
        let closings = told.accounts.compactMap(\.closed)
        self.init(
            incident: incident.id, provider: incident.provider,
            channels: Set(incident.windows.flatMap(\.components).compactMap { channels[$0] }),
            impactStart: figures.start, impactEnd: figures.impact.first?.end,
            impactLength: isOver ? figures.totalImpact : nil, firstWord: words.map(\.at).min(),
            pageLength: figures.pageTimes.first?.length,
            resolvedAt: words.filter { $0.status == .resolved }.map(\.at).min() ?? closings.min(),
            postmortemAt: told.updates.filter { $0.status == .postmortem }.map(\.at).min()
                ?? incident.postmortem?.publishedAt,
            vendorSeverity: vendorSeverity,
            hiddenRecurrences: figures.impact.isEmpty
                ? nil : HiddenRecurrence.all(in: told, now: now).count { !$0.wasTold },
            corrections: incident.claims.isEmpty ? nil : Self.corrections(incident.claims))
    }

    /// Each time that a claim differs from the one before it about the same thing.
    static func corrections(_ claims: [Claim]) -> Int {
        Dictionary(grouping: claims, by: \.subject).values.reduce(0) { sum, same in
            let sorted = same.sorted { ($0.statedAt, $0.instant) < ($1.statedAt, $1.instant) }
            return sum + zip(sorted, sorted.dropFirst()).count { $0.instant != $1.instant }
        }
    }
}
