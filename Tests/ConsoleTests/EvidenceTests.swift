import Access
import Desk
import Foundation
import HTTP
import Incidents
import StoreSQLite
import Telling
import Testing
import Vocabulary

@testable import Console

/// A time that somebody is asked for comes from what is known, from their word that it is now, or from what they type: it
/// never stands there before.
@Suite struct EvidenceTests {
    private static func seconds(_ instant: Instant) -> String { "\(instant.seconds)" }

    @Test func `the end of an impact is empty at first, and proposed from what is known`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin, [("sentence", "degraded")])
        var page = await admin.get(address)
        #expect(page.text.contains("id=\"resolve-end\" name=\"end\" type=\"text\" value=\"\""))
        #expect(page.text.contains("id=\"note-at\" name=\"at\" type=\"text\" value=\"\""))
        #expect(page.text.contains("name=\"end-from\" value=\"\" checked"), "nothing is chosen for anybody")

        // What happened is proposed by its time.
        room.clock.move(.minutes(10))
        let noted = await admin.send(
            address + "/note",
            [
                ("version", try #require(page.hidden("version", in: address + "/note"))), ("kind", "rollback"),
                ("text", "old version back"), ("at", "2025-12-04 13:05"), ("at-zone", "Europe/Paris"), ("at-from", ""),
            ])
        #expect(noted.status == .seeOther, "\(noted.text.prefix(300))")
        let rollback = try Instant(rfc3339: "2025-12-04T12:05:00Z")
        page = await admin.get(address)
        #expect(page.text.contains("name=\"end-from\" value=\"\(Self.seconds(rollback))\""))
        #expect(page.text.contains("old version back"))
        let version = try #require(page.hidden("version", in: address + "/resolve"))
        let empty = await admin.send(
            address + "/resolve", [("version", version), ("end", ""), ("end-from", ""), ("sentence", "resolved")])
        #expect(empty.status == .unprocessableContent && empty.text.contains("resolve-end-problem"))
        let both = await admin.send(
            address + "/resolve",
            [
                ("version", version), ("end", "2025-12-04 13:05"), ("end-zone", "Europe/Paris"), ("end-from", "now"),
                ("sentence", "resolved"),
            ])
        #expect(both.status == .unprocessableContent)
        #expect(both.text.contains("A time is chosen and another one is typed"))
        let resolved = await admin.send(
            address + "/resolve",
            [("version", version), ("end", ""), ("end-from", Self.seconds(rollback)), ("sentence", "resolved")])
        #expect(resolved.status == .seeOther, "\(resolved.text.prefix(300))")
        #expect(try await room.incident(address).windows.first?.end == rollback)
    }

    @Test func `now is a choice that somebody makes`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin)
        var page = await admin.get(address)
        let noted = await admin.send(
            address + "/note",
            [
                ("version", try #require(page.hidden("version", in: address + "/note"))), ("kind", "contact"),
                ("text", "supplier called"), ("at", ""), ("at-from", "now"),
            ])
        #expect(noted.status == .seeOther)
        page = await admin.get(address)
        let resolved = await admin.send(
            address + "/resolve",
            [
                ("version", try #require(page.hidden("version", in: address + "/resolve"))), ("end", ""),
                ("end-from", "now"), ("sentence", "resolved"),
            ])
        #expect(resolved.status == .seeOther, "\(resolved.text.prefix(300))")
        let incident = try await room.incident(address)
        #expect(incident.windows.first?.end == room.clock.now && incident.insideEvents.first?.at == room.clock.now)
    }

    @Test func `a year that was mistyped is refused beside the field, in the reader's language`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin)
        let here = address.replacing("/en/", with: "/it/")
        let page = await admin.get(here)
        let answer = await admin.send(
            here + "/window",
            [
                ("version", try #require(page.hidden("version", in: here + "/window"))), ("start", "2014-12-04 12:41"),
                ("start-zone", "Europe/Paris"), ("components", "shop"), ("origin", "measured"), ("confidence", "high"),
            ])
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("è più di 1095 giorni fa"))
    }

    @Test func `taking back a sentence that nobody agreed to says that it waits`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        _ = try await room.hire("Bo", [.approver], by: admin)
        let place = "/en/console/catalogue/sentence"
        _ = await admin.get(place)
        let made = await admin.send(
            place,
            [
                ("id", "watching"), ("phase", "other"), ("status", "monitoring"), ("text.en", "We watch."),
                ("text.fr", "Nous veillons."), ("text.it", "Vegliamo."),
            ])
        #expect(made.status == .seeOther, "\(made.text.prefix(300))")
        for (deed, done) in [("retire", "retired"), ("take-back", "taken-back-waits")] {
            let page = await admin.get(place + "/watching")
            let seen = try #require(page.hidden("seen", in: place + "/watching/" + deed))
            let answer = await admin.send(place + "/watching/" + deed, [("seen", seen)])
            #expect(answer.location == "/en/console/catalogue?done=" + done)
        }
        let said = await admin.get("/en/console/catalogue?done=taken-back-waits")
        #expect(said.text.contains("can’t be said yet") && !said.text.contains("It is in use again."))
    }
}
