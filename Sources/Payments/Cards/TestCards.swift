/// The guard: card numbers that are known to be test cards are accepted, every other one is refused before it is stored or
/// logged.
///
/// Two kinds are accepted. Numbers that payment providers publish for tests are listed one by one, since their neighbours may
/// be real. For everything that needs many cards there are ranges that no issuer can be given: an identification number that
/// begins with 9 continues with a country's code (ISO/IEC 7812-1), and 999 is no country's (ISO 3166-1 leaves 900 to 999 to
/// users).
package enum TestCards {
    package enum Scheme: String, Sendable, CaseIterable {
        case cartesBancaires = "cb"
        case visa
        case mastercard
        case americanExpress = "amex"
        case other
    }

    package struct Range: Sendable {
        /// The digits that a number begins with; for a published number, all of them.
        package let prefix: String
        /// How many digits a number has.
        package let length: Int
        package let scheme: Scheme
        package let source: String

        func contains(_ digits: Span<UInt8>) -> Bool {
            guard digits.count == length, prefix.utf8.count <= length else { return false }
            var index = 0
            for byte in prefix.utf8 {
                if digits[index] != byte { return false }
                index += 1
            }
            return true
        }
    }

    /// The range that a number is in, whatever its check digit is.
    package static func range(of digits: Span<UInt8>) -> Range? {
        for range in ranges where range.contains(digits) { return range }
        return nil
    }

    /// Lets a test card through and refuses everything else.
    @discardableResult
    package static func admit(_ digits: Span<UInt8>) throws(CardRefusal) -> Range {
        for index in digits.indices where digits[index] &- UInt8(ascii: "0") > 9 { throw .notDigits }
        guard (12...19).contains(digits.count) else { throw .wrongLength }
        guard Luhn.holds(digits) else { throw .wrongCheckDigit }
        guard let range = range(of: digits) else { throw .notATestCard }
        return range
    }

    /// The card of a simulated cardholder: a number of our own range, each `serial` another one.
    package static func simulated(_ scheme: Scheme, serial: UInt32) -> [UInt8] {
        let range = ranges.first { $0.scheme == scheme && $0.prefix.utf8.count < $0.length } ?? ranges[0]
        var digits = Array(range.prefix.utf8)
        let free = range.length - digits.count - 1
        let serialDigits = Array(String(serial).utf8).suffix(free)
        digits += Array(repeating: UInt8(ascii: "0"), count: free - serialDigits.count)
        digits += serialDigits
        digits.append(Luhn.checkDigit(of: digits.span) ?? UInt8(ascii: "0"))
        return digits
    }

    private static let own = "ours: 9 and no country's code, so no issuer can have it"
    private static let published = "published by several payment providers for tests"

    package static let ranges: [Range] =
        [
            Range(prefix: "999901", length: 16, scheme: .cartesBancaires, source: own),
            Range(prefix: "999904", length: 16, scheme: .visa, source: own),
            Range(prefix: "999905", length: 16, scheme: .mastercard, source: own),
            Range(prefix: "999903", length: 15, scheme: .americanExpress, source: own),
            Range(prefix: "999909", length: 19, scheme: .other, source: own),
        ]
        + ([
            ("4111111111111111", .visa), ("4242424242424242", .visa), ("4012888888881881", .visa),
            ("4005519200000004", .visa), ("4000000000000002", .visa), ("4000000000003220", .visa),
            ("4000000000009995", .visa), ("4000056655665556", .visa), ("4222222222222", .visa),
            ("5555555555554444", .mastercard), ("5105105105105100", .mastercard), ("5200828282828210", .mastercard),
            ("2223003122003222", .mastercard), ("2223000048400011", .mastercard),
            ("378282246310005", .americanExpress), ("371449635398431", .americanExpress),
            ("378734493671000", .americanExpress),
            ("6011111111111117", .other), ("6011000990139424", .other), ("3530111333300000", .other),
            ("3566002020360505", .other), ("30569309025904", .other), ("38520000023237", .other),
            ("5019717010103742", .other),
        ] as [(String, Scheme)]).map { number, scheme in
            Range(prefix: number, length: number.utf8.count, scheme: scheme, source: published)
        }
}
