package import Incidents
package import Vocabulary

/// The port for older incidents, search and originals, answered from a site that holds all there is.
package struct SampleQueries: SiteQueries {
    package let site: Site

    package init(site: Site) { self.site = site }

    package func incident(_ id: IncidentID) async throws(QueryFailure) -> Incident? {
        site.incidents.first { $0.id == id }
    }

    package func incidents(
        of provider: ProviderID, before: IncidentID?, limit: Int
    ) async throws(QueryFailure) -> [Incident] {
        page(site.incidents.filter { $0.provider == provider }, before: before, limit: limit) ?? []
    }

    package func around(_ incident: Incident, limit: Int) async throws(QueryFailure) -> [Incident] {
        Array(site.incidents.filter { $0.id != incident.id }.prefix(limit))
    }

    package func latest(before: IncidentID?, limit: Int) -> [Incident]? {
        page(site.incidents, before: before, limit: limit)
    }

    private func page(_ incidents: [Incident], before: IncidentID?, limit: Int) -> [Incident]? {
        guard let before else { return Array(incidents.prefix(limit)) }
        guard let place = incidents.firstIndex(where: { $0.id == before }) else { return nil }
        return Array(incidents[(place + 1)...].prefix(limit))
    }

    package func search(_ question: SearchQuestion) async throws(QueryFailure) -> SearchPage {
        let found = site.incidents.filter { matches($0, question) }
        let first = question.after.flatMap { after in found.firstIndex { $0.id.rawValue == after } }.map { $0 + 1 } ?? 0
        let page = Array(found[first...].prefix(question.limit))
        let hasMore = first + page.count < found.count
        return SearchPage(incidents: page, next: hasMore ? page.last?.id.rawValue : nil, count: found.count)
    }

    private func matches(_ incident: Incident, _ question: SearchQuestion) -> Bool {
        func any<Value: Equatable>(_ wanted: [Value], _ had: [Value]) -> Bool {
            wanted.isEmpty || wanted.contains { had.contains($0) }
        }
        let hit = Set(incident.components + incident.windows.flatMap(\.components))
        let channels = site.components.filter { hit.contains($0.id) }.map(\.channel)
        let texts = ([incident.title, incident.summary] + incident.updates.map(\.text)).flatMap(\.texts.values)
        let text = texts.joined(separator: " ").lowercased()
        let start = incident.windows.first?.start ?? incident.record?.firstSeen
        return question.words.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
            && any(question.providers, [incident.provider]) && any(question.channels, channels)
            && any(question.categories, [incident.category]) && any(question.severities, [incident.severity])
            && any(question.entities, incident.entities)
            && question.from.map { from in start.map { $0 >= from } ?? false } ?? true
            && question.to.map { to in start.map { $0 < to } ?? false } ?? true
    }

    package func original(_ digest: String) async throws(QueryFailure) -> [UInt8]? {
        digest == SampleSite.originalDigest ? SampleSite.original : nil
    }
}
