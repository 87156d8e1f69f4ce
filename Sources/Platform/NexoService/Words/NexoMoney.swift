internal import Ledger
internal import Nexo

/// Amounts of messages as the ledger counts them.
enum NexoMoney {
    /// Currencies that do not have two digits behind the point (ISO 4217).
    private static let digits: [String: Int] = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
        "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3,
        "TND": 3,
    ]

    static func digits(of currency: Currency) -> Int { digits[currency.code] ?? 2 }

    /// Nil when the currency does not have so fine parts, or the ledger no such amount.
    static func money(_ amount: NexoAmount, _ currency: Currency) -> Money? {
        guard let minor = amount.minorUnits(digits: digits(of: currency)), (1...Money.most).contains(minor) else {
            return nil
        }
        return Money(minor, currency)
    }

    static func amount(_ minor: Int64, _ currency: Currency) -> NexoAmount {
        NexoAmount(units: max(0, min(minor, NexoAmount.unitsMax)), scale: digits(of: currency))
    }
}
