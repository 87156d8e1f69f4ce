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

    @Test func `a damaged profile is a profile or a mistake, and reads what it writes`() {
        let document = #"""
            {"profile": "fuzz", "title": "fuzz", "dictionary": "1993", "mti": "bcd", "bitmap": "hex", "bitmaps": 3,
             "code-page": "cp037", "numbers": {"encoding": "bcd", "fixed": "left-0", "variable": "right-F"},
             "tracks": {"encoding": "bcd"}, "texts": {"encoding": "ebcdic", "fixed": "right-space"},
             "binary": {"encoding": "hex"}, "lengths": {"encoding": "binary", "bytes": 2, "counts": "units"},
             "without": [65, 3], "framing": {"kind": "decimal", "bytes": 4, "counts-itself": true, "header-bytes": 5},
             "fields": {"48": {"content": "parts 2 3"}, "130": {"format": "n..19", "name": "late", "counts": "bytes"},
              "4": {"encoding": "ascii", "padding": "left-space", "length": "bcd", "length-bytes": 1}},
             "messages": {"0100": {"title": "t", "mandatory": [2, 4], "optional": [130]}}}
            """#
        #expect(throws: Never.self) { try Profile(reading: Array(document.utf8)) }
        #expect(ProfileFuzzer.faults(in: Array(document.utf8), seed: 5, times: 400) == [])
    }
}
