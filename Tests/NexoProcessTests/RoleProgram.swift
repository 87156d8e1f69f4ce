import Foundation
import PostgresFixture
import TestProcesses
import Testing

/// A role of the platform in a process of its own, which may be killed and begun again at the same place.
final class RoleProgram {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private let arguments: [String]
    private let logPath: String
    private var process = TestProcess()
    /// Where its health, figures and addresses are.
    let admin: String

    /// Port 0 is never given: who is begun again must be found where it was.
    init(_ role: String, _ arguments: [String], folder: String) throws {
        let adminPort = try Self.freePort()
        admin = "http://127.0.0.1:\(adminPort)"
        self.arguments = ["platform", role, "--admin", "127.0.0.1:\(adminPort)"] + arguments
        logPath = "\(folder)/\(role).log"
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        try start()
    }

    deinit { kill() }

    func start() throws {
        let log = try #require(FileHandle(forWritingAtPath: logPath))
        _ = try log.seekToEnd()
        process = TestProcess()
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "vigie")
        process.arguments = arguments
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    /// kill -9, and nothing is finished.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func stop() -> Int32 {
        Foundation.kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        return process.terminationStatus
    }

    var log: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// Waits until it says that it can work.
    func waitUntilReady() throws {
        let deadline = Date().addingTimeInterval(60)
        while try curl("/readyz").status != 200 {
            guard Date() < deadline else { throw Failure(description: "never ready:\n\(log)") }
            usleep(20_000)
        }
    }

    func curl(_ path: String, _ options: [String] = []) throws -> (status: Int, body: String) {
        let curl = TestProcess()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments = ["-s", "--max-time", "30", "-w", "\n%{http_code}"] + options + [admin + path]
        let output = Pipe()
        curl.standardOutput = output
        try curl.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        curl.waitUntilExit()
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(parts.last ?? "") ?? 0, parts.dropLast().joined(separator: "\n"))
    }

    /// Begins `vigie` with other arguments, and hears what it prints.
    static func vigie(_ arguments: [String]) throws -> (process: TestProcess, output: Pipe) {
        let process = TestProcess()
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "vigie")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return (process, output)
    }

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 { UInt16(try PostgresServer.freePort()) }
}
