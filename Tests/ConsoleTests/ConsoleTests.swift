import Access
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

/// A team at work: from the first run to a post-mortem that a second person published.
@Suite struct ConsoleTests {
    @Test func `the first admin is made with the code of the log, and the code is void from then on`() async throws {
        let room = try await Watchroom()
        let stranger = room.browser()
        let start = await stranger.get("/fr/console")
        #expect(start.status == .seeOther)
        #expect(start.location?.hasPrefix("/fr/console/sign-in") == true)
        #expect(await stranger.get("/fr/console/sign-in").location == "/fr/console/first-run")
        _ = await stranger.get("/en/console/first-run")
        let wrong = await stranger.send(
            "/en/console/first-run",
            [
                ("code", "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"), ("name", "Eve"), ("email", "eve@example.com"),
                ("password", Watchroom.password), ("again", Watchroom.password),
            ])
        #expect(wrong.status == .unprocessableContent)
        #expect(wrong.text.contains("Eve"), "what was typed stands there again")
        #expect(!wrong.text.contains(Watchroom.password), "a password never does")

        let admin = try await room.found()
        let overview = await admin.get("/en/console")
        #expect(overview.status == .ok)
        #expect(overview.text.contains("Ada"))
        #expect(overview.headers["Cache-Control"] == "no-store")
        #expect(await stranger.get("/en/console/first-run").location == "/en/console/sign-in")
    }

    @Test func `an unknown address, a wrong password and a disabled account get the same answer`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        _ = try await room.hire("Cleo", [.viewer], by: admin)
        let users = try await room.access.users(for: room.identity())
        let cleo = try #require(users.first { $0.name == "Cleo" })
        _ = await admin.get("/en/console/users/\(cleo.id)")
        let disabled = await admin.send("/en/console/users/\(cleo.id)/disable", [])
        #expect(disabled.status == .seeOther)
        var answers: [String] = []
        for (number, email, password) in [
            (1, "nobody@example.com", Watchroom.password), (2, "ada@example.com", "not the password at all"),
            (3, "cleo@example.com", Watchroom.password),
        ] {
            let browser = room.browser("192.0.2.\(number)")
            _ = await browser.get("/en/console/sign-in")
            let answer = await browser.send("/en/console/sign-in", [("email", email), ("password", password)])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.headers.all("Set-Cookie").isEmpty)
            answers.append(
                answer.text.replacing(email, with: "").replacing(#/name="form" value="[^"]*"/#, with: ""))
        }
        #expect(Set(answers).count == 1)
    }

    @Test func `guesses are throttled, and the answer says for how long`() async throws {
        let room = try await Watchroom()
        _ = try await room.found()
        let browser = room.browser("198.51.100.9")
        _ = await browser.get("/en/console/sign-in")
        var last = await browser.get("/en/console/sign-in")
        for _ in 0..<12 {
            last = await browser.send(
                "/en/console/sign-in", [("email", "ada@example.com"), ("password", "not the password at all")])
        }
        #expect(last.status == .tooManyRequests)
        #expect(last.headers["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
        #expect(last.text.contains("Too many attempts"))
    }

    @Test func `a second factor is set up, asked for at the door, and its recovery codes are shown once`() async throws
    {
        let room = try await Watchroom()
        let admin = try await room.found()
        _ = await admin.get("/en/console/account")
        let begun = await admin.send("/en/console/account/second-factor", [("password", Watchroom.password)])
        let secret = try #require(begun.secrets.first)
        #expect(begun.secrets.contains { $0.hasPrefix("otpauth://totp/") })
        let note = try #require(begun.hidden("note", in: "/en/console/account/second-factor/confirm"))
        let code = try Authenticator.code(secret, at: room.clock.now)
        let wrong = await admin.send(
            "/en/console/account/second-factor/confirm",
            [("note", note), ("secret", secret), ("address", ""), ("code", "000000")])
        #expect(wrong.status == .unprocessableContent)
        #expect(wrong.text.contains(secret), "the secret is still there to be typed")
        let on = await admin.send(
            "/en/console/account/second-factor/confirm",
            [("note", note), ("secret", secret), ("address", ""), ("code", code)])
        #expect(on.status == .ok)
        #expect(on.secrets.count == RecoveryCode.atATime)
        #expect(await admin.get("/en/console/account").text.contains("with a password and a code"))

        let other = room.browser()
        _ = await other.get("/en/console/sign-in")
        let first = await other.send(
            "/en/console/sign-in",
            [("email", "ada@example.com"), ("password", Watchroom.password), ("next", "/en/console/audit")])
        #expect(first.status == .ok)
        #expect(first.headers.all("Set-Cookie").isEmpty, "a password alone opens nothing")
        let challenge = try #require(first.hidden("challenge", in: "/en/console/sign-in/code"))
        let second = await other.send(
            "/en/console/sign-in/code",
            [("challenge", challenge), ("next", "/en/console/audit"), ("code", on.secrets[0])])
        #expect(second.location == "/en/console/audit")
        #expect(await other.get("/en/console/audit").status == .ok)
    }

    @Test func `an outage is declared, said, proposed, agreed to by a second person, resolved and opened again`()
        async throws
    {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let writer = try await room.hire("Rosa", [.responder], by: admin)
        let second = try await room.hire("Sven", [.approver], by: admin)

        let page = await writer.get("/en/console/declare")
        let place = try #require(page.text.range(of: "autofocus"))
        #expect(page.text[..<place.lowerBound].contains("name=\"title.en\""), "the keyboard begins in the title")
        #expect(page.text.contains(#"name="from" value="unknown" checked"#), "nobody knows the start by clicking")
        #expect(!page.text.contains("2025-12-04 13:00"), "the present minute stands nowhere as a start")
        let address = try await room.declare(writer, [("sentence", "unavailable")])
        var incident = try await room.incident(address)
        #expect(incident.reference?.rawValue == "AC-1")
        #expect(incident.windows.first?.start == (try Instant(rfc3339: "2025-12-04T11:40:00Z")))
        // A title of one's own waits; the word does not.
        #expect(incident.statements.map(\.subject) == [.title, .update])
        #expect(incident.title[.english]?.hasPrefix("Outage: ") == true)
        #expect(incident.own?.declaredBy.hasPrefix("person:") == true)

        // Free text: previewed, proposed, and not for its author to agree to.
        var shown = await writer.get(address)
        #expect(shown.text.contains("AC-1"))
        let version = try #require(shown.hidden("version", in: address + "/propose"))
        let words = [
            ("text.en", "A cable is cut since {start}."), ("text.fr", "Un câble est coupé."),
            ("text.it", "Un cavo è tagliato."),
        ]
        let preview = await writer.send(
            address + "/propose", words + [("version", version), ("status", "identified"), ("do", "preview")])
        #expect(preview.status == .ok)
        #expect(preview.text.contains("A cable is cut since 12:40 CET (11:40 UTC)."))
        #expect(try await room.incident(address).statements.count == 2, "a preview says nothing")
        let proposed = await writer.send(
            address + "/propose", words + [("version", version), ("status", "identified"), ("do", "send")])
        #expect(proposed.status == .seeOther, "\(proposed.text)")
        shown = await writer.get(address)
        #expect(shown.text.contains("Not public: waits for a second person. Written by Rosa"))

        shown = await second.get(address)
        let overview = await second.get("/en/console")
        #expect(overview.text.contains("Waits for your agreement; written by Rosa"))
        let seen = try #require(shown.hidden("seen", in: address + "/approve"))
        let now = try #require(shown.hidden("version", in: address + "/approve"))
        let stale = await second.send(
            address + "/approve", [("version", now), ("item", "s2"), ("seen", "something else")])
        #expect(stale.status == .conflict)
        let agreed = await second.send(address + "/approve", [("version", now), ("item", "s2"), ("seen", seen)])
        #expect(agreed.status == .seeOther, "\(agreed.text)")
        #expect(try await room.incident(address).statements[1].standing.isPublic)

        // The end, then the return.
        room.clock.move(.minutes(30))
        shown = await writer.get(address)
        let resolved = await writer.send(
            address + "/resolve",
            [
                ("version", try #require(shown.hidden("version", in: address + "/resolve"))),
                ("end", "2025-12-04 13:20"), ("end-zone", "Europe/Paris"), ("sentence", "resolved"), ("do", "send"),
            ])
        #expect(resolved.status == .seeOther, "\(resolved.text)")
        incident = try await room.incident(address)
        #expect(incident.windows.first?.end == (try Instant(rfc3339: "2025-12-04T12:20:00Z")))
        shown = await writer.get(address)
        let reopened = await writer.send(
            address + "/reopen",
            [
                ("version", try #require(shown.hidden("version", in: address + "/reopen"))),
                ("start", "2025-12-04 13:25"), ("start-zone", "Europe/Paris"), ("components", "shop"),
                ("sentence", "recurred"), ("next", "2025-12-04 14:00"), ("next-zone", "Europe/Paris"),
                ("do", "send"),
            ])
        #expect(reopened.status == .seeOther, "\(reopened.text)")
        #expect(try await room.incident(address).windows.count == 2)
        let history = await writer.get(address)
        #expect(history.text.contains("incident.impactWindowRecorded"))
    }

    @Test func `who was too late keeps what they typed, and sees what is there now`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin)
        let version = try #require(await admin.get(address).hidden("version", in: address + "/head"))
        let head = [
            ("version", version), ("severity", "major"), ("components", "shop"), ("brands", "north"),
            ("category", "unknown"), ("responsibility", "unknown"),
        ]
        let first = await admin.send(address + "/head", Watchroom.titles + head)
        #expect(first.status == .seeOther, "\(first.text)")
        let late = await admin.send(
            address + "/head",
            [("title.en", "My own title"), ("title.fr", "Le mien"), ("title.it", "Il mio")] + head)
        #expect(late.status == .conflict)
        #expect(late.text.contains("My own title"))
        #expect(late.text.contains("What you typed is kept"))
        let known = try await room.incident(address)
        #expect(known.severity == .major && known.statements.first?.text[.english] == "Payments fail")
    }

    @Test func `what the desk refuses stands beside its field`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        _ = await admin.get("/en/console/declare")
        let noFrench = await admin.send(
            "/en/console/declare", [("title.en", "Only English"), ("severity", "major"), ("components", "shop")])
        #expect(noFrench.status == .unprocessableContent)
        let field = try #require(noFrench.text.range(of: "id=\"declare-title-fr-problem\""))
        #expect(noFrench.text[field.upperBound...].prefix(200).contains("missing in: fr (North, South), it (South)"))
        #expect(noFrench.text.contains("Only English"))
        let noZone = await admin.send(
            "/en/console/declare",
            Watchroom.titles + [
                ("severity", "major"), ("components", "shop"), ("from", "measured"), ("start", "2025-12-04 12:40"),
            ])
        #expect(noZone.status == .unprocessableContent)
        #expect(noZone.text.contains("A time without its zone is no moment"))
        let future = await admin.send(
            "/en/console/declare",
            Watchroom.titles + [
                ("severity", "major"), ("components", "shop"), ("from", "measured"), ("start", "2030-12-04T12:40Z"),
            ])
        #expect(future.text.contains("id=\"declare-start-problem\""))
        let twice = await admin.send(
            "/en/console/declare",
            Watchroom.titles + [
                ("severity", "major"), ("components", "shop"), ("from", "measured"), ("start", "2025-10-26 02:30"),
                ("start-zone", "Europe/Paris"),
            ])
        #expect(twice.text.contains("Clocks show this time twice"))
    }

    @Test func `a button that is pressed twice declares once`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let key = try #require(await admin.get("/en/console/declare").hidden("key", in: "/en/console/declare"))
        let one = try await room.declare(admin, [("key", key)])
        let two = try await room.declare(admin, [("key", key)])
        #expect(one == two)
        #expect(try await room.desk.site().incidents.count == 1)
    }

    @Test func `a post-mortem is written by one and published by another`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let writer = try await room.hire("Rosa", [.responder], by: admin)
        let address = try await room.declare(writer)
        let editor = address + "/postmortem"
        let page = await writer.get(editor)
        #expect(page.text.contains("name=\"cause.it\""))
        var fields = [("version", try #require(page.hidden("version", in: editor)))]
        for part in ["impact", "cause"] {
            for language in ["en", "fr", "it"] { fields.append(("\(part).\(language)", "\(part) \(language)")) }
        }
        fields += [
            ("action0-symptom.en", "No alarm"), ("action0-action.en", "Add one"), ("action0-owner", "Ada"),
            ("action0-due", "2026-01-31"), ("action0-state", "in-progress"), ("missing", "fr"), ("missing", "it"),
            ("notes.en", "For us alone"),
        ]
        let saved = await writer.send(editor, fields)
        #expect(saved.status == .seeOther, "\(saved.text)")
        let draft = try #require(try await room.incident(address).postmortemDraft)
        #expect(draft.actions.first?.due == (try Instant(rfc3339: "2026-01-31T22:59:00Z")))
        let back = await writer.get(editor)
        #expect(back.text.contains("2026-01-31"))
        #expect(back.hidden("version", in: editor + "/publish") == nil, "who wrote it can't publish it")
        let ready = await admin.get(editor)
        let published = await admin.send(
            editor + "/publish", [("version", try #require(ready.hidden("version", in: editor + "/publish")))])
        #expect(published.status == .seeOther, "\(published.text)")
        let incident = try await room.incident(address)
        #expect(incident.postmortem?.rootCause[.italian] == "cause it")
        #expect(!(await admin.get("/en/console").text.contains("Drafts of post-mortems")))
    }

    @Test func `the catalogue is described by its forms, and a late editor overwrites nobody`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        #expect(await admin.get("/en/console").text.contains("Begin with your organisation"))
        let forms: [(String, [(String, String)])] = [
            ("provider", [("id", "acme"), ("name", "Acme"), ("zone", "Europe/Paris"), ("numbering", "AC-{n}")]),
            (
                "brand",
                [
                    ("id", "north"), ("name", "North"), ("languages", "en"), ("languages", "fr"), ("first", "fr"),
                    ("hosts", "status.example.com"), ("colour", "235a9c"),
                ]
            ),
            (
                "component",
                [("id", "shop"), ("name.en", "Shop"), ("channel", "ecommerce"), ("brands", "north"), ("order", "3")]
            ),
            (
                "sentence",
                [("id", "own"), ("phase", "other"), ("status", "monitoring"), ("text.en", "We watch {components}.")]
            ),
            (
                "series",
                [
                    ("id", "weekly"), ("title.en", "Work"), ("title.fr", "Travaux"), ("components", "shop"),
                    ("start", "2025-12-10 03:00"), ("start-zone", "Europe/Paris"), ("minutes", "30"),
                    ("rhythm", "weekly"), ("interval", "1"),
                ]
            ),
        ]
        for (kind, fields) in forms {
            _ = await admin.get("/en/console/catalogue/\(kind)")
            let saved = await admin.send("/en/console/catalogue/\(kind)", fields)
            #expect(saved.status == .seeOther, "\(kind): \(saved.text)")
        }
        let site = try await room.desk.site()
        #expect(site.brands.first?.languages == [.french, .english])
        #expect(site.components.first?.order == 3)
        #expect(site.series.first?.length == .minutes(30))

        let place = "/en/console/catalogue/brand/north"
        let seen = try #require(await admin.get(place).hidden("seen", in: place))
        func brand(_ name: String) -> [(String, String)] {
            [("seen", seen), ("name", name), ("languages", "en"), ("languages", "fr"), ("first", "fr")]
        }
        #expect(await admin.send(place, brand("Nord")).status == .seeOther)
        let late = await admin.send(place, brand("Boreal"))
        #expect(late.status == .conflict)
        #expect(late.text.contains("Boreal"))
        #expect(late.text.contains("Nord"), "what is there now is shown")
        #expect(try await room.desk.site().brands.first?.name == "Nord")
        let again = await admin.send("/en/console/catalogue/provider", forms[0].1)
        #expect(again.status == .unprocessableContent, "a new one never replaces one that there is")
    }

    @Test func `who forgot the password gets a code from an admin, once and for a day`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        let cleo = try await room.hire("Cleo", [.viewer], by: admin)
        let user = try #require(try await room.access.users(for: room.identity()).first { $0.name == "Cleo" })
        let place = "/en/console/users/\(user.id)"
        func issue() async throws -> String {
            _ = await admin.get(place)
            let issued = await admin.send(place + "/reset", [])
            #expect(issued.status == .ok && issued.text.contains("/en/console/new-password"))
            return try #require(issued.secrets.first)
        }
        func use(_ code: String, _ password: String, from address: String) async -> Browser.Answer {
            let browser = room.browser(address)
            _ = await browser.get("/en/console/new-password")
            return await browser.send(
                "/en/console/new-password", [("code", code), ("password", password), ("again", password)])
        }
        let first = try await issue()
        #expect(!(await admin.get(place).text.contains(first)), "it is shown once")
        let second = try await issue()
        let fresh = "eight green herons wade"
        #expect(await use(first, fresh, from: "198.51.100.20").status == .unprocessableContent, "replaced")
        room.clock.move(.hours(25))
        #expect(await use(second, fresh, from: "198.51.100.20").status == .unprocessableContent, "too old")
        // Who waited a day has no session any more.
        _ = await admin.get("/en/console/sign-in")
        _ = await admin.send(
            "/en/console/sign-in", [("email", "ada@example.com"), ("password", Watchroom.password)])
        let third = try await issue()
        #expect(await use(third, fresh, from: "198.51.100.20").location == "/en/console/sign-in?done=password")
        #expect(await use(third, fresh, from: "198.51.100.20").status == .unprocessableContent, "used")
        #expect(await cleo.get("/en/console/account").status == .seeOther, "all sessions end")
        // Guesses are counted by where they come from.
        var last = HTTPStatus.ok
        for _ in 0..<12 {
            last = await use("aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa", fresh, from: "198.51.100.21").status
        }
        #expect(last == .tooManyRequests)
        let audit = await admin.get("/en/console/audit")
        #expect(audit.text.contains("user.resetIssued") && audit.text.contains("user.passwordSet"))
        #expect(!audit.text.contains(third))
    }

    @Test func `one's own address is changed with the password, and what is wrong stands beside its field`()
        async throws
    {
        let room = try await Watchroom()
        let admin = try await room.found()
        let cleo = try await room.hire("Cleo", [.viewer], by: admin)
        func change(_ email: String, _ password: String = Watchroom.password) async -> Browser.Answer {
            _ = await cleo.get("/en/console/account")
            return await cleo.send("/en/console/account/email", [("email", email), ("password", password)])
        }
        let wrong = await change("cleo@new.example", "not the password at all")
        #expect(wrong.status == .unprocessableContent && wrong.text.contains("email-password-problem"))
        #expect(wrong.text.contains("value=\"cleo@new.example\""))
        #expect(await change("nothing").text.contains("one looks like name@example.com"))
        #expect(await change("ada@example.com").status == .conflict)
        #expect(await change("cleo@new.example").location == "/en/console/account?done=email")
        #expect(await cleo.get("/en/console/account?done=email").text.contains("You sign in with the new address"))
        #expect(await admin.get("/en/console/audit").text.contains("user.emailChanged"))
        let again = room.browser("198.51.100.30")
        _ = await again.get("/en/console/sign-in")
        #expect(
            await again.send(
                "/en/console/sign-in", [("email", "cleo@new.example"), ("password", Watchroom.password)]
            ).status == .seeOther)
    }

    @Test func `a token's secret and an invitation's code are shown once`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        _ = await admin.get("/en/console/tokens")
        let issued = await admin.send(
            "/en/console/tokens", [("name", "nightly-export"), ("days", "30"), ("scopes", "declareAndUpdate")])
        let secret = try #require(issued.secrets.first)
        #expect(secret.hasPrefix("vigie_"))
        let list = await admin.get("/en/console/tokens")
        #expect(list.text.contains("nightly-export"))
        #expect(!list.text.contains(secret))
        let token = try #require(list.hidden("token", in: "/en/console/tokens/revoke"))
        #expect(await admin.send("/en/console/tokens/revoke", [("token", token)]).status == .seeOther)
        #expect(!(await admin.get("/en/console/tokens").text.contains("nightly-export")))
        let audit = await admin.get("/en/console/audit")
        #expect(audit.text.contains("token.issued"))
        #expect(audit.text.contains("Ada"))
        #expect(!audit.text.contains(secret))
    }
}
