/// Why a card number is not accepted. It never holds the number.
package enum CardRefusal: String, Error, Sendable, CustomStringConvertible {
    case notDigits = "not-digits"
    case wrongLength = "wrong-length"
    case wrongCheckDigit = "wrong-check-digit"
    case notATestCard = "not-a-test-card"

    package var description: String {
        switch self {
        case .notDigits: "a card number has digits only: leave out spaces and hyphens"
        case .wrongLength: "a card number has 12 to 19 digits"
        case .wrongCheckDigit: "the last digit does not fit the ones before it: look for a typing error"
        case .notATestCard:
            "this is no test card: use a number of docs/payments/test-cards.md. Real cards are refused and not kept"
        }
    }
}
