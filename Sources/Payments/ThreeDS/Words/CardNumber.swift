package import JSON

/// A card's account number. Whoever prints it gets the first six and the last four digits; of a short one the last four.
///
/// The digits leave by ``digits`` alone, which is for what must carry them: a message to the directory server.
package struct CardNumber: ElementValue, Hashable {
    package let digits: String

    /// Nil unless it is 13 to 19 digits.
    package init?(_ digits: some StringProtocol) {
        guard (13...19).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.digits = String(digits)
    }

    package init?(json: JSONValue) {
        guard let text = json.string else { return nil }
        self.init(text)
    }

    package var json: JSONValue { .string(digits) }

    /// `411111******1111`.
    ///
    /// Of 13 or 14 digits, six and four would leave three or four to guess: there only the last four are shown.
    package var masked: String {
        let head = Self.shownAtStart(of: digits.utf8.count)
        let hidden = digits.utf8.count - head - 4
        return String(digits.prefix(head)) + String(repeating: "*", count: hidden) + String(digits.suffix(4))
    }

    private static func shownAtStart(of count: Int) -> Int { (15...19).contains(count) ? 6 : 0 }

    /// A text of somebody else's in which whatever may be a card number is masked: 13 digits and more, also with spaces or
    /// hyphens between them.
    package static func masking(_ text: String) -> String {
        var masked = Array(text.unicodeScalars)
        var run: [Int] = []
        func maskRun() {
            guard run.count >= 13 else { return }
            for place in run.dropFirst(shownAtStart(of: run.count)).dropLast(4) {
                masked[place] = "*"
            }
        }
        for (place, scalar) in text.unicodeScalars.enumerated() {
            if ("0"..."9").contains(scalar) {
                run.append(place)
            } else if scalar != " ", scalar != "-" {
                maskRun()
                run = []
            }
        }
        maskRun()
        var result = String.UnicodeScalarView()
        result.append(contentsOf: masked)
        return String(result)
    }

    /// True when the last digit is the check digit of the others (Luhn).
    package var hasCheckDigit: Bool {
        var sum = 0
        for (place, byte) in digits.utf8.reversed().enumerated() {
            let digit = Int(byte - UInt8(ascii: "0"))
            sum += place % 2 == 0 ? digit : (digit > 4 ? digit * 2 - 9 : digit * 2)
        }
        return sum % 10 == 0
    }
}

extension CardNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { masked }
    package var debugDescription: String { masked }
    package var customMirror: Mirror { Mirror(self, children: ["masked": masked], displayStyle: .struct) }
}
