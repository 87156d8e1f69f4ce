import API
import APISamples
import HTTP
import Incidents
import JSON
import Journal
import Testing
import Vocabulary
import Access

@Suite struct WritingTests {
    private static let json: HTTPHeaders = ["Content-Type": "application/json"]

    private static func writing(_ commands: SampleCommands? = nil, refusing: HTTPStatus? = nil) -> APIWriting {
        APIWriting(
            commands: commands ?? SampleCommands(incidents: SampleSite.site.incidents.map(\.id)),
            identify: { request in
                refusing.map {
                    .refused(HTTPFailure(status: $0, detail: "Say who you are.", requestID: request.id))
                } ?? .known(.accessToken(besideUsers: false))
            })
    }

    private static func keyed(_ key: String) -> HTTPHeaders {
        ["Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key]
    }

    @Test func `a page is followed once, and the second time it is there already`() async throws {
        let api = SampleAPI.sample(writing: Self.writing())
        let body = #"{"url": "https://status.new.example/"}"#
        let first = await api.ask(.post, "/api/pages", headers: Self.json, body: body)
        #expect(first.status == 201)
        #expect(first.headers["Location"] == "/api/pages/status-new-example")
        #expect(SchemaCheck().faults(try first.json, "FollowedPage") == [])
        let second = await api.ask(.post, "/api/pages", headers: Self.json, body: body)
        #expect(second.status == 200)
        #expect(try second.json == first.json)
        let gone = await api.ask(.delete, "/api/pages/status-new-example?reason=moved")
        #expect(gone.status == 204)
        #expect(await api.ask(.delete, "/api/pages/status-new-example").status == 404)
    }

    @Test func `a key does an order once, and is refused for another`() async throws {
        let commands = SampleCommands(incidents: [])
        let api = SampleAPI.sample(writing: Self.writing(commands))
        let order = #"{"vendor": "new-pay"}"#
        #expect(await api.ask(.post, "/api/pages", headers: Self.keyed("k-1"), body: order).status == 201)
        #expect(await api.ask(.post, "/api/pages", headers: Self.keyed("\"k-1\""), body: order).status == 201)
        let other = await api.ask(.post, "/api/pages", headers: Self.keyed("k-1"), body: #"{"vendor": "x"}"#)
        #expect(other.status == 422)
        #expect(commands.callers.compactMap(\.key?.rawValue) == Array(repeating: "api:token:access:k-1", count: 3))
        #expect(commands.callers.allSatisfy { $0.actor == "token:access" })
    }

    @Test func `a long key is as good as a short one, and stays the caller's own`() async throws {
        let commands = SampleCommands(incidents: [])
        let api = SampleAPI.sample(writing: Self.writing(commands))
        for key in [String(repeating: "k", count: 200), String(repeating: "k", count: 199) + "l"] {
            for _ in 1...2 {
                let answer = await api.ask(
                    .post, "/api/pages", headers: Self.keyed(key), body: #"{"vendor": "new-pay"}"#)
                #expect(answer.status < 300)
            }
        }
        let keys = commands.callers.compactMap(\.key?.rawValue)
        #expect(keys.count == 4)
        #expect(Set(keys).count == 2)
        #expect(keys.allSatisfy { $0.hasPrefix("api:token:access:sha256:") && $0.utf8.count < 120 })
    }

    @Test(arguments: ["", "two words", "é", String(repeating: "k", count: 201)])
    func `a key that is none is refused`(_ key: String) async throws {
        let api = SampleAPI.sample(writing: Self.writing())
        let answer = await api.ask(.post, "/api/pages", headers: Self.keyed(key), body: #"{"vendor": "new-pay"}"#)
        #expect(answer.status == 400)
        #expect(try answer.json["errors"]?[0]?["parameter"]?.string == "Idempotency-Key")
    }

    @Test(arguments: [
        ("POST", "/api/pages"), ("DELETE", "/api/pages/example-pay"), ("POST", "/api/decisions"),
    ])
    func `the guard is asked before anything else is looked at`(_ method: String, _ target: String) async {
        let commands = SampleCommands(incidents: [])
        let closed = SampleAPI.sample(writing: Self.writing(commands, refusing: .unauthorized))
        #expect(await closed.ask(HTTPMethod(method), target, body: "{{{").status == 401)
        #expect(commands.callers.isEmpty)
        #expect(await SampleAPI.sample().ask(HTTPMethod(method), target, body: "{{{").status == 403)
    }

    @Test(arguments: [
        ("", 400, "#"), ("[]", 400, "#"), ("{", 400, "#"), ("{}", 400, "#"),
        (#"{"url": "https://a.example", "vendor": "a"}"#, 400, "#"), (#"{"url": 1}"#, 400, "#/url"),
        (#"{"url": ""}"#, 400, "#/url"), (#"{"uri": "https://a.example"}"#, 400, "#/uri"),
        (#"{"url": "https://a.example", "url": "https://b.example"}"#, 400, "#/url"),
        (#"{"url": "ftp://a.example"}"#, 422, "#/url"), (#"{"vendor": "No Such"}"#, 422, "#/vendor"),
    ])
    func `a wrong order is answered with the place of its fault`(
        _ body: String, _ status: Int, _ pointer: String
    ) async throws {
        let api = SampleAPI.sample(writing: Self.writing())
        let answer = await api.ask(.post, "/api/pages", headers: Self.json, body: body)
        #expect(answer.status == status)
        let problem = try answer.json
        #expect(SchemaCheck().faults(problem, "Problem") == [])
        #expect(problem["errors"]?[0]?["pointer"]?.string == pointer)
    }

    @Test func `bodies are bounded before they are read, and only JSON is taken`() async {
        let api = SampleAPI.sample(writing: Self.writing())
        #expect(api.router.bodyLimit(method: .post, path: "/api/pages") == 8_192)
        #expect(api.router.bodyLimit(method: .post, path: "/api/decisions") == 8_192)
        let form: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded"]
        #expect(await api.ask(.post, "/api/pages", headers: form, body: "url=a").status == 415)
        #expect(await api.ask(.post, "/api/pages", body: #"{"vendor": "a"}"#).status == 415)
        let long = #"{"url": "https://"# + String(repeating: "a", count: 9_000) + #".example"}"#
        #expect(await api.ask(.post, "/api/pages", headers: Self.json, body: long).status == 413)
    }

    @Test func `a decision about two incidents is recorded in order`() async throws {
        let api = SampleAPI.sample(writing: Self.writing())
        func decide(_ first: String, _ second: String, _ verdict: String = "joined", _ reason: String = "same cable")
            async -> Answer
        {
            let body =
                #"{"first": "\#(first)", "second": "\#(second)", "verdict": "\#(verdict)", "reason": "\#(reason)"}"#
            return await api.ask(.post, "/api/decisions", headers: Self.json, body: body)
        }
        let made = await decide("tsr-2641", "tsr-1532")
        #expect(made.status == 201)
        #expect(SchemaCheck().faults(try made.json, "EventDecision") == [])
        #expect(try made.json["first"]?.string == "tsr-1532")
        #expect(try made.json["actor"]?.string == "token:access")
        #expect(await decide("tsr-1532", "tsr-1532").status == 422)
        let missing = await decide("tsr-1532", "nothing")
        #expect(missing.status == 404)
        #expect(try missing.json["errors"]?[0]?["pointer"]?.string == "#/second")
        #expect(try await decide("tsr-1532", "tsr-2641", "maybe").json["errors"]?[0]?["pointer"]?.string == "#/verdict")
        #expect(
            try await decide("tsr-1532", "tsr-2641", "apart", "").json["errors"]?[0]?["pointer"]?.string == "#/reason")
    }

    @Test(arguments: [
        (CommandRefusal.Reason.refused, 422), (.notFound, 404), (.conflict, 409), (.keyReused, 422),
        (.unavailable, 503),
    ])
    func `each refusal has its status`(_ reason: CommandRefusal.Reason, _ status: Int) {
        #expect(CommandRefusal(reason, "No.").status.code == status)
    }
}
