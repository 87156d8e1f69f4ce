import Bytes
import Incidents
import Journal
import Vocabulary

/// One incident with every kind of fact, and the catalogue around it.
enum Samples {
    static let provider = Provider(
        id: ProviderID(checked: "acme-pay"), name: "Acme Pay", zone: "Europe/Paris", followedSince: at(-60))
    static let brand = Brand(
        id: BrandID(checked: "acme"), provider: provider.id, name: "Acme", languages: [.french, .english])
    static let component = Component(
        id: ComponentID(checked: "acme-ecommerce"), provider: provider.id, channel: .ecommerce,
        name: text("E-commerce"), brands: [brand.id], order: 1)

    static func text(_ english: String) -> LocalizedText {
        LocalizedText([.english: english, .french: english + " (fr)"])
    }
    static func at(_ minutes: Int64) -> Instant { Instant(seconds: 1_743_088_260) + .minutes(minutes) }

    static var incident: Incident {
        var incident = Incident(
            id: IncidentID(checked: "acme-1"), provider: provider.id, reference: Reference("AC-1"),
            title: text("Payments failed"), summary: text("For {impact}."), severity: .critical, priority: .p1,
            category: .changeDeploy, responsibility: .internal, components: [component.id])
        incident.windows = [
            window("first", 0, 13), window("second", 271, 290),
        ]
        incident.accounts = [
            PageAccount(brand: brand.id, severityWord: "critical", opened: at(10), closed: at(101))
        ]
        incident.updates = [
            Update(brand: brand.id, status: .investigating, at: at(10), text: text("We look into it.")),
            Update(
                brand: brand.id, status: .resolved, at: at(108), text: text("It is over."),
                missingLanguages: [.italian]),
        ]
        incident.claims = [
            Claim(subject: .end, instant: at(12), source: text("The page"), statedAt: at(27)),
            Claim(subject: .end, instant: at(13), source: text("The post-mortem"), statedAt: at(5_000)),
        ]
        incident.insideEvents = [
            InsideEvent(at: at(5), kind: .crisisTeam, text: text("A team met."), visibility: .everyone),
            InsideEvent(at: at(6), kind: .other, text: text("Names were named."), visibility: .team),
        ]
        incident.contradictions = [Contradiction(kind: .times, text: text("Two ends."))]
        incident.postmortem = Postmortem(
            publishedAt: at(5_000), clientImpact: text("No payment."), rootCause: text("A change."),
            actions: [Postmortem.Action(symptom: text("Late"), action: text("Earlier"))])
        incident.record = VendorRecord(
            foreignID: "abc123", url: "https://status.example.com/incidents/abc123", format: "statuspage",
            severityWord: "none", severity: .notice, statusWord: "postmortem", firstSeen: at(11))
        incident.own = OwnRecord(
            declaredAt: at(1), declaredBy: "ana", visibility: .everyone, embargoUntil: at(2), brands: [brand.id],
            plan: MaintenancePlan(start: at(0), end: at(9), phase: .inProgress, series: SeriesID(checked: "patching")))
        incident.statements = [
            Statement(
                id: StatementID(checked: "s1"), status: .investigating, at: at(3), text: text("We look."),
                sentence: SentenceID(checked: "measured"), author: "ana", standing: .preApproved),
            Statement(
                id: StatementID(checked: "s2"), status: .identified, at: at(4), text: text("Found."),
                brands: [brand.id], missingLanguages: [.italian], author: "ana",
                standing: .approved(by: "bo", at: at(5)),
                earlier: [Update.EarlierText(text: text("Foumd."), replacedAt: at(6))],
                correction: Statement.Correction(text: text("Found!"), missingLanguages: [], author: "cy")),
            Statement(
                id: StatementID(checked: "s3"), status: .monitoring, at: at(7), text: text("No."), author: "ana",
                standing: .declined(by: "bo", at: at(8), reason: "Not so")),
        ]
        incident.postmortemDraft = Postmortem(
            publishedAt: at(0), clientImpact: text("Some."), rootCause: text("Unknown."),
            actions: [
                Postmortem.Action(
                    symptom: text("Late"), action: text("Earlier"), owner: "ana", due: at(9_000), state: .inProgress)
            ], overview: text("Short."), context: text("Long."), internalNotes: text("Ours."),
            missingLanguages: [.italian], author: "ana")
        incident.otherReferences = [Reference("AC-2")].compactMap(\.self)
        incident.entities = ["blik", "visa"]
        incident.updates[0].foreignID = "u1"
        incident.updates[0].earlier = [Update.EarlierText(text: text("We look."), replacedAt: at(12))]
        incident.captures = [
            Capture(
                url: "https://status.example.com/api", at: at(11), digest: String(repeating: "ab", count: 32),
                contentType: "application/json", bytes: 1_000)
        ]
        return incident
    }

    static var page: FollowedPage {
        FollowedPage(
            provider: provider.id, brand: brand.id, url: "https://status.example.com", format: "statuspage",
            identity: "Acme", since: at(-60), catalogueID: "acme-pay",
            trouble: FollowedPage.Trouble(since: at(3), reason: "html", message: "It answers with a web page."),
            words: FollowedPage.Words(
                state: .degraded, sentence: "Partial trouble",
                troubled: [
                    FollowedPage.TroubledComponent(component: component.id, state: .degraded, word: "degraded")
                ], componentCount: 12, warnings: ["incidents[0].impact: odd"], saidAt: at(4)))
    }

    static let decision = EventDecision(
        first: IncidentID(checked: "acme-1"), second: IncidentID(checked: "acme-2"), verdict: .joined,
        reason: "the same outage", actor: "system:test", at: at(0))

    static func window(_ id: String, _ start: Int64, _ end: Int64?) -> ImpactWindow {
        ImpactWindow(
            id: ImpactWindowID(checked: id), start: at(start), end: end.map(at), components: [component.id],
            origin: .statedByVendor, evidence: text("as they said"), confidence: .high)
    }

    static var facts: [Fact] {
        [.providerDescribed(provider), .brandDescribed(brand), .componentDescribed(component)] + incident.facts
            + [.pageFollowed(page), .eventDecided(decision), .documentCaptured(document)]
    }

    static var document: DocumentCapture {
        DocumentCapture(
            provider: provider.id, role: "summary", status: 200,
            headers: [DocumentCapture.Field(name: "ETag", value: "W/\"1\"")], capture: incident.captures[0])
    }

    /// The facts as a journal would keep them.
    static func entries(_ facts: [Fact] = facts) -> [Entry] {
        var chain = Chain.empty
        var versions: [StreamName: StreamVersion] = [:]
        return facts.map { fact in
            let draft = fact.draft
            let version = (versions[draft.stream] ?? .none).next
            versions[draft.stream] = version
            return chain.extend(with: draft, version: version, actor: "system:test", instant: at(0))
        }
    }
}

/// Lets a `Site` be read from documents in memory.
struct MemoryReading: DocumentReading {
    let position: Position
    let documents: MemoryDocuments

    func document(_ projection: ProjectionName, _ key: String) throws(JournalError) -> [UInt8]? {
        try documents.document(key)
    }

    func documents(_ projection: ProjectionName, _ range: DocumentRange) throws(JournalError) -> [Document] {
        var all = try documents.documents(prefix: range.prefix, limit: .max)
        if range.descending { all.reverse() }
        if let after = range.after { all.removeAll { range.descending ? $0.key >= after : $0.key <= after } }
        return Array(all.prefix(range.limit))
    }

    func search(_ projection: ProjectionName, _ query: SearchQuery) throws(JournalError) -> SearchAnswer {
        try documents.search(query)
    }

    func searchRecords(
        _ projection: ProjectionName, after key: String?, limit: Int
    ) throws(JournalError) -> [SearchRecord] {
        Array(documents.searchRecords.filter { record in key.map { record.key > $0 } ?? true }.prefix(limit))
    }
}
