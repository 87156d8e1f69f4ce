package import Ledger

/// The numbers by which card messages name currencies (ISO 4217).
package enum CurrencyNumber {
    private static let numbers = [
        "EUR": "978", "USD": "840", "GBP": "826", "CHF": "756", "CZK": "203", "DKK": "208", "HUF": "348", "NOK": "578",
        "PLN": "985", "RON": "946", "SEK": "752", "BGN": "975", "ISK": "352", "TRY": "949", "CAD": "124", "AUD": "036",
        "NZD": "554", "JPY": "392", "HKD": "344", "SGD": "702", "AED": "784", "MAD": "504", "TND": "788", "XOF": "952",
    ]

    private static let letters = Dictionary(uniqueKeysWithValues: numbers.map { ($0.value, $0.key) })

    /// `978` for EUR; nil for a currency that the platform does not take.
    package static func number(of currency: Currency) -> String? { numbers[currency.code] }
    package static func currency(of number: String) -> Currency? { letters[number].flatMap { Currency($0) } }
}
