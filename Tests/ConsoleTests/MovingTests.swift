import Access
import Foundation
import HTTP
import Journal
import Moving
import StoreSQLite
import Testing
import Vocabulary

@testable import Console

/// Moving in and out: begun by an admin, one at a time, watched with and without script, refused with the reason.
@Suite struct MovingTests {
    private static let address = "/en/console/moving"
    private static let page = [("url", "https://status.example.com/old"), ("brand", "north"), ("language", "fr")]

    private func ended(_ room: Watchroom) async {
        while room.moving.jobs.first?.isRunning == true { await Task.yield() }
    }

    @Test func `an admin names an address, watches how far it is, and sees what came of it`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        var shown = await admin.get(Self.address)
        #expect(shown.text.contains("Nothing was begun since the program started."))
        #expect(!shown.text.contains("<script") && shown.text.contains("aria-current=\"page\">Moving"))
        let begun = await admin.send(Self.address + "/address", Self.page)
        #expect(begun.status == .seeOther && begun.location == Self.address)
        await room.stage.report(.recording, 200, 750)
        shown = await admin.get(Self.address)
        #expect(shown.text.contains("Recording · 200 of 750") && shown.text.contains("Look again"))
        #expect(shown.text.contains("<progress max=\"750\" value=\"200\""))
        #expect(shown.text.contains("data-live=\"\(Self.address)\"") && shown.text.contains("<script"))
        #expect(shown.headers["Content-Security-Policy"]?.contains("script-src 'self'") == true)
        let order = try #require(room.stage.orders.first)
        #expect(
            order
                == .page(.url("https://status.example.com/old"), into: BrandID(checked: "north"), in: .french))

        room.stage.end(.done(MovingOutcome([.components: 6, .incidents: 744, .known: 2, .refused: 1])))
        await ended(room)
        for (language, words) in [
            ("en", "6 components taken · 744 incidents taken · 2 here already · 1 refused"),
            ("fr", "6 composants repris · 744 incidents repris · 2 déjà là · 1 refusés"),
            ("it", "6 componenti presi · 744 incidenti presi · 2 già presenti · 1 rifiutati"),
        ] {
            shown = await admin.get("/\(language)/console/moving")
            #expect(shown.text.contains(words), "\(language)")
            #expect(!shown.text.contains("data-live") && !shown.text.contains("<script"))
        }
    }

    @Test func `one at a time, and pressed twice it is begun once`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let shown = await admin.get(Self.address)
        let key = try #require(shown.hidden("key", in: Self.address + "/export"))
        #expect(await admin.send(Self.address + "/export", [("key", key)]).status == .seeOther)
        _ = await admin.get(Self.address)
        #expect(await admin.send(Self.address + "/export", [("key", key)]).status == .seeOther)
        #expect(room.moving.jobs.count == 1)
        _ = await admin.get("/fr/console/moving")
        let other = await admin.send("/fr/console/moving/address", Self.page)
        #expect(other.status == .conflict)
        #expect(other.text.contains("Autre chose est en cours") && other.text.contains("status.example.com/old"))
        room.stage.end(.failed(MovingRefusal(.folder, "/srv/www: permission denied")))
        await ended(room)
        let failed = await admin.get("/fr/console/moving")
        #expect(failed.text.contains("Impossible d’écrire dans le dossier."))
        #expect(failed.text.contains("lang=\"en\">/srv/www: permission denied"))
        let next = try #require(failed.hidden("key", in: "/fr/console/moving/export"))
        #expect(await admin.send("/fr/console/moving/export", [("key", next)]).status == .seeOther)
        #expect(room.moving.jobs.count == 2)
        room.stage.end(.done(MovingOutcome([.brands: 2])))
    }

    @Test func `a file is taken as it is, and lines that can't be taken are shown`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        _ = await admin.get(Self.address)
        let place = [("brand", "south"), ("language", "it")]
        let bytes = Array("mail,language\nbad\r\n--x\n".utf8)
        room.stage.end(
            .done(
                MovingOutcome(
                    [.subscribers: 2, .known: 0, .refused: 1], lines: [.init(7, "this is no address of mail")])))
        let sent = await admin.send(Self.address + "/list", file: "file", bytes, fields: place)
        #expect(sent.status == .seeOther, "\(sent.text)")
        await ended(room)
        #expect(room.stage.orders == [.subscribers(bytes, of: BrandID(checked: "south"), in: .italian)])
        let shown = await admin.get("/it/console/moving")
        #expect(shown.text.contains("2 iscritti presi · 0 già presenti · 1 rifiutati"))
        #expect(shown.text.contains("lang=\"en\">7: this is no address of mail"))
        // More than a logo may have, and more than a file may have.
        let large = [UInt8](repeating: 0x41, count: 2 << 20)
        _ = await admin.get(Self.address)
        #expect(await admin.send(Self.address + "/file", file: "file", large, fields: place).status == .seeOther)
        room.stage.end(.failed(MovingRefusal(.unreadable)))
        await ended(room)
        let failed = await admin.get(Self.address)
        #expect(failed.text.contains("This is nothing that Vigie reads: save /api/v2/incidents.json"))
        let over = [UInt8](repeating: 0x41, count: (8 << 20) + (64 << 10) + 1)
        #expect(await admin.send(Self.address + "/file", file: "file", over, fields: place).status != .seeOther)
    }

    @Test func `what is missing or wrong stands beside its field, and nothing begins`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let tries: [(String, [(String, String)], String)] = [
            ("/address", [("url", "status"), ("brand", "north"), ("language", "fr")], "beginning with https://"),
            ("/address", [("url", "https://a.example"), ("brand", "east"), ("language", "fr")], "no such brand"),
            ("/address", [("url", "https://a.example"), ("brand", "north"), ("language", "it")], "not promise"),
            ("/address", [], "Choose one"),
        ]
        for (place, fields, words) in tries {
            _ = await admin.get(Self.address)
            let answer = await admin.send(Self.address + place, fields)
            #expect(answer.status == .unprocessableContent, "\(fields): \(answer.status)")
            #expect(answer.text.contains(words), "\(fields)")
        }
        _ = await admin.get(Self.address)
        let empty = await admin.send(
            Self.address + "/file", file: "file", [], fields: [("brand", "north"), ("language", "fr")])
        #expect(empty.status == .unprocessableContent && empty.text.contains("Choose a file."))
        #expect(room.moving.jobs.isEmpty && room.stage.orders.isEmpty)
        let rita = try await room.hire("Rita", [.responder], by: admin)
        #expect(await rita.get(Self.address).status == .forbidden)
        #expect(await !rita.get("/en/console").text.contains("/console/moving"))
    }
}
