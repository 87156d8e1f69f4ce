package import Cards

/// Where card numbers are in a message.
package enum CardData {
    /// The digits of every card number that a message's fields declare: the number itself, tracks, and those of the chip.
    package static func numbers(in message: ISO8583Message, by profile: Profile) -> [[UInt8]] {
        var numbers: [[UInt8]] = []
        for field in message.fields {
            let found = message.withBytes(of: field) { value -> [[UInt8]] in
                switch profile.rule(field)?.exposure ?? .hidden {
                case .cardNumber, .track: [leadingDigits(value)]
                case .chip: chipNumbers(value)
                case .shown, .account, .original, .hidden: []
                }
            }
            numbers += found ?? []
        }
        return numbers
    }

    /// Refuses a message that names any card but a test card. Called before anything of the message is kept or logged.
    package static func admit(_ message: ISO8583Message, by profile: Profile) throws(CardRefusal) {
        for number in numbers(in: message, by: profile) { try TestCards.admit(number.span) }
    }

    /// The digits of a number field, or of a track up to its first separator. Track 1 begins with a letter.
    static func leadingDigits(_ value: Span<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        var index = 0
        if !value.isEmpty, value[0] == UInt8(ascii: "B") || value[0] == UInt8(ascii: "%") {
            while index < value.count, !Characters.isDigit(value[index]) { index += 1 }
        }
        while index < value.count, Characters.isDigit(value[index]), digits.count < 20 {
            digits.append(value[index])
            index += 1
        }
        return digits
    }

    private static func chipNumbers(_ value: Span<UInt8>) -> [[UInt8]] {
        var bytes: [UInt8] = []
        for index in value.indices { bytes.append(value[index]) }
        guard let data = try? ChipData(reading: bytes) else { return [] }
        return data.elements.compactMap { element in
            switch element.tag.number {
            case 0x57, 0x5A, 0x9F6B: EMVTag.packedDigits(data.value(of: element).span)
            default: nil
            }
        }
    }
}
