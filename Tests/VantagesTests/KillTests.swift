import Foundation
import JournalContract
import Observing
import Series
import StoreSQLite
import Testing
import Vocabulary

@testable import Vantages

/// An agent and its server as processes over real HTTP, killed at random moments.
@Suite struct KillTests {
    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
    private static let rounds = setting("VIGIE_CRASH_ROUNDS").flatMap { Int($0) } ?? 12
    private static let seed = setting("VIGIE_CRASH_SEED").flatMap { UInt64($0) } ?? 11

    /// Processes of this test, and what they wrote.
    private struct Stage {
        let folder: String
        let program: String
        let port: Int
        var outputs: [String] = []

        init(port: Int) throws {
            folder = NSTemporaryDirectory() + "/vigie-agent-\(UUID())"
            try FileManager.default.createDirectory(atPath: folder + "/server", withIntermediateDirectories: true)
            let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            program =
                URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent("AgentCrashRunner")
                .path
            self.port = port
        }

        mutating func start(_ mode: String, _ more: [String] = []) throws -> (ChildProcess, output: String) {
            let output = folder + "/\(mode)-\(outputs.count).log"
            outputs.append(output)
            let own = folder + (mode == "serve" ? "/server" : "/agent")
            return (try ChildProcess(program, [mode, own, String(port)] + more, output: output), output)
        }

        func text(_ output: String) -> String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

        /// Whole lines alone: the last one may have been cut by the kill.
        func lines(_ mode: String) -> [Substring] {
            outputs.filter { $0.contains("/\(mode)-") }.flatMap { output in
                text(output).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0 }
            }
        }

        func wait(for word: String, in output: String) async throws {
            for _ in 0..<30_000 where !text(output).contains(word) { try await Task.sleep(for: .milliseconds(2)) }
            try #require(text(output).contains(word), "\(output): \(text(output).prefix(400))")
        }
    }

    private static func numbers(_ line: Substring, _ word: String) -> [Int64]? {
        let words = line.split(separator: " ")
        guard words.first == word[...] else { return nil }
        return words.dropFirst().compactMap { Int64($0) }
    }

    @Test(.timeLimit(.minutes(10)))
    func `after kill -9 of the agent and of the server every acknowledged result is kept, once`() async throws {
        var random = SeededRandom(seed: Self.seed)
        var stage = try Stage(port: 20_000 + Int(ProcessInfo.processInfo.processIdentifier) % 30_000)
        defer { try? FileManager.default.removeItem(atPath: stage.folder) }
        let began = Date()
        var (server, output) = try stage.start("serve")
        try await stage.wait(for: "serving", in: output)
        let code = try String(contentsOfFile: stage.folder + "/server/code", encoding: .utf8)
        try FileManager.default.createDirectory(atPath: stage.folder + "/agent", withIntermediateDirectories: true)
        var (agent, said) = try stage.start("agent", [code])
        try await stage.wait(for: "acknowledged", in: said)
        for _ in 0..<Self.rounds {
            try await Task.sleep(for: .milliseconds(50 + random.below(400)))
            let whom = random.below(3)
            if whom != 1 {
                #expect(agent.killAndWait() == 9)
                (agent, said) = try stage.start("agent")
            }
            if whom != 0 {
                #expect(server.killAndWait() == 9)
                // The agent goes on sealing while nobody is there.
                try await Task.sleep(for: .milliseconds(random.below(300)))
                (server, output) = try stage.start("serve")
                try await stage.wait(for: "serving", in: output)
            }
            try await stage.wait(for: "sealed", in: said)
        }
        #expect(agent.killAndWait() == 9)
        let (drain, drained) = try stage.start("drain")
        try await stage.wait(for: "drained", in: drained)
        _ = drain.killAndWait()
        #expect(server.killAndWait() == 9)

        var sealed: [Int64: [Int64]] = [:]
        var acknowledged: Int64 = 0
        for line in stage.lines("agent") + stage.lines("drain") {
            if let numbers = Self.numbers(line, "sealed"), let number = numbers.first {
                #expect(sealed[number] == nil, "number \(number) was given twice")
                sealed[number] = Array(numbers.dropFirst())
            }
            if let number = Self.numbers(line, "acknowledged")?.first { acknowledged = max(acknowledged, number) }
        }
        let series = try await SQLiteSeries.open(path: stage.folder + "/server/series.sqlite")
        let query = try SampleQuery(
            series: #require(SeriesName(rawValue: "items")),
            from: Instant(seconds: Int64(began.timeIntervalSince1970) - 60),
            to: Instant(seconds: Int64(began.timeIntervalSince1970) + 86_400), limit: SampleQuery.limitMost)
        let kept = try await series.samples(query).flatMap(\.samples).map { $0.milliseconds - 1_000_000_000_000 }
        await series.close()
        #expect(Set(kept).count == kept.count, "something was kept twice")
        let all = sealed.values.flatMap { $0 }
        #expect(all.count > 100 && acknowledged > 0)
        // Everything that was ever sealed was sent in the end; what was acknowledged in between is part of it.
        let missing = Set(all).subtracting(kept)
        #expect(missing.isEmpty, "\(missing.count) of \(all.count) sealed results are not kept")
        #expect(sealed.keys.filter { $0 <= acknowledged }.count == sealed.count)
        print(
            "agent kill rounds: \(Self.rounds), sealed results: \(all.count) in \(sealed.count) batches, kept: \(kept.count)"
        )
    }
}
