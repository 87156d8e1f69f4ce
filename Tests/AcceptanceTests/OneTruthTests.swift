import Foundation
import Testing

/// One incident, published once: every surface of every brand and language tells it with the same severity and the same times.
@Suite struct OneTruthTests {
    private static let token = String(repeating: "one-truth-", count: 4)
    private static let languages = ["en", "fr", "it"]
    private static let brands = ["north", "south"]
    private static let severities = ["en": "Critical", "fr": "Critique", "it": "Critico"]

    @Test(
        .timeLimit(.minutes(10)),
        .enabled(if: MailServerPackage.isInstalled, "the package python3-aiosmtpd is not installed"))
    func
        `what is published once is told by two brands in three languages, alike on every surface and in every message`()
        throws
    {
        let folder = try Folder()
        let mailbox = try Mailbox(folder.path)
        let sink = try HookSink(folder.path)
        let program = try serving(folder, mailbox)
        try describe(program)
        try subscribe(program, sink)

        let start = Date().addingTimeInterval(-1_260)
        let began = Self.rfc3339(start)
        let published = Date()
        let answer = try order(
            program, "/api/desk/incidents",
            """
            {"provider": "acme", "reference": "TSR-1532", "severity": "critical", "components": ["shop"], "start": "\(began)",
             "priority": "P1", "title": {"en": "Payments fail", "fr": "Paiements en échec", "it": "Pagamenti non riusciti"},
             "say": {"sentence": "unavailable", "next": "\(Self.rfc3339(Date().addingTimeInterval(3_600)))"}}
            """)
        try #require(answer.status == 201, "\(answer.body)")

        let surfaces = try surfaces(start)
        #expect(surfaces.count == 45)
        var waiting = surfaces
        var faults: [String] = []
        while !waiting.isEmpty, Date().timeIntervalSince(published) < 60 {
            faults = []
            let pages = try program.getAll(waiting.map(\.path), in: folder)
            waiting = zip(waiting, pages).compactMap { surface, page in
                let missing = surface.wanted.filter { !page.body.contains($0) }
                guard page.status != 200 || !missing.isEmpty else { return nil }
                faults.append("\(surface.path): \(page.status), without \(missing)")
                return surface
            }
        }
        let pagesTook = Date().timeIntervalSince(published)
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")

        // The outbox has the same to say, to one mail and one webhook for each brand and language.
        var told = Told()
        while Date().timeIntervalSince(published) < 60 {
            told = Told(mails: mailbox.arrivals, hooks: sink.arrivals)
            if told.mails.count == 6, told.hooks.count == 6 { break }
            usleep(2_000)
        }
        try look(at: told, start)
        let lastMessage = told.all.map { $0.at.timeIntervalSince(published) }.max() ?? 0
        print(
            "\(surfaces.count) surfaces told it after \(Int(pagesTook * 1_000)) ms, the last of \(told.all.count) messages "
                + "came after \(Int(lastMessage * 1_000)) ms, counted from before the order was sent")
        #expect(program.stop() == 0)
    }

    // MARK: Parts

    /// What was told about the incident, questions to new subscribers left out.
    private struct Told {
        var mails: [(text: String, at: Date)] = []
        var hooks: [(text: String, at: Date)] = []
        var all: [(text: String, at: Date)] { mails + hooks }

        init() {}

        init(mails: [(text: String, at: Date)], hooks: [(text: String, at: Date)]) {
            self.mails = mails
            self.hooks = hooks.filter { $0.text.contains(#""incident.statement""#) }
        }
    }

    /// Where everybody looks, and what must stand there.
    private func surfaces(_ start: Date) throws -> [(path: String, wanted: [String])] {
        let began = Self.rfc3339(start)
        var surfaces: [(String, [String])] = []
        let paris = Self.clock(start, "Europe/Paris")
        let utc = Self.clock(start, "UTC")
        for brand in Self.brands {
            let root = "/status/\(brand)/"
            for language in Self.languages {
                let severity = try #require(Self.severities[language])
                surfaces += [
                    (root + language + "/", [severity, paris, utc]),
                    (root + language + "/incidents/tsr-1532/", [severity, paris, utc, "TSR-1532"]),
                    (root + language + "/feed.atom", ["tsr-1532", utc]),
                    (root + language + "/feed.rss", ["tsr-1532", utc]),
                    (root + language + "/feed.json", ["tsr-1532", utc]),
                    (root + language + "/badge.svg", [severity.lowercased()]),
                ]
            }
            surfaces += [
                (root + "api/v2/summary.json", [#""impact":"critical""#, String(began.dropLast())]),
                (root + "api/v2/incidents.json", [#""impact":"critical""#, String(began.dropLast())]),
                (root + "api/v2/incidents/unresolved.json", [#""impact":"critical""#]),
                (root + "api/v2/status.json", [#""indicator":"critical""#]),
            ]
        }
        surfaces.append(("/api/incidents/tsr-1532", [#""severity": "critical""#, began]))
        return surfaces
    }

    private func look(at told: Told, _ start: Date) throws {
        let paris = Self.clock(start, "Europe/Paris")
        let utc = Self.clock(start, "UTC")
        var faults: [String] = []
        for brand in Self.brands {
            for language in Self.languages {
                let severity = try #require(Self.severities[language])
                let mails = told.mails.filter { $0.text.contains("To: \(brand)-\(language)@example.com\n") }
                let wanted = [severity, paris, utc, "TSR-1532", "/status/\(brand)/\(language)/incidents/tsr-1532"]
                let mail = mails.first?.text ?? ""
                let missing = wanted.filter { !mail.contains($0) }
                if mails.count != 1 || !missing.isEmpty {
                    faults.append("\(mails.count) mails to \(brand)-\(language), without \(missing): \(mail)")
                }
                let hooks = told.hooks.filter { $0.text.hasPrefix("/\(brand)/\(language)\n") }
                let body = hooks.first?.text.drop { $0 != "\n" } ?? ""
                let hook = try? JSONDecoder().decode(Hook.self, from: Data(body.utf8))
                if hooks.count != 1 || hook?.data.severity != "critical" || hook?.data.brand != brand
                    || hook?.data.wordsLanguage != language || hook?.data.reference != "TSR-1532"
                    || hook?.data.impactWindows.map(\.start) != [Self.rfc3339(start)]
                    || hook?.data.impactWindows.first?.end != nil || hook?.data.words.contains(paris) != true
                {
                    faults.append("\(hooks.count) webhooks to \(brand)/\(language): \(body)")
                }
            }
        }
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    private struct Hook: Decodable {
        struct Window: Decodable {
            var start: String
            var end: String?
        }
        struct Facts: Decodable {
            var severity: String
            var brand: String
            var wordsLanguage: String
            var words: String
            var reference: String?
            var impactWindows: [Window]
        }
        var data: Facts
    }

    private func serving(_ folder: Folder, _ mailbox: Mailbox) throws -> ServingProgram {
        let token = try folder.write("token", Self.token)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: token)
        let configuration = try folder.write(
            "vigie.yaml",
            """
            public_urls: ["https://status.example.com"]
            data: \(folder.path)/data
            access:
              token: file:\(token)
            tracker:
              enabled: false
            alerts:
              allowed_targets: ["127.0.0.1/32"]
            subscribers:
              enabled: true
              from: Acme status <status@example.com>
              server: "127.0.0.1:\(mailbox.port)"
              security: none

            """)
        return try ServingProgram(["--config", configuration], folder: folder)
    }

    /// A mail and a webhook for each brand and language. Webhooks say yes themselves, as strangers must.
    private func subscribe(_ program: ServingProgram, _ sink: HookSink) throws {
        for brand in Self.brands {
            let deadline = Date().addingTimeInterval(30)
            while try program.get("/status/\(brand)/en/").status != 200, Date() < deadline { usleep(20_000) }
            let lines = Self.languages.map { "\(brand)-\($0)@example.com,\($0)" }.joined(separator: "\\n")
            let taken = try order(program, "/api/desk/subscribers/\(brand)", #"{"csv": "\#(lines)"}"#)
            try #require(taken.status == 200 && taken.body.contains(#""added": 3"#), "\(taken)")
            for language in Self.languages {
                let place = "http%3A%2F%2F127.0.0.1%3A\(sink.port)%2F\(brand)%2F\(language)"
                let asked = try program.get(
                    "/status/\(brand)/\(language)/subscribe",
                    options: ["-X", "POST", "-d", "kind=webhook&address=\(place)&language=\(language)"])
                try #require(asked.status == 200, "\(asked)")
            }
        }
        let deadline = Date().addingTimeInterval(30)
        while sink.arrivals.count < 6, Date() < deadline { usleep(10_000) }
        for question in sink.arrivals {
            let link = try #require(
                question.text.firstMatch(of: #/"confirmURL":\s*"https:..status\.example\.com(/status/[^"]+)"/#))
            try #require(try program.get(String(link.1), options: ["-L", "-d", ""]).status == 200)
        }
    }

    private func describe(_ program: ServingProgram) throws {
        for (path, body) in [
            ("providers/acme", #"{"name": "Acme Pay", "zone": "Europe/Paris"}"#),
            ("brands/north", #"{"provider": "acme", "name": "North", "languages": ["en", "fr", "it"]}"#),
            ("brands/south", #"{"provider": "acme", "name": "South", "languages": ["it", "fr", "en"]}"#),
            (
                "components/shop",
                #"{"provider": "acme", "channel": "ecommerce", "name": {"en": "Shop", "fr": "Boutique", "it": "Negozio"}, "brands": ["north", "south"]}"#
            ),
        ] {
            let answer = try order(program, "/api/desk/" + path, body, method: "PUT")
            try #require(answer.status == 204, "\(path): \(answer.body)")
        }
    }

    private func order(
        _ program: ServingProgram, _ path: String, _ body: String, method: String = "POST"
    ) throws -> (status: Int, body: String) {
        try program.get(
            path, headers: ["Content-Type: application/json", "Authorization: Bearer \(Self.token)"],
            options: ["-X", method, "--data-binary", body])
    }

    private static func rfc3339(_ date: Date) -> String {
        let format = ISO8601DateFormatter()
        return format.string(from: date)
    }

    private static func clock(_ date: Date, _ zone: String) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_GB")
        format.timeZone = TimeZone(identifier: zone)
        format.dateFormat = "HH:mm"
        return format.string(from: date)
    }
}
