import Foundation
import JSON
import Testing

/// From a probe's result to a case, with the real program and a real server that is killed.
@Suite struct LookoutTests {
    private static func write(site: Int, anchor: Int, in folder: Folder) throws -> String {
        let vantages = ["paris", "london", "oslo"].map { "  - {name: \($0), anchors: [\"127.0.0.1:\(anchor)\"]}" }
        let watch = """
            vantages:
            \(vantages.joined(separator: "\n"))
            parts: [{name: shop, kind: instance}]
            probes:
              - {name: front, kind: http, to: "http://127.0.0.1:\(site)/", through: [shop]}
              - {name: port, kind: tcp, to: "127.0.0.1:\(site)", through: [shop]}
            """
        _ = try folder.write("watch.yaml", watch + "\n")
        return try folder.write(
            "vigie.yaml", "data: \(folder.file("data"))\nwatch: {file: watch.yaml}\ntracker: {enabled: false}\n")
    }

    /// What `vigie watch` says once it is so; the last answer when it never is.
    private static func watch(
        _ settings: String, until isSo: (JSONValue) -> Bool
    ) throws -> JSONValue {
        var answer: JSONValue = .null
        let deadline = Date().addingTimeInterval(120)
        while Date() < deadline {
            let outcome = try BuiltProgram.run(["watch", "--config", settings, "--json"])
            if outcome.status == 0 {
                answer = try JSONValue(reading: outcome.output)
                if isSo(answer) { return answer }
            }
            usleep(200_000)
        }
        Issue.record("it never came so far: \(JSONWriter.compact(answer).count) bytes")
        return answer
    }

    private static func cases(_ answer: JSONValue) -> [JSONValue] { answer.object?["cases"]?.array ?? [] }

    private static func text(_ value: JSONValue?, _ name: String) -> String? { value?.object?[name]?.string }

    private static func isUp(_ answer: JSONValue) -> Bool {
        let targets = answer.object?["targets"]?.array ?? []
        return targets.count == 2 && targets.allSatisfy { text($0.object?["verdict"], "standing") == "up" }
    }

    @Test func `a server that is killed is one case and one page, also over a restart of the lookout`() throws {
        let folder = try Folder()
        let empty = try Folder()
        let port = try Int(RoleProgram.freePort())
        let anchorPort = try Int(RoleProgram.freePort())
        let anchor = try FileServer(port: anchorPort, folder: empty)
        var site = try FileServer(port: port, folder: empty)
        let settings = try Self.write(site: port, anchor: anchorPort, in: folder)

        var program = try ServingProgram(["--config", settings], folder: folder)
        _ = try Self.watch(settings, until: Self.isUp)
        #expect(try program.get("/readyz").body.contains("watching: ready"))
        let file = try String(contentsOfFile: folder.file("watch.yaml"), encoding: .utf8)
        _ = try folder.write("watch.yaml", file + "# another one\n")
        program.signal(SIGHUP)
        #expect(program.waitForLog("a restart takes it up"))

        site.end()
        let opened = try Self.watch(settings) { Self.text(Self.cases($0).first, "state") == "open" }
        let known = try #require(Self.cases(opened).first)
        let telling = try #require(known.object?["telling"])
        let symptom = try #require(telling.object?["symptoms"]?.array?.first)
        let sample = try #require(symptom.object?["reason"]?.object?["samples"]?.array?.first)
        #expect(Self.text(sample, "outcome") == "failed")
        #expect(Self.text(sample, "stage") == "connect")
        let firsts = (telling.object?["symptoms"]?.array ?? []).compactMap {
            $0.object?["reason"]?.object?["samples"]?.array?.first.flatMap { Self.text($0, "at") }
        }
        #expect(Self.text(telling, "since") == firsts.min())

        // A new life in the middle of it.
        #expect(program.stop() == 0)
        program = try ServingProgram(["--config", settings], folder: folder)
        #expect(program.waitForLog("1 cases are open"))
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            let failed = try program.get("/metrics").body.firstMatch(
                of: #/vigie_watch_results_total\{outcome="failed"\} (\d+)/#)
            if let failed, Int(failed.1) ?? 0 > 40 { break }
            usleep(200_000)
        }
        let metrics = try program.get("/metrics").body
        #expect(metrics.contains("vigie_watch_cases_open 1"))
        #expect(metrics.contains("vigie_watch_asked_total{kind=\"http\"}"))

        site = try FileServer(port: port, folder: empty)
        let over = try Self.watch(settings) { Self.text(Self.cases($0).first, "state") == "monitoring" }
        #expect(Self.cases(over).count == 1)
        #expect(Self.cases(over).first?.object?["number"]?.integer == 1)
        #expect(Self.cases(over).first?.object?["pagedAt"]?.array?.count == 1)
        #expect(Self.text(Self.cases(over).first?.object?["telling"], "since") == Self.text(telling, "since"))
        _ = try Self.watch(settings, until: Self.isUp)
        let words = try BuiltProgram.run(["watch", "--config", settings])
        #expect(words.status == 0)
        #expect(words.output.contains("! case 1: good again since "))
        #expect(words.output.contains("✓ front  up since "))
        #expect(program.stop() == 0)
        #expect(try BuiltProgram.run(["verify", "--config", settings]).status == 0)
        anchor.end()
    }

    @Test func `without a file of probes nothing is watched, and a wrong vantage is named`() throws {
        let folder = try Folder()
        let program = try ServingProgram(["--data", folder.file("data")], folder: folder)
        #expect(!(try program.get("/metrics").body.contains("vigie_watch_")))
        #expect(!program.logText.contains("watching"))
        #expect(program.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.file("data/vigie-series.sqlite")))
        let settings = try Self.write(site: 1, anchor: 2, in: folder)
        let none = try folder.write("none.yaml", "data: \(folder.file("data"))\n")
        #expect(try BuiltProgram.run(["watch", "--config", none]).status == 78)
        let wrong = try folder.write(
            "wrong.yaml", "data: \(folder.file("data"))\nwatch: {file: watch.yaml, here: [pariss]}\n")
        let refused = try BuiltProgram.run(["serve", "--listen", "127.0.0.1:0", "--config", wrong])
        #expect(refused.status == 78)
        #expect(refused.error.contains("did you mean paris?"))
        #expect(try BuiltProgram.run(["check", settings]).status == 0)
    }
}
