import HTTP
import JSON
import Ledger
import Testing
import Vocabulary

@testable import Redirects

/// What payers choose at the bank, and what comes of it, over real HTTP and a real ledger.
@Suite struct PayingTests {
    @Test(arguments: StoreKind.allCases)
    func `a payer pays, the browser comes back, the shop is told`(kind: StoreKind) async throws {
        try await withScene(kind) { scene in
            let page = try await scene.begin("a1")
            let shown = try await scene.send(.get, page)
            #expect(shown.status == 200 && shown.text.contains("19.99\u{a0}EUR") && shown.text.contains("Order a1"))
            let back = try await scene.choose("pay", page)
            #expect(back.status == 303 && back.location == "https://shop.example/back?order=a1")
            #expect(try await scene.status("a1") == "paid")
            #expect(try await scene.kept() == 1_999)
            try await scene.tick()
            #expect(try scene.types() == ["redirect.paid"])
            let again = try await scene.choose("pay", page)
            #expect(again.status == 409)
            try await scene.tick()
            #expect(try await scene.kept() == 1_999)
            #expect(scene.heard.count == 1)
        }
    }

    @Test func `a payer cancels`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            let back = try await scene.choose("cancel", page)
            #expect(back.status == 303)
            #expect(try await scene.status("a1") == "cancelled")
            try await scene.tick()
            #expect(try scene.types() == ["redirect.cancelled"])
            let paid = try await scene.choose("pay", page)
            #expect(paid.status == 409)
            #expect(try await scene.kept() == 0)
        }
    }

    @Test func `a payer leaves, and the payment expires by itself`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            let left = try await scene.choose("leave", page)
            #expect(left.status == 200 && left.text.contains("You have left"))
            scene.advance(.minutes(15))
            try await scene.tick()
            #expect(try await scene.status("a1") == "open")
            scene.advance(.seconds(1))
            try await scene.tick()
            #expect(try await scene.status("a1") == "expired")
            #expect(try scene.types() == ["redirect.expired"])
            #expect(try await scene.kept() == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `money that the bank tells of too late is given back, and the shop is told`(kind: StoreKind) async throws {
        try await withScene(kind) { scene in
            let page = try await scene.begin("a1")
            let back = try await scene.choose("late", page)
            #expect(back.status == 303)
            #expect(try await scene.status("a1") == "open")
            scene.advance(.minutes(15) + .seconds(30))
            try await scene.tick()
            // Nobody lost the bank's notice: it is written down.
            try await scene.restart()
            scene.advance(.seconds(31))
            try await scene.tick()
            try await scene.tick()
            let answer = try await scene.call("/a1")
            #expect(answer.json["status"] == "expired" && answer.json["returned"]?.array?.count == 1)
            #expect(try scene.types() == ["redirect.expired", "redirect.returned"])
            #expect(try await scene.kept() == 0)
            let payments = try await scene.store.payments(after: nil, limit: 10)
            #expect(payments.map(\.status) == [.refunded])
        }
    }

    @Test func `a voucher is taken home and paid at the counter`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("v1", "voucher")
            let pays = try await scene.choose("pay", page)
            #expect(pays.status == 409)
            let voucher = try await scene.choose("voucher", page)
            #expect(voucher.status == 200 && voucher.text.contains("href=\"https://shop.example/back?order=v1\""))
            #expect(try await scene.status("v1") == "waiting")
            scene.advance(.days(2))
            try await scene.tick()
            let paid = try await scene.choose("pay", page)
            #expect(paid.status == 303)
            try await scene.tick()
            #expect(try await scene.status("v1") == "paid")
            #expect(try scene.types() == ["redirect.waiting", "redirect.paid"])
            let refund = try await scene.call("/v1/refunds", ["id": "r1", "amount": 1])
            #expect(refund.status == 409)
        }
    }

    @Test func `a voucher that is paid too late, and one that nobody pays`() async throws {
        try await withScene { scene in
            let late = try await scene.begin("v1", "voucher")
            let never = try await scene.begin("v2", "voucher")
            for page in [late, never] { _ = try await scene.choose("voucher", page) }
            _ = try await scene.choose("late", late)
            scene.advance(.days(3) + .seconds(1))
            try await scene.tick()
            #expect(try await scene.status("v1") == "expired")
            #expect(try await scene.status("v2") == "expired")
            scene.advance(.minutes(2))
            try await scene.tick()
            #expect(try await scene.call("/v1").json["returned"]?.array?.count == 1)
            #expect(try await scene.call("/v2").json["returned"]?.array?.isEmpty == true)
            #expect(try await scene.kept() == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a notice that comes fifty times at once is applied once`(kind: StoreKind) async throws {
        try await withScene(kind) { scene in
            _ = try await scene.begin("a1")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await scene.notice("n1", about: "a1").status } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            // Who met too much crowd is told to come again, as a bank does.
            #expect(statuses.isSubset(of: [204, 503]) && statuses.contains(204))
            let last = try await scene.notice("n1", about: "a1")
            #expect(last.status == 204)
            #expect(try await scene.kept() == 1_999)
            let payments = try await scene.store.payments(after: nil, limit: 10)
            #expect(payments.count == 1)
            try await scene.tick()
            #expect(try scene.types() == ["redirect.paid"])
        }
    }

    @Test func `money that comes a second time goes back`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            _ = try await scene.choose("pay", page)
            for _ in 0..<2 {
                let twice = try await scene.notice("other-movement", about: "a1")
                #expect(twice.status == 204)
            }
            let answer = try await scene.call("/a1")
            #expect(answer.json["status"] == "paid" && answer.json["returned"]?.array?.count == 1)
            #expect(try await scene.kept() == 1_999)
            try await scene.tick()
            #expect(try scene.types().sorted() == ["redirect.paid", "redirect.returned"])
        }
    }

    @Test func `a merchant gives back in parts, each part once`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            let early = try await scene.call("/a1/refunds", ["id": "r1", "amount": 500])
            #expect(early.status == 409)
            _ = try await scene.choose("pay", page)
            for _ in 0..<3 {
                let refund = try await scene.call("/a1/refunds", ["id": "r1", "amount": 500])
                #expect(refund.status == 200 && refund.json["refunded"] == 500)
            }
            let other = try await scene.call("/a1/refunds", ["id": "r1", "amount": 501])
            #expect(other.status == 409)
            let much = try await scene.call("/a1/refunds", ["id": "r2", "amount": 1_500])
            #expect(much.status == 409 && much.text.contains("1499"))
            let rest = try await scene.call("/a1/refunds", ["id": "r2", "amount": 1_499])
            #expect(rest.json["status"] == "refunded")
            #expect(try await scene.kept() == 0)
        }
    }

    @Test func `a merchant cancels what nobody paid`() async throws {
        try await withScene { scene in
            let page = try await scene.begin("a1")
            for _ in 0..<2 {
                let cancelled = try await scene.call("/a1/cancel", [:])
                #expect(cancelled.json["status"] == "cancelled")
            }
            let shown = try await scene.send(.get, page)
            #expect(shown.text.contains("This payment is over"))
            let late = try await scene.notice("n1", about: "a1")
            #expect(late.status == 204)
            #expect(try await scene.kept() == 0)
        }
    }

    @Test func `a payment is made once under its name`() async throws {
        try await withScene { scene in
            let first = try await scene.call("", scene.order("a1"))
            let again = try await scene.call("", scene.order("a1"))
            #expect(first.status == 200 && first.body == again.body)
            let other = try await scene.call("", scene.order("a1", amount: 5))
            #expect(other.status == 409)
            let elsewhere = try await scene.call("", scene.order("a1", amount: 5), key: "other-key")
            #expect(elsewhere.status == 200)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await scene.call("", scene.order("b1")).status } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses == [200])
        }
    }
}
