import Foundation
import Journal
import JournalContract
import Testing

@Suite struct CrashTests {
    /// The number of rounds; the full measure is 200.
    private static let rounds = ProcessInfo.processInfo.environment["VIGIE_CRASH_ROUNDS"].flatMap { Int($0) } ?? 12
    private static let seed =
        ProcessInfo.processInfo.environment["VIGIE_CRASH_SEED"].flatMap { UInt64($0) } ?? 20_251_204

    @Test(.timeLimit(.minutes(30)))
    func `after kill -9 under concurrent writers nothing acknowledged is missing and nothing is there by half`()
        async throws
    {
        let program = try builtProgram("CrashWriter")
        let own = try SQLitePlace()
        defer { try? FileManager.default.removeItem(atPath: own.folder) }
        let summary = try await CrashRounds(
            program: program, folder: own.folder, rounds: Self.rounds, writers: 12, seed: Self.seed
        ).run { try SQLitePlace() }
        #expect(summary.rounds == Self.rounds)
        #expect(summary.acknowledged > 0, "no round got as far as an acknowledgement")
        print("crash rounds: \(summary)")
    }
}
