import API
import APISamples
import Access
import Announcing
import Desk
import Foundation
import HTTP
import Incidents
import JSON
import Journal
import StoreSQLite
import Testing
import Vocabulary
import Watching

/// From verdict to word, over the API.
@Suite struct AnnouncingRoutesTests {
    @Test func `a sentence that waits is shown with its seconds, and stopped by a person`() async throws {
        let room = try await AnnouncingAPIRoom()
        let listed = await room.ask(.get, "/api/announcing/cases")
        let one = try #require(try listed.json["cases"]?.array?.first)
        #expect(one["case"]?.integer == 7)
        #expect(one["pending"]?["due"]?.string == "2025-12-05T09:00:30Z")
        try room.check(listed, .listAnnouncements)
        let stopped = await room.ask(.post, "/api/announcing/cases/7/stop")
        #expect(stopped.status == 200, "\(stopped.text)")
        #expect(try stopped.json["pending"] == nil)
        try room.check(stopped, .stopAnnouncement)
        #expect(await room.ask(.post, "/api/announcing/cases/7/stop").status == 200, "the same person again")
        #expect(await room.ask(.post, "/api/announcing/cases/7/stop", as: "bob").status == 409)
        #expect(await room.ask(.post, "/api/announcing/cases/9/stop").status == 404)
        #expect(await room.ask(.post, "/api/announcing/cases/x/stop").status == 404)
        #expect(await room.ask(.post, "/api/announcing/cases/7/end").status == 409, "it is not over")
    }

    @Test func `labels and evidence`() async throws {
        let room = try await AnnouncingAPIRoom()
        let answer = await room.ask(.post, "/api/announcing/cases/7/label", #"{"label": "known-work"}"#)
        #expect(try answer.json["label"]?.string == "known-work")
        #expect(await room.ask(.post, "/api/announcing/cases/7/label", #"{"label": "maybe"}"#).status == 400)
        let evidence = await room.ask(.get, "/api/announcing/cases/7/evidence")
        #expect(evidence.status == 200 && evidence.headers["Content-Type"] == "application/zip")
        #expect(await room.ask(.get, "/api/announcing/cases/9/evidence").status == 404)
    }

    @Test func `a rule is demoted by two persons`() async throws {
        let room = try await AnnouncingAPIRoom()
        let rule = "/api/announcing/rules/gap"
        #expect(await room.ask(.post, rule, #"{"order": "propose", "reason": "noise"}"#).status == 200)
        #expect(await room.ask(.post, rule, #"{"order": "agree"}"#).status == 403)
        let agreed = await room.ask(.post, rule, #"{"order": "agree"}"#, as: "bob")
        #expect(try agreed.json["isDemoted"]?.bool == true)
        let listed = await room.ask(.get, "/api/announcing/rules")
        let gap = try #require(try listed.json["rules"]?.array?.first { $0["rule"]?.string == "gap" })
        #expect(gap["isDemoted"]?.bool == true && gap["precision"]?.isNull == true)
        try room.check(listed, .listRules)
        #expect(await room.ask(.post, rule, #"{"order": "propose"}"#).status == 409)
        #expect(await room.ask(.post, "/api/announcing/rules/loss", #"{"order": "propose"}"#).status == 422)
        #expect(await room.ask(.post, "/api/announcing/rules/mood", #"{"order": "agree"}"#).status == 404)
    }
}

/// An organisation with one case whose grace time runs.
private final class AnnouncingAPIRoom: Sendable {
    private let folder: String
    private let api: SampleAPI

    init() async throws {
        let now = try Instant(rfc3339: "2025-12-05T09:00:00Z")
        folder = FileManager.default.temporaryDirectory.path + "/vigie-announcing-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite",
            projections: [IncidentProjection(), DeskProjection(), AnnouncingProjection()])
        let desk = Desk(store: store, zones: SampleAPI.zones, now: { now }, random: { 1 })
        let admin = DeskCaller(actor: "user:admin", person: "admin")
        let acme = ProviderID(checked: "acme")
        try await desk.describe(
            .provider(Provider(id: acme, name: "Acme", zone: "Europe/Paris", isOurs: true)), by: admin)
        try await desk.describe(
            .brand(Brand(id: BrandID(checked: "north"), provider: acme, name: "North", languages: [.english])),
            by: admin)
        try await desk.describe(
            .component(
                Component(
                    id: ComponentID(checked: "shop"), provider: acme, channel: .ecommerce,
                    name: LocalizedText([.english: "Shop"]), brands: [BrandID(checked: "north")], order: 1)), by: admin)
        let seen = SeenCase(
            number: 7, spans: [.init(from: now - .seconds(3))],
            symptoms: [
                SeenSymptom("a", component: "shop", evidence: .outside, since: now - .seconds(3)),
                SeenSymptom("b", component: "shop", evidence: .inside, since: now - .seconds(3)),
            ], openedAt: now, pagedAt: now)
        let announcer = Announcer(
            store: store, desk: desk,
            sources: Announcer.Sources(
                cases: { _ in [seen] }, latest: { _, _ in [seen] }, one: { _, number in number == 7 ? seen : nil },
                policy: { AnnouncingPolicy([WatchedComponent("shop", telling: .measured)]) }), now: { now })
        #expect(try await announcer.turn().problems == [])
        let announcing = AnnouncingDesk(announcer: announcer, series: nil, zones: SampleAPI.zones)
        api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), desk: desk, announcing: announcing,
                identify: { request in
                    .known(.person(Self.user(request.headers["X-Person"] ?? "ana"), SessionID(checked: "s")))
                }))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func user(_ name: String) -> User {
        guard let email = EmailAddress("\(name)@acme.example") else { preconditionFailure("\(name) makes no address") }
        return User(
            id: UserID(checked: name), name: name, email: email, roles: [.admin], language: .english, state: .active)
    }

    func ask(_ method: HTTPMethod, _ path: String, _ body: String = "", as person: String = "ana") async -> Answer {
        var headers: HTTPHeaders = ["X-Person": person]
        if !body.isEmpty { headers.set("Content-Type", "application/json") }
        return await api.ask(method, path, headers: headers, body: body)
    }

    func check(_ answer: Answer, _ operation: APIOperation) throws {
        let route = try #require(RouteTable.routes.first { $0.operation == operation })
        let schema = try #require(route.answers.first { $0.status == .ok }?.schema)
        let faults = SchemaCheck().faults(try answer.json, schema: schema, at: "$")
        #expect(faults.isEmpty, "\(faults)")
    }
}
