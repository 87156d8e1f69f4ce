import Foundation
import Glibc
import PostgresFixture
import TestProcesses
import Testing

/// `vigie platform ROLE` in a process of its own, on ports that were free a moment before.
final class RoleProgram {
    struct Failure: Error, CustomStringConvertible { var description: String }

    let process = TestProcess()
    let origin: String
    let admin: String
    private let logPath: String

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 { UInt16(try PostgresServer.freePort()) }

    static func freeOrigin() throws -> String { "http://127.0.0.1:\(try freePort())" }

    /// - Parameter origin: where it listens, and how it is reached.
    init(_ role: String, at origin: String, _ arguments: [String], folder: Folder) throws {
        self.origin = origin
        admin = try Self.freeOrigin()
        logPath = folder.file("\(role)-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        let log = try #require(FileHandle(forWritingAtPath: logPath))
        process.executableURL = URL(filePath: BuiltProgram.path)
        process.arguments =
            ["platform", role, "--listen", String(origin.dropFirst(7)), "--admin", String(admin.dropFirst(7))]
            + arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "ROLE_KEY": "0123456789abcdef0123456789abcdef"
        ]) {
            $1
        }
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let deadline = Date().addingTimeInterval(60)
        while !logText.contains("kind=admin") {
            guard process.isRunning, Date() < deadline else {
                process.terminate()
                throw Failure(description: "vigie platform \(role) did not come up:\n\(logText)")
            }
            usleep(5_000)
        }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    var logText: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Ends it as an operator does; its exit code.
    func stop() -> Int32 {
        signal(SIGTERM)
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends it as a power cut does.
    func kill9() {
        signal(SIGKILL)
        process.waitUntilExit()
    }

    /// What curl says: the status and the body.
    static func ask(
        _ address: String, body: String? = nil, headers: [String] = []
    ) throws -> (status: Int, body: String) {
        let curl = TestProcess()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments =
            ["-s", "--max-time", "30", "-w", "\n%{http_code}"] + headers.flatMap { ["-H", $0] }
            + (body.map { ["--data-binary", $0] } ?? []) + [address]
        let output = Pipe()
        curl.standardOutput = output
        try curl.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        curl.waitUntilExit()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    /// Waits until an address answers with a text; false when it never does.
    static func waits(_ address: String, for text: String) throws -> Bool {
        let deadline = Date().addingTimeInterval(30)
        while Date() < deadline {
            if try ask(address).body.contains(text) { return true }
            usleep(20_000)
        }
        return false
    }
}
