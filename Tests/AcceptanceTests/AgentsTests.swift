import Foundation
import Glibc
import JSON
import TestProcesses
import Testing

/// Vantages elsewhere with the real program: a server, two agents, and a web server that is killed.
@Suite struct AgentsTests {
    /// The vantages whose samples decided on a target.
    private static func vantages(_ symptom: JSONValue?) -> Set<String> {
        Set((symptom?["reason"]?["samples"]?.array ?? []).compactMap { $0["vantage"]?.string })
    }

    @Test func `two agents and the server agree on what is down; agents without anchors are not believed`() throws {
        let stage = try AgentStage()
        let empty = try Folder()
        let anchor = try FileServer(port: stage.anchor, folder: empty)
        var elsewhere = try FileServer(port: stage.anchorElsewhere, folder: empty)
        var site = try FileServer(port: stage.site, folder: empty)
        let program = try stage.serve()
        let agents = try ["paris", "london"].map { name in
            try AgentProgram(AgentProgram.enrol(name, at: program, in: stage.folder), in: stage.folder)
        }
        // Alone, this machine's vantage calls nothing up or down.
        _ = try stage.watch { AgentStage.all("up", $0) }
        for agent in agents {
            #expect(agent.waits { $0.health["hasPlan"]?.bool == true })
            #expect(agent.logText.contains("watching count=2"), "\(agent.logText)")
        }
        let listed = try AgentStage.agents(program)
        #expect(listed.compactMap { $0["name"]?.string } == ["london", "paris"])
        for agent in listed {
            #expect(agent["state"]?.string == "enrolled" && agent["hasPlan"]?.bool == true)
            #expect(agent["heardAt"] != nil && agent["droppedBatches"]?.integer == 0)
        }
        let shown = try BuiltProgram.run(["agents", "list", "--server", program.base])
        #expect(shown.output.contains("paris") && shown.output.contains("enrolled"), "\(shown.output)")

        site.end()
        let opened = try stage.watch { $0["cases"]?.array?.first?["state"]?.string == "open" }
        let telling = try #require(opened["cases"]?[0]?["telling"])
        let seenFrom = (telling["symptoms"]?.array ?? []).map { Self.vantages($0) }
        // The burst was ordered from every vantage, and two at least had to see it fail.
        #expect(!seenFrom.isEmpty && seenFrom.allSatisfy { $0.count >= 2 && $0 != ["here"] }, "\(seenFrom)")
        let metrics = try program.get("/metrics").body
        #expect(metrics.contains("vigie_agents_heard 2"))
        #expect(metrics.firstMatch(of: #/vigie_agents_reports_total\{use="judged"\} [1-9]/#) != nil, "\(metrics)")
        #expect(metrics.contains("vigie_agents_reports_total{use=\"strange\"} 0"))

        site = try FileServer(port: stage.site, folder: empty)
        _ = try stage.watch { AgentStage.all("up", $0) }
        elsewhere.end()
        for name in ["paris", "london"] {
            #expect(program.waitForLog("a vantage is doubted node=\(name) reason=anchors"))
        }
        site.end()
        // What they see fail is not heard: one vantage of two that are needed.
        let doubtful = try stage.watch { answer in
            AgentStage.all("unknown", answer)
                && (answer["targets"]?.array ?? []).allSatisfy {
                    $0["verdict"]?["reason"]?["rule"]?.string == "no-quorum"
                }
        }
        #expect(doubtful["cases"]?.array?.filter { $0["state"]?.string == "open" }.isEmpty == true)
        elsewhere = try FileServer(port: stage.anchorElsewhere, folder: empty)
        _ = try stage.watch { AgentStage.all("down", $0) }

        #expect(try BuiltProgram.run(["agents", "revoke", "london", "--server", program.base]).status == 0)
        #expect(agents[1].waits { $0.health["problem"]?.string != nil && $0.health["hasPlan"]?.bool == false })
        #expect(!FileManager.default.fileExists(atPath: agents[1].data + "/plan.yaml"))
        let states = try AgentStage.agents(program).compactMap { $0["state"]?.string }
        #expect(states == ["revoked", "enrolled"])
        for agent in agents { #expect(agent.end(SIGTERM) == 0, "\(agent.logText)") }
        #expect(program.stop() == 0)
        #expect(try BuiltProgram.run(["verify", "--config", stage.settings]).status == 0)
        anchor.end()
        elsewhere.end()
    }

    @Test func `over https with a private authority; what is wrong at enrolling is said`() throws {
        let stage = try AgentStage()
        let empty = try Folder()
        let site = try FileServer(port: stage.site, folder: empty)
        let made = TestProcess()
        made.executableURL = URL(filePath: "/usr/bin/openssl")
        made.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=vigie", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", stage.folder.file("k.pem"), "-out",
            stage.folder.file("c.pem"),
        ]
        made.standardError = FileHandle.nullDevice
        try made.run()
        made.waitUntilExit()
        _ = try stage.folder.write(
            "vigie.yaml",
            String(contentsOfFile: stage.settings, encoding: .utf8)
                + "tls: {certificate: \(stage.folder.file("c.pem")), key: \(stage.folder.file("k.pem"))}\n")
        let program = try stage.serve()
        #expect(program.base.hasPrefix("https://"))
        let invited = try program.get(
            "/api/agents", headers: ["Content-Type: application/json"],
            options: ["-k", "--data-binary", #"{"name": "paris"}"#])
        #expect(invited.status == 201, "\(invited)")
        let code = try #require(try JSONValue(reading: invited.body)["code"]?.string)
        let data = stage.folder.file("paris")
        let enrol = ["agent", "enrol", "--code", code, "--data", data, "--server"]
        let strange = try BuiltProgram.run(enrol + [program.base])
        #expect(strange.status == 69 && strange.error.contains("can't be asked"), "\(strange)")
        let clear = try BuiltProgram.run(enrol + ["http://vigie.example.com"])
        #expect(clear.status == 64 && clear.error.contains("an agent speaks https"), "\(clear)")
        #expect(try BuiltProgram.run(["agent", "run", "--data", data]).status == 66)
        let trusted = try BuiltProgram.run(enrol + [program.base, "--authorities", stage.folder.file("c.pem")])
        #expect(trusted.status == 0, "\(trusted)")
        let again = try BuiltProgram.run(enrol + [program.base])
        #expect(again.status == 73 && again.error.contains("is there already"), "\(again)")

        let once = try BuiltProgram.run(["agent", "run", "--once", "--data", data])
        #expect(once.status == 0 && once.output.contains("waiting 0 batches"), "\(once)")
        let listed = try JSONValue(reading: program.get("/api/agents", options: ["-k"]).body)
        #expect(listed["agents"]?[0]?["heardAt"] != nil)
        let metrics = try program.get("/metrics", options: ["-k"]).body
        // Two targets, each asked once; an answer that takes longer than 0.4 s is told as late before it is told.
        #expect(metrics.firstMatch(of: #/vigie_agents_reports_total\{use="judged"\} [2-4]\n/#) != nil, "\(metrics)")
        // What the folder holds of the key is for its owner alone, and the journal has none of it.
        let mode = try FileManager.default.attributesOfItem(atPath: data + "/agent.json")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(program.stop() == 0)
        site.end()
    }

    @Test func `the demo's shop is watched from three vantages, also after a second start`() throws {
        let folder = try Folder()
        let refused = try BuiltProgram.run(["serve", "--demo-shop", "--data", folder.file("data")])
        #expect(refused.status == 64 && refused.error.contains("a part of --demo"), "\(refused)")
        for start in 1...2 {
            let program = try ServingProgram(["--demo", "--demo-shop", "--data", folder.file("data")], folder: folder)
            let deadline = Date().addingTimeInterval(60)
            func metrics() throws -> String { try program.get("/metrics").body }
            func judged() throws -> Int {
                let reports = try metrics().firstMatch(of: #/vigie_agents_reports_total\{use="judged"\} (\d+)/#)
                return reports.flatMap { Int($0.1) } ?? 0
            }
            while try judged() < 40, Date() < deadline { usleep(100_000) }
            #expect(try judged() >= 40)
            // None of the six targets is up by the word of one vantage; the second start knows it from the first.
            if start == 1 {
                while program.logText.ranges(of: "status=up").count < 6, Date() < deadline { usleep(50_000) }
                #expect(program.logText.ranges(of: "status=up").count >= 6, "\(program.logText)")
            }
            #expect(try AgentStage.agents(program).compactMap { $0["state"]?.string } == ["enrolled", "enrolled"])
            #expect(try metrics().contains("vigie_agents_heard 2"))
            #expect(program.stop() == 0)
        }
        #expect(try BuiltProgram.run(["verify", "--data", folder.file("data")]).status == 0)
    }
}
