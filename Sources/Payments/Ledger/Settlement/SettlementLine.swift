package import Vocabulary

/// What a provider says it settled: one capture or refund of ours, by our reference.
package struct SettlementLine: Sendable, Hashable {
    package let reference: OperationID
    package let kind: Payment.Movement.Kind
    package let money: Money
    package let fee: Int64

    package init(reference: OperationID, kind: Payment.Movement.Kind, money: Money, fee: Int64) {
        self.reference = reference
        self.kind = kind
        self.money = money
        self.fee = fee
    }
}

/// A provider's file for one channel.
package struct SettlementFile: Sendable, Equatable {
    package let name: OperationID
    package let channel: Channel
    /// Captures and refunds of the provider's day, which ended then.
    package let until: Instant
    package let lines: [SettlementLine]

    package init(name: OperationID, channel: Channel, until: Instant, lines: [SettlementLine]) {
        self.name = name
        self.channel = channel
        self.until = until
        self.lines = lines
    }
}
