package import Ledger
package import Vocabulary

/// Names and operations for cases. A name that is none is a fault of the test.
package func operationID(_ text: String) -> OperationID {
    guard let id = OperationID(rawValue: text) else { preconditionFailure("\(text) is no name") }
    return id
}

package func paymentID(_ text: String) -> PaymentID {
    guard let id = PaymentID(rawValue: text) else { preconditionFailure("\(text) is no name") }
    return id
}

package func currency(_ text: String) -> Currency {
    guard let currency = Currency(text) else { preconditionFailure("\(text) is no currency") }
    return currency
}

package func euros(_ minor: Int64) -> Money { Money(minor, currency("EUR")) }

package func operation(
    _ id: String, _ payment: String, _ action: LedgerOperation.Action, channel: Channel = .ecommerce
) -> LedgerOperation {
    LedgerOperation(id: operationID(id), payment: paymentID(payment), channel: channel, action)
}

package let noon = Instant(seconds: 1_800_000_000)

extension LedgerStore {
    /// Applies, at one fixed time when none is given.
    @discardableResult
    func apply(
        _ id: String, _ payment: String, _ action: LedgerOperation.Action, channel: Channel = .ecommerce,
        at instant: Instant = noon
    ) async throws(LedgerError) -> LedgerAnswer {
        try await apply(operation(id, payment, action, channel: channel), at: instant)
    }

    /// Where a payment's money is, without the places that have none.
    func places(of payment: String) async throws -> [Place: Int64] {
        guard let found = try await self.payment(paymentID(payment)) else { return [:] }
        var places: [Place: Int64] = [:]
        for place in Place.allCases where found.balance(of: place) != 0 { places[place] = found.balance(of: place) }
        return places
    }
}

extension LedgerAnswer {
    var isApplied: Bool { if case .applied = self { true } else { false } }
}
