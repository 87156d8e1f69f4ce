package import Cards
internal import ThreeDS

/// What the simulated issuer does with a card: the table of docs/payments/test-cards.md.
///
/// In our own ranges the seventh and the eighth digit say it; a published number is authenticated without a challenge, except for the
/// one that providers publish for challenges.
package enum IssuerBehaviour: String, Sendable, CaseIterable {
    /// Y at once.
    case frictionless = "00"
    /// A: the issuer takes no part, and the attempt is proven.
    case attempted = "01"
    /// C: the cardholder is asked for a code.
    case challenge = "02"
    /// N: the issuer says that it is not the cardholder.
    case refused = "03"
    /// R: the issuer asks that no payment be tried.
    case rejected = "04"
    /// U: the issuer cannot say, for a technical reason.
    case unavailable = "05"
    /// The issuer answers with an error message.
    case error = "06"
    /// The issuer does not answer.
    case silent = "07"
    /// The issuer answers with what is no message.
    case garbled = "08"
    /// In no card range: the scheme does not know the card.
    case unknown = "09"

    /// How many digits of ours come before those that decide.
    static let prefixLength = 6

    /// What the published numbers do that do not simply pass.
    private static let published: [String: IssuerBehaviour] = ["4000000000003220": .challenge]

    init(of card: ThreeDS.CardNumber) {
        if let published = Self.published[card.digits] {
            self = published
        } else if card.digits.hasPrefix("9999") {
            let digits = card.digits.dropFirst(Self.prefixLength).prefix(2)
            self = IssuerBehaviour(rawValue: String(digits)) ?? .frictionless
        } else {
            self = .frictionless
        }
    }

    /// A card of our own ranges that behaves so; each serial number below 100,000 is another one.
    package func card(_ scheme: TestCards.Scheme, serial: UInt32 = 1) -> Cards.CardNumber? {
        guard
            let range = TestCards.ranges.first(where: {
                $0.scheme == scheme && $0.prefix.utf8.count == Self.prefixLength
            })
        else { return nil }
        var digits = Array((range.prefix + rawValue).utf8)
        let number = Array(String(serial % 100_000).utf8)
        digits += Array(repeating: UInt8(ascii: "0"), count: range.length - 1 - digits.count - number.count) + number
        digits.append(Luhn.checkDigit(of: digits.span) ?? UInt8(ascii: "0"))
        return try? Cards.CardNumber(digits.span)
    }

    /// The scheme's card ranges: our own, but for the cards that nobody knows, and the published numbers.
    static func ranges() -> [CardRange] {
        var ranges: [CardRange] = []
        for known in TestCards.ranges {
            func end(_ digits: String, _ filler: Character) -> String {
                digits + String(repeating: filler, count: known.length - digits.utf8.count)
            }
            guard known.prefix.utf8.count < known.length else {
                ranges.append(CardRange(start: known.prefix, end: known.prefix, versions: .v2_1_0 ... .v2_2_0))
                continue
            }
            ranges.append(
                CardRange(
                    start: end(known.prefix, "0"), end: end(known.prefix + "08", "9"), versions: .v2_1_0 ... .v2_2_0))
            ranges.append(
                CardRange(
                    start: end(known.prefix + "10", "0"), end: end(known.prefix, "9"), versions: .v2_1_0 ... .v2_2_0))
        }
        return ranges
    }
}
