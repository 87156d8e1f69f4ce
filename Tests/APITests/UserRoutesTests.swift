import API
import APISamples
import Access
import Bytes
import Foundation
import HTTP
import JSON
import Journal
import Machine
import Network
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

/// Users, sessions, tokens and the audit through the API, on a real store.
@Suite struct UserRoutesTests {
    private static let bo = #"{"name": "Bo", "email": "bo@example.com", "roles": ["responder"], "language": "fr"}"#

    @Test func `somebody is invited once for one key, and their code is told to who invites`() async throws {
        let room = try await UserRoom()
        let first = await room.ask(.post, "/api/users", Self.bo, key: "k")
        #expect(first.status == 201, "\(first.text)")
        let again = await room.ask(.post, "/api/users", Self.bo, key: "k")
        #expect(again.text == first.text)
        #expect(await room.ask(.post, "/api/users", Self.bo.replacing("Bo", with: "Eve"), key: "k").status == 422)
        let id = try #require(try first.json["user"]?["id"]?.string)
        #expect(first.headers["Location"] == "/api/users/\(id)")
        let code = try #require(try first.json["code"]?.string)
        _ = try await room.service.join(UserRoom.joining(code, "Bo"))
        #expect(await room.ask(.post, "/api/users", Self.bo).status == 409)
        for path in ["/api/users", "/api/users/\(id)", "/api/tokens", "/api/audit"] {
            let answer = await room.ask(.get, path)
            #expect(answer.status == 200, "\(path): \(answer.text)")
            try room.check(answer, path.replacing(id, with: ":id"))
            #expect(!answer.text.contains(code) && !answer.text.contains("digest"))
        }
        let all = try await room.ask(.get, "/api/users").json["users"]?.array ?? []
        #expect(all.compactMap { $0["name"]?.string }.sorted() == ["Ada", "Bo"])
        let whole = try await room.ask(.get, "/api/users/\(id)").json
        #expect(whole["sessions"]?.array?.count == 1)
    }

    @Test func `roles change for who saw the user as they are, and the last admin stays`() async throws {
        let room = try await UserRoom()
        let id = try await room.hired("Bo", "responder")
        let edition = try #require(try await room.ask(.get, "/api/users/\(id)").json["user"]?["edition"]?.integer)
        let place = "/api/users/\(id)/roles"
        #expect(await room.ask(.put, place, #"{"roles": ["viewer"], "edition": 0}"#).status == 409)
        #expect(await room.ask(.put, place, #"{"roles": ["viewer"], "edition": \#(edition)}"#).status == 204)
        #expect(await room.ask(.put, place, #"{"roles": ["king"], "edition": 1}"#).status == 400)
        #expect(await room.ask(.put, place, #"{"roles": [], "edition": 1}"#).status == 422)
        #expect(await room.ask(.put, "/api/users/nobody/roles", #"{"roles": ["viewer"], "edition": 1}"#).status == 404)
        let admin = try #require(room.admin.user)
        #expect(await room.ask(.post, "/api/users/\(admin.id)/disable").status == 409)
        let down = #"{"roles": ["viewer"], "edition": \#(admin.edition)}"#
        #expect(await room.ask(.put, "/api/users/\(admin.id)/roles", down).status == 409)
    }

    @Test func `who is disabled has neither session nor token, and comes back with a new code`() async throws {
        let room = try await UserRoom()
        let id = try await room.hired("Bo", "responder")
        let place = "/api/users/\(id)"
        func sessions() async throws -> Int? { try await room.ask(.get, place).json["sessions"]?.array?.count }
        let session = try #require(try await room.ask(.get, place).json["sessions"]?[0]?["id"]?.string)
        #expect(await room.ask(.delete, "\(place)/sessions/nothing").status == 204)
        #expect(try await sessions() == 1)
        #expect(await room.ask(.delete, "\(place)/sessions/\(session)").status == 204)
        #expect(try await sessions() == 0)
        #expect(await room.ask(.delete, "/api/users/nobody/sessions").status == 404)
        #expect(await room.ask(.delete, "\(place)/sessions").status == 204)
        #expect(await room.ask(.delete, "\(place)/second-factor").status == 204)
        #expect(await room.ask(.post, "\(place)/disable", key: "off").status == 204)
        #expect(await room.ask(.post, "\(place)/disable", key: "off").status == 204)
        #expect(try await room.ask(.get, place).json["user"]?["state"]?.string == "disabled")
        #expect(await room.ask(.post, "\(place)/reset").status == 422)
        #expect(await room.ask(.post, "\(place)/enable").status == 204)
        let reset = await room.ask(.post, "\(place)/reset", key: "new")
        #expect(reset.status == 201)
        #expect(await room.ask(.post, "\(place)/reset", key: "new").text == reset.text)
        let code = try #require(try reset.json["code"]?.string)
        try await room.service.setPassword(code: code, Password("eight green herons wade"), from: UserRoom.place)
    }

    @Test func `a token with the scope manages users, and ends with who may`() async throws {
        let room = try await UserRoom()
        let (token, secret) = try await room.service.issueToken(
            by: room.admin, name: "script", scopes: Role.responder.rights.union([.manageUsers]), life: .days(1))
        let owner = try #require(room.admin.user)
        room.asks(as: .token(token, owner: owner))
        let list = await room.ask(.get, "/api/tokens")
        #expect(list.text.contains(token.id.rawValue) && !list.text.contains(secret.text))
        #expect(await room.ask(.post, "/api/users", Self.bo).status == 201)
        // It gives no more than its scopes, though its owner may.
        let boss = Self.bo.replacing("responder", with: "admin").replacing("bo@", with: "eve@")
        #expect(await room.ask(.post, "/api/users", boss).status == 403)
        #expect(await room.ask(.get, "/api/audit").status == 403)
        #expect(await room.ask(.delete, "/api/tokens/\(token.id)").status == 204)
        #expect(try await room.service.allTokens(for: room.admin).isEmpty)
        room.asks(as: .accessToken(besideUsers: false))
        #expect(await room.ask(.get, "/api/users").status == 403)
        #expect(await room.ask(.post, "/api/users", Self.bo).status == 403)
    }

    @Test func `the audit goes back page by page to the first entry`() async throws {
        let room = try await UserRoom()
        let id = try await room.hired("Bo", "viewer")
        for _ in 1...60 {
            _ = await room.ask(.post, "/api/users/\(id)/disable")
            _ = await room.ask(.post, "/api/users/\(id)/enable")
        }
        var positions: [Int64] = []
        var query: String? = ""
        while let asked = query {
            let page = await room.ask(.get, "/api/audit\(asked)")
            try room.check(page, "/api/audit")
            positions += try page.json["entries"]?.array?.compactMap { $0["position"]?.integer } ?? []
            query = try page.json["next"]?.string
        }
        #expect(positions.count > 120)
        #expect(positions == (1...Int64(positions.count)).reversed())
        for wrong in ["?before=0", "?before=x", "?after=1"] {
            #expect(await room.ask(.get, "/api/audit\(wrong)").status == 400)
        }
    }
}

/// An installation with its first admin, who asks.
final class UserRoom: Sendable {
    static let place = NetworkAddress(version4: 0xc000_0207)
    let service: AccessService
    let admin: Identity
    private let asker: Mutex<Identity>
    private let folder: String
    private let store: SQLiteStore

    init() async throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-users-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [AccessProjection()])
        var rules = AccessRules()
        rules.cost = Argon2id.Cost(memory: 64, passes: 1)
        service = AccessService(
            store: store, key: try #require(SealingKey([UInt8](0..<32))), rules: rules,
            surroundings: AccessService.Surroundings(
                now: { Instant(seconds: 1_764_846_480) }, random: Entropy.bytes, passwords: { $0.run() }))
        let code = try #require(try await service.setupCode())
        let session = try await service.setUp(
            Self.joining(code.text, "Ada"), email: "ada@example.com", language: .english)
        admin = try #require(try await service.identify(session.token))
        asker = Mutex(admin)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func joining(_ code: String, _ name: String) -> Joining {
        Joining(
            code: code, name: name, password: Password("seven brown otters swim"), address: place,
            client: ClientNote(address: "192.0.2.7", agent: "Browser/1.0"))
    }

    func asks(as identity: Identity) { asker.withLock { $0 = identity } }

    func hired(_ name: String, _ role: String) async throws -> String {
        let body = #"{"name": "\#(name)", "email": "\#(name)@example.com", "roles": ["\#(role)"]}"#
        let answer = await ask(.post, "/api/users", body)
        try #require(answer.status == 201, "\(answer.text)")
        _ = try await service.join(Self.joining(try #require(try answer.json["code"]?.string), name))
        return try #require(try answer.json["user"]?["id"]?.string)
    }

    func ask(_ method: HTTPMethod, _ path: String, _ body: String = "", key: String? = nil) async -> Answer {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let key { headers.set("Idempotency-Key", key) }
        let identity = asker.withLock { $0 }
        let api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), access: service, journal: store,
                identify: { _ in .known(identity) }))
        return await api.ask(method, path, headers: headers, body: body)
    }

    /// The answer is what the table says of it.
    func check(_ answer: Answer, _ pattern: String) throws {
        let route = try #require(RouteTable.routes.first { $0.pattern == pattern && $0.method == .get })
        let schema = try #require(route.answers.first { $0.status == .ok }?.schema)
        #expect(SchemaCheck().faults(try answer.json, schema: schema, at: "$") == [], "\(pattern)")
    }
}
