import Glibc
import HTTPTestSupport
import Testing

@testable import HTTPServer

/// What answers are collected in, and where names of fields are compared.
@Suite struct OutputTests {
    /// Small parts, shared blocks and parts of blocks in any order, also more of them than one system call takes.
    @Test(arguments: [3, 64, 65, 400])
    func `what was appended is what is left after any number of bytes`(_ parts: Int) throws {
        var random = SeededRandom(seed: UInt64(parts))
        let batch = OutputBatch()
        let block = ByteBlock((0..<200).map { UInt8($0) })
        // Once more after it was cleared: the buffers are used again.
        for _ in 0..<2 {
            var expected: [UInt8] = []
            for number in 0..<parts {
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    batch.append("number: ")
                    expected += "number: ".utf8
                case 1:
                    batch.append(hexadecimal: UInt64(number) &* 0x9e37_79b9_7f4a_7c15)
                    let digits = String(UInt64(number) &* 0x9e37_79b9_7f4a_7c15, radix: 16)
                    expected += Array((String(repeating: "0", count: 16 - digits.count) + digits).utf8)
                case 2:
                    batch.append(block)
                    expected += (0..<200).map { UInt8($0) }
                default:
                    let start = Int.random(in: 0...200, using: &random)
                    let end = Int.random(in: start...200, using: &random)
                    batch.append(block, from: start, to: end)
                    expected += (start..<end).map { UInt8($0) }
                }
            }
            #expect(batch.count == expected.count)
            for written in [0, 1, expected.count / 3, expected.count / 2, expected.count - 1, expected.count] {
                let pending = PendingOutput(batch.pieces(after: written))
                #expect(pending.count == expected.count - written)
                var left = [UInt8](repeating: 0, count: pending.count + 1)
                let copied = unsafe left.withUnsafeMutableBufferPointer { buffer in
                    unsafe buffer.baseAddress.map { unsafe pending.copy(to: $0, most: buffer.count) } ?? 0
                }
                #expect(copied == pending.count && Array(left.prefix(copied)) == Array(expected.dropFirst(written)))
            }
            batch.clear()
            #expect(batch.count == 0 && batch.pieces(after: 0).isEmpty && batch.hasRoom)
        }
    }

    @Test func `what is more than the shared buffer holds stands in blocks of its own`() {
        let batch = OutputBatch()
        let line = [UInt8](repeating: 0x61, count: 8 << 10)
        for _ in 0..<20 { batch.append(line) }
        batch.append([UInt8](repeating: 0x62, count: 100 << 10))
        #expect(batch.count == 260 << 10 && !batch.hasRoom)
        let pieces = batch.pieces(after: 0)
        #expect(pieces.reduce(0) { $0 + $1.count } == 260 << 10 && pieces.last?.count == 100 << 10)
    }

    /// Against a comparison that takes one byte after the other, with names that are as long and differ somewhere.
    @Test func `names of fields are compared without their case, and exactly otherwise`() {
        var random = SeededRandom(seed: 4)
        let name: StaticString = "x-forwarded-host"
        let lower = Array("x-forwarded-host".utf8)
        let tokens = (UInt8(0x21)..<0x7f).filter { Byte.isToken($0) }
        var (same, other) = (0, 0)
        for round in 0..<20_000 {
            var bytes = lower.map { Bool.random(using: &random) && $0 >= 0x61 ? $0 & 0xdf : $0 }
            if round % 2 == 1 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = tokens.randomElement(using: &random) ?? 0x21
            }
            let expected = bytes.map { Byte.lowercase($0) } == lower
            let padded = [0x20] + bytes + [0x20]
            let isSame = RequestHead.equalsIgnoringCase(padded.span, 1..<1 + bytes.count, name)
            #expect(isSame == expected)
            if expected { same += 1 } else { other += 1 }
        }
        #expect(same > 5_000 && other > 5_000)
        let isShort = RequestHead.equalsIgnoringCase(lower.span, 0..<lower.count - 1, name)
        #expect(!isShort)
    }
}
