import Foundation
import TestProcesses
import Testing

/// `vigie platform`: all roles on this machine, with one command.
@Suite struct WholePlatformTests {
    @Test func `one command runs all roles, each killable apart, and one signal ends them`() throws {
        let folder = try Folder()
        let (platform, begun) = try Running.begin(folder)
        defer { platform.kill() }
        let shift = platform.shift
        let roles = try #require(begun["roles"] as? [[String: Any]])
        #expect(roles.count == 8)
        for channel in ["instore-cb2a=127.0.0.1:\(5_002 + shift)", "instore-nexo=127.0.0.1:\(5_001 + shift)"] {
            let name = String(channel.prefix { $0 != "=" })
            let paid = try BuiltProgram.run(["pay", name, "--to", channel])
            #expect(paid.status == 0 && paid.output.contains("Approved."), "\(paid)")
        }
        // The commands that it shows are right as they stand.
        let curl = try #require((begun["commands"] as? [String])?.last)
        let paid = try shell(curl)
        #expect(paid.contains("\"captured\"") || paid.contains("\"status\""), "\(paid)")

        // A second one on the same ports says which, and leaves the first alone.
        let second = try BuiltProgram.run(["platform", "--data", folder.path + "/second", "--port-shift", "\(shift)"])
        #expect(second.status == 69 && second.error.contains("provider can't listen at 127.0.0.1:\(9_200 + shift)"))

        let gateway = try #require(roles.first { $0["role"] as? String == "gateway" })
        let (process, health) = (try #require(gateway["process"] as? Int), try #require(gateway["health"] as? String))
        Foundation.kill(pid_t(process), SIGKILL)
        #expect(try RoleProgram.waits(health, for: "database: ready"))

        #expect(platform.stop() == 0)
        for role in roles where role["role"] as? String != "gateway" {
            #expect(!isAlive(try #require(role["process"] as? Int)))
        }
    }

    @Test func `who is killed leaves nobody behind, and what was kept is there at the next start`() throws {
        let folder = try Folder()
        let (first, begun) = try Running.begin(folder)
        let roles = try #require(begun["roles"] as? [[String: Any]])
        let key = try String(contentsOfFile: folder.path + "/platform/keys/shop", encoding: .utf8)
        first.kill()
        let deadline = Date().addingTimeInterval(30)
        for role in roles {
            let process = try #require(role["process"] as? Int)
            while isAlive(process), Date() < deadline { usleep(20_000) }
            #expect(!isAlive(process))
        }
        let (second, _) = try Running.begin(folder)
        #expect(try String(contentsOfFile: folder.path + "/platform/keys/shop", encoding: .utf8) == key)
        #expect(second.stop() == 0)
    }

    @Test(arguments: [
        (["--listen", "127.0.0.1:1"], "--listen belongs to a role"), (["--port-shift", "x"], "--port-shift"),
        (["--database", "sqlite:all.sqlite"], "PostgreSQL"),
    ])
    func `what makes no sense for all of them is refused`(arguments: [String], word: String) throws {
        let outcome = try BuiltProgram.run(["platform"] + arguments)
        #expect(outcome.status == 64 && (outcome.error + outcome.output).contains(word), "\(outcome)")
    }

    /// One that has ended and that nobody has asked about has no command line any more.
    private func isAlive(_ process: Int) -> Bool {
        FileManager.default.contents(atPath: "/proc/\(process)/cmdline").map { !$0.isEmpty } ?? false
    }

    private func shell(_ command: String) throws -> String {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}

/// A `vigie platform` that runs.
private final class Running {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let shift: Int
    private let process = TestProcess()
    private let output: String

    /// On ports that nobody has: below those that the system gives to connections, and others when somebody was faster.
    static func begin(_ folder: Folder) throws -> (Running, [String: Any]) {
        var said: [String: Any] = [:]
        for _ in 0..<8 {
            let running = try Running(folder, Int.random(in: 5_000...22_000))
            said = try running.waitUntilReady()
            if said["roles"] != nil { return (running, said) }
            guard "\(said)".contains("can't listen at") || "\(said)".contains("in use") else { break }
        }
        throw Failure(description: "not begun: \(said)")
    }

    private init(_ folder: Folder, _ shift: Int) throws {
        self.shift = shift
        output = folder.path + "/said-\(UUID().uuidString)"
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let log = try #require(FileHandle(forWritingAtPath: output))
        process.executableURL = URL(filePath: BuiltProgram.path)
        process.arguments = ["platform", "--data", folder.path + "/platform", "--port-shift", "\(shift)", "--json"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
    }

    deinit { kill() }

    private var said: Data { FileManager.default.contents(atPath: output) ?? Data() }

    private func waitUntilReady() throws -> [String: Any] {
        let deadline = Date().addingTimeInterval(180)
        while Date() < deadline {
            if let found = try? JSONSerialization.jsonObject(with: said) as? [String: Any] { return found }
            guard process.isRunning else { break }
            usleep(20_000)
        }
        throw Failure(description: "never ready: \(String(decoding: said, as: UTF8.self))")
    }

    func stop() -> Int32 {
        Foundation.kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        return process.terminationStatus
    }

    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
