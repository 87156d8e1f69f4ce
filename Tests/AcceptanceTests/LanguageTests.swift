import Foundation
import Testing

/// A language that is a file: made from the template, and found on every page, feed, mail and document.
@Suite(.enabled(if: MailServerPackage.isInstalled, "the package python3-aiosmtpd is not installed"))
struct LanguageTests {
    /// English words, and the file in which each stands between brackets.
    private func pseudo() throws -> (file: String, english: [String]) {
        let made = try BuiltProgram.run(["language", "template", "xa"])
        #expect(made.status == 0, "\(made.error)")
        var file: [String] = []
        var english: [String] = []
        var section = ""
        var above = ""
        for line in made.output.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("[") { section = String(line) }
            if line.hasPrefix("# en: ") { above = String(line.dropFirst(6)) }
            guard line.hasSuffix(" = ") || line.hasSuffix(" =") else {
                file.append(String(line))
                continue
            }
            let isPlain = ["[language]", "[plurals]"].contains(section) || line.hasPrefix("weekdays ")
            file.append(line.trimmingCharacters(in: .whitespaces) + " " + (isPlain ? above : "⟦" + above + "⟧"))
            // Components are called by the organisation, and the demo's after their channels.
            if !isPlain, section != "[channels]", above.count >= 14,
                !above.contains(where: { "{\\&<>'\"’".contains($0) })
            {
                english.append(above)
            }
            above = ""
        }
        return (file.joined(separator: "\n"), english)
    }

    /// What stands outside all brackets.
    private func outside(_ text: String) -> String {
        // After the first mark, each piece begins inside as many brackets as were opened and not closed before it.
        var depth = 0
        var rest: [Substring] = []
        for (place, piece) in text.split(separator: "⟦", omittingEmptySubsequences: false).enumerated() {
            if place > 0 { depth += 1 }
            for (turn, part) in piece.split(separator: "⟧", omittingEmptySubsequences: false).enumerated() {
                if turn > 0 { depth = max(0, depth - 1) }
                if depth == 0 { rest.append(part) }
            }
        }
        return rest.joined(separator: "\n")
    }

    @Test(.timeLimit(.minutes(10)))
    func `a fourth language is a file, and every surface speaks it`() throws {
        let folder = try Folder()
        let (file, english) = try pseudo()
        #expect(english.count > 300)
        let path = try folder.write("xa.lang", file)
        let checked = try BuiltProgram.run(["language", "check", path])
        #expect(checked.status == 0 && checked.output.contains("is whole"), "\(checked.error)")
        let broken = try folder.write("broken.lang", file.replacing("own-name = English", with: "own-name ="))
        let refused = try BuiltProgram.run(["language", "check", broken])
        #expect(refused.status == 78 && refused.error.contains("own-name has no words yet"), "\(refused.error)")

        let mailbox = try Mailbox(folder.path)
        let languages = folder.file("data/languages")
        try FileManager.default.createDirectory(atPath: languages, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: path, toPath: languages + "/xa.lang")
        let token = try folder.write("token", String(repeating: "fourth-language-", count: 3))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: token)
        let trusted = ["--token", "file:" + token]
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
        let check = try BuiltProgram.run(["check", configuration])
        #expect(check.status == 0, "\(check.error)")
        let program = try ServingProgram(["--demo", "--config", configuration], folder: folder)
        func describe(_ kind: String, _ id: String, _ json: String) throws {
            let described = try BuiltProgram.run(
                [
                    "describe", kind, id, try folder.write(kind + ".json", json), "--server", program.base,
                ] + trusted)
            #expect(described.status == 0, "\(described.error)\(described.output)")
        }
        try describe(
            "brands", "payplug", #"{"name": "Payplug", "provider": "payplug", "languages": ["xa", "fr", "en", "it"]}"#)
        // Pages follow the journal.
        for _ in 0..<400 where try program.get("/status/payplug/xa/subscribe/").status != 200 { usleep(25_000) }
        let subscribed = try program.get(
            "/status/payplug/xa/subscribe",
            options: ["-X", "POST", "-d", "kind=mail&address=reader%40example.com&language=xa"])
        #expect(subscribed.status == 200)
        let question = try mailbox.mail(1)
        #expect(question.contains("⟦") && question.contains("reader@example.com"))
        let link = try #require(
            question.firstMatch(of: #/https://status\.example\.com(/status/payplug/xa/confirm/\S+)/#))
        #expect(try program.get(String(link.1), options: ["-L", "-d", ""]).status == 200)
        let declared = try BuiltProgram.run(
            [
                "incident", "declare", "--server", program.base, "--provider", "payplug", "--severity", "major",
                "--component", "ecommerce", "--start", "2026-01-05T10:00:00Z", "--sentence", "supplier", "--json",
            ] + trusted)
        #expect(declared.status == 0, "\(declared.error)\(declared.output)")
        let answer = try #require(declared.output.firstMatch(of: #/"incident": ?"([^"]+)"/#))
        let told = try mailbox.mail(2)
        #expect(told.contains("⟦The fault lies with a supplier"), "\(told)")
        let mailed = outside(told)
        #expect(english.filter { mailed.contains($0) } == [], "\(told)")

        let status = "/status/payplug/xa/"
        for _ in 0..<400 where try !program.get(status).body.contains("⟦Disruption: ") { usleep(25_000) }
        let pages =
            [
                "", "history/", "history/2025-12/", "incidents/\(answer.1)/", "incidents/tsr-2641/", "maintenance/",
                "subscribe/",
                "banner/", "feed.atom", "feed.rss", "feed.json", "badge.svg", "maintenance.ics",
            ].map { status + $0 }
            + [
                "/xa/", "/xa/providers", "/xa/compare", "/xa/insights", "/xa/search?q=payment",
                "/feeds/all.atom?lang=xa",
                "/xa/console/first-run", "/xa/follow", "/xa/incidents/tsr-2641", "/xa/nowhere", "/xa/console/sign-in",
                "/xa/console/join",
                "/status/payplug/xa/nowhere/",
            ]
        var spoken = 0
        for page in pages {
            let answer = try program.get(page)
            if answer.status == 404, !page.contains("nowhere") {
                Issue.record("\(page) is not there")
                continue
            }
            guard page.contains("badge") || page.contains(".ics") || answer.body.contains("⟦") else {
                if (300..<400).contains(answer.status) { continue }
                Issue.record("\(page): \(answer.status), nothing of the language")
                continue
            }
            spoken += 1
            let rest = outside(answer.body)
            let left = english.filter { rest.contains($0) }
            #expect(left == [], "\(page)")
        }
        #expect(spoken > 15)
        let summary = try program.get("/status/payplug/api/v2/summary.json").body
        #expect(summary.contains("⟦Disruption: ") && summary.contains("⟦The fault lies with a supplier"))
        #expect(try program.get(status).body.contains("<html lang=\"xa\""))
        let out = folder.file("out")
        #expect(try BuiltProgram.run(["export", "--config", configuration, out]).status == 0)
        #expect(FileManager.default.fileExists(atPath: out + "/payplug/xa/index.html"))
        #expect(program.stop() == 0)
        try "[language]\ncode = xa\n".write(toFile: languages + "/xa.lang", atomically: true, encoding: .utf8)
        let stopped = try BuiltProgram.run(["serve", "--config", configuration, "--listen", "127.0.0.1:0"])
        #expect(stopped.status == 78 && stopped.error.contains("xa.lang"), "\(stopped.error)")
    }
}
