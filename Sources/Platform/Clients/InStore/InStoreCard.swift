internal import Cards
internal import Ledger
internal import Traffic

/// The card that a customer pays with in a shop.
enum InStoreCard {
    static func number(of arrival: ArrivalPlan.Arrival) -> CardNumber? {
        // The three digits before the check digit say what the provider answers: 951 is not enough funds, below 900 nothing
        // is wrong.
        let customer = arrival.number % 8_000
        let serial = customer * 1_000 + (arrival.isPoor ? 951 : customer % 900)
        return try? CardNumber(TestCards.simulated(.cartesBancaires, serial: UInt32(serial)).span)
    }

    static let euro: Currency = {
        guard let euro = Currency("EUR") else { preconditionFailure("three capital letters") }
        return euro
    }()

    /// The currencies that terminals take, with their numbers. All have hundredths.
    static let currencies = ["EUR": "978", "GBP": "826", "USD": "840", "CHF": "756"]

    /// `T0000007` for place 7.
    static func name(_ place: Int, _ prefix: String, _ width: Int) -> String {
        let digits = String(place)
        return prefix + String(repeating: "0", count: max(0, width - prefix.count - digits.count)) + digits
    }
}
