package import Bytes
internal import JSON
package import Vocabulary

/// One thing to do with a payment.
package struct LedgerOperation: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// The issuer reserved the money: the payment begins.
        case authorise(Money)
        /// The money was taken at once, without a reservation: the payment begins, and is captured.
        case collect(Money)
        /// Takes reserved money. After the final capture, what is left of the reservation is let go.
        case capture(Money, isFinal: Bool)
        /// Lets the whole reservation go; nothing was captured.
        case void
        /// Gives captured money back.
        case refund(Money)
        /// The provider settled a capture or a refund, and kept a fee.
        case settle(OperationID, fee: Int64)
    }

    package let id: OperationID
    package let payment: PaymentID
    package let channel: Channel
    package let action: Action

    package init(id: OperationID, payment: PaymentID, channel: Channel, _ action: Action) {
        self.id = id
        self.payment = payment
        self.channel = channel
        self.action = action
    }

    /// The same operation has the same fingerprint; when it is asked for is no part of it.
    package var fingerprint: SHA256Digest {
        var writer = DigestWriter(domain: "vigie.ledger.operation.v1")
        writer.add(payment.rawValue)
        writer.add(channel.rawValue)
        writer.add(action.json.canonicalBytes())
        return writer.digest()
    }
}
