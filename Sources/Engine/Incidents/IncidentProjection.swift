internal import JSON
package import Journal
internal import Vocabulary

/// Read models of the catalogue and of incidents: one document each, under `provider/…`, `brand/…`, `component/…`, `sentence/…`,
/// `series/…` and `incident/…`. A stream's name is its document's key: one thing, one name. Incidents are listed besides: see
/// ``IncidentIndex``; and they are searched: see ``IncidentSearch``.
package struct IncidentProjection: Projection {
    package static let name: ProjectionName = "incidents"

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 6 }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        guard let fact = try Fact.told(by: entry) else { return }
        let key = fact.stream.rawValue
        switch fact {
        case .providerDescribed(let provider): try documents.put(key, provider.json.canonicalBytes())
        case .brandDescribed(let brand): try documents.put(key, brand.json.canonicalBytes())
        case .componentDescribed(let component): try documents.put(key, component.json.canonicalBytes())
        case .sentenceDescribed(let sentence): try documents.put(key, sentence.json.canonicalBytes())
        case .maintenanceSeriesDescribed(let series): try documents.put(key, series.json.canonicalBytes())
        case .pageFollowed(let page): try documents.put(key, page.json.canonicalBytes())
        case .pageUnfollowed: try documents.remove(key)
        case .documentCaptured(let document):
            try documents.put(
                IncidentIndex.documentPrefix(document.provider) + document.role, document.json.canonicalBytes())
        case .eventDecided(let decision): try documents.put(key, decision.json.canonicalBytes())
        case .incidentRecorded(let incident):
            // The entry says all of it already, so its body is the document, and nothing is written out again.
            let before = try Self.incident(key, documents)
            try Self.put(key, before, incident, body: entry.body, &documents)
        case .incidentDescribed(let head):
            try Self.change(key, try Self.incident(key, documents), by: fact, from: head, &documents)
        case .impactWindowRecorded, .updatePublished, .pageAccountRecorded, .claimRecorded, .insideEventNoted,
            .contradictionNoted, .postmortemPublished, .updateRevised, .captureKept,
            .impactWindowWithdrawn, .statementRecorded, .postmortemDrafted:
            guard let incident = try Self.incident(key, documents) else {
                throw JournalError(.refused, "\(key) must be described before anything is said of it")
            }
            try Self.change(key, incident, by: fact, from: incident, &documents)
        }
    }

    /// Puts the changed incident in its place, and moves it in the lists where the change moves it.
    private static func change(
        _ key: String, _ before: Incident?, by fact: Fact, from start: Incident,
        _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        var incident = before ?? start
        incident.apply(fact)
        try put(key, before, incident, body: incident.json.canonicalBytes(), &documents)
    }

    private static func put(
        _ key: String, _ before: Incident?, _ incident: Incident, body: [UInt8],
        _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        try documents.put(key, body)
        try documents.index(key, IncidentSearch.entry(incident, try surroundings(incident, documents)))
        let listed = Set(before.map(IncidentIndex.keys) ?? [])
        let next = Set(IncidentIndex.keys(of: incident))
        for key in listed.subtracting(next).sorted() { try documents.remove(key) }
        for key in next.subtracting(listed).sorted() { try documents.put(key, Array("{}".utf8)) }
    }

    /// What is known now of the provider and the components. An incident that was told before they were described finds
    /// their names with the next thing that is said of it.
    private static func surroundings(
        _ incident: Incident, _ documents: any DocumentEditing
    ) throws(JournalError) -> IncidentSearch.Surroundings {
        var surroundings = IncidentSearch.Surroundings(components: [])
        surroundings.provider = try read("provider/\(incident.provider)", documents)
        for id in incident.components.prefix(SearchRule.facetsMost / 2) {
            if let component: Component = try read("component/\(id)", documents) {
                surroundings.components.append(component)
            }
        }
        return surroundings
    }

    private static func incident(
        _ key: String, _ documents: any DocumentEditing
    ) throws(JournalError) -> Incident? { try read(key, documents) }

    private static func read<Value: JSONCoded>(
        _ key: String, _ documents: any DocumentEditing
    ) throws(JournalError) -> Value? {
        guard let body = try documents.document(key) else { return nil }
        do throws(JSONError) {
            return try Value(json: JSONValue(reading: body, limits: .readModel), path: .root)
        } catch {
            throw JournalError(.corrupt, "the read model \(key) does not fit: \(error); run `vigie rebuild`")
        }
    }
}
