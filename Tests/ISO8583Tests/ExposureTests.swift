import Cards
import ISO8583
import Testing

/// What people see of a message, and what they do not.
@Suite struct ExposureTests {
    private static let number = "4111111111111111"

    private static func message() throws -> ISO8583Message {
        var message = ISO8583Message("0100")
        try message.set(2, number)
        try message.set(4, "000000002500")
        try message.set(14, "2812")
        try message.set(35, number + "=28122010000012300000")
        try message.set(43, "SHOP OF " + number + " IN NICE        ")
        try message.set(45, "B" + number + "^DOE/J^2812201")
        try message.set(48, "cvv 123 card " + number)
        message.set(52, bytes: [1, 2, 3, 4, 5, 6, 7, 8])
        var chip = ChipDataWriter()
        chip.append(.cardNumber, [0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11])
        chip.append(.track2, [0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0xD2, 0x81, 0x22, 0x01])
        chip.append(.cryptogram, [0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6, 0x07, 0x18])
        chip.append(EMVTag(0xDF01), [0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11])
        message.set(55, bytes: chip.bytes)
        try message.set(90, "010000010211201016010000012345678901000000")
        return message
    }

    @Test func `a description masks cards and hides secrets`() throws {
        let profile = Profile.shipped(.ascii87)
        let shown = profile.describe(try Self.message())
        #expect(
            shown
                == """
                0100 authorisation request
                   2 primary account number: 411111******1111
                   4 amount: 000000002500
                  14 expiry: 4 characters, hidden
                  35 track 2: 411111******1111, rest hidden
                  43 acceptor name and place: SHOP OF 411111******1111 IN NICE·
                  45 track 1: 411111******1111, rest hidden
                  48 additional data, private: 29 characters, hidden
                  52 PIN block: 8 bytes, hidden
                  55 chip data: 5A 411111******1111, 57 411111******1111, rest hidden, 9F26 A1B2C3D4E5F60718, ? 8 bytes, hidden
                  90 original data elements: 0100 000102 1120101601 00000123456 78901000000
                """.replacing("NICE·", with: "NICE        "))
    }

    @Test func `nothing prints a value unasked`() throws {
        let message = try Self.message()
        let chip = try ChipData(reading: try #require(message.bytes(55)))
        var decoder = FrameDecoder(Framing())
        try decoder.append([0, 20] + Array(Self.number.utf8))
        let frame = FrameDecoder.Frame(header: [], message: Array(Self.number.utf8))
        var texts: [String] = []
        for value in [message, chip, decoder, frame, [message], Withheld(Self.number)] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            texts += ["\(value)", String(reflecting: value), dumped]
        }
        for text in texts {
            #expect(!text.contains(Self.number))
            // Nor as bytes: 52, 49, 49, …
            #expect(!text.contains("49, 49, 49") && !text.contains("17, 17, 17"))
        }
        #expect(message.description == "0100 with fields 2 4 14 35 43 45 48 52 55 90")
    }

    @Test func `the guard finds every declared card number`() throws {
        let profile = Profile.shipped(.ascii87)
        let message = try Self.message()
        #expect(CardData.numbers(in: message, by: profile).count == 5)
        try CardData.admit(message, by: profile)
        let stranger = "4532015112830366"
        for field in [2, 35, 45, 55] {
            var foreign = try Self.message()
            switch field {
            case 2: try foreign.set(2, stranger)
            case 35: try foreign.set(35, stranger + "=2812")
            case 45: try foreign.set(45, "B" + stranger + "^DOE/J^2812201")
            default:
                var chip = ChipDataWriter()
                var record = ChipDataWriter()
                record.append(.cardNumber, [0x45, 0x32, 0x01, 0x51, 0x12, 0x83, 0x03, 0x66])
                chip.append(EMVTag(0x70), record)
                foreign.set(55, bytes: chip.bytes)
            }
            #expect(throws: CardRefusal.notATestCard, "field \(field)") { try CardData.admit(foreign, by: profile) }
        }
    }

    @Test func `an error tells no tag that could be data`() {
        #expect(FieldPath(.field(55), parts: [.tag(0x9F26)]).description == "55.9F26")
        #expect(FieldPath(.field(55), parts: [.tag(0x70), .tag(0x41)]).description == "55.70.?")
        #expect(FieldPath(.field(47), parts: [.type(7)]).description == "47.7")
    }
}
