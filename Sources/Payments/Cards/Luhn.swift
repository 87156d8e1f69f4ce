/// The check digit of card numbers (ISO/IEC 7812-1, annex B).
package enum Luhn {
    /// Whether all bytes are ASCII digits and the last one is the check digit of those before it.
    package static func holds(_ digits: Span<UInt8>) -> Bool {
        guard digits.count > 1, let sum = sum(digits, doublesLast: false) else { return false }
        return sum % 10 == 0
    }

    /// The digit that completes a number; nil when a byte is no ASCII digit.
    package static func checkDigit(of digits: Span<UInt8>) -> UInt8? {
        sum(digits, doublesLast: true).map { UInt8(ascii: "0") + UInt8((10 - $0 % 10) % 10) }
    }

    private static func sum(_ digits: Span<UInt8>, doublesLast: Bool) -> Int? {
        var sum = 0
        var doubles = doublesLast
        for index in digits.indices.reversed() {
            let digit = Int(digits[index] &- UInt8(ascii: "0"))
            guard digit <= 9 else { return nil }
            sum += doubles ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit
            doubles.toggle()
        }
        return sum
    }
}
