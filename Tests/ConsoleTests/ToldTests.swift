import Access
import Desk
import Foundation
import HTTP
import Journal
import StoreSQLite
import Subscribing
import Telling
import Testing
import Vocabulary

@testable import Console

/// How far a published word is told: in numbers on the incident's page, alone on a page of its own, live where script is on.
@Suite struct ToldTests {
    private func tell(_ room: Watchroom, _ job: FanOutJob, _ report: FanOutReport) async throws {
        _ = try await room.store.append(
            AppendCommand(
                actor: "system:test", instant: room.clock.now, drafts: [SubscribingFact.told(job.id, report).draft]))
    }

    @Test func `the page counts who was told, who waits and who was given up`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let list = try #require(
            SubscriberImport(Array("a@shop.example,en\nb@shop.example,fr\nc@shop.example,en".utf8), language: .english))
        _ = try await room.subscribing.take(list, BrandID(checked: "north"), actor: "system:test")
        let address = try await room.declare(admin)
        var page = await admin.get(address)
        #expect(page.text.contains("Nothing that subscribers are told of was said yet."))
        #expect(!page.text.contains("<script"))

        let version = try #require(page.hidden("version", in: address + "/say"))
        let said = await admin.send(
            address + "/say",
            [
                ("version", version), ("sentence", "degraded"), ("next", "2025-12-04 13:30"),
                ("next-zone", "Europe/Paris"),
            ])
        #expect(said.status == .seeOther)
        page = await admin.get(address)
        #expect(page.text.contains("0 of 3 told") && page.text.contains("3 waiting"))
        #expect(page.text.contains("data-live=\"\(address)/told\""))
        #expect(page.text.contains("<progress max=\"3\" value=\"0\" aria-label=\"North · Investigating"))
        let policy = try #require(page.headers["Content-Security-Policy"])
        #expect(policy.contains("script-src 'self'") && !policy.contains("unsafe"))
        let script = await admin.get("/console.js")
        #expect(script.status == .ok)

        let job = try #require(try await room.subscribing.jobs(limit: 1).first)
        try await tell(room, job, .settled(told: [0, 1], givenUp: [(2, 4, "550 no such mailbox")]))
        page = await admin.get(address + "/told")
        #expect(page.text.contains("2 of 3 told") && page.text.contains("1 given up"))
        #expect(
            !page.text.contains("data-live") && !page.text.contains("<script"), "what is finished is not asked again")
        #expect(page.text.contains("/en/console/subscribers/given-up"))
        #expect(!page.text.contains("shop.example"), "it counts and names nobody")

        let viewer = try await room.hire("Vito", [.viewer], by: admin)
        let seen = await viewer.get(address + "/told")
        #expect(seen.text.contains("2 of 3 told") && !seen.text.contains("given-up"))
        #expect(await room.browser().get(address + "/told").status == .seeOther)
    }

    @Test func `whoever asks whether somebody got it is told, message by message`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let ines = try await room.hire("Ines", [.communicator], by: admin)
        let list = try #require(
            SubscriberImport(Array("a@shop.example,en\nb@shop.example,fr".utf8), language: .english))
        _ = try await room.subscribing.take(list, BrandID(checked: "north"), actor: "system:test")
        let address = try await room.declare(admin, [("sentence", "degraded")])
        let people = try await room.subscribing.list(BrandID(checked: "north"), limit: 10).0
        func page(_ subscriber: Subscriber) async -> Browser.Answer {
            await ines.get("/en/console/subscribers/told/\(subscriber.id)")
        }
        for one in people {
            let shown = await page(one)
            #expect(shown.text.contains("AC-1 · s1") && shown.text.contains("href=\"\(address)\""))
            #expect(shown.text.contains("Still to be sent"))
            #expect(!shown.text.contains("a@shop.example"), "the address stays shortened")
        }
        let job = try #require(try await room.subscribing.jobs(limit: 1).first)
        try await tell(room, job, .settled(told: [0], givenUp: [(1, 4, "550 no such mailbox")]))
        var told = 0
        var givenUp = 0
        for one in people {
            let text = await page(one).text
            if text.contains("Handed over at ") { told += 1 }
            if text.contains("Given up at "), text.contains("after 4 attempts"), text.contains("550 no such mailbox") {
                givenUp += 1
            }
            #expect(!text.contains("Still to be sent"))
        }
        let shown = await page(people[0]).text
        #expect(told == 1 && givenUp == 1, "\(shown.suffix(1500))")
        // Sent again it is one message with two outcomes.
        let lost = try #require(try await room.subscribing.deadLetters(limit: 1).first)
        try await room.subscribing.resend(job.id, [lost.subscriber], actor: "system:test")
        let again = await ines.get("/en/console/subscribers/told/\(lost.subscriber)")
        #expect(again.text.contains("Given up at ") && again.text.contains("Still to be sent"))
        #expect(await ines.get("/en/console/subscribers/told/nobody").status == .notFound)
        #expect(await ines.get("/en/console/subscribers?brand=north").text.contains("Did they get it?"))
    }

    @Test func `without subscribers it says that nobody is told, and without sending nothing of it`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin, [("sentence", "degraded")])
        #expect(await admin.get(address).text.contains("Nobody subscribes to what was said so far."))
        let quiet = try await Watchroom(takesSubscribers: false)
        try await quiet.furnish()
        let other = try await quiet.found()
        let place = try await quiet.declare(other, [("sentence", "degraded")])
        #expect(!(await other.get(place).text.contains("Who was told")))
    }
}
