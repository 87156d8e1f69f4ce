import API
import APISamples
import Foundation
import HTTP
import Incidents
import JSON
import Testing
import Vocabulary

@Suite struct StatuspageTests {
    private func get(_ provider: String, _ document: String, _ site: Site = SampleSite.site) async throws -> JSONValue {
        try await SampleAPI.sample(site).get("/v2/\(provider)/api/v2/\(document).json").json
    }

    /// Real pages of others, read where they are and never kept here.
    private static let fixtures: URL? = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent("shared/fixtures/statuspage")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }()

    @Test(
        .enabled(if: fixtures != nil, "real Statuspage documents are not here: shapes are not compared"),
        arguments: [
            ("summary", "summary"), ("status", "status"), ("components", "components"), ("incidents", "incidents"),
            ("incidents-unresolved", "incidents/unresolved"), ("scheduled-maintenances", "scheduled-maintenances"),
            ("scheduled-maintenances-upcoming", "scheduled-maintenances/upcoming"),
            ("scheduled-maintenances-active", "scheduled-maintenances/active"),
        ])
    func `a document has the members and kinds that a real page has`(_ file: String, _ document: String) async throws {
        let place = try #require(Self.fixtures).appendingPathComponent("codametrix_\(file).json")
        let bytes = Array(try Data(contentsOf: place))
        let real = try JSONValue(reading: bytes, limits: JSONLimits(bytes: 16 << 20))
        let ours = try await get("example-pay", document)
        var faults: [String] = []
        Self.compare(real, ours, "$", &faults)
        #expect(faults == [])
    }

    /// Every member of the real one must be there; kinds must agree where neither is null.
    private static func compare(_ real: JSONValue, _ ours: JSONValue, _ path: String, _ faults: inout [String]) {
        switch (real, ours) {
        case (.null, _), (_, .null): return
        case (.object(let left), .object(let right)):
            for member in left.members {
                // Only groups have children, and none of our components is one.
                if member.name == "components", left["group"]?.bool == true { continue }
                guard let own = right[member.name] else {
                    faults.append("\(path).\(member.name) is missing")
                    continue
                }
                compare(member.value, own, "\(path).\(member.name)", &faults)
            }
            for name in right.names where left[name] == nil { faults.append("\(path).\(name) is in no real page") }
        case (.array(let left), .array(let right)):
            if let one = left.first, let own = right.first { compare(one, own, path + "[]", &faults) }
        default:
            if real.kindName != ours.kindName { faults.append("\(path): \(ours.kindName), not \(real.kindName)") }
        }
    }

    @Test func `ids are twelve letters and digits that never change`() async throws {
        let summary = try await get("example-pay", "summary")
        // A change of these would be a new page and new incidents to every client.
        #expect(summary["page"]?["id"]?.string == "fl4btxk6jy7r")
        #expect(summary["incidents"]?[0]?["id"]?.string == "14y5hixgil9a")
        let updates = summary["incidents"]?[0]?["incident_updates"]?.array ?? []
        let ids = updates.compactMap { $0["id"]?.string }
        #expect(ids.count == 2 && Set(ids).count == 2)
        #expect(ids.allSatisfy { $0.wholeMatch(of: #/[a-z0-9]{12}/#) != nil })
        var site = SampleSite.site
        let place = try #require(site.incidents.firstIndex { $0.id == SampleSite.open })
        site.incidents[place].updates[1].text = SampleSite.english("Edited.")
        let edited = try await get("example-pay", "summary", site)
        #expect(edited["incidents"]?[0]?["incident_updates"]?.array?.compactMap { $0["id"]?.string } == ids)
    }

    @Test func `the summary tells what is open, newest words first, and what is planned`() async throws {
        let summary = try await get("example-pay", "summary")
        let incidents = try #require(summary["incidents"]?.array)
        #expect(incidents.compactMap { $0["name"]?.string } == ["Card payments are slow"])
        #expect(incidents[0]["status"]?.string == "identified")
        #expect(incidents[0]["impact"]?.string == "major")
        #expect(incidents[0]["resolved_at"]?.isNull == true)
        #expect(incidents[0]["started_at"]?.string == "2025-12-09T09:05:00.000Z")
        let words = incidents[0]["incident_updates"]?.array?.compactMap { $0["status"]?.string }
        #expect(words == ["identified", "investigating"])
        let planned = try #require(summary["scheduled_maintenances"]?.array?.first)
        #expect(planned["status"]?.string == "scheduled")
        #expect(planned["impact"]?.string == "maintenance")
        #expect(planned["scheduled_for"]?.string == "2025-12-20T02:00:00.000Z")
        #expect(summary["status"]?["indicator"]?.string == "major")
        let states = summary["components"]?.array?.compactMap { $0["status"]?.string }
        #expect(states == ["partial_outage", "degraded_performance"])
    }

    @Test func `an impact that goes on is never told as resolved`() async throws {
        var site = SampleSite.site
        let place = try #require(site.incidents.firstIndex { $0.id == SampleSite.open })
        site.incidents[place].updates.append(
            Update(
                brand: BrandID(checked: "example-pay"), status: .resolved,
                at: SampleSite.instant("2025-12-09T09:50:00Z"), text: SampleSite.english("Resolved."), foreignID: "u3"))
        let unresolved = try await get("example-pay", "incidents/unresolved", site)
        #expect(unresolved["incidents"]?[0]?["status"]?.string == "identified")
    }

    @Test func `a maintenance goes from upcoming to active to done`() async throws {
        func at(_ time: String) async throws -> (upcoming: Int, active: Int, status: String?) {
            let api = SampleAPI(now: SampleSite.instant(time), origin: SampleAPI.place, zones: SampleAPI.zones)
            func count(_ which: String) async throws -> Int {
                let target = "/v2/example-pay/api/v2/scheduled-maintenances/\(which).json"
                return try await api.get(target).json["scheduled_maintenances"]?.array?.count ?? -1
            }
            let all = try await api.get("/v2/example-pay/api/v2/scheduled-maintenances.json").json
            return (
                try await count("upcoming"), try await count("active"),
                all["scheduled_maintenances"]?[0]?["status"]?.string
            )
        }
        #expect(try await at("2025-12-19T00:00:00Z") == (1, 0, "scheduled"))
        #expect(try await at("2025-12-20T03:00:00Z") == (0, 1, "in_progress"))
        #expect(try await at("2025-12-20T05:00:00Z") == (0, 0, "completed"))
    }

    @Test func `a page that can't be read is never told as green`() async throws {
        for document in ["summary", "status", "components"] {
            let answer = await SampleAPI.sample().get("/v2/silent-pay/api/v2/\(document).json")
            #expect(answer.status == 503)
            #expect(answer.headers["Retry-After"] == "60")
            #expect(answer.text.contains("can't be read since 2025-12-09T08:00:00Z"))
        }
        #expect(await SampleAPI.sample().get("/v2/silent-pay/api/v2/incidents.json").status == 200)
        // What was bad when it was last read is still told, as of then.
        var site = SampleSite.site
        let place = try #require(site.pages.firstIndex { $0.provider == SampleSite.unreadable })
        site.pages[place].words?.state = .majorOutage
        site.pages[place].words?.troubled = [
            FollowedPage.TroubledComponent(
                component: ComponentID(checked: "silent-pay-api"), state: .majorOutage, word: nil)
        ]
        let status = try await get("silent-pay", "status", site)["status"]
        #expect(status?["indicator"]?.string == "critical")
        #expect(status?["description"]?.string?.contains("as of 2025-12-09T07:55:00Z") == true)
    }

    @Test func `an incident of which nothing is known is left out, and a template too`() async throws {
        let names = try await get("example-pay", "incidents")["incidents"]?.array?.compactMap { $0["name"]?.string }
        #expect(names?.count == 2)
        #expect(names?.contains("example-pay-4") == false)
    }

    @Test func `one brand's words are told, and its post-mortem`() async throws {
        let incidents = try await get("payplug", "incidents")["incidents"]?.array ?? []
        #expect(incidents.count == 4)
        let latest = try #require(incidents.first)
        #expect(latest["status"]?.string == "postmortem")
        let words = latest["incident_updates"]?.array ?? []
        #expect(words.first?["status"]?.string == "postmortem")
        let times = words.compactMap { $0["created_at"]?.string }
        #expect(times == times.sorted(by: >))
    }

    @Test func `any page in a browser may read it, for ten seconds`() async {
        let answer = await SampleAPI.sample().get("/v2/payplug/api/v2/status.json?_=123")
        #expect(answer.status == 200)
        #expect(answer.headers["Access-Control-Allow-Origin"] == "*")
        #expect(answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin")
        #expect(answer.headers["Cache-Control"]?.hasPrefix("max-age=10, public") == true)
        let missing = await SampleAPI.sample().get("/v2/nobody/api/v2/status.json")
        #expect(missing.status == 404)
        #expect(missing.headers["Access-Control-Allow-Origin"] == "*")
    }

    @Test func `times inside texts are the page's own, as its zone says`() async throws {
        let answer = await SampleAPI.sample().get("/v2/payplug/api/v2/incidents.json")
        #expect(try answer.json["page"]?["time_zone"]?.string == "Europe/Paris")
        #expect(answer.text.contains("payments had trouble between 12:08 and 12:13"))
    }

    @Test func `names are in the language that is asked for`() async throws {
        let answer = await SampleAPI.sample().get("/v2/payplug/api/v2/components.json?lang=fr")
        let names = try answer.json["components"]?.array?.compactMap { $0["name"]?.string }
        #expect(names?.first == "Paiements e-commerce")
    }

    @Test func `an incident without a word yet has one update, since clients rely on the first`() async throws {
        var site = SampleSite.site
        let place = try #require(site.incidents.firstIndex { $0.id == SampleSite.open })
        site.incidents[place].updates = []
        let first = try await get("example-pay", "summary", site)["incidents"]?[0]
        let updates = try #require(first?["incident_updates"]?.array)
        #expect(updates.count == 1)
        #expect(updates[0]["status"]?.string == first?["status"]?.string)
        #expect(updates[0]["created_at"]?.string == first?["created_at"]?.string)
        #expect(updates[0]["body"]?.string?.isEmpty == false)
        #expect(updates[0]["incident_id"]?.string == first?["id"]?.string)
        let again = try await get("example-pay", "incidents", site)["incidents"]?[0]
        #expect(again?["incident_updates"]?[0]?["id"]?.string == updates[0]["id"]?.string)
    }
}
