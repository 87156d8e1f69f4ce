import HTTP
import JSON
import Testing
import Vocabulary

@testable import Redirects

/// What merchants are told, and how often.
@Suite struct TellingTests {
    @Test func `what is told is signed, and names the payment`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            _ = try await scene.choose("pay", page)
            try await scene.tick()
            let told = try #require(scene.heard.first)
            let header = told.headers[Signature.header]
            func holds(_ body: [UInt8], _ secret: [UInt8], _ now: Instant) -> Bool {
                Signature.holds(header, body, secret: secret, now: now, within: .minutes(5))
            }
            #expect(holds(told.body, Scene.secret, scene.now))
            #expect(!holds(told.body + [0x20], Scene.secret, scene.now))
            #expect(!holds(told.body, Scene.bankKey, scene.now))
            #expect(!holds(told.body, Scene.secret, scene.now + .minutes(6)))
            let json = try JSONValue(reading: told.body)
            #expect(json["payment"]?["id"] == "a1" && json["payment"]?["status"] == "paid")
            #expect(json["id"]?.string == told.headers["Vigie-Notification"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a shop that does not answer well is told again, later and later, under the same id`(
        kind: StoreKind
    ) async throws {
        try await withScene(kind) { scene in
            scene.shopAnswers(500)
            let page = try await scene.begin("a1")
            _ = try await scene.choose("pay", page)
            try await scene.tick()
            try await scene.tick()
            #expect(scene.heard.count == 1)
            scene.advance(.seconds(11))
            try await scene.tick()
            #expect(scene.heard.count == 2)
            // What is still to be told survives the process.
            try await scene.restart()
            scene.shopAnswers(200)
            scene.advance(.seconds(21))
            try await scene.tick()
            #expect(scene.heard.count == 3)
            scene.advance(.days(1))
            try await scene.tick()
            #expect(scene.heard.count == 3)
            #expect(Set(scene.heard.map { $0.headers["Vigie-Notification"] ?? "" }).count == 1)
            #expect(Set(scene.heard.map(\.body)).count == 1)
        }
    }

    @Test func `a shop that never answers is given up`() async throws {
        try await withScene { scene in
            scene.shopAnswers(404)
            let page = try await scene.begin("a1")
            _ = try await scene.choose("cancel", page)
            for _ in 0..<30 {
                try await scene.tick()
                scene.advance(.hours(3))
            }
            #expect(scene.heard.count == 20)
            #expect(scene.happenings.filter { $0 == "notification-given-up" }.count == 1)
        }
    }

    @Test func `a shop without an address is told nothing, and asks`() async throws {
        try await withScene { scene in
            let made = try await scene.call("", scene.order("a1"), key: "other-key")
            let page = try #require(made.json["next"]?["address"]?.string)
            _ = try await scene.choose("pay", page)
            try await scene.tick()
            #expect(scene.heard.isEmpty)
            #expect(try await scene.call("/a1", key: "other-key").json["status"] == "paid")
        }
    }
}
