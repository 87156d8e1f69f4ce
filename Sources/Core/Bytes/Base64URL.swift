/// Bytes as Base64 for addresses (RFC 4648, section 5), without padding, as tokens and JSON Web Tokens have it.
package enum Base64URL {
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for digit in Base64.encode(bytes).utf8 {
            switch digit {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): text.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="): break
            default: text.append(digit)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil when it is not exactly what ``encode(_:)`` would have made of some bytes.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var digits: [UInt8] = []
        for digit in text.utf8 {
            switch digit {
            case UInt8(ascii: "-"): digits.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): digits.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: digits.append(digit)
            }
        }
        while digits.count % 4 != 0 {
            // A single digit over stands for no byte: three paddings are refused below.
            digits.append(UInt8(ascii: "="))
        }
        return Base64.decode(String(decoding: digits, as: UTF8.self))
    }
}
