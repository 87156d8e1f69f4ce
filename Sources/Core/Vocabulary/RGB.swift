/// A colour of three bytes, and how well it reads on another (WCAG 2.2).
package struct RGB: Sendable, Hashable {
    /// What pages are written on, by the reader's choice.
    package enum Ground: Sendable, Hashable {
        case light, dark

        /// The page's ground and that of its cards.
        var colours: [RGB] { (self == .light ? ["fcfbf7", "ffffff"] : ["121318", "1a1c22"]).compactMap(RGB.init) }
    }

    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8

    /// Six hexadecimal digits; nil otherwise.
    package init?(_ text: String) {
        guard text.utf8.count == 6, text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let value = UInt32(text, radix: 16)
        else { return nil }
        red = UInt8(value >> 16 & 0xFF)
        green = UInt8(value >> 8 & 0xFF)
        blue = UInt8(value & 0xFF)
    }

    package var text: String {
        [red, green, blue].map { (($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined()
    }

    /// Whether text of this colour has a contrast of at least 4.5 to one there.
    package func isReadable(on ground: Ground) -> Bool { ground.colours.allSatisfy { contrast(to: $0) >= 4.5 } }

    /// The least contrast that text of this colour has there.
    package func contrast(on ground: Ground) -> Double { ground.colours.map { contrast(to: $0) }.min() ?? 1 }

    package func contrast(to other: RGB) -> Double {
        let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)
    }

    private var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    /// ((c + 0.055) / 1.055) to the power of 2.4, which is the square times the fifth root of the square.
    private static func linear(_ byte: UInt8) -> Double {
        let part = Double(byte) / 255
        guard part > 0.04045 else { return part / 12.92 }
        let base = (part + 0.055) / 1.055
        let square = base * base
        var root = 1.0
        // Newton's way to the fifth root: doubles of this range settle in a dozen steps.
        for _ in 0..<24 { root = (4 * root + square / (root * root * root * root)) / 5 }
        return square * root
    }
}
