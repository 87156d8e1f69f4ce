import HTTPTestSupport
import Testing

@Suite struct FuzzTests {
    @Test(arguments: [1, 2] as [UInt64])
    func `a server under mutated requests goes on serving and gives everything back`(seed: UInt64) async throws {
        let report = try await RequestFuzzer(seed: seed, seconds: 1).run()
        #expect(report.faults.isEmpty)
        #expect(report.connections > 50)
        #expect(report.responses[200, default: 0] > 0)
        #expect(report.responses[400, default: 0] > 0)
    }
}
