import API
import APISamples
import Access
import Bytes
import Foundation
import HTTP
import JSON
import Journal
import Machine
import StoreSQLite
import Testing
import Vantages
import Vocabulary

/// Agents over the API: a code is made, spent, and what came of it is told; nothing that is a secret but the code, once.
@Suite struct AgentRoutesTests {
    @Test func `a code is made, a machine enrols, is listed and is revoked`() async throws {
        let room = try await AgentRoom()
        let none = await room.ask(.get)
        #expect(try none.status == 200 && none.json["agents"]?.array?.isEmpty == true, "\(none.text)")
        let made = await room.ask(.post, body: #"{"name": "paris"}"#)
        #expect(made.status == 201, "\(made.text)")
        #expect(try made.json["hasPlan"]?.bool == true)
        try room.check(made, of: .inviteAgent)
        let code = try #require(try made.json["code"]?.string)
        let invited = await room.ask(.get)
        #expect(try invited.json["agents"]?.array?.first?["state"]?.string == "invited")
        #expect(!invited.text.contains(code))

        #expect(await room.spend(code) == nil)
        let enrolled = await room.ask(.get)
        let agent = try #require(try enrolled.json["agents"]?.array?.first)
        #expect(agent["state"]?.string == "enrolled" && agent["hasPlan"]?.bool == true)
        #expect(agent["enrolledAt"] != nil && agent["heardAt"] == nil && agent["codeUntil"] == nil)
        try room.check(enrolled, of: .listAgents)
        #expect(await room.poll() == nil)
        let heard = await room.ask(.get)
        #expect(try heard.json["agents"]?.array?.first?["waitingBatches"]?.integer == 3)
        try room.check(heard, of: .listAgents)

        #expect(await room.ask(.delete, "/paris").status == 204)
        #expect(await room.poll() == .unknown)
        #expect(await room.spend(code) == .codeVoid)
        let revoked = await room.ask(.get)
        #expect(try revoked.json["agents"]?.array?.first?["state"]?.string == "revoked")
        try room.check(revoked, of: .listAgents)
    }

    @Test func `who is no vantage of the file gets a code, and the answer says so`() async throws {
        let room = try await AgentRoom()
        let made = await room.ask(.post, body: #"{"name": "oslo"}"#)
        #expect(try made.status == 201 && made.json["hasPlan"]?.bool == false)
    }

    @Test func `what is no name and who is no agent is refused, and so is everything where nothing is watched`()
        async throws
    {
        let room = try await AgentRoom()
        for body in ["", "{}", #"{"name": "Paris 1"}"#, #"{"name": "paris", "life": 9}"#] {
            #expect(await room.ask(.post, body: body).status == 400, "\(body)")
        }
        #expect(await room.ask(.delete, "/oslo").status == 404)
        #expect(await room.ask(.get, "?state=enrolled").status == 400)
        for method in [HTTPMethod.get, .post] {
            let answer = await room.ask(method, body: #"{"name": "paris"}"#, isWatching: false)
            #expect(answer.status == 404, "\(answer.text)")
        }
    }
}

/// A desk on a real journal and real series, with a plan for `paris`.
private final class AgentRoom: Sendable {
    private let folder: String
    private let desk: AgentDesk
    private let key: SigningKey
    private let now = Instant(seconds: 1_764_846_480)

    init() async throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-agents-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        key = try #require(SigningKey(seed: Entropy.bytes(SigningKey.seedCount)))
        let store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [AgentProjection()])
        let series = try await SQLiteSeries.open(path: folder + "/series.sqlite")
        desk = AgentDesk(
            store: store, keeping: ReceiptKeeping(store: series), now: { [now] in now }, random: Entropy.bytes)
        desk.setPlan([1], for: AgentName(checked: "paris"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func ask(_ method: HTTPMethod, _ rest: String = "", body: String = "", isWatching: Bool = true) async -> Answer {
        let api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), agents: isWatching ? desk : nil,
                identify: { _ in .known(.accessToken(besideUsers: false)) }))
        return await api.ask(
            method, "/api/agents" + rest, headers: ["Content-Type": "application/json"], body: body)
    }

    /// Nil: it was done.
    private func send(_ kind: AgentRequest.Kind, _ name: String, _ payload: [UInt8]) async -> AgentRefusal.Code? {
        let request = AgentRequest(kind, AgentName(checked: name), at: now, payload, key: key)
        guard case .refused(let refusal) = await desk.answer(request.bytes, from: "192.0.2.1").outcome else {
            return nil
        }
        return refusal.code
    }

    func spend(_ code: String) async -> AgentRefusal.Code? {
        guard let code = OneTimeCode(code) else { return .malformed }
        return await send(.enrol, "new", Enrolment(code: code.bytes, key: key.verifier).bytes)
    }

    func poll() async -> AgentRefusal.Code? {
        let health = AgentHealth(version: "1", offset: 5, waiting: 3)
        return await send(.poll, "paris", Poll(plan: [], order: 0, mayWait: false, health: health).bytes)
    }

    func check(_ answer: Answer, of operation: APIOperation) throws {
        let route = try #require(RouteTable.routes.first { $0.operation == operation })
        let schema = try #require(route.answers.first { $0.status.code == answer.status }?.schema)
        let faults = SchemaCheck().faults(try answer.json, schema: schema, at: "$")
        #expect(faults.isEmpty, "\(faults)")
    }
}
