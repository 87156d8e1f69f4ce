import Testing
import Vocabulary

@testable import Series

@Suite struct DamageTests {
    /// Changes, cuts and lengthens bytes; `isSealed` makes the checksum right again, so that what is behind it is met.
    private func damaged(_ bytes: [UInt8], isSealed: Bool, _ random: inout SeededRandom) -> [UInt8] {
        var content = isSealed ? Array(bytes.dropLast(4)) : bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...content.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < content.count: content[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 1 where place < content.count: content[place] = .random(in: 0...255, using: &random)
            case 2: content.insert(.random(in: 0...255, using: &random), at: place)
            case 3: content.removeLast(min(content.count, Int.random(in: 0...9, using: &random)))
            default: if place < content.count { content[place] = 0xff }
            }
        }
        guard isSealed else { return content }
        var writer = ByteWriter(bytes: content)
        return writer.sealed()
    }

    @Test(arguments: 1...8)
    func `no damaged chunk traps, and what is taken for one is one`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var refused = 0
        var read = 0
        for round in 0..<400 {
            let count = Int.random(in: 1...40, using: &random)
            let chunk = SampleChunk(round % 2 == 0 ? wildSamples(count, &random) : ProbeModel().samples(count, &random))
            let whole = try chunk.encoded()
            let bytes = damaged(whole, isSealed: round % 4 != 0, &random)
            do throws(SeriesError) {
                let taken = try SampleChunk(encoded: bytes)
                read += 1
                #expect(taken.samples.count <= SampleChunk.samplesMost)
                #expect(
                    try SampleChunk(encoded: SampleChunk(taken.samples).encoded()).samples == taken.samples.sorted())
                if round % 4 == 0 { #expect(bytes == whole) }
            } catch {
                refused += 1
                #expect(error.code == .corrupt && error.message.contains("a chunk of samples"))
            }
        }
        #expect(refused > 150 && read > 5, "\(refused) refused, \(read) read")
    }

    @Test(arguments: 1...8)
    func `no damaged block or list traps`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var refused = 0
        for round in 0..<300 {
            let samples = ProbeModel().samples(50, &random)
            let number = RollupBlock.number(.hour, of: samples[0].milliseconds)
            var block = RollupBlock(.hour, number: number)
            for sample in samples { block.add(sample) }
            var numbers = SequenceSet()
            for _ in 0..<30 { numbers.insert(.random(in: 1...90, using: &random)) }
            #expect(try RollupBlock(encoded: block.encoded()) == block)
            #expect(try SequenceSet(encoded: numbers.encoded()) == numbers)
            do throws(SeriesError) {
                let taken = try RollupBlock(
                    encoded: damaged(block.encoded(), isSealed: round % 4 != 0, &random))
                var sum = Rollup()
                for span in taken.spans { sum.merge(span.rollup) }
                sum.merge(sum)
                #expect(try RollupBlock(encoded: taken.encoded()) == taken)
            } catch {
                refused += 1
                #expect(error.code == .corrupt)
            }
            do throws(SeriesError) {
                let taken = try SequenceSet(
                    encoded: damaged(numbers.encoded(), isSealed: round % 4 != 0, &random))
                #expect(try SequenceSet(encoded: taken.encoded()) == taken)
            } catch {
                refused += 1
                #expect(error.code == .corrupt)
            }
        }
        #expect(refused > 200)
    }

    @Test func `bytes of nothing, of too many and of another version say what they are`() throws {
        func message(_ bytes: [UInt8]) -> String {
            do throws(SeriesError) {
                _ = try SampleChunk(encoded: bytes)
                return ""
            } catch {
                return error.message
            }
        }
        #expect(message([]).contains("has 0 bytes"))
        #expect(message(Array(repeating: 0, count: SampleChunk.bytesMost + 1)).contains("4194305 bytes"))
        var other = ByteWriter(bytes: [2, 1, 0])
        #expect(message(other.sealed()).contains("version 2"))
        #expect(message(Array("what is this?".utf8)).contains("checksum"))
    }
}
