import API
import APISamples
import HTTP
import Incidents
import JSON
import Telling
import Testing
import Vocabulary

/// What nobody outside may know of stands in no answer, whatever is asked.
@Suite struct VisibilityTests {
    /// Stands in every text that only the team may read.
    private static let secret = "xq7secret"
    private static let acme = ProviderID(checked: "acme")
    private static let brand = BrandID(checked: "acme")

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `no address for programs tells what waits, was declined, is withheld or is the team's own`(
        seed: UInt64
    ) async throws {
        let site = Self.site(seed)
        let api = SampleAPI.sample(site)
        var asked = 0
        for route in RouteTable.routes where route.method == .get && route.operation.isOfAPI {
            for target in Self.targets(route) {
                let answer = await api.get(target)
                asked += 1
                #expect(!answer.text.contains(Self.secret), "\(target): \(answer.status)")
                if target.contains("hidden-1") { #expect(answer.status != 200, "\(target)") }
            }
        }
        #expect(asked > 60)
        // The test sees what is public: it does not pass because nothing is told.
        #expect(await api.get("/api/incidents/shown-1").text.contains("Public word"))
        #expect(await api.get("/v2/acme/api/v2/incidents.json").text.contains("Public word"))
    }

    private static func targets(_ route: APIRoute) -> [String] {
        var targets = [route.pattern]
        for (place, values) in [
            ":id": ["shown-1", "hidden-1", "acme"], ":provider": ["acme"],
            ":file": ["acme.atom", "acme.rss", "acme.json"],
            ":digest": [SampleSite.originalDigest], ":incident": ["shown-1", "hidden-1"], ":name": ["x"],
        ] {
            targets = targets.flatMap { target in
                target.contains(place + "/") || target.hasSuffix(place)
                    ? values.map { target.replacing(place, with: $0) } : [target]
            }
        }
        switch route.operation {
        case .search: return ["/api/search?q=\(secret)", "/api/search?q=public", "/api/search?provider=acme"]
        case .listIncidents, .exportIncidents: return targets + targets.map { $0 + "?provider=acme" }
        default: return targets
        }
    }

    private static func site(_ seed: UInt64) -> Site {
        var state = seed
        func chance(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        var site = SampleSite.site
        site.providers.append(Provider(id: acme, name: "Acme", zone: "Europe/Paris", isOurs: true))
        site.brands.append(Brand(id: brand, provider: acme, name: "Acme", languages: [.english, .french]))
        func at(_ minutes: Int) -> Instant { SampleSite.now - .hours(30) + .minutes(Int64(minutes)) }
        func words(_ text: String) -> LocalizedText { LocalizedText([.english: text, .french: text]) }
        var shown = Incident(
            id: IncidentID(checked: "shown-1"), provider: acme, title: words("Public title"), severity: .major)
        shown.own = OwnRecord(declaredAt: at(0), declaredBy: secret, brands: [brand])
        shown.windows = [
            ImpactWindow(
                id: ImpactWindowID(checked: "w1"), start: at(0), end: at(9), components: [], origin: .enteredByPerson,
                evidence: words("Seen"), confidence: .high)
        ]
        for number in 0..<(3 + chance(6)) {
            let standings: [Statement.Standing] = [
                .preApproved, .reviewDue, .approved(by: secret, at: at(2)), .reviewed(by: secret, at: at(2)), .waiting,
                .declined(by: secret, at: at(2), reason: secret),
            ]
            let standing = number == 0 ? .preApproved : standings[chance(standings.count)]
            shown.statements.append(
                Statement(
                    id: StatementID(checked: "s\(number + 1)"), status: .investigating, at: at(number),
                    text: words(standing.isPublic ? "Public word" : secret), author: secret, standing: standing,
                    correction: chance(2) == 0
                        ? Statement.Correction(text: words(secret), missingLanguages: [], author: secret) : nil))
        }
        shown.insideEvents = [InsideEvent(at: at(1), kind: .other, text: words(secret), visibility: .team)]
        shown.postmortem = Postmortem(
            publishedAt: at(50), clientImpact: words("Public impact"), rootCause: words("Public cause"),
            actions: [.init(symptom: words("Public"), action: words("Public"), owner: secret)],
            internalNotes: words(secret), author: secret, approvedBy: secret)
        shown.postmortemDraft = Postmortem(
            publishedAt: at(60), clientImpact: words(secret), rootCause: words(secret), actions: [], author: secret)
        var hidden = shown
        hidden.id = IncidentID(checked: "hidden-1")
        hidden.title = words(secret)
        hidden.own?.visibility = .team
        hidden.own?.embargoUntil = chance(2) == 0 ? at(-5) : nil
        site.incidents += [shown, hidden]
        return site
    }
}
