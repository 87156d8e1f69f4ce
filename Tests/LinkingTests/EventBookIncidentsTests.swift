import Testing
import Vocabulary

@testable import Linking

@Suite struct EventBookIncidentsTests {
    private func at(_ minutes: Int64) -> Instant { Instant(seconds: 1_774_000_000) + .minutes(minutes) }

    private func incident(_ id: String, of provider: String, _ start: Int64, _ end: Int64?) -> Incident {
        var incident = Incident(
            id: IncidentID(checked: id), provider: ProviderID(checked: provider), title: LocalizedText())
        incident.windows = [
            ImpactWindow(
                id: ImpactWindowID(checked: "w"), start: at(start), end: end.map(at), components: [],
                origin: .statedByVendor, evidence: LocalizedText(), confidence: .high)
        ]
        return incident
    }

    @Test func `pages of one family that tell one ticket tell one event; a person can part them`() throws {
        let providers = [
            Provider(id: ProviderID(checked: "one"), name: "One", zone: "UTC", family: "group"),
            Provider(id: ProviderID(checked: "two"), name: "Two", zone: "UTC", family: "group"),
        ]
        var incidents = [incident("a", of: "one", 0, 13), incident("b", of: "two", 2, 12)]
        incidents[0].reference = Reference("EX-1")
        incidents[1].otherReferences = [Reference("EX-1")].compactMap(\.self)
        let book = EventBook(incidents, providers: providers, decisions: [])
        let event = try #require(book.event(of: IncidentID(checked: "b")))
        #expect(event.incidents.map(\.rawValue).sorted() == ["a", "b"])
        let parted = EventBook(
            incidents, providers: providers,
            decisions: [
                EventDecision(
                    first: IncidentID(checked: "b"), second: IncidentID(checked: "a"), verdict: .apart,
                    reason: "two outages", actor: "person:ada", at: at(60))
            ])
        #expect(parted.event(of: IncidentID(checked: "b"))?.incidents.map(\.rawValue) == ["b"])
    }

    @Test func `a sample is in no event`() {
        var sample = incident("s", of: "one", 0, 5)
        sample.record = VendorRecord(foreignID: "s", format: "statuspage", isSample: true, firstSeen: at(0))
        let book = EventBook([sample], providers: [], decisions: [])
        #expect(book.samples == [sample.id])
    }
}
