import ISO8583
import JSON
import Testing

/// What the shipped profiles do not use: each variant of the encodings, by profiles of these tests.
@Suite struct EncodingTests {
    private static func profile(_ fields: String, _ more: String = "") throws -> Profile {
        try Profile(
            reading: Array(
                #"{"profile":"test","title":"test","mti":"ascii","bitmap":"hex",\#(more)"fields":{\#(fields)}}"#.utf8))
    }

    private static func field(_ field: Int, _ members: String) -> String {
        #""\#(field)":{"name":"f","shows":"shown",\#(members)}"#
    }

    /// The bytes of one field, which come after 4 bytes of type and 16 of bitmap.
    private static func written(_ value: [UInt8], _ members: String, _ more: String = "") throws -> [UInt8] {
        let profile = try profile(field(2, members), more)
        var message = ISO8583Message("0100")
        message.set(2, bytes: value)
        let body = try profile.encode(message)
        #expect(String(decoding: body.prefix(20), as: UTF8.self) == "01004000000000000000")
        #expect(try profile.decode(body).bytes(2) == value)
        return Array(body.dropFirst(20))
    }

    @Test(arguments: [
        (#""format":"n5","encoding":"bcd","padding":"left-0""#, "12345", "012345"),
        (#""format":"n5","encoding":"bcd","padding":"left-F""#, "12345", "F12345"),
        (#""format":"n5","encoding":"bcd","padding":"right-0""#, "12345", "123450"),
        (#""format":"n5","encoding":"bcd","padding":"right-F""#, "12345", "12345F"),
        (
            #""format":"n..9","encoding":"bcd","padding":"right-F","length":"binary","length-bytes":1"#, "12345",
            "0512345F"
        ),
        (#""format":"n..9","encoding":"bcd","padding":"right-F","length":"bcd","counts":"bytes""#, "12345", "0312345F"),
        (#""format":"n..9","encoding":"bcd","padding":"left-F","length":"bcd","counts":"bytes""#, "12345", "03F12345"),
        (#""format":"n..5","encoding":"bcd","padding":"right-0","length":"bcd","counts":"bytes""#, "12345", "03123450"),
        (#""format":"n...9","encoding":"bcd","length":"bcd""#, "12345", "0005012345"),
        (#""format":"n..9","encoding":"ebcdic","length":"ebcdic""#, "12", "F0F2F1F2"),
        (#""format":"ans...99","length":"binary""#, "ab", "00026162"),
        (#""format":"ans..99","length":"binary","counts":"nibbles""#, "ab", "046162"),
        (#""format":"ans....9999""#, "ab", "303030326162"),
        (#""format":"an..9","encoding":"ebcdic","length":"binary""#, "A1b", "03C1F182"),
        (#""format":"x+n4""#, "D0042", "4430303432"),
        (#""format":"x+n5","encoding":"bcd""#, "C12345", "43012345"),
        (#""format":"z..37","encoding":"bcd","length":"binary""#, "12=34", "0512D34F"),
        (#""format":"z..37","length":"ascii""#, "12=34", "303531323D3334"),
        (#""format":"ans..9","encoding":"latin1""#, "é", "3031E9"),
    ])
    func `each encoding is written and read`(members: String, value: String, expected: String) throws {
        let bytes = value.unicodeScalars.map { UInt8($0.value) }
        #expect(try Self.written(bytes, members) == Fixtures.bytes(expected))
    }

    @Test func `binary fields are bytes or hexadecimal digits`() throws {
        let value: [UInt8] = [0x00, 0xAB, 0xFF]
        #expect(try Self.written(value, #""format":"b3""#) == value)
        #expect(try Self.written(value, #""format":"b3","encoding":"hex""#) == Array("00ABFF".utf8))
        #expect(
            try Self.written(value, #""format":"b..9","encoding":"hex","counts":"bytes""#) == Array("0600ABFF".utf8))
        #expect(try Self.written(value, #""format":"b..9","encoding":"hex""#) == Array("0300ABFF".utf8))
    }

    @Test(arguments: [("cp500", "4A5A"), ("cp037", "BABB"), ("cp1047", "ADBD")])
    func `code pages differ in their brackets`(page: String, brackets: String) throws {
        let bytes = try Self.written(
            Array("[]".utf8), #""format":"ans2","encoding":"ebcdic""#, #""code-page":"\#(page)","#)
        #expect(bytes == Fixtures.bytes(brackets))
    }

    @Test func `fixed fields are filled when they are written`() throws {
        let profile = Profile.shipped(.ascii87)
        var message = ISO8583Message("0100")
        try message.set(4, "2500")
        try message.set(41, "SHOP1")
        let read = try profile.decode(profile.encode(message))
        #expect(read.text(4) == "000000002500")
        #expect(read.text(41) == "SHOP1   ")
        let packed = Profile.shipped(.packed87)
        #expect(try packed.decode(packed.encode(message)).text(4) == "000000002500")
    }

    @Test func `what a profile cannot say is refused, with the field and without the value`() throws {
        let profile = Profile.shipped(.ebcdic87)
        func refusal(_ field: Int, _ bytes: [UInt8]) -> ISO8583Error? {
            var message = ISO8583Message("0100")
            message.set(field, bytes: bytes)
            do throws(ISO8583Error) {
                _ = try profile.encode(message)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(2, Array(repeating: 0x31, count: 20)) == ISO8583Error(.tooLong, .field(2), bound: 19))
        // One byte says at most 255.
        #expect(refusal(48, Array(repeating: 0x31, count: 256)) == ISO8583Error(.tooLong, .field(48), bound: 255))
        #expect(refusal(4, Array("12x4".utf8)) == ISO8583Error(.badValue, .field(4)))
        #expect(refusal(52, [1, 2, 3]) == ISO8583Error(.badLength, .field(52), bound: 8))
        #expect(refusal(28, Array("E00000001".utf8)) == ISO8583Error(.badValue, .field(28)))
        #expect(refusal(65, [1]) == ISO8583Error(.unknownField, .field(65)))
        #expect(
            refusal(55, [0x9F, 0x26, 8, 1]) == ISO8583Error(.badStructure, FieldPath(.field(55), parts: [.tag(0x9F26)]))
        )
    }

    @Test func `filling that is not the profile's is refused where it stands`() throws {
        let profile = Profile.shipped(.packed87)
        var message = ISO8583Message("0100")
        try message.set(32, "12345678901")
        var body = try profile.encode(message)
        body[body.count - 1] = 0x17
        #expect(throws: ISO8583Error(.badPadding, .field(32), at: body.count - 1)) { try profile.decode(body) }
    }

    @Test func `a third bitmap is written and read where the link has one`() throws {
        let profile = try Self.profile(
            Self.field(3, #""format":"n2""#) + "," + Self.field(130, #""format":"n2""#), #""bitmaps":3,"#)
        var message = ISO8583Message("0100")
        try message.set(130, "42")
        let body = try profile.encode(message)
        #expect(
            String(decoding: body, as: UTF8.self)
                == "0100" + "8000000000000000" + "8000000000000000" + "4000000000000000" + "42")
        #expect(try profile.decode(body) == message)
        try message.set(3, "07")
        message.remove(130)
        #expect(try profile.encode(message).count == 4 + 16 + 2)
    }

    @Test func `an empty second bitmap and small letters are read and not written`() throws {
        let profile = Profile.shipped(.ascii87)
        let body = "0800" + "a220000000000000" + "0000000000000000" + "0000001120101530000101"
        let message = try profile.decode(Array(body.utf8))
        #expect(Array(message.fields) == [3, 7, 11])
        #expect(String(decoding: try profile.encode(message).prefix(20), as: UTF8.self) == "08002220000000000000")
    }

    @Test(arguments: [
        (#"{"profile":"a","title":"a","fields":{"2":{"format":"n.9","name":"f"}}}"#, "$.fields.2.format"),
        (#"{"profile":"a","title":"a","fields":{"2":{"format":"n..100","name":"f"}}}"#, "$.fields.2.format"),
        (#"{"profile":"a","title":"a","fields":{"2":{"format":"q9","name":"f"}}}"#, "$.fields.2.format"),
        (#"{"profile":"a","title":"a","fields":{"2":{"format":"x+n..9","name":"f"}}}"#, "$.fields.2.format"),
        (#"{"profile":"a","title":"a","fields":{"2":{"format":"n0","name":"f"}}}"#, "$.fields.2.format"),
        (#"{"profile":"a","title":"a","fields":{"1":{"format":"n9","name":"f"}}}"#, "$.fields.1"),
        (#"{"profile":"a","title":"a","fields":{"129":{"format":"n9","name":"f"}}}"#, "$.fields.129"),
        (#"{"profile":"a","title":"a","fields":{"x":{"format":"n9","name":"f"}}}"#, "$.fields.x"),
        (#"{"profile":"a","title":"a","fields":{"2":{"format":"n9"}}}"#, "$.fields.2.name"),
        (
            #"{"profile":"a","title":"a","fields":{"2":{"format":"b9","name":"f","encoding":"bcd"}}}"#,
            "$.fields.2.encoding"
        ),
        (#"{"profile":"a","title":"a","fields":{"2":{"format":"n9","name":"f","colour":"red"}}}"#, "$.fields.2.colour"),
        (
            #"{"profile":"a","title":"a","fields":{"2":{"format":"ans..9","name":"f","content":"parts"}}}"#,
            "$.fields.2.content"
        ),
        (#"{"profile":"a","title":"a","dictionary":"2003"}"#, "$.dictionary"),
        (#"{"profile":"a","title":"a","mti":"utf8"}"#, "$.mti"),
        (#"{"profile":"a","title":"a","framing":{"kind":"delimited","closing":3}}"#, "$.framing"),
        (#"{"profile":"a","title":"a","framing":{"kind":"smoke"}}"#, "$.framing.kind"),
        (#"{"profile":"a","title":"a","messages":{"01":{"title":"t","mandatory":[]}}}"#, "$.messages.01"),
        (#"{"title":"a"}"#, "$.profile"),
    ])
    func `a mistake in a profile names the member`(document: String, path: String) {
        do throws(JSONError) {
            _ = try Profile(reading: Array(document.utf8))
            Issue.record("accepted: \(document)")
        } catch {
            #expect(error.path.description == path)
        }
    }

    @Test(arguments: Profile.Shipped.allCases)
    func `shipped profiles have their edition's fields`(shipped: Profile.Shipped) {
        let profile = Profile.shipped(shipped)
        #expect(profile.name == shipped.rawValue)
        let is1993 = shipped.rawValue.hasPrefix("iso93")
        #expect(profile.rule(39)?.size == (is1993 ? 3 : 2))
        #expect(profile.rule(12)?.size == (is1993 ? 12 : 6))
        #expect(profile.name(of: 2) == "primary account number")
        #expect(profile.rule(1) == nil)
        #expect(profile.rule(65) == nil)
        #expect((2...128).filter { profile.rule($0) == nil } == [65])
    }

    @Test func `a profile says which fields a message of a type has`() throws {
        let profile = try Self.profile(
            Self.field(3, #""format":"n2""#) + "," + Self.field(4, #""format":"n2""#) + ","
                + Self.field(5, #""format":"n2""#),
            #""messages":{"0800":{"title":"echo","mandatory":[3],"optional":[4]}},"#)
        var message = ISO8583Message("0800")
        #expect(throws: ISO8583Error(.missingField, .field(3))) { try profile.check(message) }
        try message.set(3, "01")
        try message.set(4, "01")
        try profile.check(message)
        try message.set(5, "01")
        #expect(throws: ISO8583Error(.unexpectedField, .field(5))) { try profile.check(message) }
        message.type = "0100"
        try profile.check(message)
    }
}
