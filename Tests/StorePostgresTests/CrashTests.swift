import Foundation
import Journal
import JournalContract
import PostgresFixture
import StorePostgres
import Testing

@Suite struct CrashTests {
    /// The number of rounds; the full measure is 200.
    private static let rounds = ProcessInfo.processInfo.environment["VIGIE_CRASH_ROUNDS"].flatMap { Int($0) } ?? 6
    private static let seed =
        ProcessInfo.processInfo.environment["VIGIE_CRASH_SEED"].flatMap { UInt64($0) } ?? 20_251_204

    @Test(.timeLimit(.minutes(30)))
    func `after kill -9 of the writers, with the server stopped or killed under them, all acknowledged is there whole`()
        async throws
    {
        // The test bundle and the executables of the package are built into one folder.
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent("CrashWriter").path
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vigie-crash-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try PostgresServer()
        let rounds = CrashRounds(
            program: program, folder: folder, rounds: Self.rounds, writers: 12, seed: Self.seed
        ) { run in
            // A third of the rounds each: the writers alone, an orderly stop under them, a kill under them.
            if run % 3 == 0 { return }
            if run % 3 == 1 { try server.stop() } else { try server.kill() }
            try server.start()
            // The kill comes somewhere between the first attempt to reconnect and work at full speed.
            try await Task.sleep(for: .milliseconds(run * 37 % 400))
        }
        let summary = try await rounds.run { try PostgresPlace(server) }
        #expect(summary.rounds == Self.rounds)
        #expect(summary.acknowledged > 0, "no round got as far as an acknowledgement")
        print("crash rounds: \(summary)")
    }
}
