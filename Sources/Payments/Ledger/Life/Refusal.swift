/// Why an operation was not applied. It is the operation's answer for ever: asked again, it is refused again.
package enum Refusal: String, Sendable, Hashable, CaseIterable {
    case amountOutOfRange = "amount-out-of-range"
    case paymentExists = "payment-exists"
    case paymentUnknown = "payment-unknown"
    case otherChannel = "other-channel"
    case otherCurrency = "other-currency"
    case moreThanHeld = "more-than-held"
    case nothingHeld = "nothing-held"
    case partlyCaptured = "partly-captured"
    case moreThanCaptured = "more-than-captured"
    case movementUnknown = "movement-unknown"
    case settledBefore = "settled-before"
    case feeOutOfRange = "fee-out-of-range"
    case tooManyMovements = "too-many-movements"

    package var sentence: String {
        switch self {
        case .amountOutOfRange: "the amount must be from 1 to \(Money.most) minor units"
        case .paymentExists: "a payment of this name was begun before; use another name"
        case .paymentUnknown: "no payment of this name was begun; authorise or collect it first"
        case .otherChannel: "the payment belongs to another channel; name that one"
        case .otherCurrency: "the payment is in another currency; give the amount in that one"
        case .moreThanHeld: "more than what is still reserved; capture at most that"
        case .nothingHeld: "nothing is reserved any more"
        case .partlyCaptured: "a part was captured; end the reservation with a final capture, or refund that part"
        case .moreThanCaptured: "more than what was captured and not refunded; refund at most that"
        case .movementUnknown: "the payment has no capture and no refund of this name"
        case .settledBefore: "this capture or refund was settled before"
        case .feeOutOfRange: "the fee must be from 0 to the amount of what is settled"
        case .tooManyMovements: "a payment has at most \(Payment.movementsMost) captures and refunds together"
        }
    }
}
