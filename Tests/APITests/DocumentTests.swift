import API
import APISamples
import HTTP
import Incidents
import JSON
import Journal
import Testing
import Vocabulary

@Suite struct DocumentTests {
    @Test func `an incident tells its record, entities, originals and every earlier text`() async throws {
        let incident = try await SampleAPI.sample().get("/api/incidents/example-pay-1").json
        #expect(incident["record"]?["severityWord"]?.string == "major")
        #expect(incident["entities"]?.array?.compactMap(\.string) == ["mastercard", "visa"])
        #expect(incident["windows"]?[0]?["confidence"]?.string == "high")
        #expect(incident["windows"]?[0]?["evidence"]?["en"]?.string == "Since 09:05 UTC")
        let earlier = incident["updates"]?[0]?["earlier"]?[0]
        #expect(earlier?["text"]?["en"]?.string == "We are looking into it.")
        #expect(earlier?["replacedAt"]?.string == "2025-12-09T09:20:00Z")
        #expect(incident["captures"]?[0]?["digest"]?.string == SampleSite.originalDigest)
        let original = try #require(incident["links"]?["original"]?.string)
        #expect(await SampleAPI.sample().get(original).status == 200)
        #expect(incident["state"]?.string == "ongoing")
    }

    @Test func `a provider tells its state, its page and its trouble`() async throws {
        let followed = try await SampleAPI.sample().get("/api/providers/example-pay").json
        #expect(followed["state"]?.string == "partial-outage")
        let states = followed["components"]?.array?.compactMap { $0["state"]?.string }
        #expect(states == ["partial-outage", "degraded"])
        #expect(followed["ongoing"]?.array?.compactMap(\.string) == ["example-pay-1"])
        #expect(followed["page"]?["words"]?["saidAt"]?.string == "2025-12-09T09:58:00Z")
        let silent = try await SampleAPI.sample().get("/api/providers/silent-pay").json
        #expect(silent["state"]?.string == "unknown", "what can't be read is never fine")
        #expect(silent["components"]?[0]?["state"]?.string == "unknown")
        #expect(silent["page"]?["trouble"]?["reason"]?.string == "unreachable")
        let own = try await SampleAPI.sample().get("/api/providers/payplug").json
        #expect(own["state"]?.string == "operational")
        #expect(own["page"] == nil)
    }

    @Test func `sisters that tell one outage are linked, with the reason`() async throws {
        var site = SampleSite.site
        let place = try #require(site.incidents.firstIndex { $0.id == SampleSite.open })
        var other = site.incidents[place]
        other.id = IncidentID(checked: "silent-pay-1")
        other.provider = SampleSite.unreadable
        other.reference = nil
        other.windows[0].start = SampleSite.instant("2025-12-09T08:40:00Z")
        other.updates = [other.updates[0]]
        other.updates[0].at = SampleSite.instant("2025-12-09T08:45:00Z")
        site.incidents.append(other)
        let linked = try await SampleAPI.sample(site).get("/api/linked/example-pay-1").json
        #expect(linked["incidents"]?.array?.compactMap(\.string) == ["silent-pay-1", "example-pay-1"])
        #expect(linked["links"]?[0]?["reason"]?["entity"]?.string == "mastercard")
        #expect(linked["sightings"]?[0]?["earlierSeconds"]?.integer == 1_500)
        #expect(SchemaCheck().faults(linked, "LinkedEvent") == [])
    }

    @Test func `a person's word stands over the rules, and an older incident has its event too`() async throws {
        var site = SampleSite.site
        site.decisions = [
            EventDecision(
                first: SampleSite.open, second: SampleSite.hostile, verdict: .joined, reason: "the same cable",
                actor: "person:a", at: SampleSite.now)
        ]
        let reason = try await SampleAPI.sample(site).get("/api/linked/example-pay-1").json["links"]?[0]?["reason"]
        #expect(reason?["kind"]?.string == "person")
        #expect(reason?["why"]?.string == "the same cable")

        // What the site does not hold is read with what is around it.
        let answers = APIAnswers()
        var held = SampleSite.site
        held.incidents = []
        answers.update(held, asOf: SampleSite.now, now: SampleSite.now)
        let api = SampleAPI(
            answers: answers, site: SampleSite.site, now: SampleSite.now, origin: nil, zones: SampleAPI.zones,
            writing: nil)
        let older = try await api.get("/api/linked/tsr-2641").json
        #expect(older["event"]?.string == "tsr-2641")
        #expect(await api.get("/api/linked/nothing").status == 404)
    }

    @Test func `a history leads on and ends, and team-only facts are in none of it`() async throws {
        let first = try await SampleAPI.sample().get("/api/incidents/tsr-1532/history").json
        let entries = try #require(first["entries"]?.array)
        let last = try #require(entries.last?["version"]?.integer)
        let end = await SampleAPI.sample().get("/api/incidents/tsr-1532/history?after=\(last)")
        #expect(end.status == 200)
        #expect(try end.json["entries"]?.array?.isEmpty == true)

        var incident = Incident(
            id: SampleSite.bare, provider: SampleSite.followed, title: SampleSite.english("Whole at once"))
        incident.insideEvents = [
            InsideEvent(
                at: SampleSite.now, kind: .alert, text: SampleSite.english("secret"), visibility: .team),
            InsideEvent(at: SampleSite.now, kind: .fix, text: SampleSite.english("open"), visibility: .everyone),
        ]
        var chain = Chain.empty
        let told = [Fact.incidentRecorded(incident)] + incident.insideEvents.map { .insideEventNoted(incident.id, $0) }
        let made = told.enumerated().map { number, fact in
            chain.extend(
                with: fact.draft, version: StreamVersion(Int64(number + 1)), actor: "system:test",
                instant: SampleSite.now)
        }
        let history = HistoryDocument.json(incident.id, entries: made)
        let text = String(decoding: JSONWriter.compact(history), as: UTF8.self)
        #expect(!text.contains("secret"))
        #expect(history["entries"]?.array?.compactMap { $0["version"]?.integer } == [1, 3])
    }

    @Test func `a grade stands with its n and its rows`() async throws {
        let honesty = try await SampleAPI.sample().get("/api/providers/payplug/honesty").json
        let whole = try #require(honesty["accounts"]?.array?.first { $0["channel"] == nil })
        let lag = try #require(whole["figures"]?.array?.first { $0["measure"]?.string == "first-word-lag" })
        #expect(lag["n"]?.integer == 4)
        #expect(lag["evidence"]?.array?.count == 4)
        let silent = try await SampleAPI.sample().get("/api/providers/silent-pay/honesty").json
        #expect(silent["accounts"]?.array?.isEmpty == true)
    }

    @Test func `before the first site everything of it says that Vigie is starting`() async {
        let api = SampleAPI(
            answers: APIAnswers(), site: SampleSite.site, now: SampleSite.now, origin: nil,
            zones: SampleAPI.zones, writing: nil)
        for target in ["/api", "/api/providers", "/feeds/all.atom", "/v2/payplug/api/v2/summary.json", "/api/pages"] {
            let answer = await api.get(target)
            #expect(answer.status == 503, "\(target)")
            #expect(answer.headers["Retry-After"] == "5")
        }
    }

    @Test func `an answer is made once for a site, and anew for the next`() async throws {
        let api = SampleAPI.sample()
        func made(_ target: String) async -> PreparedResponse? {
            guard case .later(let work) = api.reply(to: HTTPRequest(method: .get, path: target)),
                case .prepared(let response) = await work()
            else { return nil }
            return response
        }
        let first = try #require(await made("/feeds/all.atom"))
        guard case .prepared(let again) = api.reply(to: HTTPRequest(method: .get, path: "/feeds/all.atom")) else {
            Issue.record("a made answer is given at once")
            return
        }
        #expect(again === first)
        var site = SampleSite.site
        site.incidents.removeAll { $0.id == SampleSite.open }
        api.answers.update(site, asOf: SampleSite.now, now: SampleSite.now)
        let next = try #require(await made("/feeds/all.atom"))
        #expect(next.identity.etag != first.identity.etag)
    }

    @Test func `what an address names by its host is kept apart`() async {
        let api = SampleAPI(site: SampleSite.site, origin: nil, zones: SampleAPI.zones)
        let one = await api.get("/feeds/all.atom", headers: ["Host": "one.example"])
        let two = await api.get("/feeds/all.atom", headers: ["Host": "two.example:8480"])
        #expect(one.text.contains("http://one.example/feeds/all.atom") && !one.text.contains("two.example"))
        #expect(two.text.contains("http://two.example:8480/feeds/all.atom"))
        #expect(two.text.contains("tag:two.example,2025:"))
    }
}
