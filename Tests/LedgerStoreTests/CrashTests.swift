import Foundation
import LedgerContract
import PostgresFixture
import Testing

@Suite struct CrashTests {
    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    /// The number of rounds; the full measure is 200.
    private static let rounds = setting("VIGIE_CRASH_ROUNDS").flatMap { Int($0) } ?? 12
    private static let seed = setting("VIGIE_CRASH_SEED").flatMap { UInt64($0) } ?? 20_251_204

    private func withRounds(
        disturb: @escaping @Sendable (Int) async throws -> Void = { _ in },
        _ body: (LedgerCrashRounds) async throws -> LedgerCrashRounds.Summary
    ) async throws {
        // The test bundle and the executables of the package are built into one folder.
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent(
            "LedgerCrashWriter"
        ).path
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vigie-ledger-crash-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let summary = try await body(
            LedgerCrashRounds(
                program: program, folder: folder, rounds: Self.rounds, writers: 8, seed: Self.seed, disturb: disturb))
        #expect(summary.rounds == Self.rounds)
        #expect(summary.acknowledged > 0, "no round got as far as an acknowledgement")
        print("crash rounds: \(summary)")
    }

    @Test(.timeLimit(.minutes(30)))
    func `after kill -9 of SQLite's writers every acknowledged operation is there with its answer`() async throws {
        try await withRounds { try await $0.run { try SQLiteLedgerPlace() } }
    }

    @Test(.timeLimit(.minutes(30)))
    func
        `after kill -9 of PostgreSQL's writers, with the server stopped or killed under them, nothing is lost or doubled`()
        async throws
    {
        let server = try PostgresServer()
        try await withRounds(disturb: { run in
            // A third of the rounds each: the writers alone, an orderly stop under them, a kill under them.
            if run % 3 == 0 { return }
            if run % 3 == 1 { try server.stop() } else { try server.kill() }
            try server.start()
            try await Task.sleep(for: .milliseconds(run * 37 % 400))
        }) { try await $0.run { try PostgresLedgerPlace(server) } }
    }
}
