import Foundation
import TestProcesses
import Testing

enum MailServerPackage {
    static let isInstalled = FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/aiosmtpd")
}

/// The built program is killed while it tells subscribers: see bench/FanOut, which does the same with 10,000.
@Suite(.enabled(if: MailServerPackage.isInstalled, "the package python3-aiosmtpd is not installed"))
struct FanOutTests {
    private func run(_ options: [String]) throws -> (status: Int32, output: String) {
        let process = TestProcess()
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "FanOut")
        process.arguments = ["--program", BuiltProgram.path] + options
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test(.timeLimit(.minutes(10)))
    func `after kill -9 in the middle of telling 500 subscribers everybody is told`() throws {
        // So few of them make the share of a kill large: one hundredth is held by the run with 10,000.
        let (status, output) = try run(["--subscribers", "500", "--kills", "2", "--twice-most", "48"])
        #expect(status == 0, "\(output)")
        #expect(output.contains("500 of 500 told, nobody waits"))
    }

    @Test(.timeLimit(.minutes(10)))
    func `the same with PostgreSQL, which stops and starts meanwhile`() throws {
        let (status, output) = try run([
            "--subscribers", "500", "--kills", "1", "--stops", "1", "--twice-most", "48", "--postgres",
        ])
        #expect(status == 0, "\(output)")
        #expect(output.contains("1 stops of the database"))
    }
}
