import Incidents
import Journal
import Testing
import Vocabulary

@Suite struct IncidentSearchTests {
    private func documents(_ facts: [Fact] = Samples.facts) throws -> MemoryDocuments {
        let documents = MemoryDocuments()
        for entry in Samples.entries(facts) { try documents.apply(entry, by: IncidentProjection()) }
        return documents
    }

    @Test(arguments: [
        "payments failed", "Payments (fr)", "AC-1", "ac1", "acme", "Acme Pay", "acme-pay", "acme-1", "commerce",
        "it is over", "no payment", "a change", "earlier", "team met",
    ])
    func `an incident is found by all that everyone may read of it`(text: String) throws {
        let answer = try documents().search(SearchQuery(typed: text))
        #expect(answer.hits.compactMap { IncidentSearch.id(of: $0) } == [Samples.incident.id])
    }

    @Test(arguments: ["named", "impact", "nothing at all", "Rome"])
    func `it is not found by what only the team may read, nor by the names of inserted facts`(text: String) throws {
        #expect(try documents().search(SearchQuery(typed: text)).hits.isEmpty)
    }

    @Test(arguments: [
        "provider:acme-pay", "severity:critical", "cause:change-deploy", "responsibility:internal", "channel:ecommerce",
        "language:en", "language:fr", "state:ended", "kind:incident",
    ])
    func `it has a facet for each thing that is asked for exactly`(facet: String) throws {
        #expect(try documents().search(SearchQuery(facets: [[facet]])).count == .exactly(1))
    }

    @Test func `every word of the vocabulary is a facet`() {
        let values =
            Severity.allCases.map { IncidentSearch.Facet.severity.of($0.rawValue) }
            + Incident.Category.allCases.map { IncidentSearch.Facet.cause.of($0.rawValue) }
            + Incident.Responsibility.allCases.map { IncidentSearch.Facet.responsibility.of($0.rawValue) }
            + Channel.allCases.map { IncidentSearch.Facet.channel.of($0.rawValue) }
        #expect(values.allSatisfy { SearchRule.accepts(facet: $0) })
    }

    @Test func `its place is when customers were first hit, and its state follows its windows`() throws {
        // Nothing that has a time: no plan, no declaration.
        var bare = Samples.incident
        bare.own = nil
        let head = Fact.incidentDescribed(bare)
        let open = Fact.impactWindowRecorded(Samples.incident.id, Samples.window("later", 30, nil))
        let unknown = try documents([head]).search(SearchQuery(facets: [["state:unknown"]]))
        #expect(unknown.hits.map(\.order) == [.min])
        let ongoing = try documents([head, open]).search(SearchQuery(facets: [["state:open"]]))
        #expect(ongoing.hits.map(\.order) == [Samples.at(30).microseconds])
        let all = try documents().search(SearchQuery())
        #expect(all.hits.map(\.order) == [Samples.at(0).microseconds])
    }
}
