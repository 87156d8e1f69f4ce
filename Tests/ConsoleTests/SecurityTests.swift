import Access
import Foundation
import HTTP
import Journal
import StoreSQLite
import Telling
import Testing
import Vocabulary

@testable import Console

/// Who may what, at every address; forms of strangers; sessions of strangers; text that would be script.
@Suite struct SecurityTests {
    /// Somebody at the door, as each route sees them.
    private enum Visitor: Hashable, CaseIterable {
        case nobody, expired, tokenOfSmallScope, viewer, responder, communicator, approver, admin

        var role: Role? {
            switch self {
            case .nobody, .expired, .tokenOfSmallScope: nil
            case .viewer: .viewer
            case .responder: .responder
            case .communicator: .communicator
            case .approver: .approver
            case .admin: .admin
            }
        }
    }

    /// The address of a route with something in its places.
    private static func target(_ route: ConsoleRoute, _ incident: String) -> String {
        ConsoleSurface.pattern(route, .english).replacing("/en/console/incidents/:incident", with: incident)
            .replacing(":kind", with: "sentence").replacing(":item", with: "resolved")
            .replacing(":case", with: "1")
            .replacing(":picture", with: "x").replacing(":subscriber", with: "x")
            .replacing(":user", with: "zzzzzzzzzzzzzzzz")
    }

    @Test func `every route admits whom its table names, and refuses everybody else`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        var browsers: [Visitor: Browser] = [.nobody: room.browser("198.51.100.1"), .admin: admin]
        for visitor in Visitor.allCases where visitor.role != nil && visitor != .admin {
            browsers[visitor] = try await room.hire("\(visitor)", [try #require(visitor.role)], by: admin)
        }
        let expired = try await room.hire("Gone", [.admin], by: admin)
        _ = await expired.get("/en/console/account")
        #expect(await expired.send("/en/console/account/sessions/revoke-others", []).status == .seeOther)
        let kept = expired.cookies
        _ = await expired.get("/en/console/account")
        #expect(await expired.send("/en/console/sign-out", []).status == .seeOther)
        expired.cookies = kept
        browsers[.expired] = expired
        _ = await admin.get("/en/console/tokens")
        let issued = await admin.send("/en/console/tokens", [("name", "t"), ("days", "1"), ("scopes", "look")])
        let secret = try #require(issued.secrets.first)
        browsers[.tokenOfSmallScope] = room.browser("198.51.100.2")
        let incident = try await room.declare(admin)

        for route in ConsoleRoute.allCases
        where route != .style && route != .script && route != .signOutSent {
            let target = Self.target(route, incident)
            #expect(!target.contains(":"), "the test knows no value for a place of \(target)")
            for visitor in Visitor.allCases {
                let browser = try #require(browsers[visitor])
                let headers = visitor == .tokenOfSmallScope ? [("Authorization", "Bearer " + secret)] : []
                let before = try await room.store.head().position
                // The token of the forms is right, so that nothing but who asks can be what is refused.
                _ = await browser.get(visitor.role == nil ? "/en/console/sign-in" : "/en/console/account")
                let answer =
                    route.method == .get
                    ? await browser.get(target, headers)
                    : route.takesFile
                        ? await browser.send(target, file: "picture", [], headers)
                        : await browser.send(target, [], headers)
                let isAdmitted: Bool =
                    switch route.need {
                    case .nobody: visitor != .tokenOfSmallScope
                    case .person: visitor.role != nil
                    case .rights(let rights): rights.allSatisfy { visitor.role?.grants($0) ?? false }
                    }
                let place = "\(route) as \(visitor): \(answer.status) \(answer.location ?? "")"
                if isAdmitted {
                    #expect(answer.status != .forbidden && answer.status != .unauthorized, "\(place)")
                    let isSentAway = answer.location?.contains("/sign-in") == true && route.need != .nobody
                    #expect(!isSentAway, "\(place)")
                } else if visitor == .nobody || visitor == .expired {
                    if route.method == .get {
                        #expect(
                            answer.status == .seeOther && answer.location?.contains("/sign-in?next=") == true,
                            "\(place)")
                    } else {
                        #expect(answer.status == .unauthorized, "\(place)")
                    }
                } else {
                    #expect(answer.status == .forbidden, "\(place)")
                }
                if !isAdmitted { #expect(try await room.store.head().position == before, "\(place) left an entry") }
            }
        }
    }

    @Test func `what tells readers something takes the right to publish a sentence`() {
        let telling: [ConsoleRoute] = [
            .plan, .planSent, .planMoved, .planBegun, .planCompleted, .planCancelled, .shown, .embargoed, .withheld,
            .reopened, .resolved,
        ]
        for route in telling {
            #expect(route.need == .rights([.declareAndUpdate, .publishSentence]), "\(route)")
        }
    }

    @Test func `a form without its token, with another's, or from another site changes nothing`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let other = try await room.hire("Otto", [.admin], by: admin)
        let incident = try await room.declare(admin)
        _ = await other.get("/en/console/account")
        let strange = other.formToken
        #expect(!strange.isEmpty)
        _ = await admin.get("/en/console/account")
        let own = admin.formToken
        let ours = [("Origin", "https://" + Watchroom.host), ("Sec-Fetch-Site", "same-origin")]
        let tries: [(String, String, [(String, String)])] = [
            ("no token", "", ours), ("a wrong token", String(repeating: "A", count: 43), ours),
            ("another session's token", strange, ours),
            ("another site's Origin", own, [("Origin", "https://evil.example")]),
            ("an Origin that hides itself", own, [("Origin", "null")]),
            ("another site's fetch", own, [("Sec-Fetch-Site", "cross-site")]),
            ("a neighbour's fetch", own, [("Sec-Fetch-Site", "same-site")]),
            ("another type", own, ours + [("Content-Type", "text/plain")]),
        ]
        for route in ConsoleRoute.allCases where route.method == .post {
            for (what, token, headers) in tries {
                let before = try await room.store.head().position
                let answer = await admin.send(Self.target(route, incident), [], token: token, headers)
                let isRefused = answer.status == .forbidden || answer.status == .unprocessableContent
                #expect(isRefused, "\(route) with \(what): \(answer.status)")
                #expect(answer.headers.all("Set-Cookie").isEmpty, "\(route) with \(what)")
                #expect(try await room.store.head().position == before, "\(route) with \(what) left an entry")
            }
        }
    }

    @Test func `a visitor's forms at the door have a token of their own`() async throws {
        let room = try await Watchroom()
        _ = try await room.found()
        let browser = room.browser("198.51.100.7")
        _ = await browser.get("/en/console/sign-in")
        let visitor = try #require(browser.cookies["__Host-vigie-visitor"])
        #expect(!browser.page.contains(visitor), "the token is made of the cookie and is not the cookie")
        let fields = [("email", "ada@example.com"), ("password", Watchroom.password)]
        let without = await browser.send("/en/console/sign-in", fields, token: "")
        #expect(without.status == .forbidden)
        #expect(await browser.get("/en/console/sign-in").status == .ok)
        #expect(await browser.send("/en/console/sign-in", fields).status == .seeOther)
    }

    @Test func `signing in gives a new session, whatever the browser brought`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        let planted = try #require(admin.cookies["__Host-vigie-session"])
        // Somebody plants a session of their own before the victim signs in.
        let victim = room.browser("198.51.100.8")
        _ = await victim.get("/en/console/sign-in")
        victim.cookies["__Host-vigie-session"] = String(repeating: "A", count: 43)
        _ = await victim.get("/en/console/sign-in")
        let answer = await victim.send(
            "/en/console/sign-in", [("email", "ada@example.com"), ("password", Watchroom.password)])
        #expect(answer.status == .seeOther)
        let fresh = try #require(victim.cookies["__Host-vigie-session"])
        #expect(fresh != planted && fresh != String(repeating: "A", count: 43))
        let field = try #require(answer.headers.all("Set-Cookie").first { $0.contains("vigie-session") })
        for part in ["__Host-", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            #expect(field.contains(part), "\(part) in \(field)")
        }
        #expect(!field.contains("Domain"))
        // A real session that the browser had ends when somebody else signs in with it.
        let shared = room.browser("198.51.100.9")
        shared.cookies = ["__Host-vigie-session": planted]
        _ = await shared.get("/en/console/account")
        #expect(shared.page.contains("Ada"))
        let again = await shared.send(
            "/en/console/sign-in", [("email", "ada@example.com"), ("password", Watchroom.password)])
        #expect(again.status == .seeOther)
        #expect(shared.cookies["__Host-vigie-session"] != planted)
        #expect(await admin.get("/en/console").location?.contains("sign-in") == true, "the planted one is over")
    }

    @Test func `signing out ends the session, not only the cookie`() async throws {
        let room = try await Watchroom()
        let admin = try await room.found()
        let cookies = admin.cookies
        _ = await admin.get("/en/console/account")
        #expect(await admin.send("/en/console/sign-out", []).status == .seeOther)
        admin.cookies = cookies
        #expect(await admin.get("/en/console").status == .seeOther)
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example/en/console", "/en/consolefake", "/\\evil.example", "/en/",
        "javascript:alert(1)",
        "/en/console/../../evil",
    ])
    func `signing in leads to pages of ours only`(_ next: String) async throws {
        let room = try await Watchroom()
        _ = try await room.found()
        let browser = room.browser()
        _ = await browser.get("/en/console/sign-in")
        let answer = await browser.send(
            "/en/console/sign-in",
            [("email", "ada@example.com"), ("password", Watchroom.password), ("next", next)])
        let location = try #require(answer.location)
        #expect(location.hasPrefix("/en/console"))
        #expect(next.contains("..") || location == "/en/console")
    }

    /// Text that ends an attribute, an element or a textarea, and begins a script.
    private static let script = "\"'></textarea></option></p><script>alert(1)</script><img src=x onerror=alert(1)>"

    @Test func `text that would run as script comes out as text, in every field of every form`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin, [("sentence", "unavailable")])
        func check(_ answer: Browser.Answer, _ place: String) {
            // The console's own script, where something goes on, and nothing beside it.
            let text = answer.text.replacing(#/<script src="\/console\.js\?v=[0-9a-f]+" defer><\/script>/#, with: "")
            #expect(!text.contains("<script"), "\(place)")
            #expect(!answer.text.contains("<img"), "\(place)")
        }
        // Whatever a page's forms have as fields gets the text, refused or taken.
        let pages = [
            "/en/console/declare", "/en/console/plan", address, address + "/postmortem", "/en/console/account",
            "/en/console/tokens", "/en/console/users", "/en/console/catalogue/provider", "/en/console/catalogue/brand",
            "/en/console/catalogue/component", "/en/console/catalogue/sentence", "/en/console/catalogue/series",
            "/en/console/subscribers", "/en/console/moving", "/en/console/forgotten-password",
        ]
        for page in pages {
            let shown = await admin.get(page)
            for form in Forms.all(in: shown.text) where !form.action.hasSuffix("/sign-out") {
                _ = await admin.get(page)
                let fields = form.fields.map { field -> (String, String) in
                    field.isText ? (field.name, Self.script) : (field.name, field.value)
                }
                check(await admin.send(form.action, fields), form.action)
                let wild = form.fields.filter { $0.name != "version" }.map { ($0.name, Self.script) }
                check(await admin.send(form.action, wild), form.action + " in every field")
            }
        }
        for page in pages + ["/en/console", "/en/console/incidents", "/en/console/catalogue", "/en/console/audit"] {
            check(await admin.get(page), page)
        }
        // What was taken is shown, as text.
        _ = await admin.get("/en/console/tokens")
        #expect((await admin.get("/en/console/catalogue")).text.contains("&lt;script&gt;"))
        #expect((await admin.get(address)).text.contains("&lt;script&gt;"))
    }

    @Test(arguments: LanguagePack.all.map(\.language))
    func `every page is whole in each language, without a word that is missing`(_ language: Language) async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin, [("sentence", "unavailable"), ("p1", "yes")])
        for route in ConsoleRoute.allCases where route.method == .get && route != .style && route != .script {
            let target = Self.target(route, address).replacing("/en/console", with: "/\(language)/console")
            let answer = await admin.get(target)
            guard answer.status == .ok else { continue }
            #expect(answer.text.contains("<html lang=\"\(language)\">"), "\(target)")
            #expect(answer.headers["Content-Language"] == language.code)
            let identifiers = answer.text.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
            #expect(
                Set(identifiers).count == identifiers.count, "an id stands twice in \(target): \(identifiers.sorted())")
            for label in answer.text.matches(of: #/<label for="([^"]*)"/#).map({ String($0.1) }) {
                #expect(identifiers.contains(label), "a label of nothing in \(target): \(label)")
            }
            for phrase in ConsolePhrase.allCases where phrase.rawValue.contains(where: \.isUppercase) {
                #expect(!answer.text.contains(">" + phrase.rawValue + "<"), "\(phrase) has no words in \(target)")
            }
        }
    }

    @Test func `no two routes have one address, and every one is in the router`() async throws {
        let room = try await Watchroom()
        let addresses = ConsoleRoute.allCases.map { "\($0.method) \($0.pattern)" }
        #expect(Set(addresses).count == addresses.count)
        let known = Set(room.router.routes.map { "\($0.method) \($0.pattern)" })
        for language in LanguagePack.all.map(\.language) {
            for route in ConsoleRoute.allCases {
                #expect(known.contains("\(route.method) \(ConsoleSurface.pattern(route, language))"))
            }
        }
    }
}

/// The forms of a page, read from its HTML.
enum Forms {
    struct Field {
        var name: String
        var value: String
        var isText: Bool
    }

    struct Form {
        var action: String
        var fields: [Field]
    }

    static func all(in page: String) -> [Form] {
        page.components(separatedBy: "<form ").dropFirst().map { part in
            let text = part.components(separatedBy: "</form>")[0]
            let action = text.firstMatch(of: #/action="([^"]*)"/#).map { String($0.1) } ?? ""
            var fields: [Field] = []
            for match in text.matches(of: #/<(input|textarea|select) ([^>]*)>/#) {
                let attributes = String(match.2)
                func value(_ name: String) -> String? {
                    attributes.components(separatedBy: " \(name)=\"").dropFirst().first?
                        .components(separatedBy: "\"").first
                }
                guard
                    let name = (" " + attributes).components(separatedBy: " name=\"").dropFirst().first?
                        .components(separatedBy: "\"").first, name != "form"
                else { continue }
                let type = value("type") ?? (attributes.hasPrefix("type=") ? "" : "")
                let isChoice = type == "checkbox" || type == "radio"
                if isChoice, !attributes.contains("checked") { continue }
                let isText = match.1 == "textarea" || type == "text" || type == "email"
                // The first option stands for a select; times and names in addresses must stay what they are.
                let first =
                    match.1 == "select"
                    ? text[match.range.upperBound...].firstMatch(of: #/<option value="([^"]*)"/#).map { String($0.1) }
                    : nil
                let known = first ?? value("value") ?? ""
                let keeps = [
                    "start", "end", "at", "until", "next", "id", "zone", "days", "minutes", "interval", "order",
                    "numbering",
                ]
                fields.append(
                    Field(
                        name: name, value: name == "id" ? "made-here" : known, isText: isText && !keeps.contains(name)))
            }
            return Form(action: action, fields: fields)
        }
    }
}
