import Testing
import Vocabulary

@testable import Series

@Suite struct SampleChunkTests {
    @Test(arguments: 1...40)
    func `what was put in is what is read`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let count = Int.random(in: 1...400, using: &random)
        let samples =
            seed % 2 == 0 ? ProbeModel().samples(count, &random) : wildSamples(count, &random)
        let chunk = SampleChunk(samples)
        #expect(chunk.samples == samples.sorted())
        let bytes = try chunk.encoded()
        #expect(try SampleChunk(encoded: bytes) == chunk)
    }

    @Test(arguments: 1...20)
    func `late samples in any order make the same chunk, byte for byte`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let samples = ProbeModel().samples(60, &random) + wildSamples(20, &random)
        let whole = try SampleChunk(samples).encoded()
        var one = SampleChunk()
        for sample in samples.shuffled(using: &random) { one.append(sample) }
        #expect(try one.encoded() == whole)
        var many = SampleChunk()
        var rest = samples.shuffled(using: &random)[...]
        while !rest.isEmpty {
            let part = rest.prefix(Int.random(in: 1...15, using: &random))
            many.merge(part)
            rest = rest.dropFirst(part.count)
        }
        #expect(try many.encoded() == whole)
    }

    @Test(arguments: [1, 7, 64, 1_000])
    func `parts of a chunk, put together again in any order, are the chunk`(most: Int) throws {
        var random = SeededRandom(seed: 9)
        let chunk = SampleChunk(ProbeModel().samples(500, &random))
        let parts = chunk.split(most: most)
        #expect(parts.allSatisfy { $0.count <= most && $0.count > 0 })
        #expect(parts.flatMap(\.samples) == chunk.samples)
        var again = SampleChunk()
        for part in parts.shuffled(using: &random) {
            again.merge(try SampleChunk(encoded: part.encoded()).samples)
        }
        #expect(again == chunk)
        #expect(SampleChunk().split(most: most).isEmpty)
    }

    @Test func `nothing, too much, and instants that no clock shows are refused with the reason`() throws {
        func refusal(_ samples: [Sample]) -> String? {
            do throws(SeriesError) {
                _ = try SampleChunk(samples).encoded()
                return nil
            } catch {
                return error.code == .refused ? error.message : nil
            }
        }
        let sample = Sample(at: noon, .ok, total: .seconds(1))
        #expect(refusal([])?.contains("at least one") == true)
        #expect(refusal(Array(repeating: sample, count: 65_537))?.contains("split 65537") == true)
        #expect(refusal(Array(repeating: sample, count: 65_536)) == nil)
        for instant in [Instant(microseconds: -1), Instant(seconds: 8_000_000_000)] {
            #expect(refusal([sample, Sample(at: instant, .ok, total: .zero)])?.contains("clock") == true)
        }
    }

    @Test func `a gap, a clock that was set back and a stopped prober cost little`() throws {
        var random = SeededRandom(seed: 3)
        let model = ProbeModel()
        let samples =
            model.samples(600, &random)
            + model.samples(600, from: noon + .hours(3), &random) + model.samples(600, from: noon + .hours(9), &random)
        let bytes = try SampleChunk(samples).encoded()
        #expect(Double(bytes.count) / 1_800 <= 2)
        #expect(try SampleChunk(encoded: bytes).samples == samples.sorted())
    }
}
