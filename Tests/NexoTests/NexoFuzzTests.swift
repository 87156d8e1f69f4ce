import NexoTestSupport
import Testing

@testable import Nexo

@Suite struct NexoFuzzTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no mutated message traps, leaks or changes on its way`(seed: UInt64) throws {
        var fuzzer = try NexoFuzzer(seed: seed)
        fuzzer.run(rounds: 3_000)
        #expect(fuzzer.report.faults == [])
        #expect(fuzzer.report.accepted > 300)
        // Every kind of mistake was made, or the mutations have become too tame.
        let seen = Set(fuzzer.report.rejections.keys)
        #expect(seen.isSuperset(of: ["malformed", "truncated", "missing", "duplicate", "wrongKind", "refusedValue"]))
    }

    @Test(.enabled(if: Fixtures.canValidate, Fixtures.cantValidate))
    func `what was accepted of mutated messages is valid when it is written`() throws {
        var fuzzer = try NexoFuzzer(seed: 5)
        fuzzer.run(rounds: 6_000)
        #expect(fuzzer.report.rewritten.count > 10)
        for (kind, documents) in fuzzer.report.rewritten {
            let objections = try Fixtures.objections(to: documents, schema: kind.schema)
                .split(separator: "\n").filter { $0.contains("error") }
            #expect(objections == [], "\(kind.schema)")
        }
    }
}
