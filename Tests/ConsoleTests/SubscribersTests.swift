import Access
import HTTP
import Journal
import StoreSQLite
import Subscribing
import Telling
import Testing
import Vocabulary

@testable import Console

/// Subscribers in the console: looked for, added, asked again, removed, taken from a list; messages that were given up.
@Suite struct SubscribersTests {
    private static let place = "/en/console/subscribers"

    private struct Team {
        var room: Watchroom
        var admin: Browser
        var ines: Browser
    }

    private func team() async throws -> Team {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        return Team(room: room, admin: admin, ines: try await room.hire("Ines", [.communicator], by: admin))
    }

    private static let north = BrandID(checked: "north")

    private func all(_ room: Watchroom, _ brand: BrandID = Self.north) async throws -> [Subscriber] {
        try await room.subscribing.list(brand, limit: 500).0
    }

    @Test func `somebody is added, asked again when a quarter of an hour is over, and removed`() async throws {
        let team = try await team()
        let ines = team.ines
        let empty = await ines.get(Self.place)
        #expect(empty.text.contains("Nobody has subscribed to this page yet."))
        #expect(empty.text.contains(">Subscribers</a>"), "the navigation leads there")
        let fields = [
            ("brand", "north"), ("kind", "mail"), ("address", "reader@shop.example"), ("language", "fr"),
            ("components", "shop"),
        ]
        let added = await ines.send(Self.place + "/add", fields)
        #expect(added.location == Self.place + "?brand=north&done=asked", "\(added.text)")
        let one = try #require(try await all(team.room).first)
        #expect(one.state == .unconfirmed)
        #expect(one.question?.wish == Subscriber.Wish(language: .french, components: [ComponentID(checked: "shop")]))
        let list = await ines.get(Self.place + "?brand=north")
        #expect(list.text.contains("r…@shop.example"))
        #expect(!list.text.contains("reader@shop.example"), "the address is shortened")

        let soon = await ines.send(Self.place + "/ask", [("subscriber", one.id.rawValue), ("brand", "north")])
        #expect(soon.location?.hasSuffix("done=soon") == true)
        #expect(await ines.get(try #require(soon.location)).text.contains("less than a quarter of an hour"))
        team.room.clock.move(.minutes(16))
        _ = await ines.get(Self.place)
        let again = await ines.send(Self.place + "/ask", [("subscriber", one.id.rawValue), ("brand", "north")])
        #expect(again.location?.hasSuffix("done=asked") == true)
        #expect(try await all(team.room).first?.askedAt == team.room.clock.now)

        _ = await ines.get(Self.place)
        let removed = await ines.send(Self.place + "/remove", [("subscriber", one.id.rawValue), ("brand", "north")])
        #expect(removed.location?.hasSuffix("done=removed") == true)
        #expect(try await all(team.room).isEmpty)
        _ = await ines.get(Self.place)
        let gone = await ines.send(Self.place + "/remove", [("subscriber", one.id.rawValue), ("brand", "north")])
        #expect(gone.status == .notFound)
        let audit = await team.admin.get("/en/console/audit")
        #expect(audit.text.contains("subscriber.removed"))
        #expect(!audit.text.contains("shop.example"), "the audit shows no address")
    }

    @Test func `what can't be told is said beside its field, and who said no is not asked by others`() async throws {
        let team = try await team()
        let ines = team.ines
        func add(_ kind: String, _ address: String) async -> Browser.Answer {
            _ = await ines.get(Self.place)
            return await ines.send(
                Self.place + "/add", [("brand", "north"), ("kind", kind), ("address", address), ("language", "en")])
        }
        let refusals = [
            ("mail", "nobody", "no address that can be told"), ("webhook", "http://shop.example/", "https://"),
            ("webhook", "https://127.0.0.1/", "no address that can be told"), ("ntfy", "https://a.example/", "way"),
        ]
        for (kind, address, words) in refusals {
            let answer = await add(kind, address)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("id=\"add-address-problem\""), "\(address)")
            #expect(answer.text.contains(words), "\(address)")
            #expect(answer.text.contains("value=\"\(address)\""), "what was typed stands there again")
        }
        #expect(try await all(team.room).isEmpty)
        #expect(await add("mail", "reader@shop.example").status == .seeOther)
        let one = try #require(try await all(team.room).first)
        let token = team.room.subscribing.keys.confirmationToken(one.id, askedAt: one.askedAt)
        let (_, manage) = try await team.room.subscribing.confirm(token, actor: "reader")
        #expect(await add("mail", "reader@shop.example").text.contains("nobody is asked twice"))
        _ = try await team.room.subscribing.unsubscribe(manage, actor: "reader")
        team.room.clock.move(.hours(1))
        #expect(await add("mail", "reader@shop.example").text.contains("nobody is asked twice"))
        _ = await ines.get(Self.place)
        let asked = await ines.send(Self.place + "/ask", [("subscriber", one.id.rawValue), ("brand", "north")])
        #expect(asked.location?.hasSuffix("done=unwanted") == true)
        #expect(try await all(team.room).map(\.state) == [.unsubscribed])
    }

    @Test func `a list is taken line by line, filtered, searched and paged through`() async throws {
        let team = try await team()
        let ines = team.ines
        var lines = ["mail,language,components"]
        for number in 0..<120 {
            lines.append("reader\(number)@shop\(number % 3).example,\(number % 2 == 0 ? "en" : "fr"),shop")
        }
        lines += ["no address,en", "x@shop.example,it", "y@shop.example,en,nothing"]
        _ = await ines.get(Self.place)
        let csv = lines.joined(separator: "\r\n")
        let taken = await ines.send(
            Self.place + "/import", [("brand", "north"), ("language", "en"), ("csv", csv), ("key", "one")])
        #expect(taken.status == .ok)
        #expect(taken.text.contains("120 taken, 0 here already, 3 refused."))
        #expect(taken.text.contains("Line 122") && taken.text.contains("this is no address of mail"))
        #expect(try await all(team.room).count == 120)
        #expect(try await all(team.room, BrandID(checked: "south")).isEmpty)

        func shown(_ answer: Browser.Answer) -> Int {
            answer.text.matches(of: #/<p>r…@shop\d\.example<\/p>/#).count
        }
        // Page after page, each once.
        var seen = 0
        var next: String? = Self.place + "?brand=north"
        var pages = 0
        while let place = next {
            let page = await ines.get(place)
            seen += shown(page)
            pages += 1
            next = page.text.firstMatch(of: #/href="([^"]*after=[^"]*)">Next subscribers/#)
                .map { String($0.1).replacing("&amp;", with: "&") }
            #expect(pages < 10)
            if pages > 9 { break }
        }
        #expect(seen == 120 && pages == 3)
        #expect(shown(await ines.get(Self.place + "?brand=north&language=fr")) == 50)
        #expect(shown(await ines.get(Self.place + "?brand=north&state=unsubscribed")) == 0)
        #expect(shown(await ines.get(Self.place + "?brand=north&kind=webhook")) == 0)
        #expect(await ines.get(Self.place + "?brand=nobody").status == .notFound)

        func find(_ text: String, _ more: [(String, String)] = []) async -> Browser.Answer {
            _ = await ines.get(Self.place)
            return await ines.send(Self.place, [("brand", "north"), ("q", text)] + more)
        }
        let whole = await find("reader7@shop1.example")
        #expect(whole.status == .ok && shown(whole) == 1)
        #expect(shown(await find("SHOP1.example")) == 40)
        #expect(shown(await find("SHOP1.example", [("language", "fr")])) == 20)
        #expect(await find("nobody@nowhere.example").text.contains("matches"))
        let many = await find("@shop")
        #expect(shown(many) == 50)
        let after = try #require(many.text.firstMatch(of: #/name="after" value="([^"]*)"/#).map { String($0.1) })
        #expect(shown(await find("@shop", [("after", after)])) == 50)
        // What holds no address leads to a link; what does is in no link.
        #expect(await find("", [("state", "confirmed")]).location == Self.place + "?brand=north&state=confirmed")
    }

    @Test func `a search looks at so many and says where to go on`() async throws {
        let team = try await team()
        let orders = team.room.subscribing
        let text = (0..<600).map { "r\($0)@shop.example,en" }.joined(separator: "\n")
        let list = try #require(SubscriberImport(Array(text.utf8), language: .english))
        _ = try await orders.take(list, Self.north, actor: "system:test")
        let search = SubscriberSearch(state: .unsubscribed)
        var found = try await orders.find(search, of: Self.north, limit: 50, lookedAtMost: 400)
        #expect(found.subscribers.isEmpty && found.next != nil)
        found = try await orders.find(search, of: Self.north, after: found.next, limit: 50, lookedAtMost: 400)
        #expect(found.subscribers.isEmpty && found.next == nil)
        // A whole address is found without looking at the others.
        let one = try await orders.find(
            SubscriberSearch(text: "r599@shop.example"), of: Self.north, limit: 50, lookedAtMost: 0)
        #expect(one.subscribers.count == 1)
    }

    @Test func `messages that were given up are shown with the reason, and sent again one or all`() async throws {
        let team = try await team()
        let room = team.room
        let list = try #require(
            SubscriberImport(Array("a@shop.example,en\nb@shop.example,fr\nc@shop.example,en".utf8), language: .english))
        _ = try await room.subscribing.take(list, Self.north, actor: "system:test")
        #expect(await team.ines.get(Self.place + "/given-up").text.contains("No message was given up."))
        _ = try await room.declare(team.admin, [("sentence", "unavailable"), ("p1", "yes")])
        let job = try #require(try await room.subscribing.jobs(limit: 1).first)
        #expect(job.total == 3)
        let report = FanOutReport.givenUp((0..<3).map { ($0, 3, "550 no such mailbox") })
        _ = try await room.store.append(
            AppendCommand(
                actor: "system:test", instant: room.clock.now, drafts: [SubscribingFact.told(job.id, report).draft]))
        let page = await team.ines.get(Self.place + "/given-up")
        #expect(page.text.matches(of: #/550 no such mailbox/#).count == 3)
        #expect(page.text.contains("North · ") && page.text.contains("a…@shop.example"))
        #expect(page.text.contains("Send these 3 again"))
        #expect(page.text.contains("lang=\"en\"") && !page.text.contains("a@shop.example"))
        let french = await team.ines.get("/fr/console/subscribers/given-up")
        #expect(french.text.contains("<span lang=\"en\">550 no such mailbox"))

        let letters = try await room.subscribing.deadLetters(limit: 10)
        let one = try #require(letters.first)
        _ = await team.ines.get(Self.place + "/given-up")
        let sent = await team.ines.send(
            Self.place + "/given-up",
            [("job", job.id.rawValue), ("subscriber", one.subscriber.rawValue), ("key", "first")])
        #expect(sent.location == Self.place + "/given-up?done=again", "\(sent.text)")
        #expect(try await room.subscribing.deadLetters(limit: 10).count == 2)
        _ = await team.ines.get(Self.place + "/given-up")
        let stale = await team.ines.send(
            Self.place + "/given-up",
            [("job", job.id.rawValue), ("subscriber", one.subscriber.rawValue), ("key", "second")])
        #expect(stale.status == .unprocessableContent)
        #expect(stale.text.contains("not among those that were given up"))
        let all = await team.ines.send(Self.place + "/given-up", [("job", job.id.rawValue), ("key", "third")])
        #expect(all.status == .seeOther)
        #expect(try await room.subscribing.deadLetters(limit: 10).isEmpty)
        #expect(try await room.subscribing.jobs(limit: 1).first?.waiting == 3)
    }

    @Test func `without subscriptions or without a brand the page says what is missing`() async throws {
        let off = try await Watchroom(takesSubscribers: false)
        let admin = try await off.found()
        let page = await admin.get(Self.place)
        #expect(page.status == .ok && page.text.contains("subscribers.enabled"))
        #expect(await admin.get(Self.place + "/given-up").text.contains("subscribers.enabled"))
        #expect(await admin.send(Self.place + "/add", []).status == .notFound)
        let bare = try await Watchroom()
        let other = try await bare.found()
        #expect((await other.get("/it/console/subscribers")).text.contains("nessun marchio"))
    }
}
