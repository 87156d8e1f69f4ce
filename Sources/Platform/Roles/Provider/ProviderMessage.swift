internal import Cards
package import ISO8583
package import Ledger
package import Vocabulary

/// What the platform and the provider say to each other: ISO 8583 of 1987, ASCII with binary bitmaps (`iso87-ascii-binary`), frames
/// with two bytes of length. Our own choice of private fields: 48 is the order's name, 62 the name of the order that this one is
/// about, 60 the channel. `docs/payments/platform.md` has the table.
package enum ProviderMessage: Sendable, Hashable {
    case order(ProviderOrder)
    case answer(ProviderAnswer)
    /// 0800: is anybody there? 0810: yes.
    case echo(trace: UInt64)
    case echoAnswer(trace: UInt64)

    package static let profile = Profile.shipped(.asciiBinary87)

    /// Why a message is none of these. It holds nothing of it.
    package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String
    }

    // MARK: Reading

    package init(reading bytes: [UInt8]) throws(Refusal) {
        let message: ISO8583Message
        do throws(ISO8583Error) {
            message = try Self.profile.decode(bytes)
        } catch {
            throw Refusal(description: error.description)
        }
        do throws(CardRefusal) {
            try CardData.admit(message, by: Self.profile)
        } catch {
            throw Refusal(description: error.description)
        }
        switch message.type.description {
        case "0800": self = .echo(trace: try message.trace())
        case "0810": self = .echoAnswer(trace: try message.trace())
        case "0110", "0210", "0230", "0410": self = .answer(try ProviderAnswer(message))
        default: self = .order(try ProviderOrder(message))
        }
    }

    /// By what an answer finds its question.
    package static func key(of bytes: [UInt8]) -> String? {
        switch try? ProviderMessage(reading: bytes) {
        case .answer(let answer): key(of: answer.id)
        case .echoAnswer(let trace): key(ofEcho: trace)
        case .order, .echo, nil: nil
        }
    }

    package static func key(of id: OperationID) -> String { "order:\(id)" }
    package static func key(ofEcho trace: UInt64) -> String { "echo:\(trace)" }

    // MARK: Writing

    /// - Parameter trace: the sender's number of the message.
    package func bytes(trace: UInt64, at instant: Instant) throws(ISO8583Error) -> [UInt8] {
        var message: ISO8583Message
        switch self {
        case .order(let order): message = try order.message()
        case .answer(let answer): message = try answer.message()
        case .echo:
            message = ISO8583Message("0800")
            try message.set(70, "301")
        case .echoAnswer:
            message = ISO8583Message("0810")
            try message.set(70, "301")
            try message.set(39, "00")
        }
        let civil = CivilTime(instant)
        let stamp = civil.date.iso8601.dropFirst(5) + civil.clock(seconds: true)
        try message.set(7, stamp.filter(\.isNumber))
        switch self {
        case .echo(let trace), .echoAnswer(let trace): try message.set(11, number: trace, digits: 6)
        case .order, .answer: try message.set(11, number: trace % 1_000_000, digits: 6)
        }
        return try Self.profile.encode(message)
    }
}

/// What the provider says to an order.
package struct ProviderAnswer: Sendable, Hashable {
    package let id: OperationID
    package let type: MessageType
    package let amount: Money
    package let code: ResponseCode
    /// Six letters or digits, of approvals.
    package let approval: String?

    /// The answer to an order.
    package init(to order: ProviderOrder, code: ResponseCode, approval: String? = nil) {
        id = order.id
        type = order.messageType.answer ?? "0110"
        amount = order.amount
        self.code = code
        self.approval = code.outcome == .approved ? approval : nil
    }

    fileprivate init(_ message: ISO8583Message) throws(ProviderMessage.Refusal) {
        guard let code = message.text(39).flatMap({ ResponseCode($0) }) else { throw .missing(39) }
        id = try message.name(48)
        type = message.type
        amount = try message.money()
        self.code = code
        approval = message.trimmedText(38)
    }

    fileprivate func message() throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message(type)
        try message.set(amount)
        try message.set(39, code.description)
        try message.set(48, id.rawValue)
        if let approval { try message.set(38, approval) }
        return message
    }

    /// What it means for whoever asked. What does not fit the question says nothing about it.
    package func fate(of order: ProviderOrder) -> Fate {
        guard id == order.id, amount == order.amount, type == order.messageType.answer else {
            return .unknown(.wrongAnswer)
        }
        return switch code.outcome {
        case .approved: approval.map { .approved(code: $0) } ?? .unknown(.wrongAnswer)
        case .refused: .refused(code)
        case .failed: .failed(.malfunction)
        case .unknown: .unknown(.wrongAnswer)
        }
    }
}

extension ProviderOrder {
    package var messageType: MessageType {
        switch kind {
        case .authorise: "0100"
        case .pay, .refund: "0200"
        case .capture: "0220"
        case .reverse: "0400"
        }
    }

    fileprivate init(_ message: ISO8583Message) throws(ProviderMessage.Refusal) {
        let isRefund = message.text(3)?.hasPrefix("20") == true
        let kind: Kind
        switch (message.type.description, isRefund) {
        case ("0100", false): kind = .authorise(try message.card(), expiry: try message.required(14))
        case ("0200", false): kind = .pay(try message.card(), expiry: try message.required(14))
        case ("0200", true): kind = .refund(of: try message.name(62))
        case ("0220", false): kind = .capture(of: try message.name(62))
        case ("0400", _): kind = .reverse(try message.name(62))
        default: throw ProviderMessage.Refusal(description: "the provider has no message \(message.type)")
        }
        guard let channel = Channel(rawValue: try message.required(60)) else { throw .missing(60) }
        guard let merchant = message.trimmedText(42), !merchant.isEmpty else { throw .missing(42) }
        self.init(
            id: try message.name(48), kind: kind, amount: try message.money(), channel: channel, merchant: merchant)
    }

    fileprivate func message() throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message(messageType)
        try message.set(amount)
        try message.set(42, merchant)
        try message.set(48, id.rawValue)
        try message.set(60, channel.rawValue)
        var code = "000000"
        switch kind {
        case .authorise(let card, let expiry), .pay(let card, let expiry):
            try message.set(2, card.wireDigits)
            try message.set(14, expiry)
        case .capture(let original), .reverse(let original): try message.set(62, original.rawValue)
        case .refund(let original):
            code = "200000"
            try message.set(62, original.rawValue)
        }
        try message.set(3, code)
        return message
    }
}

extension ProviderMessage.Refusal {
    fileprivate static func missing(_ field: Int) -> Self { Self(description: "field \(field) is missing or unusable") }
}

extension ISO8583Message {
    fileprivate func required(_ field: Int) throws(ProviderMessage.Refusal) -> String {
        guard let text = trimmedText(field) else { throw .missing(field) }
        return text
    }

    fileprivate func name(_ field: Int) throws(ProviderMessage.Refusal) -> OperationID {
        guard let name = OperationID(rawValue: try required(field)) else { throw .missing(field) }
        return name
    }

    fileprivate func trace() throws(ProviderMessage.Refusal) -> UInt64 {
        guard let trace = number(11) else { throw .missing(11) }
        return trace
    }

    fileprivate func card() throws(ProviderMessage.Refusal) -> CardNumber {
        guard let card = withBytes(of: 2, { try? CardNumber($0) }) ?? nil else { throw .missing(2) }
        return card
    }

    fileprivate func money() throws(ProviderMessage.Refusal) -> Money {
        guard let amount = number(4), (1...UInt64(Money.most)).contains(amount) else { throw .missing(4) }
        guard let currency = text(49).flatMap({ CurrencyNumber.currency(of: $0) }) else { throw .missing(49) }
        return Money(Int64(amount), currency)
    }

    fileprivate mutating func set(_ amount: Money) throws(ISO8583Error) {
        guard let number = CurrencyNumber.number(of: amount.currency), amount.minor > 0 else {
            throw ISO8583Error(.badValue, .field(49))
        }
        try set(4, number: UInt64(amount.minor), digits: 12)
        try set(49, number)
    }
}
