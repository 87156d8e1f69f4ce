internal import Incidents
internal import Journal
internal import Vocabulary

/// The entries behind the incidents of a site, in one chain.
struct SampleJournal: Sendable {
    private let entries: [Entry]

    init(_ site: Site) {
        var chain = Chain.empty
        var versions: [StreamName: StreamVersion] = [:]
        var entries: [Entry] = []
        for incident in site.incidents {
            for fact in incident.facts {
                let version = versions[fact.stream, default: .none].next
                versions[fact.stream] = version
                entries.append(
                    chain.extend(
                        with: fact.draft, version: version, actor: "system:sample", instant: SampleSite.now))
            }
        }
        self.entries = entries
    }

    func entries(of incident: IncidentID, after version: StreamVersion, limit: Int) -> [Entry] {
        let stream = Fact.stream(of: incident)
        return Array(entries.filter { $0.stream == stream && $0.version > version }.prefix(limit))
    }
}
