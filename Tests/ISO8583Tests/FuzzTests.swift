import ISO8583
import ISO8583Fuzzing
import Testing

@Suite struct FuzzTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `damaged messages and streams end in a message or a reason, and nothing shows a card`(seed: UInt64) {
        var fuzzer = CodecFuzzer(seed: seed)
        var rounds = 0
        let report = fuzzer.run {
            rounds += 1
            return rounds <= 200
        }
        #expect(report.faults == [])
        #expect(report.accepted > 250, "some damage leaves a message: \(report)")
        #expect(report.refused.values.reduce(0, +) > 250)
    }

    @Test func `the same seed does the same`() {
        func run() -> String {
            var fuzzer = CodecFuzzer(seed: 42)
            for _ in 0..<50 { fuzzer.round() }
            return fuzzer.report.description
        }
        #expect(run() == run())
    }
}
