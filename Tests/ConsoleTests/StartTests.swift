import Desk
import Foundation
import HTTP
import Incidents
import Journal
import StoreSQLite
import Telling
import Testing
import Vocabulary

@testable import Console

/// Since when customers are hit: from evidence, or not known yet, and never from when somebody clicked.
@Suite struct StartTests {
    private func declare(_ browser: Browser, _ fields: [(String, String)]) async -> Browser.Answer {
        _ = await browser.get("/en/console/declare")
        return await browser.send(
            "/en/console/declare",
            Watchroom.titles + [
                ("severity", "critical"), ("components", "shop"), ("next", "2025-12-04 13:30"),
                ("next-zone", "Europe/Paris"), ("start-zone", "Europe/Paris"),
            ] + fields)
    }

    private static func said(_ incident: Incident) -> [String?] {
        incident.statements.filter { $0.subject == .update }.map { $0.sentence?.rawValue }
    }

    /// What the window is to rest on, which waits for a second person: readers see nothing of it.
    private static func restsOn(_ incident: Incident) -> String? {
        guard let window = incident.windows.first, window.evidence.isEmpty else { return nil }
        let waiting = incident.statements.filter { $0.subject == .evidence(window.id) && $0.standing == .waiting }
        return waiting.count == 1 ? waiting[0].text[.english] : nil
    }

    @Test func `what nobody knows yet is declared without a start, and the first word does not name one`() async throws
    {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let sent = await declare(admin, [("from", "unknown"), ("start", ""), ("sentence", "-")])
        let address = String(try #require(sent.location, "\(sent.text.prefix(200))").prefix { $0 != "?" })
        let incident = try await room.incident(address)
        #expect(incident.windows.isEmpty && incident.claims.isEmpty)
        #expect(Self.said(incident) == ["reported"])
        let told = try #require(incident.seen(by: .everyone(brand: nil)))
        #expect(told.isHitting(now: room.clock.now), "a page shows it as open, with an unknown start")

        // The start comes later, from evidence.
        let page = await admin.get(address)
        let version = try #require(page.hidden("version", in: address + "/window"))
        #expect(
            page.text.contains(#"id="window-start" name="start" type="text" value="" "#),
            "the present minute is no start")
        let recorded = await admin.send(
            address + "/window",
            [
                ("version", version), ("start", "2025-12-04 12:41"), ("start-zone", "Europe/Paris"),
                ("components", "shop"), ("origin", "measured"), ("confidence", "high"),
                ("evidence.en", "alert 4711 of the gateway"),
            ])
        #expect(recorded.status == .seeOther, "\(recorded.text.prefix(200))")
        let window = try #require(try await room.incident(address).windows.first)
        #expect(window.origin == .measured)
        #expect(Self.restsOn(try await room.incident(address)) == "alert 4711 of the gateway")
    }

    @Test(arguments: [
        ("measured", "measured", ImpactWindow.Origin.measured),
        ("entered-by-person", "degraded", .enteredByPerson), ("stated-by-vendor", "degraded", .statedByVendor),
    ])
    func `a time says where it is from, and the first word says no more than that`(
        _ from: String, _ sentence: String, _ origin: ImpactWindow.Origin
    ) async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let sent = await declare(
            admin,
            [
                ("from", from), ("start", "2025-12-04 12:40"), ("evidence.en", "seen on the graph of declines"),
                ("sentence", "-"),
            ])
        let incident = try await room.incident(
            String(try #require(sent.location, "\(sent.text.prefix(200))").prefix { $0 != "?" }))
        #expect(incident.windows.map(\.origin) == [origin])
        #expect(Self.restsOn(incident) == "seen on the graph of declines")
        #expect(Self.said(incident) == [sentence])
    }

    @Test func `a time without a source, and a source without a time, are refused beside their field`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        for fields in [
            [("from", "unknown"), ("start", "2025-12-04 12:40")], [("from", "unknown"), ("evidence.en", "a graph")],
        ] {
            let answer = await declare(admin, fields)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("id=\"declare-from-problem\""))
            #expect(answer.text.contains("choose where it is from"))
        }
        let timeless = await declare(admin, [("from", "measured"), ("start", "")])
        #expect(timeless.status == .unprocessableContent)
        #expect(timeless.text.contains("id=\"declare-start-problem\""))
        let unsayable = await declare(admin, [("from", "unknown"), ("sentence", "unavailable")])
        #expect(unsayable.text.contains("id=\"declare-sentence-problem\""))
        #expect(unsayable.text.contains("{start}"), "what the sentence lacks is named")
        #expect(try await room.desk.site().incidents.isEmpty)
    }
}
