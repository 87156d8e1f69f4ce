import Foundation
import Testing

/// One incident, published once: every surface of every brand and language tells it with the same severity and the same times.
@Suite struct OneTruthTests {
    private static let languages = ["en", "fr", "it"]
    private static let brands = ["north", "south"]
    private static let severities = ["en": "Critical", "fr": "Critique", "it": "Critico"]

    @Test(.timeLimit(.minutes(3)))
    func `what is published once is told by two brands in three languages, alike on every surface`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        try describe(program)
        let start = Date().addingTimeInterval(-1_260)
        let began = Self.rfc3339(start)
        let published = Date()
        let answer = try order(
            program, "/api/desk/incidents",
            """
            {"provider": "acme", "reference": "TSR-1532", "severity": "critical", "components": ["shop"], "start": "\(began)",
             "title": {"en": "Payments fail", "fr": "Paiements en échec", "it": "Pagamenti non riusciti"},
             "say": {"sentence": "unavailable", "next": "\(Self.rfc3339(Date().addingTimeInterval(3_600)))"}}
            """)
        try #require(answer.status == 201, "\(answer.body)")

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

        var waiting = surfaces
        var faults: [String] = []
        while !waiting.isEmpty, Date().timeIntervalSince(published) < 60 {
            faults = []
            waiting = try waiting.filter { path, wanted in
                let page = try program.get(path)
                let missing = wanted.filter { !page.body.contains($0) }
                if page.status != 200 || !missing.isEmpty {
                    faults.append("\(path): \(page.status), without \(missing)")
                }
                return page.status != 200 || !missing.isEmpty
            }
        }
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        #expect(surfaces.count == 45)
        print("\(surfaces.count) surfaces told it after \(Int(Date().timeIntervalSince(published) * 1_000)) ms")
        #expect(program.stop() == 0)
    }

    // MARK: Parts

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
            path, headers: ["Content-Type: application/json"], options: ["-X", method, "--data-binary", body])
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
