import Incidents
import JSON
import Journal
import Testing
import Vocabulary

@Suite struct OwnIncidentsTests {
    private let ours = Provider(id: ProviderID(checked: "ours"), name: "Ours", zone: "UTC", isOurs: true)

    private func incident(_ number: Int, of provider: ProviderID) -> Incident {
        var incident = Incident(
            id: IncidentID(checked: "\(provider)-\(number)"), provider: provider,
            title: LocalizedText([.english: "Number \(number)"]))
        incident.windows = [
            ImpactWindow(
                id: ImpactWindowID(checked: "w"), start: Instant(seconds: Int64(1_000 + number)), end: nil,
                components: [], origin: .measured, evidence: LocalizedText(), confidence: .high)
        ]
        return incident
    }

    @Test func `a site holds all incidents of our own providers, however many others are newer`() throws {
        let documents = MemoryDocuments()
        let others = (0..<(Site.latestMost + 5)).map { incident($0 + 100, of: ProviderID(checked: "vendor")) }
        let facts: [Fact] =
            [
                .providerDescribed(ours), .incidentRecorded(incident(1, of: ours.id)),
                .incidentRecorded(incident(2, of: ours.id)),
            ]
            + others.map { .incidentRecorded($0) }
        for entry in Samples.entries(facts) { try documents.apply(entry, by: IncidentProjection()) }
        let memory = OwnIncidents()
        func read() throws -> Site {
            try Site(MemoryReading(position: Position(1), documents: documents), own: memory)
        }
        #expect(try read().ownIncidents == [incident(2, of: ours.id), incident(1, of: ours.id)])
        #expect(try !read().hasOlderOwn)
        // What changed is read again, though it was read before.
        var changed = incident(1, of: ours.id)
        changed.title[.english] = "Changed"
        for entry in Samples.entries([.incidentRecorded(changed)]) {
            try documents.apply(entry, by: IncidentProjection())
        }
        #expect(try read().ownIncidents.map { $0.title[.english] } == ["Number 2", "Changed"])
    }
}
