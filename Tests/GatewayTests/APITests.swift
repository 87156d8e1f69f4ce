import Ledger
import Gateway
import HTTP
import HTTPTestSupport
import JSON
import Testing

@Suite struct APITests {
    private static let paid = #"{"amount":1250,"currency":"EUR","card":{"number":"4111111111111111","expiry":"12/30"}}"#
    private let fit = SchemaFit(of: GatewayDocument.json)

    private func faults(_ reply: Shop.Reply, _ schema: String) throws -> [String] { fit.faults(try reply.json, schema) }

    @Test func `a payment's life over HTTP, and every answer as the OpenAPI document says`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let made = try await shop.call(
                .post, "/v1/payments",
                #"{"amount":1000,"currency":"EUR","capture":"manual","reference":"R 17","description":"Thé","saveCard":true,"#
                    + #""returnAddress":"https://shop.example/back","#
                    + #""card":{"number":"4111111111111111","expiry":"12/30","securityCode":"123"}}"#)
            #expect(made.status == 201)
            #expect(try faults(made, "Payment") == [])
            let id = try #require(try made.json["id"]?.string)
            let captured = try await shop.call(.post, "/v1/payments/\(id)/captures", #"{"amount":600,"final":true}"#)
            #expect(captured.status == 200)
            #expect(try faults(captured, "Payment") == [])
            let refunded = try await shop.call(.post, "/v1/payments/\(id)/refunds", #"{"amount":100}"#)
            #expect(try refunded.json["status"]?.string == "partly-refunded")
            #expect(try faults(refunded, "Payment") == [])
            let history = try await shop.call(.get, "/v1/payments/\(id)/history")
            #expect(try faults(history, "History") == [])
            #expect(try (history.json["lines"]?.array?.count ?? 0) > 6)
            for query in ["", "?reference=R%2017", "?lastFour=1111", "?status=partly-refunded"] {
                let list = try await shop.call(.get, "/v1/payments" + query)
                #expect(try faults(list, "PaymentList") == [])
                #expect(try list.json["payments"]?[0]?["id"]?.string == id, "\(query)")
            }
            let token = try #require(try made.json["card"]?["token"]?.string)
            let card = try await shop.call(.get, "/v1/cards/" + token)
            #expect(try faults(card, "Card") == [])
            #expect(!card.text.contains("4111111111111111"))
            #expect(try await shop.call(.delete, "/v1/cards/" + token).status == 204)
            #expect(try await shop.call(.get, "/v1/cards/" + token).status == 404)
            let saved = try await shop.call(.post, "/v1/cards", #"{"number":"5555555555554444","expiry":"11/30"}"#)
            #expect(saved.status == 201)
            let open = try await shop.call(.post, "/v1/payments", #"{"amount":5,"currency":"EUR"}"#)
            #expect(try faults(open, "Payment") == [])
            let cancelled = try await shop.call(
                .post, "/v1/payments/\(try #require(try open.json["id"]?.string))/cancel")
            #expect(try cancelled.json["status"]?.string == "cancelled")
            let reserved = try await shop.call(
                .post, "/v1/payments",
                #"{"amount":5,"currency":"EUR","capture":"manual","card":{"token":"\#(try #require(try saved.json["token"]?.string))"}}"#
            )
            let voided = try await shop.call(
                .post, "/v1/payments/\(try #require(try reserved.json["id"]?.string))/void")
            #expect(try voided.json["status"]?.string == "voided")
        }
    }

    @Test func `everything wrong has one form, and says where and what to do`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let wrong: [(String, String?, String)] = [
                ("{}", "/amount", "invalid"), ("{", nil, "invalid"), ("[]", nil, "invalid"),
                (#"{"amount":0,"currency":"EUR"}"#, "/amount", "invalid"),
                (#"{"amount":1.5,"currency":"EUR"}"#, "/amount", "invalid"),
                (#"{"amount":5,"currency":"eur"}"#, "/currency", "invalid"),
                (#"{"amount":5,"currency":"EUR","amont":5}"#, "/amont", "invalid"),
                (#"{"amount":5,"currency":"EUR","capture":"later"}"#, "/capture", "invalid"),
                (#"{"amount":5,"currency":"EUR","origin":"api"}"#, "/origin", "invalid"),
                (#"{"amount":5,"currency":"EUR","returnAddress":"javascript:alert(1)"}"#, "/returnAddress", "invalid"),
                (#"{"amount":5,"currency":"EUR","reference":"4111 1111 1111 1111"}"#, "/reference", "invalid"),
                (#"{"amount":5,"currency":"EUR","saveCard":true}"#, "/saveCard", "invalid"),
                (#"{"amount":5,"currency":"EUR","card":{}}"#, "/card/number", "invalid"),
                (#"{"amount":5,"currency":"EUR","card":{"token":"none"}}"#, "/card/token", "not-found"),
                (
                    #"{"amount":5,"currency":"EUR","card":{"number":"4111111111111111","expiry":"01/20"}}"#,
                    "/card/expiry", "card-not-accepted"
                ),
            ]
            for (body, place, code) in wrong {
                let reply = try await shop.call(.post, "/v1/payments", body)
                #expect(reply.headers["Content-Type"] == "application/problem+json")
                #expect(try faults(reply, "Problem") == [], "\(body)")
                #expect(try reply.json["code"]?.string == code, "\(body)")
                #expect(try reply.json["place"]?.string == place, "\(body)")
                #expect(try reply.json["status"]?.integer == Int64(reply.status))
            }
            for (path, status) in [
                ("/v1/payments/pay_none", 404), ("/v1/payments?colour=red", 400), ("/v1/payments?status=odd", 400),
                ("/v1/payments?limit=0", 400), ("/v1/nothing", 404), ("/v1/payments?after=a%20b", 400),
            ] {
                let reply = try await shop.call(.get, path)
                #expect(reply.status == status, "\(path)")
                #expect(try faults(reply, "Problem") == [], "\(path)")
            }
            #expect(try await shop.call(.delete, "/v1/payments").status == 405)
            for key in ["", "vgk_wrong", Bench.key + "x"] {
                let reply = try await shop.call(.get, "/v1/payments", key: key)
                #expect(reply.status == 401)
                #expect(reply.headers["WWW-Authenticate"] == "Bearer")
            }
            #expect(bench.provider.asked.isEmpty)
        }
    }

    @Test func `a real card's number is refused, and is in no answer and in no record`() async throws {
        let bench = try await Bench()
        // Passes the check digit, and is in no range of test cards.
        let number = "4539578763621486"
        try await bench.serving { shop in
            for body in [
                #"{"amount":5,"currency":"EUR","card":{"number":"\#(number)","expiry":"12/30"}}"#,
                #"{"amount":5,"currency":"EUR","description":"card \#(number)"}"#,
            ] {
                let reply = try await shop.call(.post, "/v1/payments", body, once: "k-\(body.utf8.count)")
                #expect(reply.status == 400)
                #expect(!reply.text.contains(number))
            }
            for kind in ["payment", "idempotency", "card", "notification"] {
                #expect(try await bench.store.records(.init(kind)).isEmpty)
            }
        }
    }

    @Test func `the same key gives the same bytes, and is told as a replay`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let first = try await shop.call(.post, "/v1/payments", Self.paid, once: "order-1")
            #expect(first.headers["Idempotent-Replayed"] == nil)
            let again = try await shop.call(.post, "/v1/payments", Self.paid, once: "order-1")
            #expect(again.headers["Idempotent-Replayed"] == "true")
            #expect(again.status == 201)
            #expect(again.body == first.body)
            let other = try await shop.call(
                .post, "/v1/payments", Self.paid.replacing("1250", with: "1251"), once: "order-1")
            #expect(other.status == 422)
            #expect(try other.json["code"]?.string == "idempotency-key-reused")
            #expect(try await shop.call(.post, "/v1/payments", Self.paid, once: "é").status == 400)
            bench.provider.play(.wait)
            async let slow = shop.call(.post, "/v1/payments", Self.paid, once: "order-2")
            while bench.provider.waiting == 0 { await Task.yield() }
            let concurrent = try await shop.call(.post, "/v1/payments", Self.paid, once: "order-2")
            #expect(concurrent.status == 409)
            #expect(concurrent.headers["Retry-After"] == "1")
            bench.provider.letGo()
            #expect(try await slow.status == 201)
            #expect(bench.provider.asked.count == 2)
        }
    }

    @Test func `the OpenAPI document and the routes are one`() async throws {
        let bench = try await Bench()
        let gateway = bench.gateway()
        var router = Router()
        GatewayAPI(gateway).add(to: &router)
        var routed = Set(router.routes.map { "\($0.method.rawValue.lowercased()) \($0.pattern)" })
        routed.remove("get /v1/openapi.json")
        var described: Set<String> = []
        for path in GatewayDocument.json["paths"]?.object?.members ?? [] {
            for operation in path.value.object?.members ?? [] {
                let pattern = path.name.replacing("{", with: ":").replacing("}", with: "")
                described.insert("\(operation.name) \(pattern)")
            }
        }
        #expect(described == routed)
        #expect(described.count == GatewayOperation.allCases.count)
        // Every reference leads somewhere.
        let text = String(decoding: JSONWriter.compact(GatewayDocument.json), as: UTF8.self)
        for part in text.split(separator: "#/components/schemas/").dropFirst() {
            let name = String(part.prefix { $0 != "\"" })
            #expect(GatewayDocument.json["components"]?["schemas"]?[name] != nil, "\(name)")
        }
        try await bench.serving { shop in
            let reply = try await shop.send(.get, "/v1/openapi.json")
            #expect(reply.status == 200)
            #expect(try reply.json["openapi"]?.string == "3.1.0")
        }
    }
}
