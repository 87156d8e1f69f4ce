import Following
import Foundation
import Incidents
import Telling
import Testing
import Tracking
import Vendors
import Vocabulary

@Suite struct MoveInTests {
    private static let export = """
        {"page": {"id": "p1", "name": "Old page", "time_zone": "Europe/Paris"},
         "components": [
          {"id": "c1", "name": "Card payments", "status": "operational", "position": 1, "group": false},
          {"id": "c2", "name": "Dashboard", "status": "operational", "position": 2, "group": false}],
         "incidents": [
          {"id": "i1", "name": "Card payments declined", "status": "resolved", "impact": "major",
           "created_at": "2025-03-01T10:05:00Z", "updated_at": "2025-03-01T11:00:00Z",
           "resolved_at": "2025-03-01T11:00:00Z", "components": [{"id": "c1", "name": "Card payments"}],
           "incident_updates": [
            {"id": "u2", "status": "resolved", "body": "It works again.", "display_at": "2025-03-01T11:00:00Z"},
            {"id": "u1", "status": "investigating", "body": "We are looking into it.", "display_at": "2025-03-01T10:05:00Z"}]}]}
        """

    @Test func `another page's components and incidents become our own, with what was said and in which language`()
        throws
    {
        let page = try #require(look.read(Array(Self.export.utf8), as: nil))
        let made = move.make(page, knownComponents: [], knownIncidents: [])
        #expect(made.components.map(\.rawValue) == ["acme-c1", "acme-c2"])
        #expect(made.incidents.map(\.rawValue) == ["acme-i1"])
        let incident = try #require(
            made.facts.compactMap { fact -> Incident? in
                if case .incidentRecorded(let incident) = fact { incident } else { nil }
            }.first)
        let seen = try #require(incident.seen(by: .everyone(brand: BrandID(checked: "north"))))
        #expect(seen.updates.map(\.status) == [.investigating, .resolved])
        #expect(seen.updates.first?.text[.english] == "We are looking into it.")
        #expect(seen.updates.map(\.missingLanguages) == [[.french], [.french]])
        #expect(seen.accounts.map(\.closed?.rfc3339) == ["2025-03-01T11:00:00Z"])
        #expect(seen.record == nil)
        #expect(incident.components.map(\.rawValue) == ["acme-c1"])
    }

    @Test func `groups come along, beside those that there are, and history begins with the first incident`() throws {
        let grouped = Self.export.replacingOccurrences(
            of: "\"components\": [\n",
            with: """
                "components": [
                  {"id": "g1", "name": "In store", "status": "operational", "position": 9, "group": true},
                  {"id": "c3", "name": "Tills", "status": "operational", "position": 3, "group": false, "group_id": "g1"},
                  {"id": "c4", "name": "Kiosks", "status": "operational", "position": 4, "group": false, "group_id": "g1"},

                """)
        let page = try #require(look.read(Array(grouped.utf8), as: nil))
        var own = move.provider
        own.followedSince = Instant(seconds: 1_764_849_600)
        own.groups = [
            .init(title: LocalizedText([.french: "Boutiques"]), components: [ComponentID(checked: "acme-c4")])
        ]
        let made = MoveIn(
            provider: own, brand: move.brand, language: .english,
            read: { WordReader(zones: SimulatedWorld.zones).read($0, $1) }, now: Instant(seconds: 1_764_849_600)
        ).make(page, knownComponents: [], knownIncidents: [])
        let described = try #require(
            made.facts.compactMap { if case .providerDescribed(let provider) = $0 { provider } else { nil } }.first)
        #expect(described.groups.map { $0.components.map(\.rawValue) } == [["acme-c4"], ["acme-c3"]])
        #expect(described.groups.last?.title[.english] == "In store")
        #expect(described.followedSince?.rfc3339 == "2025-03-01T10:05:00Z")
    }

    @Test func `what is there already is left as it is`() throws {
        let page = try #require(look.read(Array(Self.export.utf8), as: nil))
        let made = move.make(
            page, knownComponents: [ComponentID(checked: "acme-c1")], knownIncidents: [IncidentID(checked: "acme-i1")])
        #expect(made.components.map(\.rawValue) == ["acme-c2"])
        #expect(made.incidents.isEmpty)
        #expect(made.known.map(\.rawValue) == ["acme-i1"])
        #expect(made.facts.count == 1)
    }

    private var look: PageLook {
        PageLook(formats: StatusPageFormats(zones: SimulatedWorld.zones), now: Instant(seconds: 1_764_849_600))
    }

    private var move: MoveIn {
        MoveIn(
            provider: Provider(id: ProviderID(checked: "acme"), name: "Acme", zone: "Europe/Paris", isOurs: true),
            brand: Brand(
                id: BrandID(checked: "north"), provider: ProviderID(checked: "acme"), name: "North",
                languages: [.french, .english]),
            language: .english, read: { WordReader(zones: SimulatedWorld.zones).read($0, $1) },
            now: Instant(seconds: 1_764_849_600))
    }
}
