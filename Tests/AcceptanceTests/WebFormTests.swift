import Foundation
import Testing

/// The forms of the pages, through the built program on a real file.
@Suite struct WebFormTests {
    private static let form = "Content-Type: application/x-www-form-urlencoded"

    /// A form as a browser of this machine sends it; the answer with its head.
    private func post(
        _ program: ServingProgram, _ path: String, _ fields: [(String, String)], headers: [String] = [],
        type: String = form
    ) throws -> (status: Int, body: String) {
        let body = fields.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }.joined(separator: "&")
        return try program.get(
            path,
            headers: [type, "Accept: text/html", "Sec-Fetch-Site: same-origin", "Origin: " + program.base] + headers,
            options: ["-i", "--data-binary", body])
    }

    private func location(_ answer: (status: Int, body: String)) -> String {
        answer.body.firstMatch(of: #/(?i)location: (\S+)/#).map { String($0.1) } ?? ""
    }

    /// The first page that is followed, as soon as the API shows it.
    private func followed(_ program: ServingProgram) throws -> String? {
        let deadline = Date().addingTimeInterval(30)
        while Date() < deadline {
            let pages = try program.get("/api/pages").body
            if let match = pages.firstMatch(of: #/"provider": "([a-z0-9-]+)"/#) { return String(match.1) }
            usleep(20_000)
        }
        return nil
    }

    private func configuration(_ folder: Folder) throws -> String {
        let url = try folder.write("url", "http://127.0.0.1:9/ops")
        return try folder.write(
            "vigie.yaml",
            """
            data: \(folder.file("data"))
            alerts:
              allowed_targets: ["127.0.0.0/8"]
              channels:
                - {name: ops-chat, kind: slack, url: "file:\(url)"}
              routes:
                - {name: all-that-hurts, severity: major, to: [ops-chat]}
            """)
    }

    @Test func `events are joined and taken apart, and the page that follows shows it`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        let joined = try post(
            program, "/en/events/tsr-1532/join",
            [("incident", program.base + "/en/incidents/tsr-1023"), ("reason", "The same team tells both.")])
        #expect(joined.status == 303)
        let event = location(joined)
        #expect(event.hasPrefix("/en/events/") && event.hasSuffix("?done=1"))
        let page = try program.get(event)
        #expect(page.status == 200)
        #expect(page.body.contains("The same team tells both."))
        #expect(page.body.contains("tsr-1023") && page.body.contains("tsr-1532"))
        let linked = try program.get("/api/linked/tsr-1532")
        #expect(linked.body.contains("tsr-1023"))
        let name = String(event.split(separator: "/")[2].prefix { $0 != "?" })
        let apart = try post(
            program, "/en/events/\(name)/split", [("incident", "tsr-1532"), ("reason", "Months lie between them.")])
        #expect(apart.status == 303)
        #expect(try !program.get("/api/linked/tsr-1532").body.contains("tsr-1023"))
        #expect(program.stop() == 0)
    }

    @Test func `a wrong word on an event comes back with the reason beside the field`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        let wrong: [([(String, String)], String)] = [
            ([("incident", "no<b>body"), ("reason", "x")], "no&lt;b&gt;body"),
            ([("incident", "nowhere"), ("reason", "x")], "nowhere"),
            ([("incident", "tsr-1532"), ("reason", "x")], "the same incident"),
            ([("incident", "tsr-1023"), ("reason", "")], "Say in a few words why"),
        ]
        for (fields, said) in wrong {
            let answer = try post(program, "/en/events/tsr-1532/join", fields)
            #expect((400...499).contains(answer.status), "\(fields)")
            #expect(answer.body.contains("aria-invalid=\"true\"") && answer.body.contains(said), "\(fields)")
            #expect(!answer.body.contains("<b>body"))
        }
        #expect(try post(program, "/en/events/Not%20One/join", [("incident", "a"), ("reason", "b")]).status == 404)
        #expect(try program.get("/en/events/tsr-1532/join").status == 405)
    }

    @Test func `following is refused beside the field, and letting go is shown`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        for url in ["", "not an address", "http://10.0.0.1/status", "ftp://status.example.com"] {
            let answer = try post(program, "/fr/follow", [("url", url)])
            #expect((400...499).contains(answer.status), "\(url)")
            #expect(
                answer.body.contains("<html lang=\"fr\"") && answer.body.contains("aria-invalid=\"true\""), "\(url)")
        }
        let unknown = try post(program, "/en/follow", [("vendor", "nobody-at-all")])
        #expect(unknown.status == 422 && unknown.body.contains("nobody-at-all"))
        #expect(try post(program, "/en/follow/remove", [("provider", "nobody-at-all")]).status == 404)
        // The demo follows its stand-ins.
        #expect(program.waitForLog("a page is followed"))
        let provider = try #require(try followed(program))
        let gone = try post(program, "/it/follow/remove", [("provider", provider)])
        #expect(gone.status == 303)
        #expect(location(gone) == "/it/follow?unfollowed=\(provider)")
        #expect(try !program.get("/api/pages").body.contains("\"provider\": \"\(provider)\""))
        #expect(try program.get(location(gone)).body.contains("<html lang=\"it\""))
    }

    @Test func `a route is made, explained, changed and removed on the pages`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--config", try configuration(folder)], folder: folder)
        #expect(program.waitForLog("alert routes recorded"))
        let made = try post(
            program, "/en/alerts/routes",
            [
                ("name", "card-people"), ("to", "ops-chat"), ("kinds", "incident"), ("kinds", "recurrence"),
                ("severity", "minor"), ("providers", "payplug"), ("services", "3ds"), ("quiet_from", "22:00"),
                ("quiet_to", "07:00"), ("zone", "Europe/Paris"), ("digest", "none"), ("digest_at", "08:00"),
                ("passes", "critical"), ("language", "fr"),
            ])
        #expect(made.status == 303)
        let list = try program.get(location(made))
        #expect(list.status == 200)
        #expect(list.body.contains("The route card-people stands."))
        #expect(list.body.contains("From a person") && list.body.contains("From the configuration"))
        #expect(list.body.contains("Quiet from 22:00 to 07:00 (Europe/Paris)."))
        #expect(!list.body.contains("127.0.0.1:9"), "the address of a channel is never shown")
        let explained = try program.get("/en/alerts/explain?incident=tsr-1532", options: ["-i"])
        #expect(explained.status == 200)
        #expect(explained.body.lowercased().contains("cache-control: no-store"))
        #expect(explained.body.contains("Would be told: ops-chat."))
        let api = try program.get("/api/alerts/explain/tsr-1532")
        #expect(api.body.contains("\"route\": \"card-people\""))
        let changed = try post(
            program, "/en/alerts/routes/card-people",
            [("to", "ops-chat"), ("kinds", "unreadable"), ("zone", "UTC"), ("passes", "nothing"), ("language", "en")])
        #expect(changed.status == 303)
        #expect(try program.get("/en/alerts").body.contains("pages that can’t be read"))
        let removed = try post(program, "/en/alerts/routes/card-people/remove", [("route", "card-people")])
        #expect(location(removed) == "/en/alerts?done=removed&name=card-people")
        #expect(try program.get("/en/alerts/routes/card-people").status == 404)
        let check = try BuiltProgram.run(["alerts", "routes", "--json", "--data", folder.file("data")])
        #expect(!check.output.contains("card-people"))
    }

    @Test func `what is wrong with a route is said beside its field, and what was typed stands there again`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--config", try configuration(folder)], folder: folder)
        #expect(program.waitForLog("alert routes recorded"))
        let wrong: [([(String, String)], String)] = [
            ([("name", "No Name"), ("to", "ops-chat"), ("kinds", "incident")], "“No Name” is no name for a route"),
            ([("name", "all-that-hurts"), ("to", "ops-chat"), ("kinds", "incident")], "a route of this name already"),
            ([("name", "x"), ("kinds", "incident")], "Choose at least one channel."),
            ([("name", "x"), ("to", "ops-chat")], "Choose at least one."),
            ([("name", "x"), ("to", "nowhere"), ("kinds", "incident")], "“nowhere” is none of the choices."),
            (
                [("name", "x"), ("to", "ops-chat"), ("kinds", "incident"), ("quiet_from", "25:00"), ("quiet_to", "7")],
                "“25:00” is no time of day"
            ),
            (
                [("name", "x"), ("to", "ops-chat"), ("kinds", "incident"), ("quiet_from", "22:00")],
                "Give both times, or neither."
            ),
            (
                [("name", "x"), ("to", "ops-chat"), ("kinds", "incident"), ("zone", "Mars/Base")],
                "There is no zone “Mars/Base”"
            ),
            (
                [("name", "x"), ("to", "ops-chat"), ("kinds", "incident"), ("providers", "<script>")],
                "“&lt;script&gt;” is no name"
            ),
        ]
        for (fields, said) in wrong {
            let answer = try post(program, "/en/alerts/routes", fields)
            #expect(answer.status == 422, "\(fields)")
            #expect(answer.body.contains(said), "\(fields)")
            #expect(!answer.body.contains("<script>"))
        }
        #expect(try post(program, "/en/alerts/routes", [("nome", "x")]).status == 400)
        #expect(try post(program, "/en/alerts/routes", [("name", "x"), ("name", "y")]).status == 400)
        #expect(try post(program, "/en/alerts/routes/nowhere", [("to", "ops-chat")]).status == 404)
        #expect(try post(program, "/en/alerts/outbox/nothing/resend", [("message", "x")]).status == 404)
        let tested = try post(program, "/en/alerts/channels/ops-chat/test", [("channel", "ops-chat")])
        #expect(tested.status == 422)
        #expect(tested.body.contains("ops-chat did not take the message"))
    }

    @Test func `strangers, other sites and other names change nothing and see nothing of alerts`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--config", try configuration(folder)], folder: folder)
        let before = try program.get("/api").body.firstMatch(of: #/"position": (\d+)/#).map { String($0.1) }
        let strangers: [(String, Int)] = [
            ("Sec-Fetch-Site: cross-site", 403), ("Origin: https://evil.example", 403), ("Host: evil.example", 403),
            ("X-Forwarded-For: 203.0.113.7", 401), ("Authorization: Bearer guess", 401),
        ]
        for (header, status) in strangers {
            for path in ["/en/alerts/routes", "/en/follow/remove", "/en/events/tsr-1532/join"] {
                let answer = try program.get(
                    path, headers: [Self.form, "Accept: text/html", header], options: ["-d", "provider=payplug"])
                #expect(answer.status == status, "\(header) \(path)")
            }
            for path in ["/en/alerts", "/en/alerts/routes", "/en/alerts/explain?incident=tsr-1532"] {
                let answer = try program.get(path, headers: ["Accept: text/html", header], options: ["-i"])
                // A reader who is nobody yet may be somebody: they are led to where one signs in.
                let isReader = header.hasPrefix("X-Forwarded-For")
                #expect(answer.status == (isReader ? 303 : status), "\(header) \(path)")
                if isReader { #expect(location(answer).hasPrefix("/en/console/sign-in?next=%2Fen%2Falerts")) }
                #expect(!answer.body.contains("ops-chat"))
            }
        }
        // Bodies are of one type, and small.
        #expect(
            try post(program, "/en/follow/remove", [("provider", "x")], type: "Content-Type: text/plain").status == 415)
        let large = try folder.write("large", "url=" + String(repeating: "x", count: 17_000))
        #expect(
            try program.get("/en/follow", headers: [Self.form], options: ["--data-binary", "@\(large)"]).status == 413)
        #expect(try post(program, "/en/follow", [("url", "a"), ("vendor", "b")]).status == 400)
        #expect(try post(program, "/en/follow", [("site", "a")]).status == 400)
        let malformed = try program.get(
            "/en/follow", headers: [Self.form], options: ["--data-binary", "url=%ZZ"])
        #expect(malformed.status == 400)
        let after = try program.get("/api").body.firstMatch(of: #/"position": (\d+)/#).map { String($0.1) }
        // What the demo's own tracker records meanwhile is about pages, so the routes are looked at as well.
        #expect(before != nil && after != nil)
        #expect(try !program.get("/en/alerts").body.contains("From a person"))
    }
}
