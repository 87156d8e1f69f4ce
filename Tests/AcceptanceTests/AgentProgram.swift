import Foundation
import Glibc
import JSON
import TestProcesses
import Testing

/// `vigie agent run` in a process of its own.
final class AgentProgram {
    let data: String
    private let process = TestProcess()
    private let logPath: String

    init(_ data: String, in folder: Folder) throws {
        self.data = data
        logPath = folder.file("agent-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        let log = try #require(FileHandle(forWritingAtPath: logPath))
        process.executableURL = URL(filePath: BuiltProgram.path)
        process.arguments = ["agent", "run", "--data", data]
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { end(SIGKILL) } }

    /// A code from the running server, spent for a folder.
    static func enrol(_ name: String, at program: ServingProgram, in folder: Folder) throws -> String {
        let data = folder.file(name)
        let made = try BuiltProgram.run(
            ["agent", "enrol", "--server", program.base, "--code", try code(name, at: program), "--data", data])
        #expect(made.status == 0 && made.output.contains("is the agent \(name)."), "\(made)")
        return data
    }

    static func code(_ name: String, at program: ServingProgram) throws -> String {
        let made = try BuiltProgram.run(["agents", "enrol", name, "--server", program.base, "--json"])
        #expect(made.status == 0, "\(made)")
        return try #require(try JSONValue(reading: made.output)["code"]?.string)
    }

    var logText: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// What it says of itself; `null` before it did.
    var health: JSONValue {
        guard let text = try? String(contentsOfFile: data + "/health.json", encoding: .utf8) else { return .null }
        return (try? JSONValue(reading: text)) ?? .null
    }

    /// The last batch of which it knows that the server has it.
    var kept: Int64 { health["keptThrough"]?.integer ?? 0 }

    /// Batches that wait on its disk.
    var waiting: Int64 { health["waitingBatches"]?.integer ?? 0 }

    /// Waits until it says so; false when it never does.
    func waits(_ holds: (AgentProgram) -> Bool) -> Bool {
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            if holds(self) { return true }
            usleep(50_000)
        }
        return false
    }

    @discardableResult
    func end(_ signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// A server that watches one web server from itself and from two vantages elsewhere.
struct AgentStage {
    let folder: Folder
    let settings: String
    let listen: String
    let site: Int
    let anchor: Int
    let anchorElsewhere: Int

    init(elsewhere: [String] = ["paris", "london"]) throws {
        folder = try Folder()
        let places = try (site: RoleProgram.freePort(), anchor: RoleProgram.freePort(), away: RoleProgram.freePort())
        (site, anchor, anchorElsewhere) = (Int(places.site), Int(places.anchor), Int(places.away))
        listen = "127.0.0.1:\(try RoleProgram.freePort())"
        let vantages = elsewhere.map { "  - {name: \($0), anchors: [\"127.0.0.1:\(places.away)\"]}" }
        let watch = """
            vantages:
              - {name: here, anchors: ["127.0.0.1:\(anchor)"]}
            \(vantages.joined(separator: "\n"))
            parts: [{name: shop, kind: instance}]
            probes:
              - {name: front, kind: http, to: "http://127.0.0.1:\(site)/", through: [shop]}
              - {name: port, kind: tcp, to: "127.0.0.1:\(site)", through: [shop]}

            """
        _ = try folder.write("watch.yaml", watch)
        settings = try folder.write(
            "vigie.yaml",
            "data: \(folder.file("data"))\nwatch: {file: watch.yaml, here: [here]}\ntracker: {enabled: false}\n")
    }

    /// Always at the same place, for agents know one.
    func serve() throws -> ServingProgram {
        try ServingProgram(["--config", settings], listen: listen, folder: folder)
    }

    static func agents(_ program: ServingProgram) throws -> [JSONValue] {
        let listed = try BuiltProgram.run(["agents", "list", "--server", program.base, "--json"])
        #expect(listed.status == 0, "\(listed)")
        return try JSONValue(reading: listed.output)["agents"]?.array ?? []
    }

    /// What `vigie watch` says once it is so; the last answer when it never is.
    func watch(until isSo: (JSONValue) -> Bool) throws -> JSONValue {
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
        Issue.record(
            "it never came so far: \(String(decoding: JSONWriter.compact(answer).prefix(4_000), as: UTF8.self))")
        return answer
    }

    /// Whether every target stands so.
    static func all(_ standing: String, _ answer: JSONValue) -> Bool {
        let targets = answer["targets"]?.array ?? []
        return targets.count == 2 && targets.allSatisfy { $0["verdict"]?["standing"]?.string == standing }
    }
}
