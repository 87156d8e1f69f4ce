import Cards

/// The tag of a chip card's data object, such as `9F26`.
package struct EMVTag: Sendable, Hashable, CustomStringConvertible {
    package let number: UInt32

    package init(_ number: UInt32) { self.number = number }

    var bytes: [UInt8] {
        let count = max(1, (32 - number.leadingZeroBitCount + 7) / 8)
        return (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }

    package var description: String { Hexadecimal.text(bytes.span) }
    package var isKnown: Bool { Self.known[number] != nil }
    package var name: String? { Self.known[number]?.name }

    package static let cardNumber = EMVTag(0x5A)
    package static let track2 = EMVTag(0x57)
    package static let amount = EMVTag(0x9F02)
    package static let cryptogram = EMVTag(0x9F26)
    package static let transactionCounter = EMVTag(0x9F36)

    enum Exposure {
        case shown
        case cardNumber
        case track
        case hidden
    }

    /// What may be seen of a value. Objects that nobody knows are hidden: issuers put anything into them.
    func shown(_ value: Span<UInt8>) -> String {
        switch Self.known[number]?.exposure ?? .hidden {
        case .shown: CardMask.scrubbed(Hexadecimal.text(value))
        case .cardNumber: Self.maskedDigits(value)
        case .track: Self.maskedDigits(value) + ", rest hidden"
        case .hidden: "\(value.count) bytes, hidden"
        }
    }

    /// Packed digits up to the first half that is none.
    private static func maskedDigits(_ value: Span<UInt8>) -> String {
        CardMask.masked(packedDigits(value).span)
    }

    static func packedDigits(_ value: Span<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        for index in value.indices {
            for half in [value[index] >> 4, value[index] & 0xF] {
                guard half <= 9, digits.count < 19 else { return digits }
                digits.append(UInt8(ascii: "0") + half)
            }
        }
        return digits
    }

    /// Names of EMV 4.3 book 3, annex A, and of the schemes' own track data.
    private static let known: [UInt32: (name: String, exposure: Exposure)] = [
        0x4F: ("application identifier", .shown), 0x50: ("application label", .shown),
        0x56: ("track 1 equivalent", .hidden), 0x57: ("track 2 equivalent", .track),
        0x5A: ("card number", .cardNumber), 0x5F20: ("cardholder name", .hidden),
        0x5F24: ("expiry", .hidden), 0x5F25: ("effective date", .shown), 0x5F28: ("issuer country", .shown),
        0x5F2A: ("transaction currency", .shown), 0x5F2D: ("language preference", .shown),
        0x5F30: ("service code", .hidden), 0x5F34: ("card sequence number", .shown),
        0x5F36: ("transaction currency exponent", .shown), 0x61: ("application template", .shown),
        0x6F: ("file control information", .shown), 0x70: ("record template", .shown),
        0x71: ("issuer script 1", .shown), 0x72: ("issuer script 2", .shown),
        0x77: ("response template 2", .shown), 0x80: ("response template 1", .hidden),
        0x82: ("application interchange profile", .shown), 0x84: ("dedicated file name", .shown),
        0x86: ("issuer script command", .hidden), 0x89: ("authorisation code", .shown),
        0x8A: ("authorisation response code", .shown), 0x8E: ("cardholder verification methods", .shown),
        0x91: ("issuer authentication data", .shown), 0x95: ("terminal verification results", .shown),
        0x98: ("transaction certificate hash", .shown), 0x99: ("PIN data", .hidden), 0x9A: ("transaction date", .shown),
        0x9B: ("transaction status information", .shown), 0x9C: ("transaction type", .shown),
        0x9F01: ("acquirer identifier", .shown), 0x9F02: ("amount", .shown), 0x9F03: ("other amount", .shown),
        0x9F06: ("application identifier, terminal", .shown), 0x9F07: ("application usage control", .shown),
        0x9F08: ("application version, card", .shown), 0x9F09: ("application version, terminal", .shown),
        0x9F0B: ("cardholder name, extended", .hidden), 0x9F0D: ("issuer action code, default", .shown),
        0x9F0E: ("issuer action code, denial", .shown), 0x9F0F: ("issuer action code, online", .shown),
        0x9F10: ("issuer application data", .shown), 0x9F11: ("issuer code table", .shown),
        0x9F12: ("application preferred name", .shown), 0x9F15: ("merchant category", .shown),
        0x9F16: ("merchant identifier", .shown), 0x9F1A: ("terminal country", .shown),
        0x9F1C: ("terminal identification", .shown), 0x9F1E: ("interface device serial number", .shown),
        0x9F1F: ("track 1 discretionary data", .hidden), 0x9F20: ("track 2 discretionary data", .hidden),
        0x9F21: ("transaction time", .shown), 0x9F24: ("payment account reference", .hidden),
        0x9F26: ("application cryptogram", .shown), 0x9F27: ("cryptogram information", .shown),
        0x9F33: ("terminal capabilities", .shown), 0x9F34: ("verification method results", .shown),
        0x9F35: ("terminal type", .shown), 0x9F36: ("application transaction counter", .shown),
        0x9F37: ("unpredictable number", .shown), 0x9F39: ("entry mode", .shown),
        0x9F40: ("terminal capabilities, additional", .shown), 0x9F41: ("transaction sequence counter", .shown),
        0x9F53: ("transaction category", .shown), 0x9F6B: ("track 2 data", .track),
        0x9F6E: ("form factor", .shown), 0x9F7C: ("customer exclusive data", .hidden),
        0xA5: ("file control information, proprietary", .shown), 0xBF0C: ("issuer discretionary data", .hidden),
    ]
}
