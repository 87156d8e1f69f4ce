import Foundation
import Ledger
import LedgerContract
import Settlement
import TestProcesses
import Testing
import Vocabulary

/// A process of its own that settles, killed (-9) at moments of chance until one gets to its end.
@Suite struct CrashTests {
    @Test(arguments: Database.allCases)
    func `a run that is killed again and again settles everything once`(_ database: Database) async throws {
        let bench = try await Bench(database)
        // As long as the platform's own names: a string of more than fifteen bytes is counted memory.
        func name(_ number: Int) -> String { "capture-of-a-payment-\(number)" }
        let lines = (0..<900).map { line(name($0), Int64(100 + $0), fee: 1) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<900 { group.addTask { try await bench.collect(name(number), Int64(100 + number)) } }
            try await group.waitForAll()
        }
        try bench.put(file("day-1", lines.dropLast() + [line(name(899), 1), line("stranger", 5)]))
        await bench.store.close()
        var kills = 0
        var isDone = false
        while !isDone {
            // At once, then later each time, so that it comes to an end however slow the machine is.
            isDone = try Self.run(bench, killedAfter: kills == 0 ? 0 : kills * kills * 500 + Int.random(in: 1...5_000))
            if !isDone { kills += 1 }
        }
        #expect(kills > 0)
        let store = try await bench.open()
        let found = bench.service(store)
        let report = try #require(try await found.reports(limit: 5).first)
        #expect(try await found.reports(limit: 5).count == 1)
        #expect(report.matched == 899)
        #expect(report.counts == [.differing: 1, .missingHere: 1])
        #expect(report.sums[currency("EUR")]?.fees == 899)
        #expect(try await store.openMovements(of: .ecommerce, after: 0, limit: 10).map(\.id.rawValue) == [name(899)])
        try await checkWhole(store)
        await store.close()
        await bench.close()
    }

    /// Whether it came to its end.
    private static func run(_ bench: Bench, killedAfter microseconds: Int) throws -> Bool {
        let process = TestProcess()
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent()
            .appending(path: "SettlementCrashRunner")
        process.arguments = [bench.url, bench.files, String(microseconds)]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        try process.run()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return said.contains("done")
    }
}
