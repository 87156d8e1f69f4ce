/// The one way a double is written: as ECMAScript does (RFC 8785, 3.2.2.3), so that other programs get the same bytes.
enum JSONNumber {
    static func text(of number: Double) -> String {
        // JSON has no word for these; null is what other writers put there, and it is better than a broken document.
        guard number.isFinite else { return "null" }
        if number == 0 { return "0" }
        let (digits, point) = shortestDigits(of: number.magnitude)
        return (number < 0 ? "-" : "") + text(digits: digits, point: point)
    }

    /// The fewest digits that read back as the same number, and where its point is, counted from the first digit.
    private static func shortestDigits(of number: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let parts = number.description.split(separator: "e", maxSplits: 1)
        for byte in parts[0].utf8 {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
        var place = (point ?? digits.count) + exponent
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leadingZeros)
        place -= leadingZeros
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
        }
        return (digits, place)
    }

    private static func text(digits: [UInt8], point: Int) -> String {
        var text: [UInt8] = []
        let zero = UInt8(ascii: "0")
        switch point {
        case digits.count...21 where digits.count <= 21:
            text = digits + Array(repeating: zero, count: point - digits.count)
        case 1...21:
            text = digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
        case -5...0:
            text = Array("0.".utf8) + Array(repeating: zero, count: -point) + digits
        default:
            text = [digits[0]]
            if digits.count > 1 { text += [UInt8(ascii: ".")] + digits[1...] }
            text += Array((point > 0 ? "e+" : "e-").utf8) + Array(String((point - 1).magnitude).utf8)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
