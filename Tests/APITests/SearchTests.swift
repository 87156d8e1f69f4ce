import API
import APISamples
import HTTP
import Incidents
import JSON
import Testing
import Vocabulary

@Suite struct SearchTests {
    private func found(_ query: String) async throws -> [String] {
        let answer = await SampleAPI.sample().get("/api/search?" + query)
        #expect(answer.status == 200)
        return try (answer.json["incidents"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test func `every filter narrows, and filters hold together`() async throws {
        #expect(try await found("q=slow+card") == ["example-pay-1"])
        #expect(try await found("provider=payplug").count == 4)
        #expect(try await found("provider=payplug,example-pay").count == 8)
        #expect(try await found("provider=payplug&provider=example-pay").count == 8)
        #expect(try await found("channel=settlement") == ["example-pay-2"])
        #expect(try await found("severity=maintenance") == ["example-pay-2"])
        #expect(try await found("entity=visa&severity=major") == ["example-pay-1"])
        #expect(try await found("entity=visa&severity=minor") == [])
        #expect(try await found("category=change-dns") == ["tsr-1023"])
        #expect(try await found("from=2025-12-09T00:00:00Z") == ["example-pay-1"])
        #expect(try await found("to=2025-01-01T00:00:00%2B01:00") == ["tsr-1023"])
    }

    @Test func `a plus sign that was not encoded is put back`() async throws {
        #expect(try await found("to=2025-01-01T00:00:00+01:00") == ["tsr-1023"])
    }

    @Test func `next leads through all pages and keeps the question`() async throws {
        var ids: [String] = []
        var target: String? = "/api/search?provider=payplug&limit=3&after=tsr-2641"
        while let place = target {
            let page = try await SampleAPI.sample().get(place).json
            ids += (page["incidents"]?.array ?? []).compactMap { $0["id"]?.string }
            target = page["next"]?.string
            #expect(ids.count < 20)
        }
        #expect(ids.count == 3)
        let first = try await SampleAPI.sample().get("/api/search?provider=payplug&limit=3&after=").json
        #expect(first["next"]?.string?.hasPrefix("/api/search?provider=payplug&limit=3&after=") == true)
        #expect(first["count"]?.integer == 4)
    }

    @Test(arguments: [
        ("provider=Payplug", "provider"), ("provider=payplug,", "provider"), ("channel=shop", "channel"),
        ("category=magic", "category"), ("severity=bad", "severity"), ("entity=VISA", "entity"),
        ("from=yesterday", "from"), ("from=2025-01-01T00:00:00", "from"), ("from=2025-13-01T00:00:00Z", "from"),
        ("to=2025-01-01", "to"), ("from=2025-02-01T00:00:00Z&to=2025-01-01T00:00:00Z", "to"), ("limit=0", "limit"),
        ("limit=101", "limit"), ("limit=", "limit"), ("limit=ten", "limit"), ("limit=1&limit=2", "limit"),
        ("q=a&q=b", "q"), ("qq=a", "qq"), ("sevrity=major", "sevrity"),
    ])
    func `a bad parameter is named with what to write`(_ query: String, _ name: String) async throws {
        let answer = await SampleAPI.sample().get("/api/search?" + query)
        #expect(answer.status == 400)
        #expect(answer.headers["Content-Type"] == "application/problem+json")
        let problem = try answer.json
        let faults = try #require(problem["errors"]?.array)
        #expect(faults.compactMap { $0["parameter"]?.string } == [name])
        #expect(faults[0]["detail"]?.string?.isEmpty == false)
        #expect(problem["detail"]?.string?.hasPrefix(name + ": ") == true)
        #expect(problem["requestId"]?.string == "test")
    }

    @Test func `everything that is wrong is said at once`() async throws {
        let problem = try await SampleAPI.sample().get("/api/search?limit=x&from=x&severity=x&zz=1").json
        let names = problem["errors"]?.array?.compactMap { $0["parameter"]?.string } ?? []
        #expect(Set(names) == ["limit", "from", "severity", "zz"])
    }

    @Test func `too many values and a malformed query are refused`() async throws {
        let many = (0...50).map { "p\($0)" }.joined(separator: ",")
        #expect(await SampleAPI.sample().get("/api/search?provider=" + many).status == 400)
        #expect(await SampleAPI.sample().get("/api/search?q=%zz").status == 400)
        #expect(await SampleAPI.sample().get("/api/search?q=%00").status == 400)
        #expect(await SampleAPI.sample().get("/api/search?q=" + String(repeating: "a", count: 201)).status == 400)
    }

    @Test(arguments: [
        "/api/incidents?before=Not+an+id", "/api/incidents?page=2", "/api/incidents.csv?lang=xx",
        "/api/incidents/tsr-1532/history?after=-1", "/feeds/all.atom?language=fr",
    ])
    func `other addresses are as strict`(_ target: String) async {
        #expect(await SampleAPI.sample().get(target).status == 400)
    }

    @Test(arguments: [
        "/api/incidents/nothing", "/api/incidents/NOTHING", "/api/incidents?before=nothing", "/api/linked/nothing",
        "/api/providers/nobody", "/api/providers/nobody/honesty", "/api/pages/payplug", "/api/incidents/x/history",
        "/v2/nobody/api/v2/summary.json", "/api/archive/00",
    ])
    func `what is not there is a 404 with problem details`(_ target: String) async throws {
        let answer = await SampleAPI.sample().get(target)
        #expect(answer.status == 404)
        #expect(SchemaCheck().faults(try answer.json, "Problem") == [])
    }
}
