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

/// What is taken out of use on its page, and what that page refuses.
@Suite struct RetiringTests {
    private static let place = "/en/console/catalogue"

    private func press(_ browser: Browser, _ item: String, _ deed: String) async throws -> Browser.Answer {
        let page = await browser.get(Self.place + "/" + item)
        let address = Self.place + "/" + item + "/" + deed
        let seen = try #require(page.hidden("seen", in: address), "\(page.status)")
        return await browser.send(address, [("seen", seen)])
    }

    @Test func `a component is retired and taken back, and the catalogue and forms say so`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let retired = try await press(admin, "component/till", "retire")
        #expect(retired.location == Self.place + "?done=retired")
        let list = await admin.get(Self.place + "?done=retired")
        #expect(list.text.contains("It is retired.") && list.text.contains("Retired (1)"))
        #expect(list.text.contains(Self.place + "/component/till/take-back"))
        let declare = await admin.get("/en/console/declare")
        #expect(declare.text.contains("value=\"shop\"") && !declare.text.contains("value=\"till\""))

        // Described again, it stays out of use.
        let form = await admin.get(Self.place + "/component/till")
        let seen = try #require(form.hidden("seen", in: Self.place + "/component/till"))
        let saved = await admin.send(
            Self.place + "/component/till",
            [("seen", seen), ("name.en", "Old till"), ("channel", "other"), ("brands", "south"), ("order", "1")])
        #expect(saved.status == .seeOther, "\(saved.text.prefix(200))")
        let till = try #require(try await room.desk.site().components.first { $0.id.rawValue == "till" })
        #expect(till.isRetired && till.name[.english] == "Old till")

        let back = try await press(admin, "component/till", "take-back")
        #expect(back.location == Self.place + "?done=taken-back")
        #expect(await admin.get("/en/console/declare").text.contains("value=\"till\""))
    }

    @Test func `a component of an open incident is refused with its name, and nothing is recorded`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        _ = try await room.declare(admin)
        let before = try await room.store.head().position
        let refused = try await press(admin, "component/shop", "retire")
        #expect(refused.status == .conflict)
        #expect(refused.text.contains("shop is named by ac-1, which is open or planned"))
        #expect(try await room.store.head().position == before)
    }

    @Test func `sentences and brands too; whoever was too late is told`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        #expect(try await press(admin, "sentence/supplier", "retire").status == .seeOther)
        #expect(!(await admin.get("/en/console/declare").text.contains("value=\"supplier\"")))
        #expect(try await press(admin, "sentence/supplier", "take-back").status == .seeOther)
        #expect(await admin.get("/en/console/declare").text.contains("value=\"supplier\""))

        let address = Self.place + "/brand/north/retire"
        let seen = try #require(await admin.get(Self.place + "/brand/north").hidden("seen", in: address))
        #expect(await admin.send(address, [("seen", seen)]).status == .seeOther)
        _ = await admin.get(Self.place)
        let late = await admin.send(Self.place + "/brand/north/take-back", [("seen", seen)])
        #expect(late.status == .conflict)
        #expect(try await room.desk.site().brands.first { $0.id.rawValue == "north" }?.isRetired == true)
        // An organisation is not retired: there is no such address.
        #expect(await admin.send(Self.place + "/provider/acme/retire", [("seen", "x")]).status == .notFound)
    }

    @Test func `groups of the organisation stand on every brand's page until they are emptied`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        func save(_ more: [(String, String)]) async throws -> Browser.Answer {
            let page = await admin.get(Self.place + "/provider/acme")
            let seen = try #require(page.hidden("seen", in: Self.place + "/provider/acme"))
            return await admin.send(
                Self.place + "/provider/acme",
                [("seen", seen), ("name", "Acme Pay"), ("zone", "Europe/Paris"), ("numbering", "AC-{n}")] + more)
        }
        let saved = try await save([
            ("group0-title.en", "In store"), ("group0-title.fr", "En magasin"), ("group0-components", "till"),
        ])
        #expect(saved.status == .seeOther, "\(saved.text.prefix(200))")
        let site = try await room.desk.site()
        let south = try #require(BrandSite(BrandID(checked: "south"), in: site, asOf: room.clock.now))
        #expect(south.sections.map { $0.title[.english] ?? "" } == ["", "In store"])
        #expect(south.sections.map { $0.components.map(\.id.rawValue) } == [["shop"], ["till"]])
        let north = try #require(BrandSite(BrandID(checked: "north"), in: site, asOf: room.clock.now))
        #expect(north.sections.map { $0.components.map(\.id.rawValue) } == [["shop"]], "it does not name the till")
        let untitled = try await save([("group0-components", "till")])
        #expect(untitled.status == .unprocessableContent)
        #expect(untitled.text.contains("A group of components has a title."))
        #expect(try await save([]).status == .seeOther)
        #expect(try await room.desk.site().providers.first?.groups.isEmpty == true)
    }

    @Test func `colours that nobody could read are refused, and the form says how well they are read`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        func save(_ colour: String, _ dark: String) async throws -> Browser.Answer {
            let page = await admin.get(Self.place + "/brand/north")
            let seen = try #require(page.hidden("seen", in: Self.place + "/brand/north"))
            return await admin.send(
                Self.place + "/brand/north",
                [
                    ("seen", seen), ("name", "North"), ("languages", "fr"), ("languages", "en"), ("first", "fr"),
                    ("colour", colour), ("darkColour", dark),
                ])
        }
        let unreadable = try await save("235a9c", "235a9c")
        #expect(unreadable.status == .unprocessableContent)
        #expect(unreadable.text.contains("id=\"brand-darkColour-problem\""))
        #expect(unreadable.text.contains("take a lighter one"))
        let pale = try await save("ffe08a", "ffe08a")
        #expect(pale.text.contains("id=\"brand-colour-problem\"") && pale.text.contains("take a darker one"))
        #expect(try await save("235A9C", "9DC1FF").status == .seeOther)
        let face = try #require(try await room.desk.site().brands.first { $0.id.rawValue == "north" }).face
        #expect(face.colour == "235a9c" && face.darkColour == "9dc1ff")
        #expect(await admin.get(Self.place + "/brand/north").text.contains("Contrast of text: 6.7 on light pages"))
    }
}
