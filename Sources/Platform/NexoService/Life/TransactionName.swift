internal import Bytes
package import Ledger
package import Vocabulary

/// A transaction as its terminal names it, and the names that follow from that: whoever hears of it twice, before and after a
/// restart, finds the same record, payment and orders.
package struct TransactionName: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// - Parameter party: who began the exchange.
    package init(party: String, reference: String, at time: Instant) {
        var writer = DigestWriter(domain: "vigie.nexo.transaction.v1")
        writer.add(party)
        writer.add(reference)
        writer.add(time.microseconds)
        description = String(writer.digest().hexadecimal.prefix(32))
    }

    package init?(_ text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(Self.isDigit) else { return nil }
        description = text
    }

    package static let recordKind = "nexo-transaction"

    package var record: RecordID { Self.known(RecordID(kind: Self.recordKind, key: description)) }
    package var payment: PaymentID { Self.known(PaymentID(rawValue: "nexo-" + description)) }
    /// What the provider is asked first: to authorise, or to authorise and collect.
    package var order: OperationID { operation("") }
    package func order(ofDuty number: Int) -> OperationID { operation("-\(number)") }
    package var void: OperationID { operation("-void") }

    private func operation(_ suffix: String) -> OperationID {
        Self.known(OperationID(rawValue: "nexo-" + description + suffix))
    }

    private static func known<Name>(_ name: Name?) -> Name {
        guard let name else { preconditionFailure("hexadecimal digits make a name") }
        return name
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
