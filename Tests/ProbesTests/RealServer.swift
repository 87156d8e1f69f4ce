import Foundation
import Glibc
import JournalContract
import PostgresFixture

/// A server from a package, in a folder of its own, ended with the test.
final class RealServer {
    let folder: String
    private let process: ChildProcess

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// `files` are written first; `{folder}` in them and in the arguments becomes the folder's path.
    init(_ program: String, _ arguments: [String], files: [String: String] = [:]) throws {
        let folder = "/tmp/vigie-probes-\(UUID().uuidString)"
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.replacing("{folder}", with: folder).write(
                toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        }
        // In a session of its own: a server may stop all processes of its group, and the tests with them.
        process = try ChildProcess(
            "/usr/bin/setsid", [program] + arguments.map { $0.replacing("{folder}", with: folder) },
            output: folder + "/log")
    }

    deinit {
        _ = process.killAndWait()
        try? FileManager.default.removeItem(atPath: folder)
    }

    var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 { UInt16(try PostgresServer.freePort()) }
}
