internal import Ledger
package import Vocabulary

// What merchants do with a payment afterwards. One thing at a time: what is free is known when nothing is under way.
extension GatewayPayment {
    /// Takes all or a part of what is reserved; the rest is let go when this is the last capture.
    package mutating func capture(_ asked: Int64?, isFinal: Bool?, at now: Instant) throws(GatewayRefusal) {
        try checkFree()
        guard let payOrder, isPaid, capturable > 0 else {
            throw .init(.wrongState, "nothing is reserved: this payment is \(status.rawValue)")
        }
        let amount = asked ?? capturable
        try check(amount, most: capturable, "is reserved")
        ask(.capture, amount, of: payOrder.id, isFinal: isFinal ?? (asked == nil) || amount == capturable, at: now)
    }

    /// Gives all or a part of what was captured back.
    package mutating func refund(_ asked: Int64?, at now: Instant) throws(GatewayRefusal) {
        try checkFree()
        guard let payOrder, refundable > 0 else {
            throw .init(
                .wrongState, "nothing was captured that could be given back: this payment is \(status.rawValue)")
        }
        let amount = asked ?? refundable
        try check(amount, most: refundable, "was captured and not given back")
        ask(.refund, amount, of: payOrder.id, at: now)
    }

    /// Lets the whole reservation go.
    package mutating func void(at now: Instant) throws(GatewayRefusal) {
        try checkFree()
        guard let payOrder, isPaid, capturable > 0 else {
            throw .init(.wrongState, "nothing is reserved: this payment is \(status.rawValue)")
        }
        guard captured == 0 else {
            throw .init(.wrongState, "a part was captured; refund that part instead")
        }
        ask(.void, amount.minor, of: payOrder.id, at: now)
    }

    /// The payer, or the merchant, does not want it any more, before a card was charged.
    package mutating func cancel(at now: Instant) throws(GatewayRefusal) {
        switch phase {
        case .awaitingCard, .awaitingChallenge: break
        default: throw .init(.wrongState, "this payment is \(status.rawValue); void or refund it instead")
        }
        note("The payment was cancelled", at: now)
        attempts = Self.attemptsMost
        end(.cancelled, at: now)
    }

    private func checkFree() throws(GatewayRefusal) {
        if let underWay {
            throw .init(
                .busy, "the \(underWay.kind.rawValue) \(underWay.id) is under way; ask again when it has ended")
        }
        guard orders.count < Self.ordersMost else {
            throw .init(.wrongState, "this payment has had \(orders.count) orders, which is the most")
        }
    }

    private func check(_ amount: Int64, most: Int64, _ what: String) throws(GatewayRefusal) {
        guard amount > 0 else { throw .init(.invalid, "an amount is at least 1", at: "/amount") }
        guard amount <= most else {
            throw .init(.amountTooLarge, "only \(Money(most, self.amount.currency).shown) \(what)", at: "/amount")
        }
    }
}
