package import Vocabulary

/// The demo data as values.
package enum DemoSite {
    package static let payplug = ProviderID(checked: "payplug")
    package static let dalenysBrand = BrandID(checked: "dalenys")
    package static let payplugBrand = BrandID(checked: "payplug")

    package static let provider = Provider(id: payplug, name: "Payplug", zone: "Europe/Paris", isOurs: true)

    package static let brands = [
        Brand(id: dalenysBrand, provider: payplug, name: "Dalenys", languages: [.french, .english]),
        Brand(id: payplugBrand, provider: payplug, name: "Payplug", languages: [.french, .english, .italian]),
    ]

    package static let ecommerce = ComponentID(checked: "ecommerce")
    package static let threeDS = ComponentID(checked: "3ds")
    package static let instoreCB2A = ComponentID(checked: "instore-cb2a")
    package static let instoreNexo = ComponentID(checked: "instore-nexo")
    package static let alternative = ComponentID(checked: "apm")
    package static let eTerminal = ComponentID(checked: "e-terminal")

    package static let components = [
        component(ecommerce, .ecommerce, 1, "E-commerce payments", "Paiements e-commerce", "Pagamenti e-commerce"),
        component(
            threeDS, .threeDS, 2, "3-D Secure authentication", "Authentification 3-D Secure",
            "Autenticazione 3-D Secure"),
        component(instoreCB2A, .instoreCB2A, 3, "In store · CB2A", "En magasin · CB2A", "In negozio · CB2A"),
        component(instoreNexo, .instoreNexo, 4, "In store · nexo", "En magasin · nexo", "In negozio · nexo"),
        component(
            alternative, .alternative, 5, "Other payment methods", "Autres moyens de paiement",
            "Altri metodi di pagamento"),
        component(eTerminal, .eTerminal, 6, "E-terminal", "E-terminal", "E-terminal"),
    ]

    /// The oldest first.
    package static let incidents = [tsr1023, tsr1532, tsr2292, tsr2641]

    /// The demo's facts begin here; before, nothing is known.
    package static let watchedSince = at("2024-12-01T00:00Z")
    /// The last thing that the demo tells.
    package static let lastFact = at("2025-12-08T08:55Z")

    private static func component(
        _ id: ComponentID, _ channel: Channel, _ order: Int, _ english: String, _ french: String, _ italian: String
    ) -> Component {
        Component(
            id: id, provider: payplug, channel: channel, name: text(english, french, italian),
            brands: [dalenysBrand, payplugBrand], order: order)
    }

    /// A text in the three languages of the demo.
    static func text(_ english: String, _ french: String, _ italian: String) -> LocalizedText {
        LocalizedText([.english: english, .french: french, .italian: italian])
    }

    /// A text of a brand that speaks French and English only.
    static func text(_ english: String, _ french: String) -> LocalizedText {
        LocalizedText([.english: english, .french: french])
    }

    static func at(_ text: String) -> Instant {
        guard let instant = try? Instant(rfc3339: text) else {
            preconditionFailure("the demo's own time \(text) is not readable")
        }
        return instant
    }

    static func event(
        _ time: String, _ kind: InsideEvent.Kind, _ english: String, _ french: String, _ italian: String
    ) -> InsideEvent {
        InsideEvent(at: at(time), kind: kind, text: text(english, french, italian), visibility: .everyone)
    }

    static func claim(_ subject: Claim.Subject, _ time: String, by source: LocalizedText, stated: String) -> Claim {
        Claim(subject: subject, instant: at(time), source: source, statedAt: at(stated))
    }

    static func doubt(
        _ kind: Contradiction.Kind, _ english: String, _ french: String, _ italian: String
    ) -> Contradiction {
        Contradiction(kind: kind, text: text(english, french, italian))
    }

    static func update(
        _ brand: BrandID, _ status: Update.Status, _ time: String, _ text: LocalizedText, missing: [Language] = []
    ) -> Update {
        Update(brand: brand, status: status, at: at(time), text: text, missingLanguages: missing)
    }

    static func window(
        _ id: String, _ start: String, _ end: String, _ components: [ComponentID], evidence: LocalizedText
    ) -> ImpactWindow {
        ImpactWindow(
            id: ImpactWindowID(checked: id), start: at(start), end: at(end), components: components,
            origin: .statedByVendor, evidence: evidence, confidence: .high)
    }

    static let dalenysPage = text("Dalenys page", "Page Dalenys", "Pagina Dalenys")
    static let payplugPage = text("Payplug page", "Page Payplug", "Pagina Payplug")
    static let postmortemSource = text("Post-mortem", "Post-mortem", "Post mortem")
}
