import Incidents
import JSON
import Journal
import Testing
import Vocabulary

@Suite struct IncidentProjectionTests {
    private func project(_ entries: [Entry]) throws -> MemoryDocuments {
        let documents = MemoryDocuments()
        for entry in entries { try documents.apply(entry, by: IncidentProjection()) }
        return documents
    }

    private func site(_ documents: MemoryDocuments) throws -> Site {
        try Site(MemoryReading(position: Position(1), documents: documents))
    }

    @Test func `what was recorded is what the site shows, every fact of it`() throws {
        let site = try site(project(Samples.entries()))
        #expect(site.providers == [Samples.provider])
        #expect(site.brands == [Samples.brand])
        #expect(site.components == [Samples.component])
        #expect(site.incidents == [Samples.incident])
    }

    @Test func `every fact reads back from its entry`() throws {
        for (fact, entry) in zip(Samples.facts, Samples.entries()) {
            #expect(entry.kind == fact.kind)
            let read = try Fact(entry)
            // The head stands for the incident without its other facts.
            if case .incidentDescribed(let head) = read {
                #expect(head.title == Samples.incident.title && head.windows.isEmpty)
            } else {
                #expect(read == fact)
            }
        }
    }

    @Test func `a whole incident is kept in the bytes of its entry`() throws {
        let entry = try #require(Samples.entries([.incidentRecorded(Samples.incident)]).first)
        let documents = try project([entry])
        #expect(try documents.document("incident/acme-1") == entry.body)
        #expect(entry.body == Samples.incident.json.canonicalBytes())
    }

    @Test func `entries with one body are told apart by their stream and kind`() throws {
        let body = Array(#"{"window":"first"}"#.utf8)
        func fact(_ id: String, _ kind: EntryKind) throws -> Fact? {
            let draft = EntryDraft(stream: StreamName(category: "incident", id: id), kind: kind, body: body)
            var chain = Chain.empty
            return try Fact.told(
                by: chain.extend(with: draft, version: StreamVersion(1), actor: "system:test", instant: Samples.at(0)))
        }
        let window = ImpactWindowID(checked: "first")
        for _ in 0..<2 {
            for id in ["a", "b"] {
                #expect(
                    try fact(id, "incident.impactWindowWithdrawn")
                        == .impactWindowWithdrawn(IncidentID(checked: id), window))
            }
            #expect(try fact("b", "weather.changed") == nil)
        }
    }

    @Test func `a window told again under its id replaces the earlier, and a new id adds one`() throws {
        let id = Samples.incident.id
        var open = Samples.window("first", 0, nil)
        let facts: [Fact] = [.incidentDescribed(Samples.incident), .impactWindowRecorded(id, open)]
        #expect(try site(project(Samples.entries(facts))).incidents.first?.windows == [open])
        open.end = Samples.at(13)
        let more =
            facts + [.impactWindowRecorded(id, open), .impactWindowRecorded(id, Samples.window("again", 90, 95))]
        let windows = try site(project(Samples.entries(more))).incidents.first?.windows
        #expect(windows?.map(\.id.rawValue) == ["first", "again"])
        #expect(windows?.first?.end == Samples.at(13))
    }

    @Test func `describing an incident again keeps what else is known of it`() throws {
        var renamed = Samples.incident
        renamed.title = Samples.text("A better title")
        let site = try site(project(Samples.entries(Samples.facts + [.incidentDescribed(renamed)])))
        #expect(site.incidents == [renamed])
    }

    @Test func `a fact about an incident that was never described is refused, and says so`() throws {
        let entry = try #require(
            Samples.entries([.impactWindowRecorded(Samples.incident.id, Samples.window("w", 0, 1))]).first)
        let error = #expect(throws: JournalError.self) { try project([entry]) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("incident/acme-1 must be described") == true)
    }

    @Test func `an entry of another kind is left alone`() throws {
        var chain = Chain.empty
        let draft = EntryDraft(
            stream: StreamName(category: "weather", id: "x"), kind: "weather.changed", body: Array("{}".utf8))
        let entry = chain.extend(with: draft, version: StreamVersion(1), actor: "system:test", instant: Samples.at(0))
        #expect(try project([entry]).count == 0)
    }

    @Test(arguments: [
        (#"{"id":"w","start":"2025-03-27T16:11","origin":"measured","confidence":"high"}"#, "$.start", "Z"),
        (
            #"{"id":"w","start":"2025-03-27T16:11Z","end":"2025-03-27T16:10Z","origin":"measured","confidence":"high"}"#,
            "$.end", "before the start"
        ),
        (#"{"id":"w","start":"2025-03-27T16:11Z","origin":"guessed","confidence":"high"}"#, "$.origin", "measured"),
        (#"{"start":"2025-03-27T16:11Z","origin":"measured","confidence":"high"}"#, "$.id", "missing"),
        (#"[]"#, "$", "an object"),
    ])
    func `a body that does not fit is refused with its path and what was expected`(
        body: String, path: String, part: String
    ) throws {
        let draft = EntryDraft(
            stream: Fact.stream(of: Samples.incident.id), kind: "incident.impactWindowRecorded", body: Array(body.utf8))
        var chain = Chain.empty
        let head = try #require(Samples.entries([.incidentDescribed(Samples.incident)]).first)
        try chain.follow(head)
        let entry = chain.extend(with: draft, version: StreamVersion(2), actor: "system:test", instant: Samples.at(0))
        let error = #expect(throws: JournalError.self) { try project([head, entry]) }
        #expect(error?.message.contains(path) == true)
        #expect(error?.message.contains(part) == true)
    }

    /// Incidents that began at these minutes, named by them; `nil` has no window.
    private func several(_ minutes: [Int64?]) -> [Fact] {
        minutes.enumerated().flatMap { number, start -> [Fact] in
            var incident = Incident(
                id: IncidentID(checked: "i\(number)"), provider: Samples.provider.id, title: Samples.text("x"))
            incident.windows = start.map { [Samples.window("w", $0, $0 + 1)] } ?? []
            return incident.facts
        }
    }

    @Test func `incidents are listed by when they began, the latest first, page by page`() throws {
        let documents = try project(Samples.entries(several([30, -5_000_000, 10, nil, 20])))
        let reading = IncidentReading(MemoryReading(position: Position(1), documents: documents))
        #expect(try reading.latest(limit: 10).map(\.id.rawValue) == ["i0", "i4", "i2", "i1", "i3"])
        let first = try reading.latest(limit: 2)
        #expect(first.map(\.id.rawValue) == ["i0", "i4"])
        #expect(try reading.latest(before: first.last?.id, limit: 2).map(\.id.rawValue) == ["i2", "i1"])
        #expect(try reading.incident(IncidentID(checked: "nobody")) == nil)
    }

    @Test func `those that began around an instant are found, and no others`() throws {
        let documents = try project(Samples.entries(several([30, -5_000_000, 10, nil, 20])))
        let reading = IncidentReading(MemoryReading(position: Position(1), documents: documents))
        func around(_ minutes: Int64, _ span: Int64) throws -> [String] {
            try reading.around(Samples.at(minutes), .minutes(span), limit: 10).map(\.id.rawValue)
        }
        #expect(try around(20, 10) == ["i0", "i4"], "after the earlier end, up to the later one")
        #expect(try around(20, 9) == ["i4"])
        #expect(try around(1_000, 10).isEmpty)
    }

    @Test func `an incident moves in the lists when its start or its end is told anew`() throws {
        let id = IncidentID(checked: "i0")
        let facts =
            several([10, 20]) + [
                .impactWindowRecorded(id, Samples.window("w", 40, nil))
            ]
        let open = try project(Samples.entries(facts))
        var reading = IncidentReading(MemoryReading(position: Position(1), documents: open))
        #expect(try reading.latest(limit: 10).map(\.id.rawValue) == ["i0", "i1"])
        #expect(try reading.open(limit: 10).map(\.id) == [id])
        let ended = try project(Samples.entries(facts + [.impactWindowRecorded(id, Samples.window("w", 5, 6))]))
        reading = IncidentReading(MemoryReading(position: Position(1), documents: ended))
        #expect(try reading.latest(limit: 10).map(\.id.rawValue) == ["i1", "i0"])
        #expect(try reading.open(limit: 10).isEmpty)
        #expect(ended.count == 6, "two incidents, each listed once among all and once among its provider's")
    }

    @Test func `a page that is followed and a decision about events are read as they were recorded`() throws {
        let site = try site(project(Samples.entries()))
        #expect(site.pages == [Samples.page])
        #expect(site.decisions == [Samples.decision])
        let reading = IncidentReading(
            MemoryReading(position: Position(1), documents: try project(Samples.entries())))
        #expect(try reading.captures(of: Samples.provider.id) == [Samples.document])
        let left = try self.site(project(Samples.entries(Samples.facts + [.pageUnfollowed(Samples.provider.id)])))
        #expect(left.pages.isEmpty)
    }

    @Test func `a window that its text no longer states is withdrawn`() throws {
        let id = Samples.incident.id
        let facts = Samples.facts + [.impactWindowWithdrawn(id, ImpactWindowID(checked: "second"))]
        let incident = try #require(try site(project(Samples.entries(facts))).incidents.first)
        #expect(incident.windows.map(\.id.rawValue) == ["first"])
    }

    @Test func `an edited text replaces the one its page knows by the same id, and carries what stood there`() throws {
        var update = Samples.incident.updates[0]
        update.earlier.append(Update.EarlierText(text: update.text, replacedAt: Samples.at(20)))
        update.text = Samples.text("We look into it, still.")
        let incident = try #require(
            try site(project(Samples.entries(Samples.facts + [.updateRevised(Samples.incident.id, update)])))
                .incidents.first)
        #expect(incident.updates.count == Samples.incident.updates.count)
        #expect(incident.updates[0] == update)
    }

    @Test func `an incident recorded whole is the incident that was recorded in parts`() throws {
        let parts = try project(Samples.entries())
        let whole = try project(
            Samples.entries(
                [
                    .providerDescribed(Samples.provider), .brandDescribed(Samples.brand),
                    .componentDescribed(Samples.component), .incidentRecorded(Samples.incident),
                ] + [.pageFollowed(Samples.page), .eventDecided(Samples.decision)]))
        #expect(try site(parts).incidents == site(whole).incidents)
    }

    @Test func `the site holds the latest, and says when there are older ones`() throws {
        let many = try site(project(Samples.entries(several((0..<Int64(Site.latestMost + 5)).map { $0 }))))
        #expect(many.incidents.count == Site.latestMost)
        #expect(many.hasOlder)
        #expect(many.incidents.first?.windows.first?.start == Samples.at(Int64(Site.latestMost + 4)))
        #expect(try !site(project(Samples.entries())).hasOlder)
    }
}
