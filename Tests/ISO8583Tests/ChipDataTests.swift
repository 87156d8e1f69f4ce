import ISO8583
import Testing

@Suite struct ChipDataTests {
    private static func nested(_ depth: Int) -> [UInt8] {
        var writer = ChipDataWriter()
        writer.append(.transactionCounter, [0, 1])
        for _ in 1..<depth {
            var outer = ChipDataWriter()
            outer.append(EMVTag(0x70), writer)
            writer = outer
        }
        return writer.bytes
    }

    private static func failure(_ bytes: [UInt8]) -> ISO8583Error? {
        do throws(ISO8583Error) {
            _ = try ChipData(reading: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `objects are read with their depth and found by their tag`() throws {
        let data = try ChipData(reading: Self.nested(3))
        #expect(data.elements.map(\.depth) == [0, 1, 2])
        #expect(data.elements.map(\.isConstructed) == [true, true, false])
        #expect(data.value(.transactionCounter) == [0, 1])
        #expect(data.value(.cryptogram) == nil)
        #expect(data.elements[2].tag.description == "9F36")
    }

    @Test func `long lengths and filling between objects are read`() throws {
        var writer = ChipDataWriter()
        writer.append(EMVTag(0x9F10), Array(repeating: 7, count: 200))
        writer.append(EMVTag(0x82), Array(repeating: 8, count: 300))
        let data = try ChipData(reading: [0, 0] + writer.bytes + [0])
        #expect(data.value(EMVTag(0x9F10))?.count == 200)
        #expect(data.value(EMVTag(0x82))?.count == 300)
    }

    @Test func `depth and number of objects are bounded`() {
        #expect(Self.failure(Self.nested(8)) == nil)
        #expect(Self.failure(Self.nested(9))?.code == .tooComplex)
        #expect(Self.failure(Array(repeating: [0x95, 0x00], count: 256).flatMap { $0 }) == nil)
        #expect(Self.failure(Array(repeating: [0x95, 0x00], count: 257).flatMap { $0 })?.code == .tooComplex)
    }

    @Test(
        arguments: [
            ([0x9F], "55"), ([0x9F, 0x26], "55.9F26"), ([0x95, 0x05, 0, 0], "55.95"), ([0x95, 0x80], "55.95"),
            ([0x95, 0x84, 0, 0, 0, 1, 0], "55.95"), ([0x95, 0x82, 1], "55.95"),
            ([0x9F, 0x80, 0x80, 0x80, 0x01, 0], "55"),
            ([0x70, 0x03, 0x95, 0x02, 0x00], "55.70.95"),
        ] as [([UInt8], String)])
    func `what does not fit together is refused with its path`(bytes: [UInt8], path: String) {
        let error = Self.failure(bytes)
        #expect(error?.code == .badStructure)
        #expect(error?.path.description == path)
    }

    @Test func `in a message the place is counted from the message's first byte`() throws {
        let profile = Profile.shipped(.asciiBinary87)
        var message = ISO8583Message("0100")
        message.set(55, bytes: [0x95, 0x01, 0xFF])
        var body = try profile.encode(message)
        // 4 of the type, 8 of the bitmap, 3 of the length: the object begins at 15.
        body[16] = 9
        let path = FieldPath(.field(55), parts: [.tag(0x95)])
        #expect(throws: ISO8583Error(.badStructure, path, at: 15)) { try profile.decode(body) }
    }
}
