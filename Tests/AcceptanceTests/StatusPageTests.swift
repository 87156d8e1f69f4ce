import Foundation
import Testing

/// The brands' status pages of the built program, in service and as files.
@Suite struct StatusPageTests {
    private static let documents = [
        "/status/payplug/en/", "/status/payplug/fr/", "/status/payplug/it/", "/status/dalenys/fr/",
        "/status/dalenys/en/",
        "/status/payplug/en/feed.atom", "/status/payplug/fr/feed.rss", "/status/payplug/it/feed.json",
        "/status/dalenys/fr/feed.atom", "/status/payplug/api/v2/summary.json",
        "/status/payplug/api/v2/incidents/unresolved.json", "/status/dalenys/api/v2/incidents.json",
    ]

    @Test func `what is declared once stands on every brand, language, feed and JSON, and readers are told`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        #expect(try program.get("/status/payplug/en/").body.contains("No incident is going on"))
        // Everything was read before, so that what is kept has to be made again.
        for path in Self.documents { #expect(try program.get(path).status == 200, "\(path)") }
        let listener = Process()
        let heard = Pipe()
        listener.executableURL = URL(filePath: "/usr/bin/curl")
        listener.arguments = ["-sN", "--max-time", "20", program.base + "/status/events"]
        listener.standardOutput = heard
        try listener.run()
        usleep(300_000)
        let declared = try BuiltProgram.run([
            "incident", "declare", "--server", program.base, "--provider", "payplug", "--severity", "major",
            "--title", "en=Marker one", "--title", "fr=Marker one", "--title", "it=Marker one", "--component",
            "ecommerce", "--start", "2026-01-05T10:00:00Z", "--json",
        ])
        #expect(declared.status == 0, "\(declared.error)\(declared.output)")
        // Ends with the event, or when curl gives up.
        var event = ""
        while !event.contains("event: published") {
            let more = heard.fileHandleForReading.availableData
            if more.isEmpty { break }
            event += String(decoding: more, as: UTF8.self)
        }
        #expect(event.contains("event: published"), "\(event)")
        listener.terminate()
        listener.waitUntilExit()
        for path in Self.documents {
            let body = try program.get(path).body
            #expect(body.contains("Marker one"), "\(path)")
            if path.hasSuffix(".json") { continue }
            #expect(body.contains("Major") || body.contains("Majeur") || body.contains("Grave"), "\(path)")
        }
        #expect(try program.get("/status/payplug/en/").body.contains("A major incident is going on"))
        #expect(try program.get("/status/payplug/api/v2/status.json").body.contains("\"indicator\":\"major\""))
        #expect(program.stop() == 0)
    }

    @Test func `a brand's own host shows that brand alone, and another name none`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        let brand = try folder.write(
            "brand.json",
            #"""
            {"name": "Payplug", "provider": "payplug", "languages": ["fr", "en", "it"],
             "hosts": ["status.payplug.test"], "colour": "0a5c8a"}
            """#)
        let described = try BuiltProgram.run(["describe", "brands", "payplug", brand, "--server", program.base])
        #expect(described.status == 0, "\(described.error)\(described.output)")
        let host = ["Host: status.payplug.test"]
        // Pages follow the journal; until they do, the name is still a stranger's.
        for _ in 0..<200 where try program.get("/api/v2/status.json", headers: host).status != 200 { usleep(50_000) }
        let page = try program.get("/en/", headers: host)
        #expect(page.status == 200 && page.body.contains("<title>No incident is going on · Payplug</title>"))
        #expect(try program.get("/api/v2/status.json", headers: host).body.contains("\"name\":\"Payplug\""))
        // Nothing of the tracker, of its API or of the other brand at the root of that host.
        for path in ["/en/providers", "/api/providers", "/en/alerts", "/metrics", "/dalenys/fr/", "/readyz"] {
            #expect(try program.get(path, headers: host).status == 404, "\(path)")
        }
        let strange = try program.get("/en/", headers: ["Host: status.payplug.test.evil.example"])
        #expect(!strange.body.contains("· Payplug</title>") && !strange.body.contains("evil.example"))
        #expect(program.stop() == 0)
    }

    @Test func `an export is what the server shows, is written once, and touches nothing else`() throws {
        let folder = try Folder()
        let data = folder.file("data")
        let program = try ServingProgram(["--demo", "--data", data], folder: folder)
        let out = folder.file("out")
        let first = try BuiltProgram.run(["export", "--data", data, out, "--json"])
        #expect(first.status == 0, "\(first.error)")
        for name in [
            "payplug/index.html", "payplug/en/index.html", "payplug/it/incidents/tsr-2641/index.html",
            "dalenys/fr/feed.atom", "payplug/api/v2/incidents/unresolved.json", "payplug/fr/maintenance.ics",
            "payplug/en/badge.svg", "dalenys/fr/history/2025-12/index.html",
        ] { #expect(FileManager.default.fileExists(atPath: out + "/" + name), "\(name)") }
        let incident = try String(contentsOfFile: out + "/payplug/en/incidents/tsr-2641/index.html", encoding: .utf8)
        let served = try program.get("/status/payplug/en/incidents/tsr-2641/").body
        #expect(incident == served.replacing("<meta name=\"vigie-events\" content=\"/status/events\">", with: ""))

        try "mine".write(toFile: out + "/payplug/en/mine.txt", atomically: true, encoding: .utf8)
        try "old".write(toFile: out + "/payplug/en/incidents/tsr-2641/index.html", atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: out + "/payplug/en/incidents/tsr-1532/index.html")
        let again = try BuiltProgram.run(["export", "--data", data, out])
        #expect(again.status == 0, "\(again.error)")
        #expect(FileManager.default.fileExists(atPath: out + "/payplug/en/incidents/tsr-1532/index.html"))
        let mended = try String(contentsOfFile: out + "/payplug/en/incidents/tsr-2641/index.html", encoding: .utf8)
        #expect(mended == incident)
        #expect(FileManager.default.fileExists(atPath: out + "/payplug/en/mine.txt"))

        let pressed = try BuiltProgram.run(["export", "--data", data, out, "--precompressed"])
        #expect(pressed.status == 0)
        #expect(FileManager.default.fileExists(atPath: out + "/payplug/en/index.html.br"))
        #expect(try BuiltProgram.run(["export", "--data", data, out]).status == 0)
        #expect(!FileManager.default.fileExists(atPath: out + "/payplug/en/index.html.br"), "what is gone is removed")

        let other = folder.file("other")
        try FileManager.default.createDirectory(atPath: other + "/payplug", withIntermediateDirectories: true)
        try "mine".write(toFile: other + "/payplug/index.html", atomically: true, encoding: .utf8)
        let refused = try BuiltProgram.run(["export", "--data", data, other])
        #expect(refused.status == 73 && refused.error.contains("was not written by vigie export"))
        #expect(try String(contentsOfFile: other + "/payplug/index.html", encoding: .utf8) == "mine")
        #expect(program.stop() == 0)
    }
}
