internal import JSON
package import Journal
package import Vocabulary

/// What the surfaces keep at hand, as it was after one entry of the journal: the catalogue, the incidents that go on, and
/// the latest others. Older ones are read when somebody asks for them (``IncidentReading``).
package struct Site: Sendable {
    package static let latestMost = 200
    package static let openMost = 200

    package var position: Position
    package var providers: [Provider]
    package var brands: [Brand]
    package var components: [Component]
    /// The latest to begin first.
    package var incidents: [Incident]
    /// Whether there are incidents that are not here.
    package var hasOlder: Bool
    /// The vendors' pages that are followed.
    package var pages: [FollowedPage]
    /// What people decided about which incidents tell one event.
    package var decisions: [EventDecision]
    /// Our own pre-approved sentences, besides those that are built in.
    package var sentences: [Sentence]
    package var series: [MaintenanceSeries]
    /// The incidents of our own providers, for their status pages: more of them than ``incidents`` holds.
    package var ownIncidents: [Incident]
    package var hasOlderOwn: Bool

    /// Without `ownIncidents`, they are those of our own providers among the incidents.
    package init(
        position: Position = .beforeFirst, providers: [Provider] = [], brands: [Brand] = [],
        components: [Component] = [], incidents: [Incident] = [], hasOlder: Bool = false,
        pages: [FollowedPage] = [], decisions: [EventDecision] = [], sentences: [Sentence] = [],
        series: [MaintenanceSeries] = [], ownIncidents: [Incident]? = nil, hasOlderOwn: Bool = false
    ) {
        self.position = position
        self.providers = providers
        self.brands = brands
        self.components = components
        self.incidents = incidents
        self.hasOlder = hasOlder
        self.pages = pages
        self.decisions = decisions
        self.sentences = sentences
        self.series = series
        let ours = Set(providers.filter(\.isOurs).map(\.id))
        self.ownIncidents = ownIncidents ?? incidents.filter { ours.contains($0.provider) }
        self.hasOlderOwn = hasOlderOwn
    }

    /// Reads the organisation alone: no incidents, no pages.
    package init(catalogueOf documents: any DocumentReading) throws(JournalError) {
        let reading = IncidentReading(documents)
        self.init(
            position: documents.position,
            providers: try reading.all("provider/") { json throws(JSONError) in
                try Provider(json: json, path: .root)
            },
            brands: try reading.all("brand/") { json throws(JSONError) in try Brand(json: json, path: .root) },
            components: try reading.all("component/") { json throws(JSONError) in
                try Component(json: json, path: .root)
            },
            sentences: try reading.all("sentence/") { json throws(JSONError) in try Sentence(json: json, path: .root) },
            series: try reading.all("series/") { json throws(JSONError) in
                try MaintenanceSeries(json: json, path: .root)
            })
        components.sort { ($0.order, $0.id) < ($1.order, $1.id) }
    }

    /// Reads the site out of one consistent picture.
    ///
    /// With `own`, which remembers what it read before, our own providers' incidents of years are read too; else there are
    /// those among the latest alone.
    package init(_ documents: any DocumentReading, own memory: OwnIncidents? = nil) throws(JournalError) {
        let reading = IncidentReading(documents)
        var latest = try reading.latest(limit: Self.latestMost + 1)
        let hasOlder = latest.count > Self.latestMost
        if hasOlder { latest.removeLast() }
        let known = Set(latest.map(\.id))
        let open = try reading.open(limit: Self.openMost).filter { !known.contains($0.id) }
        let providers = try reading.all("provider/") { json throws(JSONError) in
            try Provider(json: json, path: .root)
        }
        let own = try memory?.read(of: providers, documents)
        if let own {
            // The same documents, read once more: one of them is enough to keep.
            let known = Dictionary(own.incidents.map { ($0.id, $0) }) { first, _ in first }
            latest = latest.map { known[$0.id] ?? $0 }
        }
        self.init(
            position: documents.position,
            providers: providers,
            brands: try reading.all("brand/") { json throws(JSONError) in try Brand(json: json, path: .root) },
            components: try reading.all("component/") { json throws(JSONError) in
                try Component(json: json, path: .root)
            },
            incidents: latest + open, hasOlder: hasOlder, pages: try reading.pages(),
            decisions: try reading.decisions(),
            sentences: try reading.all("sentence/") { json throws(JSONError) in try Sentence(json: json, path: .root) },
            series: try reading.all("series/") { json throws(JSONError) in
                try MaintenanceSeries(json: json, path: .root)
            }, ownIncidents: own?.incidents, hasOlderOwn: own?.hasOlder ?? hasOlder)
        components.sort { ($0.order, $0.id) < ($1.order, $1.id) }
    }
}
