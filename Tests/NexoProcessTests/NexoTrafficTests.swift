import Foundation
import JSON
import TestProcesses
import Testing

/// `vigie pay` and `vigie traffic` at a nexo host in a process of its own.
@Suite struct NexoTrafficTests {
    @Test func `one payment is explained step by step`() throws {
        let platform = try Platform()
        try platform.waitUntilReady()
        let place = "instore-nexo=127.0.0.1:\(platform.hostPort)"
        let approved = try run(["pay", "instore-nexo", "--to", place, "--json"])
        #expect(approved.status == 0)
        let report = try JSONValue(reading: Array(approved.output))
        #expect(report["fate"]?.string == "approved")
        let steps = try #require(report["steps"]?.array).compactMap { $0["text"]?.string }
        #expect(steps.contains { $0.hasPrefix("AUTQ authorisation, 19.90 EUR") })
        #expect(steps.contains("CMPV completion"))
        let refused = try run(["pay", "instore-nexo", "--to", place, "--poor", "--json"])
        #expect(refused.status == 0)
        #expect(try JSONValue(reading: Array(refused.output))["reason"]?.string == "code 51")
        platform.host.kill()
        let failed = try run(["pay", "instore-nexo", "--to", place, "--json"])
        #expect(failed.status == 69)
        #expect(try JSONValue(reading: Array(failed.output))["fate"]?.string == "failed")
    }

    @Test func `while the host is killed again and again, every payment's fate is found out`() async throws {
        let platform = try Platform()
        try platform.waitUntilReady()
        let record = platform.folder + "/payments.jsonl"
        let traffic = try RoleProgram.vigie([
            "traffic", "--mix", "instore-nexo=1", "--rate", "25", "--for", "8", "--places", "6", "--record", record,
            "--to", "instore-nexo=127.0.0.1:\(platform.hostPort)", "--patience", "5", "--json",
        ])
        for _ in 0..<4 {
            try await Task.sleep(for: .milliseconds(Int.random(in: 800...1_600)))
            platform.host.kill()
            try platform.host.start()
            try platform.host.waitUntilReady()
        }
        let output = try traffic.output.fileHandleForReading.readToEnd() ?? Data()
        traffic.process.waitUntilExit()
        let all = try #require(try JSONValue(reading: Array(output))["all"]?["fates"])
        func count(_ fate: String) -> Int { Int(all[fate]?.integer ?? -1) }
        let lines = try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n")
        #expect(count("unknown") == 0)
        #expect(count("approved") > 20)
        #expect(count("approved") + count("refused") + count("failed") + count("reversed") == lines.count)
        #expect(traffic.process.terminationStatus == 0)
        try await platform.settle(approved: count("approved"))
    }

    private func run(_ arguments: [String]) throws -> (status: Int32, output: Data) {
        let (process, output) = try RoleProgram.vigie(arguments)
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }
}
