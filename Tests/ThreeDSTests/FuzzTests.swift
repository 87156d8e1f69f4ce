import Testing
import ThreeDSFuzzing

@Suite struct FuzzTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no change of a message stops the reader or a transaction`(seed: UInt64) {
        var fuzzer = MessageFuzzer(seed: seed)
        for _ in 0..<500 { fuzzer.step() }
        #expect(fuzzer.report.faults.isEmpty, "\(fuzzer.report.faults.prefix(3))")
        #expect(fuzzer.report.accepted > 50 && fuzzer.report.refused.count >= 3)
        #expect(fuzzer.report.finished > 5)
    }
}
