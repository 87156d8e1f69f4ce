internal import JSON
internal import Ledger
internal import Roles
internal import Vocabulary

/// A payment that is to be undone at the provider, kept until that has happened.
struct Undoing: Sendable, Equatable {
    static let kind = "cb2a-undo"
    static let firstDelay: Int64 = 2
    static let mostDelay: Int64 = 60

    let name: ExchangeName
    let amount: Money
    let merchant: String
    var attempts = 0

    var order: ProviderOrder {
        ProviderOrder(
            id: name.reversal, kind: .reverse(name.payment), amount: amount, channel: .instoreCB2A, merchant: merchant)
    }

    var recordID: RecordID {
        guard let id = RecordID(kind: Self.kind, key: name.payment.rawValue) else {
            preconditionFailure("a ledger's name is a record's key")
        }
        return id
    }

    /// Longer after each attempt.
    func write(replacing version: Int64, now: Instant) -> RecordWrite {
        let delay = min(Self.mostDelay, Self.firstDelay << Int64(min(attempts, 10)))
        let body: JSONValue = [
            "minor": .integer(amount.minor), "currency": .string(amount.currency.code), "merchant": .string(merchant),
            "attempts": .integer(Int64(attempts)),
        ]
        return .keep(
            recordID, replacing: version, body: JSONWriter.compact(body),
            due: Instant(microseconds: now.microseconds + delay * 1_000_000))
    }

    init(name: ExchangeName, amount: Money, merchant: String) {
        self.name = name
        self.amount = amount
        self.merchant = merchant
    }

    init?(_ record: Record) {
        guard let payment = OperationID(rawValue: record.id.key), let object = try? JSONValue(reading: record.body),
            let minor = object["minor"]?.integer, let currency = object["currency"]?.string.flatMap({ Currency($0) }),
            let merchant = object["merchant"]?.string
        else { return nil }
        self.init(name: ExchangeName(payment: payment), amount: Money(minor, currency), merchant: merchant)
        attempts = Int(object["attempts"]?.integer ?? 0)
    }
}
