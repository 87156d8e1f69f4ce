import Incidents
import Journal
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Subscribing

/// What readers and the team may ask for, over a real store.
@Suite struct SubscriberOrdersTests {
    private final class Clock: Sendable {
        private let instant = Mutex(Cases.start)
        var now: Instant { instant.withLock { $0 } }
        func pass(_ span: TimeSpan) { instant.withLock { $0 = $0 + span } }
    }

    private func withOrders(
        _ body: (SQLiteStore, SubscriberOrders, Clock) async throws -> Void
    ) async throws {
        try await withStore { store in
            try await append(store, Cases.catalogue.map(\.draft))
            let clock = Clock()
            let orders = SubscriberOrders(store: store, keys: Cases.keys, rule: Cases.rule) { clock.now }
            try await body(store, orders, clock)
        }
    }

    private func ask(_ orders: SubscriberOrders, _ address: String = "ada@example.com") async throws {
        try await orders.ask(.mail, address, brand: Cases.brand, wish: Cases.english, actor: "reader:subscriber")
    }

    private func token(_ clock: Clock, _ address: String = "ada@example.com") -> String {
        Cases.keys.confirmationToken(Cases.id(address), askedAt: clock.now)
    }

    @Test func `asking, confirming, changing and ending`() async throws {
        try await withOrders { store, orders, clock in
            try await ask(orders)
            let token = token(clock)
            #expect(try await orders.asked(token).state == .unconfirmed)
            let (_, manage) = try await orders.confirm(token, actor: "reader:subscriber")
            #expect(try await orders.managed(manage).state == .confirmed)
            // A link that was followed once is no longer good; the other one is.
            await #expect(throws: SubscriberOrders.Refusal.token) { _ = try await orders.asked(token) }
            let wish = Subscriber.Wish(language: .french, components: [Cases.cards])
            try await orders.change(manage, wish, actor: "reader:subscriber")
            #expect(try await orders.managed(manage).wish == wish)
            _ = try await orders.unsubscribe(manage, actor: "reader:subscriber")
            _ = try await orders.unsubscribe(manage, actor: "reader:subscriber")
            #expect(try await orders.managed(manage).state == .unsubscribed)
            let entries = try await store.entries(after: .beforeFirst, limit: 100)
            #expect(
                entries.suffix(4).map(\.kind.rawValue) == [
                    "subscriber.asked", "subscriber.confirmed", "subscriber.changed", "subscriber.unsubscribed",
                ])
            // The journal holds no token, only what it is known by.
            for entry in entries {
                let body = String(decoding: entry.body, as: UTF8.self)
                #expect(!body.contains(token) && !body.contains(manage))
            }
        }
    }

    @Test func `asking again at once does nothing, and later puts a new question`() async throws {
        try await withOrders { store, orders, clock in
            try await ask(orders)
            let first = token(clock)
            clock.pass(.minutes(1))
            try await ask(orders)
            let before = try await store.head().position
            clock.pass(.minutes(20))
            try await ask(orders)
            #expect(try await store.head().position == before.next)
            await #expect(throws: SubscriberOrders.Refusal.token) { _ = try await orders.asked(first) }
            _ = try await orders.asked(token(clock))
        }
    }

    @Test func `a question is good for 48 hours, and who never answered is forgotten`() async throws {
        try await withOrders { _, orders, clock in
            try await ask(orders)
            let token = token(clock)
            #expect(try await orders.forgetUnconfirmed() == 0)
            clock.pass(.hours(48))
            await #expect(throws: SubscriberOrders.Refusal.token) { _ = try await orders.asked(token) }
            clock.pass(.minutes(1))
            #expect(try await orders.forgetUnconfirmed() == 1)
            #expect(try await orders.forgetUnconfirmed() == 0)
            #expect(try await orders.list(Cases.brand, limit: 10).0.isEmpty)
        }
    }

    @Test func `who said no and is asked again by a stranger is neither told nor forgotten`() async throws {
        try await withOrders { _, orders, clock in
            try await ask(orders)
            let manage = try await orders.confirm(token(clock), actor: "reader:subscriber").1
            _ = try await orders.unsubscribe(manage, actor: "reader:subscriber")
            clock.pass(.hours(1))
            try await ask(orders)
            #expect(try await orders.managed(manage).state == .unsubscribed)
            let again = token(clock)
            clock.pass(.hours(49))
            #expect(try await orders.forgetUnconfirmed() == 0)
            await #expect(throws: SubscriberOrders.Refusal.token) { _ = try await orders.asked(again) }
            // Asked by themselves, they come back.
            try await ask(orders)
            _ = try await orders.confirm(token(clock), actor: "reader:subscriber")
            #expect(try await orders.managed(manage).state == .confirmed)
        }
    }

    @Test func `the answer is the same for who is told already and for who is not`() async throws {
        try await withOrders { store, orders, clock in
            try await append(store, [Cases.mail("known@example.com").draft])
            clock.pass(.hours(1))
            // Both return, and both put one question.
            let before = try await store.head().position
            try await ask(orders, "known@example.com")
            try await ask(orders, "new@example.com")
            #expect(try await store.head().position.rawValue == before.rawValue + 2)
        }
    }

    @Test func `what the page does not have is refused`() async throws {
        try await withOrders { _, orders, _ in
            func refusal(
                _ brand: String = "acme", _ language: Language = .english, _ components: [String] = []
            ) async -> SubscriberOrders.Refusal? {
                do throws(SubscriberOrders.Refusal) {
                    try await orders.ask(
                        .mail, "ada@example.com", brand: BrandID(checked: brand),
                        wish: Subscriber.Wish(
                            language: language, components: components.map { ComponentID(checked: $0) }),
                        actor: "reader:subscriber")
                    return nil
                } catch {
                    return error
                }
            }
            #expect(await refusal("nobody") == .brand)
            #expect(await refusal("acme", .italian) == .language)
            #expect(await refusal("bolt", .english, ["acme-refunds"]) == .components)
            #expect(await refusal("acme", .english, ["nothing"]) == .components)
            #expect(await refusal("acme", .french, ["acme-refunds"]) == nil)
            await #expect(throws: SubscriberOrders.Refusal.target(.address)) {
                try await orders.ask(
                    .mail, "nobody", brand: Cases.brand, wish: Cases.english, actor: "reader:subscriber")
            }
        }
    }

    @Test func `a list is taken as confirmed, once, without those who said no`() async throws {
        try await withOrders { _, orders, clock in
            try await ask(orders, "gone@example.com")
            let manage = try await orders.confirm(token(clock, "gone@example.com"), actor: "reader:subscriber").1
            _ = try await orders.unsubscribe(manage, actor: "reader:subscriber")
            var text = "gone@example.com\nwrong\nodd@example.com,it\n"
            for number in 1...700 { text += "reader\(number)@example.com,fr,acme-cards\n" }
            text += "reader1@example.com\n"
            let list = try #require(SubscriberImport(Array(text.utf8), language: .english))
            let key = try #require(IdempotencyKey("import-1"))
            let report = try await orders.take(list, Cases.brand, actor: "person:ada", key: key)
            #expect((report.added, report.known, report.refused) == (700, 2, 2))
            #expect(report.problems.map(\.line) == [2, 3])
            let (page, counts) = try await orders.list(Cases.brand, limit: 500)
            #expect(counts == [.confirmed: 700, .unsubscribed: 1, .unconfirmed: 0, .failing: 0])
            let rest = try await orders.list(Cases.brand, after: page.last?.id, limit: 500).0
            #expect(page.count + rest.count == 701)
            // Sent again, all are known.
            let again = try await orders.take(list, Cases.brand, actor: "person:ada", key: key)
            #expect((again.added, again.refused) == (0, 2))
            try await orders.remove(Cases.id("reader1@example.com"), actor: "person:ada")
            #expect(try await orders.list(Cases.brand, limit: 1).counts[.confirmed] == 699)
        }
    }

    @Test func `an export of another page is taken with its components by name`() async throws {
        try await withOrders { _, orders, _ in
            let text = """
                Mode,Endpoint,Component names,State
                email,ada@example.com,Cards;refunds,active
                email,eve@example.com,Cards;Nothing,active
                sms,+33600000000,,active
                """
            let list = try #require(SubscriberImport(Array(text.utf8), language: .english))
            let report = try await orders.take(list, Cases.brand, actor: "person:ada")
            #expect((report.added, report.refused, report.others) == (1, 1, 1))
            #expect(
                report.problems == [
                    .init(line: 3, reason: "its component 2 is none of this page's, by id or by name")
                ])
            #expect(
                report.remarks == [
                    "1 of kind “sms” left out: only mail is taken from a list", "columns not read: “State”",
                ])
            let subscriber = try #require(try await orders.list(Cases.brand, limit: 1).0.first)
            #expect(subscriber.wish.components == [Cases.cards, Cases.refunds])
        }
    }
}
