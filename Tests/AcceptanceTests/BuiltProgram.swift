import Foundation
import TestProcesses
import Testing

/// The built program, run from outside as its users run it.
enum BuiltProgram {
    /// The release binary where the whole test run says so, else what lies beside the tests.
    static var path: String {
        if let path = ProcessInfo.processInfo.environment["VIGIE_BINARY"] { return path }
        return Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "vigie").path() ?? "vigie"
    }

    struct Outcome {
        var status: Int32
        var output: String
        var error: String
    }

    /// Runs a command to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        let process = TestProcess()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        let error = Pipe()
        process.standardOutput = output
        process.standardError = error
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // Errors are short, so reading the answer first can't fill the other pipe.
        let written = try output.fileHandleForReading.readToEnd() ?? Data()
        let complained = try error.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
            error: String(decoding: complained, as: UTF8.self))
    }
}

/// A folder that is gone after the test.
final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "vigie-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: file(name), atomically: false, encoding: .utf8)
        return file(name)
    }
}

/// `vigie serve`, or a role of the payment platform, in a process of its own, on a free port.
final class ServingProgram {
    struct Failure: Error, CustomStringConvertible { var description: String }

    let process = TestProcess()
    let base: String
    private let log: FileHandle
    private let logPath: String

    convenience init(_ arguments: [String], listen: String = "127.0.0.1:0", folder: Folder) throws {
        try self.init(command: ["serve", "--listen", listen] + arguments, folder: folder)
    }

    /// What is asked over HTTP is the role's own desk.
    convenience init(role: String, _ arguments: [String], folder: Folder) throws {
        try self.init(command: ["platform", role] + arguments, folder: folder)
    }

    private init(command: [String], folder: Folder) throws {
        logPath = folder.file("serve-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        log = try #require(FileHandle(forWritingAtPath: logPath))
        process.executableURL = URL(filePath: BuiltProgram.path)
        process.arguments = command
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // It says where it listens once it does; until then there is nothing to ask it.
        let deadline = Date().addingTimeInterval(60)
        while true {
            let text = try String(contentsOfFile: logPath, encoding: .utf8)
            if let match = text.firstMatch(of: #/listen=(http\S+)/#) {
                base = String(match.1)
                return
            }
            guard process.isRunning, Date() < deadline else {
                process.terminate()
                throw Failure(description: "vigie \(command[0]) did not come up:\n\(text)")
            }
            usleep(5_000)
        }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    var logText: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// Waits until the log holds a text; false when it never does.
    func waitForLog(_ text: String) -> Bool {
        let deadline = Date().addingTimeInterval(30)
        while Date() < deadline {
            if logText.contains(text) { return true }
            usleep(5_000)
        }
        return false
    }

    /// Sends a signal; with `ends` waits for the exit code.
    func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func stop() -> Int32 {
        signal(SIGTERM)
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// What curl says: the status and the body.
    func get(_ path: String, headers: [String] = [], options: [String] = []) throws -> (status: Int, body: String) {
        let curl = TestProcess()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments =
            ["-s", "--max-time", "30", "-w", "\n%{http_code}"] + headers.flatMap { ["-H", $0] } + options + [
                base + path
            ]
        let output = Pipe()
        curl.standardOutput = output
        try curl.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        curl.waitUntilExit()
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(parts.last ?? "") ?? 0, parts.dropLast().joined(separator: "\n"))
    }

    /// The last entry that pages show; -1 while there is none.
    func position() throws -> Int {
        try get("/api").body.firstMatch(of: #/"position": (\d+)/#).flatMap { Int($0.1) } ?? -1
    }

    /// The last entry that pages show, once it has stayed the same for two seconds: pages follow the journal, not faster
    /// than once in a while, and what a program does after its start comes some time behind it.
    func settledPosition() throws -> Int {
        var (last, since) = (-1, Date.distantPast)
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            let shown = try position()
            if shown != last { (last, since) = (shown, Date()) }
            if last >= 0, Date().timeIntervalSince(since) > 2 { return last }
            usleep(50_000)
        }
        throw Failure(description: "the journal did not come to rest")
    }

    /// Several pages, asked for by one curl over one connection, so that what is measured is not the starting of curls.
    func getAll(_ paths: [String], in folder: Folder) throws -> [(status: Int, body: String)] {
        let curl = TestProcess()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        let files = paths.indices.map { folder.file("page-\($0)") }
        for file in files { try? FileManager.default.removeItem(atPath: file) }
        curl.arguments =
            ["-s", "--max-time", "30", "-w", "%{http_code}\n"] + zip(files, paths).flatMap { ["-o", $0, base + $1] }
        let output = Pipe()
        curl.standardOutput = output
        try curl.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        curl.waitUntilExit()
        let statuses = text.split(separator: "\n").map { Int($0) ?? 0 }
        return files.enumerated().map { place, file in
            (place < statuses.count ? statuses[place] : 0, (try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
        }
    }
}
