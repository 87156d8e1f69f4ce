internal import Cards
internal import ISO8583
internal import JSON
internal import Ledger
internal import Roles
internal import Vocabulary

/// What the provider remembers of one order, for ever: what it was, what was said, and what became of its money since.
struct ProviderRecord: Sendable, Equatable {
    static let kind = "provider-order"

    enum Kind: String, Sendable {
        case authorise, pay, capture, refund, reverse
        /// Its undoing came before it did.
        case undone
    }

    let id: OperationID
    var kind: Kind
    /// The order that this one is about.
    var original: OperationID?
    var amount: Money
    var channel: Channel
    var merchant: String
    /// Tells the same order from another one of the same name, without the card's number.
    var card: String
    var code: ResponseCode
    var approval: String?
    /// Of a payment: captured and refunded so far.
    var captured: Int64 = 0
    var refunded: Int64 = 0
    var isReversed = false
    /// The settlement file that it is in; nil: in none so far.
    var file: String?

    var isApproved: Bool { code.outcome == .approved && !isReversed && kind != .undone }

    /// What the provider owes, or is owed, by this order: nil when it moved no money.
    var movement: Payment.Movement.Kind? {
        guard isApproved else { return nil }
        return switch kind {
        case .pay, .capture: .capture
        case .refund: .refund
        case .authorise, .reverse, .undone: nil
        }
    }

    init(_ order: ProviderOrder, code: ResponseCode, approval: String?) {
        id = order.id
        amount = order.amount
        channel = order.channel
        merchant = order.merchant
        self.code = code
        self.approval = approval
        card = ""
        switch order.kind {
        case .authorise(let number, let expiry): (kind, card) = (.authorise, Self.trace(of: number.masked, expiry))
        case .pay(let number, let expiry): (kind, card) = (.pay, Self.trace(of: number.masked, expiry))
        case .capture(let of): (kind, original) = (.capture, of)
        case .refund(let of): (kind, original) = (.refund, of)
        case .reverse(let of): (kind, original) = (.reverse, of)
        }
    }

    /// What stands in the place of an order that was undone before it came.
    init(undone id: OperationID, by order: ProviderOrder) {
        self.id = id
        kind = .undone
        amount = order.amount
        channel = order.channel
        merchant = order.merchant
        card = ""
        code = .invalidTransaction
        isReversed = true
    }

    private static func trace(of masked: String, _ expiry: String) -> String { "\(masked)/\(expiry)" }

    /// Whether this is what became of the same order.
    func isSame(as order: ProviderOrder) -> Bool {
        let other = ProviderRecord(order, code: code, approval: approval)
        return kind == other.kind && original == other.original && amount == other.amount && card == other.card
            && channel == other.channel && merchant == other.merchant
    }

    // MARK: Bytes

    static func id(_ name: OperationID) -> RecordID {
        guard let id = RecordID(kind: kind, key: name.rawValue) else {
            preconditionFailure("a ledger's name is a record's key")
        }
        return id
    }

    /// By what settlement finds it.
    var marks: [String] {
        guard movement != nil else { return [] }
        return [file.map { "file:\($0)" } ?? Self.openMark(of: channel)]
    }

    static func openMark(of channel: Channel) -> String { "open:\(channel.rawValue)" }

    func write(replacing version: Int64) -> RecordWrite {
        .keep(Self.id(id), replacing: version, body: JSONWriter.compact(json), marks: marks)
    }

    private var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "original": JSONValue(original?.rawValue), "minor": .integer(amount.minor),
            "currency": .string(amount.currency.code), "channel": .string(channel.rawValue),
            "merchant": .string(merchant), "card": .string(card), "code": .string(code.description),
            "approval": JSONValue(approval), "captured": .integer(captured), "refunded": .integer(refunded),
            "reversed": .bool(isReversed), "file": JSONValue(file),
        ]
    }

    init(_ record: Record) throws(LedgerError) {
        let damaged = LedgerError(.corrupt, "the record \(record.id) is not readable; restore the database")
        do throws(JSONError) {
            let object = try JSONObjectReader(try JSONValue(reading: record.body), path: .root)
            guard let id = OperationID(rawValue: record.id.key), let kind = Kind(rawValue: try object.string("kind")),
                let currency = Currency(try object.string("currency")),
                let channel = Channel(rawValue: try object.string("channel")),
                let code = ResponseCode(try object.string("code"))
            else { throw JSONError(.refusedValue, "unknown word", path: .root) }
            self.id = id
            self.kind = kind
            original = try object.optionalString("original").flatMap { OperationID(rawValue: $0) }
            amount = Money(try object.integer("minor"), currency)
            self.channel = channel
            merchant = try object.string("merchant")
            card = try object.string("card")
            self.code = code
            approval = try object.optionalString("approval")
            captured = try object.integer("captured")
            refunded = try object.integer("refunded")
            isReversed = try object.bool("reversed")
            file = try object.optionalString("file")
        } catch {
            throw damaged
        }
    }
}
