import Foundation
import Testing

/// Forms outside the console, for who is signed in there: through the built program, from elsewhere than its machine.
@Suite struct SignedInTests {
    /// The form, what it sends that changes nothing, and what is said where somebody may.
    private static let forms: [(path: String, fields: [(String, String)], sources: Bool, admitted: Int)] = [
        ("/en/follow", [("vendor", "nobody-at-all")], true, 422),
        ("/en/follow/remove", [("provider", "nobody-at-all")], true, 404),
        ("/en/events/tsr-1532/join", [("incident", "tsr-1532"), ("reason", "x")], true, 422),
        ("/en/events/tsr-1532/split", [("incident", "tsr-1532"), ("reason", "")], true, 422),
        ("/en/alerts/routes", [("name", "x")], false, 422),
        ("/en/alerts/routes/nowhere", [("to", "ops-chat")], false, 404),
        ("/en/alerts/routes/nowhere/remove", [("route", "nowhere")], false, 404),
        ("/en/alerts/outbox/nothing/resend", [("message", "x")], false, 404),
        ("/en/alerts/channels/nothing/test", [("channel", "nothing")], false, 404),
    ]

    @Test func `this machine approves while nobody works here, and is no second person from the first admin on`() throws
    {
        let folder = try Folder()
        let configuration = try folder.write("vigie.yaml", "data: \(folder.file("data"))\n")
        let program = try ServingProgram(["--demo", "--config", configuration], folder: folder)
        func approve() throws -> (status: Int, body: String) {
            try program.get(
                "/api/desk/incidents/nowhere/orders", headers: ["Content-Type: application/json"],
                options: ["--data-binary", #"{"order": "approve", "statement": "s1", "text": {"en": "Words"}}"#])
        }
        // It may, and there is nothing to approve.
        #expect(try approve().status == 404)
        _ = try Browser.firstAdmin(program, folder)
        let refused = try approve()
        #expect(refused.status == 403)
        #expect(refused.body.contains("A second person has a name"))
    }

    @Test func `each role may at the forms of the pages what it may in the console`() throws {
        let folder = try Folder()
        // With an address of its own, pages that all share hold no forms.
        let configuration = try folder.write(
            "vigie.yaml", "data: \(folder.file("data"))\npublic_urls: [\"https://status.example.com\"]\n")
        let program = try ServingProgram(["--demo", "--config", configuration], folder: folder)
        let admin = try Browser.firstAdmin(program, folder)
        var browsers = ["admin": admin, "nobody": Browser(program, folder)]
        for role in ["viewer", "responder", "communicator", "approver"] {
            browsers[role] = try admin.hire(role, folder)
        }
        for (role, browser) in browsers.sorted(by: { $0.key < $1.key }) {
            let managesSources = ["responder", "communicator", "admin"].contains(role)
            for form in Self.forms {
                _ = try browser.get("/en/console/account")
                let token = browser.formToken
                let answer = try browser.send(form.path, form.fields)
                let may = form.sources ? managesSources : role == "admin"
                let expected = role == "nobody" ? 401 : may ? form.admitted : 403
                #expect(answer.status == expected, "\(form.path) as \(role)")
                guard may else { continue }
                // Without the token, with another's, or from another site it is nobody's form.
                let tries: [(String, [String]?)] = [
                    ("", nil), (String(repeating: "A", count: 43), nil),
                    (token, ["Sec-Fetch-Site: cross-site"]), (token, ["Origin: https://evil.example"]),
                ]
                for (token, from) in tries {
                    let forged = try browser.send(form.path, form.fields, token: token, from: from)
                    #expect(forged.status == 403, "\(form.path) as \(role) with \(token) from \(from ?? [])")
                }
            }
            for path in ["/en/alerts", "/en/alerts/routes", "/en/alerts/explain?incident=tsr-1532"] {
                let answer = try browser.get(path)
                // Whoever works at night sees whether somebody was called; routes are for admins.
                let may = role == "admin" || managesSources && !path.hasSuffix("/routes")
                #expect(answer.status == (may ? 200 : role == "nobody" ? 303 : 403), "\(path) as \(role)")
                guard may else { continue }
                let offers = answer.body.contains("action=\"/en/alerts/") || answer.body.contains("/en/alerts/routes")
                if path == "/en/alerts" { #expect(offers == (role == "admin"), "\(path) as \(role)") }
            }
            // Pages that everybody reads: with forms for those who may send them, and with the token in each.
            for path in ["/en/follow", "/en/events/tsr-1532"] {
                let answer = try browser.get(path)
                #expect(answer.status == 200)
                #expect(answer.body.contains(">Console</a>") == (role != "nobody"), "\(path) as \(role)")
                let posts = answer.body.ranges(of: "method=\"post\"").count
                #expect((posts > 0) == managesSources, "\(path) as \(role)")
                #expect(answer.body.ranges(of: "name=\"form\"").count == posts, "\(path) as \(role)")
                #expect(answer.body.contains("Your roles do not let you") == (!managesSources && role != "nobody"))
                #expect(answer.body.contains("no-store") == (role != "nobody"), "\(path) as \(role)")
            }
        }
        #expect(program.stop() == 0)
    }

    @Test func `who has the data in hand lets the only admin in again`() throws {
        let folder = try Folder()
        let data = folder.file("data")
        let program = try ServingProgram(["--data", data], folder: folder)
        _ = try Browser.firstAdmin(program, folder)
        // One process writes the file.
        let beside = try BuiltProgram.run(["rescue", "--data", data, "ada@example.com"])
        #expect(beside.status != 0 && beside.error.contains("another"), "\(beside.error)")
        #expect(program.stop() == 0)
        #expect(try BuiltProgram.run(["rescue", "--data", data, "eve@example.com"]).status == 65)
        let rescued = try BuiltProgram.run(["rescue", "--json", "--data", data, "ada@example.com"])
        #expect(rescued.status == 0, "\(rescued.error)\(rescued.output)")
        let code = try #require(rescued.output.firstMatch(of: #/"code": *"([a-z0-9-]+)"/#).map { String($0.1) })
        let again = try ServingProgram(["--data", data], folder: folder)
        let browser = Browser(again, folder)
        _ = try browser.get("/en/console/new-password")
        let fresh = "eight green herons wade"
        let set = try browser.send(
            "/en/console/new-password", [("code", code), ("password", fresh), ("again", fresh)])
        #expect(Browser.location(set) == "/en/console/sign-in?done=password")
        _ = try browser.get("/en/console/sign-in")
        let entered = try browser.send("/en/console/sign-in", [("email", "ada@example.com"), ("password", fresh)])
        #expect(Browser.location(entered) == "/en/console")
        #expect(try browser.get("/en/console/audit").body.contains("system:rescue"))
        #expect(again.stop() == 0)
    }

    @Test func `somebody joins two incidents by the page's own form, in their name`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        let admin = try Browser.firstAdmin(program, folder)
        let rita = try admin.hire("responder", folder)
        let visitor = Browser(program, folder)
        // Whoever wants to see alerts signs in and is there.
        let sent = try visitor.get("/en/alerts")
        #expect(Browser.location(sent) == "/en/console/sign-in?next=%2Fen%2Falerts")
        _ = try visitor.get(Browser.location(sent))
        let signedIn = try visitor.send(
            "/en/console/sign-in",
            [("email", "ada@example.com"), ("password", Browser.password), ("next", "/en/alerts")])
        #expect(Browser.location(signedIn) == "/en/alerts")
        #expect(try visitor.get("/en/alerts").body.contains(">Ada</a>"))

        _ = try rita.get("/en/events/tsr-1532")
        let joined = try rita.send(
            "/en/events/tsr-1532/join", [("incident", "tsr-1023"), ("reason", "The same team tells both.")])
        #expect(joined.status == 303)
        // Pages follow within moments, or later where the machine has much else to do.
        let deadline = Date().addingTimeInterval(30)
        var page = try rita.follow(Browser.location(joined)).body
        while !page.contains("The same team tells both."), Date() < deadline {
            usleep(100_000)
            page = try rita.follow("/en/events/tsr-1532").body
        }
        #expect(page.contains("The same team tells both."))
        let audit = try admin.get("/en/console/audit")
        #expect(audit.body.contains("responder"))
        // A session that ended is nobody's.
        _ = try rita.get("/en/events/tsr-1532")
        let token = rita.formToken
        _ = try rita.get("/en/console/account")
        #expect(try rita.send("/en/console/sign-out", []).status == 303)
        let late = try rita.send(
            "/en/events/tsr-1532/join", [("incident", "tsr-1023"), ("reason", "x")], token: token)
        #expect(late.status == 401)
        #expect(program.stop() == 0)
    }
}
