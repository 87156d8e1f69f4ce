import Access
import Console
import Desk
import HTTP
import Incidents
import Telling
import Testing
import Vocabulary

/// Words of the catalogue, and a second person who agrees to them in the console.
@Suite struct AgreeingTests {
    private static let words = [
        ("phase", "other"), ("status", "monitoring"), ("text.en", "We keep watching."),
        ("text.fr", "Nous surveillons."),
        ("text.it", "Restiamo in osservazione."),
    ]

    @Test func `a sentence waits for a second person, and is shown with what agrees to it`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let second = try await room.hire("Sven", [.approver], by: admin)
        let sent = await admin.send("/en/console/catalogue/sentence", [("id", "we-watch")] + Self.words)
        #expect(sent.status == .seeOther, "\(sent.text)")
        let mine = await admin.get("/en/console/catalogue")
        #expect(mine.text.contains("Words that wait") && mine.text.contains("You wrote this: somebody else"))
        #expect(await admin.get("/en/console").text.contains("/en/console/catalogue#waiting"))
        let place = "/en/console/catalogue/sentence/we-watch/agree"
        let theirs = await second.get("/en/console/catalogue")
        #expect(theirs.text.contains("We keep watching."))
        let seen = try #require(theirs.hidden("seen", in: place))
        let own = await admin.send(place, [("seen", seen)])
        #expect(own.status == .forbidden && own.text.contains("You wrote it yourself"))
        #expect(await second.send(place, [("seen", "other")]).status == .conflict)
        #expect(await second.send(place, [("seen", seen)]).location == "/en/console/catalogue?done=agreed")
        let after = await second.get("/en/console/catalogue?done=agreed")
        #expect(after.text.contains("It is agreed to, and can be used.") && !after.text.contains("Words that wait"))
    }

    @Test func `whoever works alone agrees alone`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        _ = await admin.get("/en/console/catalogue/sentence")
        let sent = await admin.send("/en/console/catalogue/sentence", [("id", "we-watch")] + Self.words)
        #expect(sent.status == .seeOther, "\(sent.text)")
        let site = try await room.desk.site()
        #expect(site.sentences.first?.agreement?.isAlone == true)
        let page = await admin.get("/en/console/catalogue")
        #expect(page.text.contains("We keep watching.") && !page.text.contains("Words that wait"))
    }

    @Test func `what the desk refuses is said in the language of who asked`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin).replacing("/en/", with: "/fr/")
        let version = try #require(await admin.get(address).hidden("version", in: address + "/propose"))
        let refused = await admin.send(
            address + "/propose",
            [
                ("version", version), ("status", "identified"), ("text.en", "Since {begin}"), ("text.fr", "Depuis"),
                ("text.it", "Da"), ("do", "send"),
            ])
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("il n’y a pas de fait nommé {begin}"), "\(refused.text)")
    }
}
