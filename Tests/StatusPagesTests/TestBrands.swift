import Journal
import API
import Foundation
import HTTP
import Incidents
import StatusPages
import Telling
import Vocabulary

/// An invented organisation with two brands, and small functions that look at documents as text.
enum TestBrands {
    static let zones = ZoneCatalogue { name in
        (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + name))).map { Array($0) }
    }

    static func at(_ text: String) -> Instant { (try? Instant(rfc3339: text)) ?? Instant(seconds: 0) }

    static let now = at("2026-05-20T10:00:00Z")
    static let settings = StatusSettings(zones: zones, origin: "https://vigie.example", takesSubscribers: true)

    static let ours = ProviderID(checked: "tidewater")
    static let harbour = BrandID(checked: "harbour")
    static let quay = BrandID(checked: "quay")

    static let provider = Provider(
        id: ours, name: "Tidewater", zone: "Europe/Paris", followedSince: at("2026-01-10T00:00:00Z"), isOurs: true,
        numbering: "TW-{n}")

    static func text(_ english: String, _ french: String? = nil, _ italian: String? = nil) -> LocalizedText {
        var text = LocalizedText([.english: english])
        text[.french] = french
        text[.italian] = italian
        return text
    }

    static let cards = ComponentID(checked: "cards")
    static let shops = ComponentID(checked: "shops")
    static let payouts = ComponentID(checked: "payouts")

    static let components = [
        Component(
            id: cards, provider: ours, channel: .ecommerce, name: text("Card payments", "Paiements", "Pagamenti"),
            brands: [harbour, quay], order: 1),
        Component(
            id: shops, provider: ours, channel: .instore, name: text("In shops", "En magasin", "In negozio"),
            brands: [harbour, quay], order: 2),
        Component(
            id: payouts, provider: ours, channel: .settlement, name: text("Payouts", "Virements"),
            brands: [harbour], order: 3),
    ]

    static let brands = [
        Brand(
            id: harbour, provider: ours, name: "Harbour", languages: [.english, .french, .italian],
            face: BrandFace(
                hosts: ["status.harbour.example"], colour: "0a5c8a", homepage: "https://harbour.example",
                sections: [
                    BrandFace.Section(title: text("Paying", "Payer", "Pagare"), components: [shops, cards]),
                    BrandFace.Section(title: text("Money out", "Sorties"), components: [payouts]),
                ])),
        Brand(
            id: quay, provider: ours, name: "Quay", languages: [.french, .english],
            face: BrandFace(zone: "Europe/Helsinki", colour: "ffee00")),
    ]

    static func statement(
        _ id: String, _ status: Update.Status, _ time: String, _ text: LocalizedText, brands: [BrandID] = [],
        missing: [Language] = [], standing: Statement.Standing = .preApproved
    ) -> Statement {
        Statement(
            id: StatementID(checked: id), status: status, at: at(time), text: text, brands: brands,
            missingLanguages: missing, author: "SECRET author", standing: standing)
    }

    static func window(_ id: String, _ start: String, _ end: String?, _ hit: [ComponentID]) -> ImpactWindow {
        ImpactWindow(
            id: ImpactWindowID(checked: id), start: at(start), end: end.map(at), components: hit, origin: .measured,
            evidence: LocalizedText(), confidence: .high)
    }

    /// Five minutes, "resolved", and nineteen minutes more that were told.
    static var twice: Incident {
        var incident = Incident(
            id: IncidentID(checked: "tw-7"), provider: ours, reference: Reference("TW-7"),
            title: text("Payments failed twice", "Les paiements ont échoué deux fois", "Pagamenti falliti due volte"),
            severity: .major, components: [cards, shops])
        incident.own = OwnRecord(
            declaredAt: at("2026-05-18T11:10:00Z"), declaredBy: "SECRET person", brands: [harbour, quay])
        incident.windows = [
            window("a", "2026-05-18T11:08:00Z", "2026-05-18T11:13:00Z", [cards, shops]),
            window("b", "2026-05-18T15:39:00Z", "2026-05-18T15:58:00Z", [cards]),
        ]
        incident.statements = [
            statement(
                "s1", .investigating, "2026-05-18T11:11:00Z", text("We look into it.", "Nous cherchons.", "Cerchiamo.")),
            statement("s2", .resolved, "2026-05-18T15:08:00Z", text("It is over.", "C’est fini."), missing: [.italian]),
            statement("s3", .identified, "2026-05-18T15:42:00Z", text("It came back.", "Cela revient.", "È tornato.")),
            statement(
                "s4", .resolved, "2026-05-18T16:05:00Z", text("It is over for good.", "C’est bien fini.", "È finita.")),
            statement(
                "s5", .monitoring, "2026-05-18T16:00:00Z", text("SECRET waiting"), standing: .waiting),
            statement(
                "s6", .monitoring, "2026-05-18T16:01:00Z", text("SECRET declined"),
                standing: .declined(by: "SECRET second", at: at("2026-05-18T16:02:00Z"), reason: "SECRET reason")),
            statement(
                "s7", .identified, "2026-05-18T15:50:00Z", text("Quay only, QUAYWORD.", "Quay, QUAYWORD."),
                brands: [quay]),
        ]
        incident.postmortem = Postmortem(
            publishedAt: at("2026-05-19T09:00:00Z"),
            clientImpact: text("Customers could not pay for {window.1.length}, then {window.2.length}."),
            rootCause: text("A server was faulty.", "Un serveur était défaillant."),
            actions: [
                Postmortem.Action(
                    symptom: text("Seen late"), action: text("Watch each server"), owner: "SECRET owner",
                    due: at("2026-06-30T00:00:00Z"), state: .inProgress)
            ], overview: text("Two outages."), context: text("A normal day."),
            internalNotes: text("SECRET notes"), missingLanguages: [.italian], author: "SECRET writer",
            approvedBy: "SECRET approver")
        incident.postmortemDraft = Postmortem(
            publishedAt: at("2026-05-19T09:00:00Z"), clientImpact: text("SECRET draft"),
            rootCause: text("SECRET draft"),
            actions: [])
        incident.insideEvents = [
            InsideEvent(at: at("2026-05-18T11:13:00Z"), kind: .alert, text: text("SECRET event"), visibility: .team)
        ]
        return incident
    }

    static var going: Incident {
        var incident = Incident(
            id: IncidentID(checked: "tw-8"), provider: ours, reference: Reference("TW-8"),
            title: text("Card payments fail", "Les paiements échouent", "I pagamenti falliscono"), severity: .critical,
            components: [cards])
        incident.own = OwnRecord(
            declaredAt: at("2026-05-20T09:40:00Z"), declaredBy: "SECRET person", brands: [harbour, quay])
        incident.windows = [window("c", "2026-05-20T09:36:00Z", nil, [cards])]
        incident.statements = [
            statement(
                "g1", .investigating, "2026-05-20T09:41:00Z", text("We look into it.", "Nous cherchons.", "Cerchiamo."))
        ]
        return incident
    }

    static var secret: Incident {
        var incident = Incident(
            id: IncidentID(checked: "tw-secret"), provider: ours, reference: Reference("SECRET-9"),
            title: text("SECRET incident"), summary: text("SECRET summary"), severity: .critical, components: [cards])
        incident.own = OwnRecord(
            declaredAt: at("2026-05-20T09:00:00Z"), declaredBy: "SECRET", visibility: .team, brands: [harbour, quay])
        incident.windows = [window("d", "2026-05-20T09:00:00Z", nil, [cards])]
        incident.statements = [statement("x", .investigating, "2026-05-20T09:01:00Z", text("SECRET words"))]
        return incident
    }

    static var work: Incident {
        var incident = Incident(
            id: IncidentID(checked: "tw-work"), provider: ours,
            title: text("Database work, in two steps; brief", "Travaux sur la base", "Lavori"),
            summary: text("Payments may be slow."), severity: .maintenance, components: [payouts, cards])
        incident.own = OwnRecord(
            declaredAt: at("2026-05-12T09:00:00Z"), declaredBy: "SECRET", brands: [harbour, quay],
            plan: MaintenancePlan(start: at("2026-05-24T01:00:00Z"), end: at("2026-05-24T03:00:00Z")))
        incident.statements = [
            statement("m1", .scheduled, "2026-05-12T09:00:00Z", text("Planned.", "Prévu.", "Previsto."))
        ]
        return incident
    }

    static func site(_ incidents: [Incident] = [twice, work, secret], position: Int64 = 1) -> Site {
        Site(
            position: .init(position), providers: [provider], brands: brands, components: components,
            incidents: incidents)
    }

    static func brandSite(_ brand: BrandID = harbour, _ incidents: [Incident]? = nil, asOf: Instant = now) -> BrandSite
    {
        guard let site = BrandSite(brand, in: incidents.map { site($0) } ?? site(), asOf: asOf) else {
            preconditionFailure("the test's brand is one of ours")
        }
        return site
    }

    static let machine: StatusMachine = { path, site, settings, now in
        BrandDocuments.response(
            path, site, base: settings.base(of: site.brand) ?? "", zones: settings.zones,
            isStale: site.isStale(now: now, after: settings.staleAfter), now: now)
    }

    /// Every document of a brand by its path.
    static func documents(_ site: BrandSite, now: Instant = now) -> [String: String] {
        var documents: [String: String] = [:]
        for document in StatusDocument.all(of: site, settings: settings, now: now) {
            guard
                let response = document.response(
                    site, settings: settings, logo: nil, machine: machine, now: now, compress: false)
            else { continue }
            documents[document.path(of: site.brand)] = String(decoding: response.identity.body, as: UTF8.self)
        }
        return documents
    }

    static func page(_ path: String, _ site: BrandSite? = nil, now: Instant = now) -> String {
        let site = site ?? brandSite()
        guard case .document(let document) = StatusDocument.route(path[...], of: site),
            let response = document.response(
                site, settings: settings, logo: nil, machine: machine, now: now, compress: false)
        else { return "" }
        return String(decoding: response.identity.body, as: UTF8.self)
    }

    static func surface(_ site: Site = site(), now: Instant = now, asOf: Instant? = nil) -> StatusSurface {
        let surface = StatusSurface(settings: settings, machine: machine)
        surface.update(site, asOf: asOf ?? now, now: now)
        return surface
    }

    /// The words of a page without its markup.
    static func words(_ page: String) -> String {
        page.replacingOccurrences(of: "<[^>]*>", with: " ", options: .regularExpression)
            .replacingOccurrences(of: "[ \\n]+", with: " ", options: .regularExpression)
    }

    static func answer(
        _ surface: StatusSurface, _ path: String, host: String = "vigie.example", language: String? = nil,
        method: HTTPMethod = .get
    ) async -> (status: Int, headers: HTTPHeaders, text: String)? {
        var headers: HTTPHeaders = ["Host": host]
        if let language { headers.set("Accept-Language", language) }
        guard let reply = surface.reply(to: HTTPRequest(method: method, path: path, headers: headers)) else {
            return nil
        }
        return await settle(reply)
    }

    private static func settle(_ reply: HTTPReply) async -> (status: Int, headers: HTTPHeaders, text: String) {
        switch reply {
        case .now(let response):
            guard case .bytes(let bytes) = response.body else { return (response.status.code, response.headers, "") }
            return (response.status.code, response.headers, String(decoding: bytes, as: UTF8.self))
        case .prepared(let response):
            return (response.status.code, response.headers, String(decoding: response.identity.body, as: UTF8.self))
        case .later(let make): return await settle(make())
        }
    }
}
