internal import Cards
internal import Traffic

/// The test cards that simulated customers pay with.
enum CustomerCard {
    /// What the issuer does in 3-D Secure, by the seventh and eighth digit.
    enum Issuer: Int {
        case frictionless = 0
        case challenge = 2
    }

    static let expiry = "12/49"
    static let securityCode = "123"

    /// The three digits before the check digit say what the provider answers: 951 is not enough funds, below 900 nothing is wrong.
    static func number(_ arrival: ArrivalPlan.Arrival, issuer: Issuer = .frictionless) -> CardNumber {
        let customer = arrival.number % 8_000
        let serial = issuer.rawValue * 10_000_000 + customer * 1_000 + (arrival.isPoor ? 951 : customer % 900)
        let digits = TestCards.simulated(.visa, serial: UInt32(serial))
        guard let number = try? CardNumber(digits.span) else { preconditionFailure("our own range holds test cards") }
        return number
    }
}

/// Which of several things a channel's customers and shops do, by shares; the same customer always does the same.
struct WayShares<Way: Sendable>: Sendable {
    let shares: [(way: Way, share: Int)]

    func way(of arrival: ArrivalPlan.Arrival) -> Way {
        let total = shares.reduce(0) { $0 + $1.share }
        // Neighbours are spread: the number's bits are mixed first.
        var left = Int((UInt64(bitPattern: Int64(arrival.number)) &* 0x9E37_79B9_7F4A_7C15) >> 33) % max(total, 1)
        for (way, share) in shares {
            left -= share
            if left < 0 { return way }
        }
        return shares[shares.count - 1].way
    }
}
