import Foundation
import TestProcesses
import Testing

@Suite struct ServeTests {
    @Test func `the demo is served in three languages, with clock times from the machine's zone data`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        for language in ["en", "fr", "it"] {
            let page = try program.get("/\(language)/incidents/tsr-1532")
            #expect(page.status == 200)
            #expect(page.body.contains("<html lang=\"\(language)\""))
            // 15:11 UTC in winter time, and in another incident 13:13 UTC in summer time.
            #expect(page.body.contains("16:11"))
            #expect(page.body.contains("CET"))
            let summer = try program.get("/\(language)/incidents/tsr-2292")
            #expect(summer.body.contains("15:13"))
            #expect(summer.body.contains("CEST"))
        }
        #expect(program.stop() == 0)
    }

    @Test func `the figures of the four incidents are those of the reports`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        let expected = ["tsr-1532": 13, "tsr-1023": 11, "tsr-2641": 24, "tsr-2292": 47]
        for (id, minutes) in expected {
            let answer = try program.get("/api/incidents/\(id)")
            #expect(answer.body.contains("\"impactSeconds\": \(minutes * 60)"), "\(id)")
        }
        let history = try program.get("/api/incidents/tsr-2641/history")
        #expect(history.body.contains("incident.impactWindowRecorded"))
        #expect(history.body.contains("\"hash\""))
        #expect(!history.body.contains("\"visibility\": \"internal\""))
        let first = try program.get("/api/incidents?before=tsr-2641")
        #expect(first.status == 200 && !first.body.contains("\"id\": \"tsr-2641\""))
    }

    @Test func `what is not there is a page for people and problem details for programs`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        let page = try program.get("/fr/nowhere", headers: ["Accept: text/html"])
        #expect(page.status == 404)
        #expect(page.body.contains("<html lang=\"fr\""))
        let problem = try program.get("/api/incidents/nowhere")
        #expect(problem.status == 404)
        #expect(problem.body.contains("\"detail\""))
        // An empty installation has a page that says so.
        #expect(try program.get("/en/").status == 200)
    }

    @Test func `a prepared answer is found with a query or a body that means nothing, and by no other method`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        // Nothing happens in an empty installation, so that an answer stays the same.
        let index = try program.get("/api/providers")
        #expect(index.status == 200)
        #expect(try program.get("/api/providers?utm_source=x").body == index.body)
        #expect(try program.get("/api/providers", options: ["-X", "GET", "-d", "x"]).body == index.body)
        #expect(try program.get("/api?x", options: ["-I"]).status == 200)
        for method in ["POST", "PUT", "DELETE"] {
            let refused = try program.get("/api", options: ["-X", method, "-i"])
            #expect(refused.status == 405)
            #expect(refused.body.contains("Allow: GET, HEAD, OPTIONS"))
        }
        #expect(try program.get("/api", options: ["-X", "OPTIONS"]).status == 204)
        #expect(try program.get("/api/nothing?x").status == 404)
        // Where no body is expected there is room for a small one only.
        let large = try folder.write("large", String(repeating: "x", count: 70_000))
        #expect(try program.get("/api", options: ["-d", "@\(large)"]).status == 413)
    }

    @Test func `metrics are not told to whom a proxy that is not trusted may have let in`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        #expect(try program.get("/metrics").status == 200)
        for field in ["X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7"] {
            #expect(try program.get("/metrics", headers: [field]).status == 404)
            #expect(try program.get("/readyz", headers: [field]).body == "ready\n")
        }
    }

    @Test func `health, readiness and metrics are told, and promtool accepts the metrics`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        #expect(try program.get("/healthz").status == 200)
        let ready = try program.get("/readyz")
        #expect(ready.status == 200)
        #expect(ready.body.contains("journal: ready"))
        let metrics = try program.get("/metrics")
        #expect(metrics.body.contains("vigie_ready 1"))
        let promtool = TestProcess()
        promtool.executableURL = URL(filePath: "/usr/bin/promtool")
        promtool.arguments = ["check", "metrics"]
        let input = Pipe()
        promtool.standardInput = input
        try promtool.run()
        try input.fileHandleForWriting.write(contentsOf: Data((metrics.body + "\n").utf8))
        try input.fileHandleForWriting.close()
        promtool.waitUntilExit()
        #expect(promtool.terminationStatus == 0)
    }

    @Test func `a change in the journal reaches the pages and the event readers`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        #expect(try program.get("/api").body.contains("\"position\": 0"))
        #expect(program.stop() == 0)
        // The same data again, now with the demo: what was recorded is shown by the first answer.
        let again = try ServingProgram(["--demo", "--data", folder.file("data")], folder: folder)
        let index = try again.get("/api")
        #expect(!index.body.contains("\"position\": 0"))
        let events = TestProcess()
        events.executableURL = URL(filePath: "/usr/bin/curl")
        events.arguments = ["-sN", "--max-time", "20", again.base + "/api/events"]
        let output = Pipe()
        events.standardOutput = output
        try events.run()
        // Stopping ends the stream, after it has told the reader when to come again.
        usleep(200_000)
        #expect(again.stop() == 0)
        events.waitUntilExit()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(text.contains("retry:"))
    }

    @Test func `SIGHUP takes a good configuration, and keeps the old one when the new one is wrong`() throws {
        let folder = try Folder()
        let file = try folder.write("vigie.yaml", "data: \(folder.file("data"))\nlog:\n  level: info\n")
        let program = try ServingProgram(["--config", file], folder: folder)
        _ = try folder.write("vigie.yaml", "data: \(folder.file("data"))\nlog:\n  levle: debug\n")
        program.signal(SIGHUP)
        #expect(program.waitForLog("the old one stays"))
        #expect(program.logText.contains("did you mean log.level"))
        #expect(try program.get("/healthz").status == 200)
        _ = try folder.write("vigie.yaml", "data: \(folder.file("data"))\nlog:\n  level: debug\n")
        program.signal(SIGHUP)
        #expect(program.waitForLog("reloaded"))
        #expect(program.stop() == 0)
    }

    @Test func `a second server on the same file is refused with what to do`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        let second = try BuiltProgram.run(["serve", "--listen", "127.0.0.1:0", "--data", folder.file("data")])
        #expect(second.status != 0)
        #expect(second.error.contains("vigie: error:"))
        #expect(try program.get("/readyz").status == 200)
    }

    @Test func `an address in use is told with the option that changes it`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        let port = try #require(program.base.split(separator: ":").last)
        let second = try BuiltProgram.run(
            ["serve", "--listen", "127.0.0.1:\(port)", "--data", folder.file("other")])
        #expect(second.status == 69)
        #expect(second.error.contains("--listen"))
    }
}
