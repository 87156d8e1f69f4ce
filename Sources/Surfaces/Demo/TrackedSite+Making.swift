internal import Vocabulary

/// Small functions that the invented incidents are made with.
extension TrackedSite {
    static func vendor(
        _ id: String, _ provider: ProviderID, _ title: String, severity: Severity, components: [String],
        word: String?, read: Severity, status: String, opened: String, closed: String?
    ) -> Incident {
        var incident = Incident(
            id: IncidentID(checked: id), provider: provider, title: LocalizedText([.english: title]),
            severity: severity, components: components.map { ComponentID(checked: $0) })
        incident.accounts = [
            PageAccount(
                brand: BrandID(checked: provider.rawValue), severityWord: word, opened: at(opened),
                closed: closed.map(at))
        ]
        incident.record = VendorRecord(
            foreignID: id, url: "https://status.\(provider).example/incidents/\(id)", format: "statuspage",
            severityWord: word, severity: read, statusWord: status, firstSeen: at(opened) + .seconds(25))
        return incident
    }

    static func window(
        _ id: String, _ start: String, _ end: String?, _ components: [String], _ quote: String,
        language: Language = .english
    ) -> ImpactWindow {
        ImpactWindow(
            id: ImpactWindowID(checked: id), start: at(start), end: end.map(at),
            components: components.map { ComponentID(checked: $0) }, origin: .statedByVendor,
            evidence: LocalizedText([language: quote]), confidence: .high)
    }

    static func update(
        _ provider: ProviderID, _ status: Update.Status, _ time: String, _ text: String, french: String? = nil
    ) -> Update {
        var texts: [Language: String] = [.english: text]
        texts[.french] = french
        return Update(
            brand: BrandID(checked: provider.rawValue), status: status, at: at(time), text: LocalizedText(texts))
    }

    static func claim(_ subject: Claim.Subject, _ time: String, _ stated: String, _ source: String) -> Claim {
        Claim(
            subject: subject, instant: at(time), source: LocalizedText([.english: source]), statedAt: at(stated))
    }

    static func capture(_ time: String, _ head: String, _ bytes: Int) -> Capture {
        Capture(
            url: "https://status.meridian.example/api/v2/incidents.json", at: at(time),
            digest: head + String(repeating: "0f5e", count: 15), contentType: "application/json", bytes: bytes)
    }
}
