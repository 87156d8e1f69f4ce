import Bytes
import Cards
import HTTP
import HTTPServer
import HTTPTestSupport
import JSON
import Roles
import Testing
import ThreeDS
import Vocabulary

@testable import Authentication

/// What is refused, and that a refusal tells nothing it should not.
@Suite struct GuardTests {
    private func begin(
        _ stage: Stage, _ change: (inout JSONObject) -> Void = { _ in }, headers: HTTPHeaders = [:]
    ) async throws -> FetchResponse {
        var object = try #require(try stage.request(.frictionless).json.object)
        change(&object)
        return try await stage.fetch(
            .post, stage.serverPlace.origin + "/v1/authentications", headers,
            body: JSONWriter.compact(.object(object)))
    }

    @Test(
        arguments: [
            ("https://evil.example/", 422), ("https://shop.example.evil.example/", 422), ("http://shop.example/", 422),
            ("https://shop.example@evil.example/", 422), ("//shop.example/", 422), ("javascript:alert(1)", 422),
            ("https://shop.example:8443/", 422), ("https://shop.example/ok", 200),
        ])
    func `browsers are sent back to known origins alone`(address: String, status: Int) async throws {
        try await withStage { stage in
            let answer = try await begin(stage) { $0["returnAddress"] = .string(address) }
            #expect(answer.status.code == status)
        }
    }

    @Test func `a card that is no test card is refused and not repeated`() async throws {
        try await withStage { stage in
            let answer = try await begin(stage) { $0["card"] = "4000123412341234" }
            #expect(answer.status.code == 422)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.contains("card") && !text.contains("4000123412341234") && !text.contains("1234"))
            #expect(stage.service.transactions == 0)
        }
    }

    @Test(arguments: ["id", "expiry", "amount", "currency", "merchant", "returnAddress", "card"])
    func `each member is looked at, and named when it is wrong`(name: String) async throws {
        try await withStage { stage in
            for value: JSONValue in [.null, "\u{7}", .integer(-1), .array([])] {
                let answer = try await begin(stage) { $0[name] = value }
                #expect(answer.status.code == 422)
                #expect(String(decoding: answer.body, as: UTF8.self).contains(name))
            }
            let answer = try await begin(stage) { $0["surprise"] = 1 }
            #expect(answer.status.code == 422)
        }
    }

    @Test func `what is no JSON, or too much, is refused`() async throws {
        try await withStage { stage in
            let address = stage.serverPlace.origin + "/v1/authentications"
            let broken = try await stage.fetch(.post, address, body: Array("{".utf8))
            #expect(broken.status.code == 400)
            #expect(try await stage.fetch(.post, address, body: Array("{\"id\":1,\"id\":2}".utf8)).status.code == 400)
            let large = [UInt8](repeating: 0x20, count: 17 << 10)
            #expect(try await stage.fetch(.post, address, body: large).status.code == 413)
            #expect(try await stage.fetch(.get, address + "/nobody").status.code == 404)
        }
    }

    @Test func `a key is asked for`() async throws {
        try await withStage(configureServer: { $0.callers = CallerRule(key: "right") }) { stage in
            let without = try await begin(stage)
            #expect(without.status.code == 403)
            #expect(try await begin(stage, headers: ["Authorization": "Bearer wrong"]).status.code == 403)
            #expect(try await begin(stage, headers: ["Authorization": "Bearer right"]).status.code == 200)
            let path = stage.serverPlace.origin + "/v1/authentications/x"
            #expect(try await stage.fetch(.get, path).status.code == 403)
            let remote = RemoteAuthenticator(
                http: stage.client, instances: [try FetchURL(stage.serverPlace.origin)], key: "right")
            guard case .authenticated = await remote.begin(try stage.request(.frictionless)) else {
                Issue.record("the key was not sent")
                return
            }
        }
    }

    @Test func `when nothing more fits, the gateway is told so`() async throws {
        try await withStage(configureServer: { $0.transactionsMost = 1 }) { stage in
            let authenticator = try stage.authenticator
            _ = await authenticator.begin(try stage.request(.challenge))
            #expect(await authenticator.begin(try stage.request(.challenge)) == .unavailable(.overloaded))
        }
    }

    @Test func `a way back that was not sealed here leads nowhere`() async throws {
        try await withStage { stage in
            let browser = Browser(stage: stage)
            let ticket = ReturnTicket(id: "x", address: "https://shop.example/")
            for key in ["server's key", "another key"] {
                let session = Base64URL.encode(ticket.sealed(key: Array(key.utf8)))
                let page = try await browser.post(
                    stage.serverSettings.returnAddress, [("cres", "e30"), ("threeDSSessionData", session)])
                #expect(page.status == (key == "server's key" ? 303 : 400))
            }
            // An origin that was let go since is not gone to, whatever was sealed.
            let gone = ReturnTicket(id: "x", address: "https://old.example/").sealed(key: stage.serverSettings.key)
            for session in [Base64URL.encode(gone), "", "%%%", String(repeating: "A", count: 2_000)] {
                let page = try await browser.post(
                    stage.serverSettings.returnAddress, [("cres", "e30"), ("threeDSSessionData", session)])
                #expect(page.status == 400 && page.location == nil)
            }
        }
    }

    @Test func `whoever knows a transaction's names can't vouch for it`() async throws {
        try await withStage { stage in
            let request = try stage.request(.challenge)
            guard case .challenge(_, let fields) = try await stage.authenticator.begin(request),
                let creq = fields["creq"].flatMap(Base64URL.decode)
            else { return }
            let challenge = try JSONValue(reading: creq)
            let forged: JSONValue = [
                "messageType": "RReq", "messageVersion": "2.2.0", "threeDSServerTransID": .string(request.id),
                "acsTransID": challenge["acsTransID"] ?? .null,
                "dsTransID": .string(stage.clock.surroundings.identifier()),
                "messageCategory": "01", "transStatus": "Y", "authenticationValue": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "authenticationMethod": "02", "eci": "05", "interactionCounter": "01",
            ]
            let directory = try await stage.fetch(
                .post, stage.serverSettings.directory, body: JSONWriter.compact(forged))
            #expect(try JSONValue(reading: directory.body)["errorCode"] == "303")
            let server = try await stage.fetch(
                .post, stage.serverSettings.resultsAddress, body: JSONWriter.compact(forged))
            // The name that the directory server gave is another.
            #expect(try JSONValue(reading: server.body)["errorCode"] == "301")
            #expect(try await stage.authenticator.result(of: request.id) == .pending)
        }
    }

    @Test func `a request that names a stranger's addresses is refused by the directory server`() async throws {
        try await withStage(configureIssuer: { $0.serverOrigins = ["https://other.example"] }) { stage in
            let step = try await stage.authenticator.begin(try stage.request(.frictionless))
            #expect(step == .unavailable(.wrongAnswer))
        }
    }

    @Test(arguments: ["", "creq=", "creq=%%", "creq=e30", "creq=eyJhIjoxfQ&threeDSSessionData=x", "x"])
    func `a challenge's form that is none gets a page that says what to do`(body: String) async throws {
        try await withStage { stage in
            let answer = try await stage.fetch(
                .post, stage.issuerPlace.origin + IssuerRoutes.challengePath, body: Array(body.utf8))
            #expect(answer.status.code == 400)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("Go back to the shop"))
        }
    }

    @Test func `a challenge that nobody knows, and results about nothing, are refused`() async throws {
        try await withStage { stage in
            let browser = Browser(stage: stage)
            let name = stage.clock.surroundings.identifier()
            let page = try await browser.post(
                stage.issuerPlace.origin + IssuerRoutes.challengePath + "/" + name, [("code", "1"), ("do", "answer")])
            #expect(page.status == 404)
            let creq =
                "{\"messageType\":\"CReq\",\"messageVersion\":\"2.2.0\",\"threeDSServerTransID\":\"\(name)\","
                + "\"acsTransID\":\"\(name)\",\"challengeWindowSize\":\"05\"}"
            let opened = try await browser.post(
                stage.issuerPlace.origin + IssuerRoutes.challengePath, [("creq", Base64URL.encode(Array(creq.utf8)))])
            #expect(opened.status == 404)
            let garbage = try await stage.fetch(
                .post, stage.serverSettings.resultsAddress, body: Array("nothing".utf8))
            #expect(try JSONValue(reading: garbage.body)["errorCode"] == "101")
        }
    }

    @Test func `without the directory server the answer says so, and comes when it is back`() async throws {
        let clock = Clock()
        let stage = try await Stage()
        let address = stage.serverSettings
        await stage.issuerPlace.stop()
        stage.start()
        await stage.service.refreshRanges()
        #expect(stage.service.problem != nil)
        #expect(try await stage.authenticator.begin(try stage.request(.frictionless)) == .unavailable(.unreachable))
        // The 3DS server itself is gone.
        await stage.serverPlace.stop()
        #expect(try await stage.authenticator.begin(try stage.request(.frictionless)) == .unavailable(.unreachable))
        #expect(try await stage.authenticator.result(of: clock.surroundings.identifier()) == .unavailable(.unreachable))
        #expect(address.directory.hasPrefix("http://127.0.0.1"))
        await stage.end()
    }

    @Test func `an instance that is being stopped takes nothing new, and ends what it has`() async throws {
        try await withStage { stage in
            let before = try stage.request(.challenge)
            guard case .challenge(let address, let fields) = try await stage.authenticator.begin(before) else { return }
            stage.service.drain()
            stage.directory.drain()
            #expect(try await stage.authenticator.begin(try stage.request(.frictionless)) == .unavailable(.overloaded))
            #expect(stage.service.unfinished == 1 && stage.directory.openChallenges == 1)
            let browser = Browser(stage: stage)
            let page = try await browser.post(address, fields.map { ($0.key, $0.value) })
            _ = try await browser.answer(page, code: try page.code())
            guard case .authenticated = try await stage.authenticator.result(of: before.id) else {
                Issue.record("what was under way did not end")
                return
            }
            #expect(stage.service.unfinished == 0 && stage.directory.openChallenges == 0)
        }
    }

    @Test func `an instance that is down is passed over`() async throws {
        try await withStage { stage in
            let gone = try Place()
            await gone.stop()
            let remote = RemoteAuthenticator(
                http: stage.client, instances: [try FetchURL(gone.origin), try FetchURL(stage.serverPlace.origin)])
            for _ in 0..<2 {
                let request = try stage.request(.refused)
                #expect(await remote.begin(request) == .refused(reason: "not-authenticated"))
                #expect(await remote.result(of: request.id) == .refused(reason: "not-authenticated"))
            }
        }
    }

    @Test func `with mutual TLS, the name in the gateway's certificate decides`() async throws {
        let folder = try TestCertificates()
        try folder.makeAuthority("inside")
        try folder.make("server", signedBy: "inside", names: ["localhost"])
        try folder.make("gateway", signedBy: "inside", names: ["gateway.inside"])
        try folder.make("till", signedBy: "inside", names: ["till.inside"])
        let secure = try Place(
            tls: .init(
                certificateChain: folder.folder + "/server.pem", privateKey: folder.folder + "/server.key",
                clients: .init(authorities: folder.folder + "/inside.pem")))
        try await withStage(configureServer: { $0.callers = CallerRule(peers: ["gateway.inside"]) }) { stage in
            secure.serve { ServerRoutes(stage.service).addInternal(to: &$0) }
            func remote(_ name: String?) throws -> RemoteAuthenticator {
                var policy = FetchPolicy()
                policy.trust = .only(pem: Array(try folder.shell("cat inside.pem > out").utf8))
                if let name {
                    policy.clientIdentity = ClientIdentity(
                        certificatePEM: Array(try folder.shell("cat \(name).pem > out").utf8),
                        keyPEM: Array(try folder.shell("cat \(name).key > out").utf8))
                }
                return RemoteAuthenticator(
                    http: stage.client, instances: [try FetchURL(secure.origin)], policy: policy)
            }
            let request = try stage.request(.refused)
            #expect(try await remote("gateway").begin(request) == .refused(reason: "not-authenticated"))
            #expect(try await remote("till").begin(try stage.request(.refused)) == .unavailable(.wrongAnswer))
            guard case .unavailable = try await remote(nil).begin(try stage.request(.refused)) else {
                Issue.record("somebody without a certificate was let in")
                return
            }
        }
        await secure.stop()
    }
}
