import HTTP
import JSON
import Testing
import Vocabulary

@testable import Redirects

/// What is refused.
@Suite struct GuardTests {
    @Test(
        arguments: [
            "https://evil.example/", "https://shop.example.evil.example/", "https://shop.example@evil.example/",
            "http://shop.example/", "//shop.example/", "javascript:alert(1)", "https://shop.example:444/", "",
            "https://shop.example/\r\nSet-Cookie: a=b", "data:text/html,x",
        ])
    func `browsers are sent to the merchant's own origins alone`(address: String) async throws {
        try await withScene { scene in
            var order = try #require(scene.order("a1").object)
            order["returnAddress"] = .string(address)
            let answer = try await scene.call("", .object(order))
            #expect(answer.status == 422)
        }
    }

    @Test(arguments: ["id", "method", "amount", "currency", "returnAddress", "reference"])
    func `each member is looked at, and named`(name: String) async throws {
        try await withScene { scene in
            for value: JSONValue in ["\u{7}", .integer(-1), .array([])] {
                var order = try #require(scene.order("a1").object)
                order[name] = value
                let answer = try await scene.call("", .object(order))
                #expect(answer.status == 422 && answer.text.contains(name))
            }
            var order = try #require(scene.order("a1").object)
            order["more"] = 1
            let more = try await scene.call("", .object(order))
            #expect(more.status == 422)
        }
    }

    @Test func `methods hold their bounds`() async throws {
        try await withScene { scene in
            let much = try await scene.call("", scene.order("a1", "voucher", amount: 50_001))
            #expect(much.status == 422 && much.text.contains("50000"))
            let unknown = try await scene.call("", scene.order("a1", "barter"))
            #expect(unknown.status == 422 && unknown.text.contains("online-banking"))
            let methods = try await scene.send(
                .get, "/v1/redirect-methods", ["Authorization": "Bearer " + Scene.key])
            #expect(methods.json.array?.count == RedirectMethod.all.count)
        }
    }

    @Test func `a merchant has a key, and sees its own payments alone`() async throws {
        try await withScene { scene in
            _ = try await scene.begin("a1")
            for path in ["", "/a1/cancel", "/a1/refunds"] {
                let answer = try await scene.call(path, [:], key: "wrong")
                #expect(answer.status == 401)
            }
            let other = try await scene.call("/a1", key: "other-key")
            #expect(other.status == 404)
            let cancelled = try await scene.call("/a1/cancel", [:], key: "other-key")
            #expect(cancelled.status == 404)
            #expect(try await scene.status("a1") == "open")
        }
    }

    @Test func `garbage and too much are refused`() async throws {
        try await withScene { scene in
            let headers: HTTPHeaders = ["Authorization": "Bearer " + Scene.key]
            let garbage = try await scene.send(.post, "/v1/redirect-payments", headers, Array("{{".utf8))
            #expect(garbage.status == 400)
            let large = try await scene.send(
                .post, "/v1/redirect-payments", headers, [UInt8](repeating: 0x20, count: 20_000))
            #expect(large.status == 413)
            let bank = try await scene.send(.post, "/bank/notices", [:], [UInt8](repeating: 0x20, count: 20_000))
            #expect(bank.status == 413)
        }
    }

    @Test func `a notice without the bank's fresh signature moves nothing`() async throws {
        try await withScene { scene in
            _ = try await scene.begin("a1")
            let wrong = try await scene.notice("n", about: "a1", key: Array("guess".utf8))
            let old = try await scene.notice("n", about: "a1", at: scene.now - .minutes(6))
            let early = try await scene.notice("n", about: "a1", at: scene.now + .minutes(6))
            #expect([wrong, old, early].map(\.status) == [401, 401, 401])
            for header in ["", "t=1", "t=,v1=", "t=1795000000,v1=zz", "v1=00,t=1795000000", "t=-1,v1=00"] {
                let answer = try await scene.send(.post, "/bank/notices", [Signature.header: header], Array("{}".utf8))
                #expect(answer.status == 401)
            }
            #expect(try await scene.status("a1") == "open")
            #expect(try await scene.kept() == 0)
        }
    }

    @Test func `a notice about another amount, or about nothing, is refused and booked nowhere`() async throws {
        try await withScene { scene in
            _ = try await scene.begin("a1")
            let amount = try await scene.notice("n", about: "a1", amount: 2_000)
            #expect(amount.status == 422)
            let nothing = try await scene.notice("n", about: "nobody")
            #expect(nothing.status == 404)
            let body = Array("{}".utf8)
            let empty = try await scene.send(
                .post, "/bank/notices",
                [Signature.header: Signature.of(body, secret: Scene.bankKey, at: scene.now)], body)
            #expect(empty.status == 422)
            #expect(try await scene.kept() == 0)
        }
    }

    @Test func `a page's address can't be guessed from the payment's name`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            let cut = page.dropLast(1) + (page.hasSuffix("0") ? "1" : "0")
            for method: HTTPMethod in [.get, .post] {
                let answer = try await scene.send(method, String(cut), [:], method == .post ? Array("do=pay".utf8) : [])
                #expect(answer.status == 404 && answer.text.contains("Go back to the shop"))
            }
            for wish in ["", "do=", "do=steal", "%%%"] {
                let answer = try await scene.send(.post, page, [:], Array(wish.utf8))
                #expect(answer.status == 400)
            }
            #expect(try await scene.status("a1") == "open")
        }
    }

    @Test(arguments: [("en", "Pay now"), ("fr", "Payer maintenant"), ("it", "Paga ora")])
    func `the page speaks three languages, runs no script and lets forms go to the shop alone`(
        language: String, words: String
    ) async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            let shown = try await scene.send(.get, page, ["Accept-Language": language])
            #expect(shown.text.contains(words) && shown.text.contains("<html lang=\"\(language)\">"))
            #expect(!shown.text.contains("<script"))
            let policy = try #require(shown.headers["Content-Security-Policy"])
            #expect(policy.contains("script-src 'none'"))
            #expect(policy.contains("form-action 'self' https://shop.example;"))
        }
    }

    @Test func `words of a shop stay words on the page`() async throws {
        try await withScene { scene in
            var order = try #require(scene.order("a1").object)
            order["reference"] = "<script>alert('x')</script>"
            let made = try await scene.call("", .object(order))
            let shown = try await scene.send(.get, try #require(made.json["next"]?["address"]?.string))
            #expect(shown.text.contains("&lt;script&gt;") && !shown.text.contains("<script"))
        }
    }
}
