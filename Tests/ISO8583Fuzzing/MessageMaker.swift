import Cards
package import ISO8583

/// Makes messages that a profile must be able to write: any of its fields, with values of their kind and any length.
package struct MessageMaker {
    package let profile: Profile
    private let fields: [Int]

    package init(_ profile: Profile) {
        self.profile = profile
        fields = (2...FieldSet.fieldMax).filter { profile.rule($0) != nil }
    }

    package func message(_ random: inout SeededRandom) -> ISO8583Message {
        let types: [MessageType] = ["0100", "0110", "0200", "0221", "0400", "0421", "0800", "0810", "1100", "9999"]
        var message = ISO8583Message(types[random.below(types.count)])
        for _ in 0..<random.below(24) {
            let field = fields[random.below(fields.count)]
            guard let rule = profile.rule(field) else { continue }
            message.set(field, bytes: value(rule, &random))
        }
        return message
    }

    private func value(_ rule: FieldRule, _ random: inout SeededRandom) -> [UInt8] {
        if rule.exposure == .cardNumber, rule.kind == .numeric {
            return TestCards.simulated(.visa, serial: UInt32(random.below(1_000_000)))
        }
        if rule.content == .chip {
            var writer = ChipDataWriter()
            Self.chip(&writer, depth: 1 + random.below(4), &random)
            return writer.bytes.count <= min(rule.size, 255) ? writer.bytes : []
        }
        if case .parts(let typeDigits, let lengthDigits) = rule.content {
            return Self.parts(Int(typeDigits), Int(lengthDigits), &random)
        }
        // One length byte cannot say more than 255.
        let most =
            rule.isVariable ? min(rule.size, rule.lengthBytes == 1 && rule.lengthEncoding == .binary ? 255 : 999) : 0
        let length = rule.isVariable ? random.below(most + 1) : rule.size
        if rule.kind == .signed {
            return [random.below(2) == 0 ? UInt8(ascii: "C") : UInt8(ascii: "D")]
                + (1..<length).map { _ in UInt8(0x30 + random.below(10)) }
        }
        return (0..<length).map { _ in
            switch rule.kind {
            case .numeric, .signed: UInt8(0x30 + random.below(10))
            case .alphabetic: UInt8(0x41 + random.below(26))
            case .alphanumeric: Array("ABCXYZabcxyz0123456789 ".utf8)[random.below(23)]
            case .text: UInt8(0x20 + random.below(0x5F))
            case .track: UInt8(0x30 + random.below(16))
            case .binary: UInt8(random.below(256))
            }
        }
    }

    private static func chip(_ writer: inout ChipDataWriter, depth: Int, _ random: inout SeededRandom) {
        let tags: [UInt32] = [0x9F26, 0x9F36, 0x5A, 0x57, 0x95, 0x9F02, 0xDF01, 0x9F8101, 0x82]
        for _ in 0..<(1 + random.below(4)) {
            if depth > 1, random.below(4) == 0 {
                var inner = ChipDataWriter()
                chip(&inner, depth: depth - 1, &random)
                writer.append(EMVTag(0x70), inner)
            } else {
                let value = (0..<random.below(20)).map { _ in UInt8(random.below(256)) }
                writer.append(EMVTag(tags[random.below(tags.count)]), value)
            }
        }
    }

    private static func parts(_ typeDigits: Int, _ lengthDigits: Int, _ random: inout SeededRandom) -> [UInt8] {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: count - text.count) + text
        }
        var text = ""
        for _ in 0..<random.below(4) {
            let length = random.below(9)
            text += digits(random.below(99), typeDigits) + digits(length, lengthDigits)
            text += String((0..<length).map { _ in "ABCDEFGHIJ0123456789".randomElement(using: &random) ?? "A" })
        }
        return Array(text.utf8)
    }
}
