package import Ledger

/// A currency as the messages have it: its number, and the digits behind the decimal mark (ISO 4217).
package struct PurchaseCurrency: Sendable {
    package let letters: String
    package let number: String
    package let exponent: Int

    /// Nil for a currency that nothing is sold in here.
    package init?(_ currency: Currency) { self.init { $0.letters == currency.code } }
    package init?(number: String) { self.init { $0.number == number } }

    private init?(_ isWanted: ((letters: String, number: String, exponent: Int)) -> Bool) {
        guard let found = Self.table.first(where: isWanted) else { return nil }
        (letters, number, exponent) = found
    }

    private static let table: [(letters: String, number: String, exponent: Int)] = [
        ("EUR", "978", 2), ("USD", "840", 2), ("GBP", "826", 2), ("CHF", "756", 2), ("JPY", "392", 0),
        ("AUD", "036", 2), ("BGN", "975", 2), ("BHD", "048", 3), ("BRL", "986", 2), ("CAD", "124", 2),
        ("CNY", "156", 2), ("CZK", "203", 2), ("DKK", "208", 2), ("HKD", "344", 2), ("HUF", "348", 2),
        ("INR", "356", 2), ("ISK", "352", 0), ("KRW", "410", 0), ("KWD", "414", 3), ("MAD", "504", 2),
        ("MXN", "484", 2), ("NOK", "578", 2), ("NZD", "554", 2), ("PLN", "985", 2), ("RON", "946", 2),
        ("RSD", "941", 2), ("SEK", "752", 2), ("SGD", "702", 2), ("TND", "788", 3), ("TRY", "949", 2),
        ("UAH", "980", 2), ("XAF", "950", 0), ("XOF", "952", 0), ("ZAR", "710", 2),
    ]

    /// `1 234,50 EUR` with the decimal mark of a language.
    package func text(minor digits: String, decimalMark: String) -> String {
        let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.utf8.count)) + digits
        let whole = Array(padded.dropLast(exponent))
        var text = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place) % 3 == 0 { text += "\u{202f}" }
            text.append(digit)
        }
        if exponent > 0 { text += decimalMark + padded.suffix(exponent) }
        return text + "\u{a0}" + letters
    }
}
