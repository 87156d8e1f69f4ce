import Foundation
import TestProcesses
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
        // What vendors of the demo tell is shown, too, and would be taken for our incident.
        let quiet = try folder.write("vigie.yaml", "tracker: {enabled: false}\n")
        let program = try ServingProgram(
            ["--demo", "--config", quiet, "--data", folder.file("data")], folder: folder)
        #expect(try program.get("/status/payplug/en/").body.contains("No incident is going on"))
        // Everything was read before, so that what is kept has to be made again.
        for path in Self.documents { #expect(try program.get(path).status == 200, "\(path)") }
        _ = try program.settledPosition()
        let listener = TestProcess()
        let heard = Pipe()
        listener.executableURL = URL(filePath: "/usr/bin/curl")
        listener.arguments = ["-sN", "--max-time", "20", program.base + "/status/events"]
        listener.standardOutput = heard
        try listener.run()
        usleep(300_000)
        let declared = try BuiltProgram.run([
            "incident", "declare", "--server", program.base, "--provider", "payplug", "--severity", "major",
            "--priority", "P1",
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
        for _ in 0..<1_200 where try program.get("/api/v2/status.json", headers: host).status != 200 { usleep(50_000) }
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

    /// What a folder says of itself: the files that the list names, without those that are only planned; and what is there.
    private func listed(_ out: String) throws -> [String: String] {
        let list = try String(contentsOfFile: out + "/.vigie-export", encoding: .utf8)
        return list.split(separator: "\n").filter { !$0.hasPrefix("#") }.reduce(into: [:]) { files, line in
            files[String(line.dropFirst(66))] = String(line.prefix(64))
        }
    }

    private func files(_ out: String) -> Set<String> {
        let names = FileManager.default.enumerator(atPath: out)?.compactMap { $0 as? String } ?? []
        return Set(
            names.filter { name in
                let kind =
                    try? FileManager.default.attributesOfItem(atPath: out + "/" + name)[.type] as? FileAttributeType
                return kind == .typeRegular && name != ".vigie-export"
            })
    }

    private func sums(_ out: String) throws -> String {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/usr/bin/sha256sum")
        process.arguments = ["--quiet", "-c", ".vigie-export"]
        process.currentDirectoryURL = URL(filePath: out)
        let said = Pipe()
        process.standardOutput = said
        process.standardError = said
        try process.run()
        let text = String(decoding: try said.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? "" : text
    }

    @Test func `an export has a page for what is not there, in each language, with links that work from anywhere`()
        throws
    {
        let folder = try Folder()
        let data = folder.file("data")
        let program = try ServingProgram(["--demo", "--data", data], folder: folder)
        let brand = try folder.write(
            "brand.json",
            #"{"name": "Payplug", "provider": "payplug", "languages": ["fr", "en", "it"], "hosts": ["status.payplug.test"]}"#
        )
        #expect(try BuiltProgram.run(["describe", "brands", "payplug", brand, "--server", program.base]).status == 0)
        #expect(program.stop() == 0)
        let out = folder.file("out")
        #expect(try BuiltProgram.run(["export", "--data", data, out]).status == 0)
        func page(_ name: String) throws -> String { try String(contentsOfFile: out + "/" + name, encoding: .utf8) }
        for (name, language, root) in [
            ("payplug/404.html", "fr", "/"), ("payplug/en/404.html", "en", "/"), ("payplug/it/404.html", "it", "/"),
            ("dalenys/404.html", "fr", "/dalenys/"), ("dalenys/en/404.html", "en", "/dalenys/"),
        ] {
            let text = try page(name)
            #expect(text.contains("<html lang=\"\(language)\""), "\(name)")
            // Whatever address was asked for, its links and its stylesheet are found.
            let links = text.matches(of: #/(?:href|src)="([^"]+)"/#).map { String($0.1) }
            #expect(
                links.count > 5 && links.allSatisfy { $0.hasPrefix(root) || $0.hasPrefix("#") }, "\(name): \(links)")
            for link in links where link.hasPrefix(root) {
                let place = out + "/" + name.prefix { $0 != "/" } + "/" + link.dropFirst(root.count)
                #expect(FileManager.default.fileExists(atPath: place), "\(name): \(link)")
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `an export that is killed at any moment leaves whole files, and the next run completes it`() throws {
        let folder = try Folder()
        let data = folder.file("data")
        let program = try ServingProgram(["--demo", "--data", data], folder: folder)
        #expect(program.stop() == 0)
        let whole = folder.file("whole")
        let began = Date()
        let first = try BuiltProgram.run(["export", "--data", data, whole, "--precompressed"])
        #expect(first.status == 0, "\(first.error)")
        let length = Date().timeIntervalSince(began)
        // Only homes differ from one minute to the next: they say as of when they are.
        let isTimed = { (name: String) in name.wholeMatch(of: #/[a-z]+\/[a-z]{2}\/index\.html(\.gz|\.br)?/#) != nil }
        let wanted = try listed(whole)
        let out = folder.file("out")
        var random = SystemRandomNumberGenerator()
        var (cutShort, cutSinceNew) = (0, 0)
        for _ in 1...6 {
            let process = TestProcess()
            process.executableURL = URL(filePath: BuiltProgram.path)
            process.arguments = ["export", "--data", data, out, "--precompressed"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            usleep(useconds_t(Double.random(in: 0.05...max(length, 0.1), using: &random) * 1_000_000))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            guard process.terminationReason == .uncaughtSignal else { continue }
            cutShort += 1
            cutSinceNew += 1
            let names = files(out)
            guard !names.isEmpty else { continue }
            // What has its name is whole: the bytes of a run that nobody cut short. Of each run one may be on its way.
            #expect(names.count { $0.hasSuffix(".new") } <= cutSinceNew)
            let known = try listed(out)
            for name in names where !name.hasSuffix(".new") {
                #expect(known[name] != nil && wanted[name] != nil, "\(name)")
                let there = FileManager.default.contents(atPath: out + "/" + name)
                if isTimed(name) {
                    let isPage = name.hasSuffix(".html")
                    #expect(!isPage || there.map { $0.suffix(10).contains(Data("</html>".utf8)) } == true, "\(name)")
                } else {
                    #expect(there == FileManager.default.contents(atPath: whole + "/" + name), "\(name)")
                }
            }
            // Half of the runs begin anew, half go on with what is there.
            guard Bool.random(using: &random) else { continue }
            try FileManager.default.removeItem(atPath: out)
            cutSinceNew = 0
        }
        #expect(cutShort > 0)
        // What was left of a run is gone on with, also where the file on its way is none of this time.
        let name = try #require(wanted.keys.filter { !isTimed($0) }.min())
        try? FileManager.default.createDirectory(
            atPath: (out + "/" + name as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        #expect(try BuiltProgram.run(["export", "--data", data, out, "--precompressed"]).status == 0)
        try "half".write(toFile: out + "/" + name + ".new", atomically: false, encoding: .utf8)
        let last = try BuiltProgram.run(["export", "--data", data, out, "--precompressed", "--json"])
        #expect(last.status == 0)
        #expect(files(out) == Set(wanted.keys))
        #expect(try sums(out) == "")
        #expect(Set(try listed(out).keys) == Set(wanted.keys))
    }

    @Test func `an export writes again what changed alone, and removes what is gone`() throws {
        let folder = try Folder()
        let data = folder.file("data")
        let out = folder.file("out")
        func serve(_ work: (ServingProgram) throws -> Void) throws {
            let program = try ServingProgram(["--demo", "--data", data], folder: folder)
            try work(program)
            #expect(program.stop() == 0)
        }
        func order(_ program: ServingProgram, _ path: String, _ body: String) throws -> Int {
            try program.get(
                path, headers: ["Content-Type: application/json"], options: ["-X", "POST", "--data-binary", body]
            ).status
        }
        try serve { program in
            let declared = try order(
                program, "/api/desk/incidents",
                #"""
                {"provider": "payplug", "reference": "TSR-9001", "severity": "minor", "components": ["ecommerce"], "priority": "P1",
                 "title": {"en": "Export one", "fr": "Export un", "it": "Export uno"}, "start": "2026-01-05T10:00:00Z"}
                """#)
            #expect(declared == 201)
        }
        #expect(try BuiltProgram.run(["export", "--data", data, out]).status == 0)
        let before = try listed(out)
        #expect(before["payplug/en/incidents/tsr-9001/index.html"] != nil)
        #expect(before["dalenys/en/incidents/tsr-9001/index.html"] != nil)
        // A file that stays is not touched: its time is that of the first run.
        let old = Date(timeIntervalSince1970: 1_000_000_000)
        for name in before.keys {
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: out + "/" + name)
        }
        try serve { program in
            let again = #"{"order": "describe", "severity": "major"}"#
            let done = try order(program, "/api/desk/incidents/tsr-9001/orders", again)
            #expect(done == 200)
        }
        #expect(try BuiltProgram.run(["export", "--data", data, out]).status == 0)
        let after = try listed(out)
        for (name, digest) in after {
            let attributes = try FileManager.default.attributesOfItem(atPath: out + "/" + name)
            let isKept = attributes[.modificationDate] as? Date == old
            #expect(isKept == (before[name] == digest), "\(name)")
        }
        let changed = after.filter { before[$0.key] != $0.value }.keys
        #expect(changed.contains("payplug/en/incidents/tsr-9001/index.html"))
        #expect(!changed.contains("payplug/en/incidents/tsr-2641/index.html"))
        #expect(changed.count < after.count / 2)
        // Withheld, it is no longer anybody's to read: its pages and their folders are gone.
        try serve { program in
            let done = try order(program, "/api/desk/incidents/tsr-9001/orders", #"{"order": "withhold"}"#)
            #expect(done == 200)
        }
        #expect(try BuiltProgram.run(["export", "--data", data, out]).status == 0)
        #expect(!files(out).contains { $0.contains("tsr-9001") })
        #expect(!FileManager.default.fileExists(atPath: out + "/payplug/en/incidents/tsr-9001"))
        #expect(try sums(out) == "")
        for name in files(out) where !name.contains(".svg") {
            let text = try String(contentsOfFile: out + "/" + name, encoding: .utf8)
            #expect(!text.contains("tsr-9001") && !text.contains("Export one"), "\(name)")
        }
    }

    @Test func `a logo is put by a command, shown on the page, exported, and taken away; one with a script is refused`()
        throws
    {
        let folder = try Folder()
        let data = folder.file("data")
        let out = folder.file("out")
        let program = try ServingProgram(["--demo", "--data", data], folder: folder)
        func until(_ holds: () throws -> Bool) rethrows -> Bool {
            for _ in 0..<2_000 {
                if try holds() { return true }
                usleep(25_000)
            }
            return false
        }
        func put(_ name: String, _ text: String) throws -> BuiltProgram.Outcome {
            let file = try folder.write(name, text)
            return try BuiltProgram.run(["describe", "logos", "payplug", file, "--server", program.base, "--json"])
        }
        let drawing = #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"#
        let page = "/status/payplug/en/"
        #expect(try !program.get(page).body.contains("class=\"logo\""))

        // What runs, or loads something, is refused with its name, and changes nothing.
        for (number, inside) in [
            "<script>alert(1)</script>", "<g onload=\"alert(1)\"/>", "<image href=\"https://evil.example/x.png\"/>",
        ].enumerated() {
            let refused = try put("bad-\(number).svg", drawing.replacing("<path", with: inside + "<path"))
            #expect(refused.status != 0 && refused.error.contains("The drawing can't be taken"), "\(refused)")
        }
        let noPicture = try put("bad.html", "<html><body><script>alert(1)</script></body></html>")
        #expect(noPicture.status != 0 && noPicture.error.contains("PNG, JPEG, GIF or WebP"), "\(noPicture)")
        #expect(try !program.get(page).body.contains("class=\"logo\""))

        let taken = try put("logo.svg", drawing)
        #expect(taken.status == 0, "\(taken.error)")
        let name = try #require(taken.output.firstMatch(of: #/"logo":\s*"([0-9a-f]{64}\.svg)"/#)?.1)
        let file = "logo-" + name.prefix(16) + ".svg"
        #expect(try until { try program.get(page).body.contains("src=\"../\(file)\"") })
        let body = try program.get(page).body
        #expect(body.contains("alt=\"Logo of Payplug\""))
        let served = try program.get("/status/payplug/" + file, options: ["-i"]).body
        #expect(served.hasSuffix(drawing))
        let head = served.lowercased()
        #expect(head.contains("content-type: image/svg+xml") && head.contains("x-content-type-options: nosniff"))
        // Opened by itself it could run nothing, whatever stood in it.
        #expect(head.contains("content-security-policy: default-src 'none'; style-src 'unsafe-inline'; sandbox"))
        #expect(try !program.get("/status/dalenys/en/").body.contains("class=\"logo\""))

        #expect(try BuiltProgram.run(["export", "--data", data, out]).status == 0)
        #expect(try String(contentsOfFile: out + "/payplug/" + file, encoding: .utf8) == drawing)
        let exported = try String(contentsOfFile: out + "/payplug/en/index.html", encoding: .utf8)
        #expect(exported.contains("src=\"../\(file)\""))

        let gone = try program.get("/api/desk/brands/payplug/logo", options: ["-X", "DELETE"])
        #expect(gone.status == 204)
        #expect(try until { try !program.get(page).body.contains("class=\"logo\"") })
        #expect(try program.get("/status/payplug/" + file).status == 404)
        #expect(program.stop() == 0)
        #expect(try BuiltProgram.run(["export", "--data", data, out]).status == 0)
        #expect(!FileManager.default.fileExists(atPath: out + "/payplug/" + file))
    }
}
