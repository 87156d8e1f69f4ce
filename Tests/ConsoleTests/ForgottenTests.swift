import Access
import Foundation
import HTTP
import Journal
import Network
import StoreSQLite
import Telling
import Testing
import Vocabulary

@testable import Console

/// A forgotten password: a link by mail that is good once and soon over, and an answer that tells strangers nothing.
@Suite struct ForgottenTests {
    private static let address = "/en/console/forgotten-password"
    private static let fresh = "nine green herons wade"

    private func ask(_ browser: Browser, _ email: String) async -> Browser.Answer {
        _ = await browser.get(Self.address)
        return await browser.send(Self.address, [("email", email)])
    }

    /// Where a letter leads, as this browser opens it.
    private func place(_ letter: PasswordMail.Letter) throws -> String {
        let origin = "https://desk.example.com"
        #expect(letter.link.hasPrefix(origin + "/"), "the origin is ours, whatever host was asked")
        return String(letter.link.dropFirst(origin.count))
    }

    private func setting(_ browser: Browser, _ place: String, _ password: String) async throws -> Browser.Answer {
        let shown = await browser.get(place)
        #expect(shown.status == .ok)
        let code = try #require(shown.text.firstMatch(of: #/name="code" type="text" value="([^"]+)"/#)?.1)
        return await browser.send(
            "/en/console/new-password", [("code", String(code)), ("password", password), ("again", password)])
    }

    @Test func `the link sets a new password once, ends every session, and leaves the second factor`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        _ = await admin.get("/en/console/account")
        let begun = await admin.send("/en/console/account/second-factor", [("password", Watchroom.password)])
        let secret = try #require(begun.secrets.first, "\(begun.text.prefix(300))")
        let note = try #require(begun.hidden("note", in: "/en/console/account/second-factor/confirm"))
        let confirmed = await admin.send(
            "/en/console/account/second-factor/confirm",
            [
                ("note", note), ("secret", secret), ("address", ""),
                ("code", try Authenticator.code(secret, at: room.clock.now)),
            ])
        #expect(confirmed.status == .ok, "\(confirmed.text.prefix(300))")

        let stranger = room.browser("198.51.100.3")
        let signIn = await stranger.get("/en/console/sign-in")
        #expect(signIn.text.contains("Forgotten your password?"))
        let asked = await ask(stranger, "Ada@Example.com ")
        #expect(asked.status == .seeOther && asked.location == "/en/console/sign-in?done=forgotten")
        #expect(await stranger.get("/en/console/sign-in?done=forgotten").text.contains("a mail is on its way"))
        let letter = try #require(await room.letters.first(1).first)
        #expect(letter.to.text == "ada@example.com" && letter.words.contains("Ada"))
        let sent = try await setting(stranger, try place(letter), Self.fresh)
        #expect(sent.location == "/en/console/sign-in?done=password", "\(sent.text.prefix(300))")
        #expect(stranger.cookies["__Host-vigie-session"] == nil, "nobody is signed in by it")

        // Once, and no more.
        let again = try await setting(stranger, try place(letter), Self.fresh)
        #expect(again.status == .unprocessableContent)
        #expect(await admin.get("/en/console").location?.contains("sign-in") == true, "her sessions are over")
        room.clock.move(.minutes(2))
        _ = await admin.get("/en/console/sign-in")
        let old = await admin.send(
            "/en/console/sign-in", [("email", "ada@example.com"), ("password", Watchroom.password)])
        #expect(old.status == .unprocessableContent)
        let first = await admin.send(
            "/en/console/sign-in", [("email", "ada@example.com"), ("password", Self.fresh)])
        let challenge = try #require(first.hidden("challenge", in: "/en/console/sign-in/code"), "a code is asked for")
        let second = await admin.send(
            "/en/console/sign-in/code",
            [("challenge", challenge), ("code", try Authenticator.code(secret, at: room.clock.now))])
        #expect(second.status == .seeOther)
        let audit = await admin.get("/en/console/audit")
        #expect(audit.text.contains("user.resetIssued") && audit.text.contains("user.passwordSet"))
        #expect(audit.text.contains("system:forgotten-password"))
        #expect(!audit.text.contains(try place(letter).split(separator: "=")[1]), "the code stands nowhere")
    }

    @Test func `whoever is not there, invited or disabled gets the same answer and no mail`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        _ = try await room.hire("Otto", [.viewer], by: admin)
        _ = await admin.get("/en/console/users")
        _ = await admin.send(
            "/en/console/users",
            [("name", "Nina"), ("email", "nina@example.com"), ("language", "en"), ("roles", "viewer")])
        let identity = try await room.identity()
        let otto = try #require(
            try await room.access.users(for: identity).first { $0.email.text == "otto@example.com" })
        try await room.access.disable(otto.id, by: identity)
        var answers: Set<String> = []
        let tries = [
            "ada@example.com", "nobody@example.com", "nina@example.com", "otto@example.com", "no address at all",
            "ada@example.com\r\nBcc: eve@example.com", String(repeating: "a", count: 5_000) + "@example.com",
        ]
        for (number, email) in tries.enumerated() {
            let answer = await ask(room.browser("198.51.100.\(10 + number)"), email)
            answers.insert("\(answer.status.code) \(answer.location ?? "") \(answer.text)")
        }
        #expect(answers.count == 1, "\(answers)")
        let letters = await room.letters.first(1)
        for email in tries.dropFirst() {
            #expect(try await room.access.forgotten(email: email) == nil, "\(email.prefix(60))")
        }
        #expect(letters.map(\.to.text) == ["ada@example.com"])
    }

    @Test func `a link is over after half an hour, and the next one makes the one before void`() async throws {
        let room = try await Watchroom()
        _ = try await room.found()
        let browser = room.browser("198.51.100.4")
        _ = await ask(browser, "ada@example.com")
        _ = await room.letters.first(1)
        _ = await ask(browser, "ada@example.com")
        let letters = await room.letters.first(2)
        #expect(try await setting(browser, place(letters[0]), Self.fresh).status == .unprocessableContent)
        room.clock.move(.minutes(30))
        #expect(try await setting(browser, place(letters[1]), Self.fresh).status == .unprocessableContent)
        _ = await ask(browser, "ada@example.com")
        let last = try #require(await room.letters.first(3).last)
        #expect(try await setting(browser, place(last), Self.fresh).status == .seeOther)
    }

    @Test func `asking is throttled by account and by address, and known accounts like unknown ones`() async throws {
        let room = try await Watchroom()
        _ = try await room.found()
        for email in ["ada@example.com", "nobody@example.com"] {
            for number in 0..<3 {
                let answer = await ask(room.browser("203.0.113.\(number)"), email)
                #expect(answer.status == .seeOther, "\(email) \(number)")
            }
            let refused = await ask(room.browser("203.0.113.77"), email)
            #expect(refused.status == .tooManyRequests && refused.headers["Retry-After"] != nil, "\(email)")
        }
        let one = room.browser("203.0.113.99")
        for number in 0..<5 { #expect(await ask(one, "user\(number)@example.com").status == .seeOther) }
        #expect(await ask(one, "user9@example.com").status == .tooManyRequests)
        room.clock.move(.hours(1))
        #expect(await ask(room.browser("203.0.113.77"), "ada@example.com").status == .seeOther)
    }

    @Test func `without a mail server nothing of it is offered`() async throws {
        let room = try await Watchroom(sendsMail: false)
        _ = try await room.found()
        let browser = room.browser("198.51.100.5")
        #expect(await !browser.get("/en/console/sign-in").text.contains("forgotten-password"))
        #expect(await browser.get(Self.address).location == "/en/console/sign-in")
    }

    @Test func `the mail is in the language of who gets it`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        _ = await admin.get("/en/console/account")
        #expect(
            await admin.send("/en/console/account/profile", [("name", "Ada"), ("language", "it")]).status == .seeOther)
        _ = await ask(room.browser("198.51.100.6"), "ada@example.com")
        let letter = try #require(await room.letters.first(1).first)
        #expect(letter.title == "Una nuova password" && letter.link.contains("/it/console/new-password?code="))
    }
}
