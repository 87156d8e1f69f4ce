import API
import APISamples
import Alerting
import HTTP
import JSON
import Journal
import Testing
import Vocabulary
import Access

@Suite struct AlertRoutesTests {
    private static let json: HTTPHeaders = ["Content-Type": "application/json"]

    private static func api(_ alerts: SampleAlerts? = SampleAlerts(zones: SampleAPI.zones), refusing: HTTPStatus? = nil)
        -> SampleAPI
    {
        SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), alerting: alerts,
                identify: { request in
                    refusing.map {
                        .refused(HTTPFailure(status: $0, detail: "Say who you are.", requestID: request.id))
                    } ?? .known(.accessToken(besideUsers: false))
                }))
    }

    private static let addresses: [(HTTPMethod, String)] = [
        (.get, "/api/alerts/routes"), (.put, "/api/alerts/routes/x"), (.delete, "/api/alerts/routes/x"),
        (.get, "/api/alerts/explain/tsr-2641"), (.get, "/api/alerts/outbox"),
        (.post, "/api/alerts/outbox/\(SampleAlerts.dead)/resend"), (.post, "/api/alerts/channels/ops-chat/test"),
    ]

    @Test func `who may not write reads nothing of alerts either`() async {
        for (method, target) in Self.addresses {
            let refused = await Self.api(refusing: .unauthorized).ask(method, target, headers: Self.json, body: "{}")
            #expect(refused.status == 401, "\(target)")
            #expect(!refused.text.contains("ops-chat"))
            // Where nobody may write, nobody reads it.
            #expect(await SampleAPI.sample().ask(method, target, headers: Self.json, body: "{}").status == 403)
        }
    }

    @Test(arguments: [
        ("/api/alerts/routes", "AlertRoutes"), ("/api/alerts/outbox", "AlertOutbox"),
        ("/api/alerts/explain/example-pay-1", "AlertExplanation"), ("/api/alerts/explain/tsr-2641", "AlertExplanation"),
        ("/api/alerts/explain/none", "Problem"), ("/api/alerts/routes?x=1", "Problem"),
    ])
    func `a real document is what its schema says, and nobody keeps it`(_ target: String, _ schema: String) async throws
    {
        let answer = await Self.api().get(target)
        #expect(SchemaCheck().faults(try answer.json, schema) == [])
        if answer.status == 200 { #expect(answer.headers["Cache-Control"] == "no-store") }
        #expect(!answer.text.contains("C0FFEE"))
    }

    @Test func `the dry run says condition by condition why a route tells or does not`() async throws {
        let json = try await Self.api().get("/api/alerts/explain/example-pay-1").json
        let routes = try #require(json["routes"]?.array)
        #expect(routes.count == 2)
        for route in routes {
            let conditions = try #require(route["conditions"]?.array)
            #expect(!conditions.isEmpty)
            let holds = conditions.allSatisfy { $0["holds"]?.bool == true }
            #expect(route["matches"]?.bool == holds)
            #expect((route["to"]?.array?.isEmpty == false) == holds)
            #expect(route["because"]?.string?.hasPrefix(holds ? "tells " : "tells nobody: ") == true)
        }
    }

    @Test func `a route is made, changed, read as it was sent, and removed`() async throws {
        let alerts = SampleAlerts(zones: SampleAPI.zones)
        let api = Self.api(alerts)
        let body = """
            {"match": {"severity": "minor", "channels": ["3ds"], "kinds": ["incident", "unreadable"]}, "to": ["ops-chat"],
             "quiet": {"zone": "Europe/Paris", "from": "22:00", "to": "06:30"}, "digest": {"at": "08:00", "zone": "UTC"},
             "passes": "nothing", "language": "fr"}
            """
        let made = await api.ask(.put, "/api/alerts/routes/new-one", headers: Self.json, body: body)
        #expect(made.status == 201)
        #expect(SchemaCheck().faults(try made.json, "AlertRoute") == [])
        #expect(try made.json["origin"]?.string == "person")
        #expect(alerts.callers.map(\.actor) == ["token:access"])
        // What was read can be sent back.
        let again = await api.ask(.put, "/api/alerts/routes/new-one", headers: Self.json, body: made.text)
        #expect(again.status == 200)
        #expect(try again.json == made.json)
        let all = try await api.get("/api/alerts/routes").json
        #expect(all["routes"]?.array?.contains { $0["name"]?.string == "new-one" } == true)
        #expect(await api.ask(.delete, "/api/alerts/routes/new-one").status == 204)
        #expect(await api.ask(.delete, "/api/alerts/routes/new-one").status == 404)
    }

    @Test func `what is left out is as in the configuration`() async throws {
        let made = await Self.api().ask(
            .put, "/api/alerts/routes/short", headers: Self.json, body: #"{"to": ["ops-chat"]}"#)
        let json = try made.json
        #expect(made.status == 201)
        #expect(json["passes"]?.string == "critical" && json["language"]?.string == "en")
        #expect(json["match"]?["kinds"]?.array?.compactMap(\.string) == ["incident", "recurrence", "case"])
    }

    @Test(arguments: [
        (#"{"to": ["ops-chat"], "matches": {}}"#, "#/matches"),
        (#"{"to": ["ops-chat"], "match": {"severety": "major"}}"#, "#/match/severety"),
        (#"{"to": ["ops-chat"], "match": {"severity": "huge"}}"#, "#/match/severity"),
        (#"{"to": ["Ops Chat"]}"#, "#/to/0"), (#"{"to": "ops-chat"}"#, "#/to"),
        (#"{"to": ["ops-chat"], "name": "other"}"#, "#/name"),
        (#"{"to": ["ops-chat"], "quiet": {"from": "22:00", "to": "25:00", "zone": "UTC"}}"#, "#/quiet/to"),
        (#"{"to": ["ops-chat"], "quiet": {"from": "22:00", "to": "06:00", "zone": "Mars/Base"}}"#, "#/quiet/zone"),
        (#"{"to": ["ops-chat"], "digest": {"every": "day"}}"#, "#/digest/every"),
        (#"{"to": ["ops-chat"], "digest": {"every": "hour", "at": "08:00"}}"#, "#/digest/every"),
        (#"{"to": ["ops-chat"], "passes": "all"}"#, "#/passes"),
        (#"{"to": ["ops-chat"], "language": "de"}"#, "#/language"),
    ])
    func `a route that is not understood is refused with the member at fault`(_ body: String, _ pointer: String)
        async throws
    {
        let answer = await Self.api().ask(.put, "/api/alerts/routes/x", headers: Self.json, body: body)
        #expect(answer.status == 400)
        #expect(try answer.json["errors"]?[0]?["pointer"]?.string == pointer)
    }

    @Test func `a route that can't be taken is refused in a sentence`() async throws {
        for body in [
            #"{"to": []}"#, #"{"to": ["nowhere"]}"#, #"{"to": ["ops-chat"], "match": {"kinds": []}}"#, "{}",
        ] {
            let answer = await Self.api().ask(.put, "/api/alerts/routes/x", headers: Self.json, body: body)
            #expect(answer.status == 422, "\(body)")
            #expect(try answer.json["detail"]?.string?.isEmpty == false)
        }
        let named = await Self.api().ask(
            .put, "/api/alerts/routes/No%20Name", headers: Self.json, body: #"{"to": ["ops-chat"]}"#)
        #expect(named.status == 400)
        let form = await Self.api().ask(.put, "/api/alerts/routes/x", body: "to=ops-chat")
        #expect(form.status == 415)
    }

    @Test func `a message that was given up waits again, one that waits is told so, an unknown one is not there`()
        async throws
    {
        let api = Self.api()
        let again = await api.ask(.post, "/api/alerts/outbox/\(SampleAlerts.dead)/resend")
        #expect(again.status == 202)
        #expect(try again.json["state"]?.string == "pending")
        #expect(await api.ask(.post, "/api/alerts/outbox/\(SampleAlerts.waiting)/resend").status == 409)
        #expect(await api.ask(.post, "/api/alerts/outbox/none/resend").status == 404)
    }

    @Test func `a test says whether the channel took it`() async {
        let api = Self.api()
        #expect(await api.ask(.post, "/api/alerts/channels/ops-chat/test").status == 204)
        #expect(await api.ask(.post, "/api/alerts/channels/night-mail/test").status == 422)
        #expect(await api.ask(.post, "/api/alerts/channels/nobody/test").status == 404)
        #expect(await Self.api(nil).ask(.post, "/api/alerts/channels/ops-chat/test").status == 404)
    }
}
