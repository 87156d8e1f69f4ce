package import Following
package import Incidents
internal import Linking
package import Vocabulary

/// An incident of ours out of what a vendor's page says of it and what its words say: pure.
package struct IncidentMaker: Sendable {
    package var provider: ProviderID
    package var brand: BrandID
    package var format: PageFormat
    /// Our component for each of the vendor's.
    package var components: [String: ComponentID]
    /// The channel of each of our components, and how the page says each of the vendor's does now.
    package var channels: [ComponentID: Channel] = [:]
    package var states: [String: ComponentState] = [:]
    package var now: Instant

    package init(
        provider: ProviderID, brand: BrandID, format: PageFormat, components: [String: ComponentID], now: Instant
    ) {
        self.provider = provider
        self.brand = brand
        self.format = format
        self.components = components
        self.now = now
    }

    /// The incident as the page tells it now; `known` is what the journal holds of it.
    package func incident(_ vendor: VendorIncident, _ words: WordFacts, known: Incident?) -> Incident {
        let isMaintenance = vendor.severity == .maintenance || vendor.scheduledFor != nil
        var incident = Incident(
            id: known?.id ?? IncidentNaming.incident(vendor.id, of: provider), provider: provider,
            reference: words.references.first, title: Self.clipped(words.title, most: Self.titleCharactersMost),
            severity: isMaintenance ? .maintenance : severity(vendor, words), priority: words.priority,
            category: words.category, responsibility: words.responsibility,
            components: Array(named(vendor, words).prefix(200)))
        incident.otherReferences = Array(words.references.dropFirst().prefix(50))
        incident.entities = words.entities
        incident.record = VendorRecord(
            foreignID: vendor.id, url: vendor.url, format: format.rawValue,
            severityWord: vendor.severityWord ?? words.severityWord, severity: incident.severity,
            statusWord: vendor.statusWord ?? (vendor.status == .unknown ? nil : vendor.status.rawValue),
            isSample: words.isSample, scheduledFor: vendor.scheduledFor, scheduledUntil: vendor.scheduledUntil,
            firstSeen: known?.record?.firstSeen ?? now)
        incident.record?.worstState = worstState(vendor, known)
        incident.updates = updates(vendor, words)
        incident.windows = isMaintenance || words.isSample ? [] : windows(vendor, words, incident.components)
        incident.accounts = [account(vendor, words, incident, known: known)]
        incident.claims = words.statements.prefix(200).map { statement in
            Claim(
                subject: statement.subject, instant: statement.instant,
                source: statement.quote.isEmpty ? words.title : quoted(statement.quote, words),
                statedAt: statement.statedAt ?? statedAt(vendor, quote: statement.quote))
        }
        incident.contradictions = Array(words.contradictions.prefix(50))
        incident.postmortem = words.postmortem ?? postmortem(vendor, incident)
        // Our reading, where there is something to go by; else the vendor's word stands, and is told to be theirs.
        if let evidence = AssessedSeverity.Evidence(incident, channels: channels, now: now) {
            let assessed = AssessedSeverity.assess(evidence).assessed
            // Without a component's state we know that customers were hit and not how badly: that lifts a word that plays
            // it down, and never lowers one.
            if assessed != .unknown {
                incident.severity = evidence.worstState == nil ? max(assessed, incident.severity) : assessed
            }
        }
        return incident
    }

    /// Only while it goes on: what its components do later is another story.
    private func worstState(_ vendor: VendorIncident, _ known: Incident?) -> ComponentState? {
        let before = known?.record?.worstState
        guard ![.resolved, .postmortem, .completed].contains(vendor.status) else { return before }
        let hurt = vendor.components.compactMap { states[$0] }.filter { $0 != .operational && $0 != .maintenance }
        return ComponentState.worst(hurt + [before].compactMap(\.self))
    }

    /// What must be recorded so that the known incident becomes the fresh one; empty when the page says nothing new.
    package func facts(_ fresh: Incident, known: Incident?) -> [Fact] {
        guard let known else { return [.incidentRecorded(fresh)] }
        let id = known.id
        var facts: [Fact] = []
        if head(fresh) != head(known) { facts.append(.incidentDescribed(fresh)) }
        facts += windowFacts(fresh, known)
        for update in fresh.updates {
            let place = known.updates.first { $0.brand == update.brand && $0.foreignID == update.foreignID }
            guard let stood = place else {
                facts.append(.updatePublished(id, update))
                continue
            }
            if stood.text != update.text || stood.status != update.status || stood.at != update.at {
                var revised = update
                revised.earlier = stood.earlier
                if stood.text != update.text {
                    revised.earlier.append(Update.EarlierText(text: stood.text, replacedAt: now))
                }
                facts.append(.updateRevised(id, revised))
            }
        }
        for account in fresh.accounts where !known.accounts.contains(account) {
            facts.append(.pageAccountRecorded(id, account))
        }
        for claim in fresh.claims
        where !known.claims.contains(where: { $0.subject == claim.subject && $0.instant == claim.instant }) {
            facts.append(.claimRecorded(id, claim))
        }
        for contradiction in fresh.contradictions
        where !known.contradictions.contains(where: { $0.kind == contradiction.kind && $0.text == contradiction.text })
        {
            facts.append(.contradictionNoted(id, contradiction))
        }
        if let postmortem = fresh.postmortem, postmortem != known.postmortem {
            facts.append(.postmortemPublished(id, postmortem))
        }
        return facts
    }

    /// Windows that were read out of words give way to what the words say now; what was measured or entered stays.
    private func windowFacts(_ fresh: Incident, _ known: Incident) -> [Fact] {
        let stated = known.windows.filter { $0.origin == .statedByVendor }
        let gone = stated.filter { old in !fresh.windows.contains { $0.id == old.id } }
        return gone.map { .impactWindowWithdrawn(known.id, $0.id) }
            + fresh.windows.filter { !stated.contains($0) }.map { .impactWindowRecorded(known.id, $0) }
    }

    private func head(_ incident: Incident) -> Incident {
        var head = incident
        head.windows = []
        head.updates = []
        head.accounts = []
        head.claims = []
        head.insideEvents = []
        head.contradictions = []
        head.postmortem = nil
        head.captures = []
        return head
    }

    /// The page's own, else those of the channels that its words name.
    private func named(_ vendor: VendorIncident, _ words: WordFacts) -> [ComponentID] {
        let own = vendor.components.compactMap { components[$0] }
        return own.isEmpty ? words.channels.compactMap { components[Self.key(of: $0)] } : own
    }

    /// Under which a channel stands among the components of a page that has none of its own.
    static func key(of channel: Channel) -> String { "channel:" + channel.rawValue }

    /// The format's own member, else the word that the text states.
    private func severity(_ vendor: VendorIncident, _ words: WordFacts) -> Severity {
        guard vendor.severity == .unknown, let word = words.severityWord else { return vendor.severity }
        return Severity(rawValue: word.lowercased()) ?? .unknown
    }

    /// Bounds of one incident: what a page makes up beyond them is left out, and the rest is kept.
    static let updatesMost = 300
    static let textCharactersMost = 20_000
    static let titleCharactersMost = 500

    private func updates(_ vendor: VendorIncident, _ words: WordFacts) -> [Update] {
        var seen: [String: Int] = [:]
        /// Two texts under one id are two texts: the second gets a number.
        func unique(_ id: String) -> String {
            let count = (seen[id] ?? 0) + 1
            seen[id] = count
            return count == 1 ? id : "\(id)#\(count)"
        }
        var updates = vendor.updates.enumerated().compactMap { place, update -> Update? in
            guard let at = update.at else { return nil }
            let text =
                place < words.updateTexts.count ? words.updateTexts[place] : LocalizedText([.english: update.text])
            let id = String((update.id ?? "\(update.status.rawValue)@\(at.rfc3339)").prefix(200))
            return Update(
                brand: brand, status: status(update.status), at: at, text: Self.clipped(text), foreignID: unique(id))
        }
        updates += words.datedTexts.map {
            Update(
                brand: brand, status: $0.status, at: $0.at, text: Self.clipped($0.text),
                foreignID: unique("\($0.status.rawValue)@\($0.at.rfc3339)"))
        }
        guard updates.count > Self.updatesMost else { return updates }
        // How it began, and how it stands now.
        return Array(updates.prefix(20) + updates.suffix(Self.updatesMost - 20))
    }

    private static func clipped(_ text: LocalizedText, most: Int = textCharactersMost) -> LocalizedText {
        var text = text
        for language in text.languages {
            if let words = text[language], words.count > most { text[language] = words.prefix(most) + " […]" }
        }
        return text
    }

    private func status(_ status: VendorStatus) -> Update.Status {
        switch status {
        case .investigating: .investigating
        case .identified: .identified
        case .monitoring, .verifying: .monitoring
        case .resolved: .resolved
        case .postmortem: .postmortem
        case .scheduled: .scheduled
        case .inProgress: .inProgress
        case .completed: .completed
        case .unknown: .unknown
        }
    }

    /// Words come first: they say what customers met. Then what the format states of components, then its own members.
    private func windows(
        _ vendor: VendorIncident, _ words: WordFacts, _ named: [ComponentID]
    ) -> [ImpactWindow] {
        if !words.windows.isEmpty {
            return words.windows.prefix(100).enumerated().map { place, window in
                ImpactWindow(
                    id: ImpactWindowID(checked: "stated-\(place + 1)"), start: window.start,
                    end: window.end.map { max($0, window.start) }, components: named, origin: .statedByVendor,
                    evidence: quoted(window.quote, words), confidence: window.confidence)
            }
        }
        let structured = vendor.windows.filter { $0.state != .operational && $0.state != .maintenance }
        if !structured.isEmpty {
            return structured.prefix(100).enumerated().map { place, window in
                ImpactWindow(
                    id: ImpactWindowID(checked: "page-\(place + 1)"), start: window.start,
                    end: window.end.map { max($0, window.start) },
                    components: window.component.flatMap { components[$0] }.map { [$0] } ?? named,
                    origin: .statedByVendor, evidence: LocalizedText(), confidence: .medium)
            }
        }
        guard let start = vendor.startedAt else { return [] }
        let isOver = vendor.status == .resolved || vendor.status == .postmortem
        // Over, and nobody says when: half a window is no window.
        if isOver && vendor.endedAt == nil { return [] }
        return [
            ImpactWindow(
                id: ImpactWindowID(checked: "page-1"), start: start, end: vendor.endedAt.map { max($0, start) },
                components: named, origin: .statedByVendor, evidence: LocalizedText(), confidence: .medium)
        ]
    }

    private func account(
        _ vendor: VendorIncident, _ words: WordFacts, _ incident: Incident, known: Incident?
    ) -> PageAccount {
        let first = incident.updates.map(\.at).min()
        let opened = vendor.openedAt ?? words.opened ?? first ?? vendor.scheduledFor ?? incident.windows.first?.start
        let isOver = [.resolved, .postmortem, .completed].contains(vendor.status)
        let said = incident.updates.filter { $0.status == .resolved || $0.status == .completed }.map(\.at).max()
        // The page's own words for its opening and closing are paperwork too.
        let closed = vendor.resolvedAt ?? words.closed ?? (isOver || vendor.status == .unknown ? said : nil)
        // A page that dates nothing was open when it was first seen, and that does not move.
        let start = opened ?? known?.accounts.first { $0.brand == brand }?.opened ?? now
        return PageAccount(
            brand: brand, severityWord: vendor.severityWord ?? words.severityWord, opened: start,
            closed: closed.map { max($0, start) })
    }

    private func postmortem(_ vendor: VendorIncident, _ incident: Incident) -> Postmortem? {
        guard let last = incident.updates.last(where: { $0.status == .postmortem }) else { return nil }
        return Postmortem(
            publishedAt: last.at, clientImpact: LocalizedText(), rootCause: LocalizedText(), actions: [])
    }

    private func statedAt(_ vendor: VendorIncident, quote: String) -> Instant {
        vendor.updates.first { $0.text.contains(quote) }?.at ?? vendor.updates.compactMap(\.at).max() ?? now
    }

    /// The quote in the language that the incident's words are in.
    private func quoted(_ quote: String, _ words: WordFacts) -> LocalizedText {
        let home =
            (words.updateTexts + words.datedTexts.map(\.text)).lazy.compactMap { text in
                text.languages.first { text[$0]?.contains(quote) ?? false }
            }.first ?? words.title.languages.first ?? .english
        return LocalizedText([home: quote])
    }
}
