import ISO8583
import Testing

@Suite struct FramingTests {
    private static func framed(_ framing: Framing, _ message: String, header: [UInt8] = []) throws -> [UInt8] {
        try framing.frame(Array(message.utf8), header: header)
    }

    private static func length(
        _ form: Framing.LengthForm, _ bytes: Int, countsItself: Bool = false, reserved: Int = 0, header: Int = 0
    ) -> Framing {
        Framing(.length(form, bytes: bytes, countsItself: countsItself, reserved: reserved), headerBytes: header)
    }

    @Test func `each framing writes its length and reads it again`() throws {
        let message = String(repeating: "m", count: 123)
        let cases: [(Framing, String, String)] = [
            (Self.length(.binary, 2), "007B", "0000"),
            (Self.length(.binary, 2, countsItself: true), "007D", "0002"),
            (Self.length(.binary, 4), "0000007B", "00000000"),
            (Self.length(.packed, 2), "0123", "0000"),
            (Self.length(.decimal, 4), "30313233", "30303030"),
            (Self.length(.hexadecimal, 4), "30303742", "30303030"),
            (Self.length(.binary, 2, reserved: 2), "007B0000", "00000000"),
            (Framing(.delimited(opening: 2, closing: 3)), "02", "0203"),
        ]
        for (framing, prefix, keepAlive) in cases {
            let frame = try Self.framed(framing, message)
            let bytes = try #require(Fixtures.bytes(prefix))
            #expect(frame.starts(with: bytes))
            #expect(framing.keepAlive == Fixtures.bytes(keepAlive))
            var decoder = FrameDecoder(framing)
            try decoder.append(framing.keepAlive + frame)
            #expect(try decoder.next() == .keepAlive)
            #expect(try decoder.next() == .frame(.init(header: [], message: Array(message.utf8))))
            #expect(try decoder.next() == nil)
            try decoder.finish()
        }
    }

    @Test func `a routing header is counted, handed over and turned for the answer`() throws {
        let header = RoutingHeader(destination: 0x0102, origin: 0x0304)
        let framing = Self.length(.binary, 2, header: 5)
        var decoder = FrameDecoder(framing)
        try decoder.append(Self.framed(framing, "0800", header: header.bytes))
        guard case .frame(let frame)? = try decoder.next() else {
            Issue.record("no frame")
            return
        }
        #expect(RoutingHeader(frame.header) == header)
        #expect(RoutingHeader(frame.header)?.answer.bytes == [0x60, 0x03, 0x04, 0x01, 0x02])
        #expect(frame.message == Array("0800".utf8))
        #expect(RoutingHeader([1, 2, 3]) == nil)
        #expect(throws: ISO8583Error.self) { try framing.frame([1], header: [2]) }
    }

    @Test func `a length is refused before anything is kept for it`() throws {
        var decoder = FrameDecoder(Self.length(.binary, 4), contentBytesMax: 1_000)
        try decoder.append([0x7F, 0xFF, 0xFF, 0xFF])
        let error = ISO8583Error(.tooLong, FieldPath(.frame), at: 0, bound: 1_000)
        #expect(throws: error) { try decoder.next() }
        // And nothing of the stream is read after that.
        #expect(throws: error) { try decoder.append([0, 0, 0, 1, 0x30]) }
        #expect(throws: error) { try decoder.next() }
        #expect(throws: error) { try decoder.finish() }
    }

    @Test func `a stream without a closing byte is bounded`() throws {
        var decoder = FrameDecoder(Framing(.delimited(opening: 2, closing: 3)), contentBytesMax: 100)
        try decoder.append([2] + Array(repeating: 0x30, count: 100))
        #expect(try decoder.next() == nil)
        #expect(decoder.isInsideFrame)
        try decoder.append([0x30])
        #expect(throws: ISO8583Error(.tooLong, FieldPath(.frame), at: 0, bound: 100)) { try decoder.next() }
    }

    @Test(arguments: [
        (Framing(.length(.decimal, bytes: 4, countsItself: false, reserved: 0)), "00x1"),
        (Framing(.length(.hexadecimal, bytes: 4, countsItself: false, reserved: 0)), "00G1"),
        (Framing(.length(.packed, bytes: 2, countsItself: false, reserved: 0)), "\u{0A}\u{1A}"),
        (Framing(.length(.binary, bytes: 2, countsItself: true, reserved: 0)), "\u{0}\u{1}"),
        (Framing(.length(.binary, bytes: 2, countsItself: false, reserved: 2)), "\u{0}\u{1}\u{0}\u{1}"),
    ])
    func `what is no length of the framing is refused`(framing: Framing, prefix: String) throws {
        var decoder = FrameDecoder(framing)
        try decoder.append(Array(prefix.utf8))
        #expect(throws: ISO8583Error(.badLength, FieldPath(.frame), at: 0)) { try decoder.next() }
    }

    @Test func `a message that the framing cannot hold is refused`() {
        let delimited = Framing(.delimited(opening: 2, closing: 3))
        #expect(throws: ISO8583Error(.badStructure, FieldPath(.frame))) { try delimited.frame([1, 3, 2]) }
        let packed = Framing(.length(.packed, bytes: 2, countsItself: false, reserved: 0))
        #expect(throws: ISO8583Error(.tooLong, FieldPath(.frame), bound: 9_999)) {
            try packed.frame(Array(repeating: 0, count: 10_000))
        }
    }

    @Test func `a decoder that nobody empties does not grow for ever`() throws {
        var decoder = FrameDecoder(Framing(), contentBytesMax: 100)
        #expect(throws: ISO8583Error.self) {
            for _ in 0..<10_000 { try decoder.append([0, 1, 0x30]) }
        }
        #expect(decoder.bytesWaiting == 0)
    }
}
