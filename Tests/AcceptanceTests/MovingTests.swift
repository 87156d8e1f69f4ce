import Foundation
import Testing

/// Long work of the built program: what another page holds becomes ours, our pages become files, and a mail helps whoever
/// forgot their password.
@Suite struct MovingTests {
    private struct Work: Decodable {
        struct One: Decodable {
            var work: String
            var state: String
            var counts: [String: Int]?
            var reason: String?
            var message: String?
        }
        var work: [One]
    }

    /// What a Statuspage says, in words of ours.
    private static let saved = """
        {"page": {"id": "p1", "name": "Old page", "url": "https://status.example.com", "time_zone": "Europe/Paris",
          "updated_at": "2024-05-04T12:00:00Z"},
         "incidents": [{"id": "old1", "name": "Card payments were slow", "status": "resolved", "impact": "minor",
          "created_at": "2024-05-04T10:00:00Z", "updated_at": "2024-05-04T11:00:00Z",
          "resolved_at": "2024-05-04T11:00:00Z", "shortlink": "https://status.example.com/i/old1",
          "incident_updates": [
           {"id": "u2", "status": "resolved", "body": "It is over.", "created_at": "2024-05-04T11:00:00Z",
            "updated_at": "2024-05-04T11:00:00Z", "display_at": "2024-05-04T11:00:00Z", "incident_id": "old1"},
           {"id": "u1", "status": "investigating", "body": "We look at it.", "created_at": "2024-05-04T10:00:00Z",
            "updated_at": "2024-05-04T10:00:00Z", "display_at": "2024-05-04T10:00:00Z", "incident_id": "old1"}],
          "components": []}]}
        """

    private func send(
        _ program: ServingProgram, _ method: String, _ path: String, _ body: String
    ) throws -> (status: Int, body: String) {
        try program.get(
            path, headers: ["Content-Type: application/json"], options: ["-X", method, "--data-binary", body])
    }

    /// Begins it and gives what came of it.
    private func work(_ program: ServingProgram, _ order: [String: String]) throws -> Work.One {
        let body = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
        let begun = try send(program, "POST", "/api/desk/moving", body)
        try #require(begun.status == 202, "\(begun.body)")
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            let answer = try program.get("/api/desk/moving")
            let all = try JSONDecoder().decode(Work.self, from: Data(answer.body.utf8))
            if let latest = all.work.first, latest.state != "running" { return latest }
            usleep(20_000)
        }
        throw CancellationError()
    }

    @Test(.timeLimit(.minutes(10)))
    func `a saved page moves in once, whatever its age, and our pages become files`() throws {
        let folder = try Folder()
        let configuration = try folder.write(
            "vigie.yaml",
            """
            data: \(folder.path)/data
            tracker:
              enabled: false
            export:
              folder: \(folder.path)/www

            """)
        let program = try ServingProgram(["--config", configuration], folder: folder)
        let parts = [
            ("providers/acme", #"{"name": "Acme Pay", "zone": "Europe/Paris"}"#),
            ("brands/north", #"{"provider": "acme", "name": "North", "languages": ["en"]}"#),
        ]
        for (path, body) in parts {
            let answer = try send(program, "PUT", "/api/desk/" + path, body)
            try #require(answer.status == 204, "\(answer.body)")
        }
        let order = ["work": "move-in", "brand": "north", "language": "en", "document": Self.saved]
        let first = try work(program, order)
        #expect(first.state == "done" && first.counts?["incidents"] == 1 && first.counts?["known"] == 0)
        let second = try work(program, order)
        #expect(second.counts?["incidents"] == 0 && second.counts?["known"] == 1)

        // What is no page, and what may not be read.
        let nothing = try work(program, ["work": "move-in", "brand": "north", "language": "en", "document": "{}"])
        #expect(nothing.state == "failed" && nothing.reason == "unreadable", "\(nothing)")
        let inside = try work(
            program, ["work": "move-in", "brand": "north", "language": "en", "url": program.base + "/status/north/en/"])
        #expect(inside.state == "failed" && inside.reason == "unreachable", "\(inside.message ?? "")")

        let export = try work(program, ["work": "export"])
        #expect(export.state == "done" && export.counts?["brands"] == 1, "\(export.message ?? "")")
        #expect((export.counts?["written"] ?? 0) > 10)
        let page = try String(contentsOfFile: folder.file("www/north/en/history/index.html"), encoding: .utf8)
        #expect(page.contains("<html lang=\"en\""))
        let told = try program.get("/status/north/en/incidents/acme-old1/")
        #expect(told.status == 200 && told.body.contains("It is over."), "\(told.status)")
        #expect(program.stop() == 0)
    }

    @Test(
        .enabled(if: MailServerPackage.isInstalled, "the package python3-aiosmtpd is not installed"),
        .timeLimit(.minutes(10)))
    func `whoever forgot their password gets a link by mail, and the log has neither code nor address`() throws {
        let folder = try Folder()
        let mailbox = try Mailbox(folder.path)
        let configuration = try folder.write(
            "vigie.yaml",
            """
            public_urls: ["https://desk.example.com"]
            data: \(folder.path)/data
            tracker:
              enabled: false
            log:
              level: debug
            access:
              mail_channel: duty
            alerts:
              allowed_targets: ["127.0.0.1/32"]
              channels:
                - name: duty
                  kind: mail
                  server: "127.0.0.1:\(mailbox.port)"
                  security: none
                  from: Vigie <vigie@example.com>
                  to: ["duty@example.com"]

            """)
        let program = try ServingProgram(["--config", configuration], folder: folder)
        #expect(program.waitForLog("with the code"))
        let code = try #require(program.logText.firstMatch(of: #/with the code ([a-z0-9-]+)/#).map { String($0.1) })
        let jar = folder.file("jar")
        func ask(_ path: String, _ fields: [(String, String)]? = nil, _ token: String = "") throws -> String {
            var options = ["-i", "-b", jar, "-c", jar]
            if let fields {
                let body = ([("form", token)] + fields).map { name, value in
                    name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
                }.joined(separator: "&")
                options += ["--data-binary", body]
            }
            return try program.get(path, headers: ["Accept: text/html"], options: options).body
        }
        func token(_ page: String) -> String {
            page.firstMatch(of: #/name="form" value="([^"]*)"/#).map { String($0.1) } ?? ""
        }
        let password = [("password", "seven brown otters swim"), ("again", "seven brown otters swim")]
        var page = try ask("/en/console/first-run")
        _ = try ask(
            "/en/console/first-run", [("code", code), ("name", "Ada"), ("email", "ada@example.com")] + password,
            token(page))
        try FileManager.default.removeItem(atPath: jar)
        page = try ask("/en/console/forgotten-password")
        let sent = try ask("/en/console/forgotten-password", [("email", "ada@example.com")], token(page))
        #expect(sent.contains("done=forgotten"))
        let mail = try mailbox.mail(1)
        #expect(mail.contains("To: ada@example.com") && mail.contains("Subject: Vigie: A new password"))
        let link = try #require(
            mail.firstMatch(of: #/https://desk\.example\.com(/en/console/new-password\?code=(\S+))/#))
        page = try ask(String(link.1))
        #expect(page.contains(String(link.2)))
        let set = try ask(
            "/en/console/new-password",
            [("code", String(link.2)), ("password", "nine green herons wade"), ("again", "nine green herons wade")],
            token(page))
        #expect(set.contains("done=password"), "\(set.prefix(400))")
        #expect(program.stop() == 0)
        #expect(!program.logText.contains(String(link.2)) && !program.logText.contains("ada@example.com"))
    }
}
