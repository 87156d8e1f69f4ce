internal import Cards
internal import ISO8583

/// What the issuer behind a test card says. `docs/payments/test-cards.md` tells people the same.
enum TestOutcome {
    /// Published numbers whose outcome is known to everybody who tests with them.
    private static let published: [String: String] = [
        "4000000000000002": "05", "4000000000009995": "51",
    ]

    /// Of our own ranges, the three digits before the check digit: 900 and one of these codes.
    private static let codes: Set<String> = [
        "05", "14", "41", "43", "51", "54", "57", "61", "62", "65", "91", "96",
    ]

    /// Approved unless the card says otherwise.
    static func code(of card: CardNumber) -> ResponseCode {
        let digits = card.wireDigits
        if let code = published[digits].flatMap({ ResponseCode($0) }) { return code }
        guard digits.hasPrefix("9999"), digits.count > 4 else { return .approved }
        let last = digits.dropLast().suffix(3)
        guard last.first == "9", codes.contains(String(last.dropFirst())) else { return .approved }
        return ResponseCode(String(last.dropFirst())) ?? .approved
    }
}
