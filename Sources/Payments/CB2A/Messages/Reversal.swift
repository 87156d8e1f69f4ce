package import Cards
package import ISO8583

/// 0400, and 0401 when it is sent again: what was asked before must not count.
package struct Reversal: Sendable, Equatable {
    package var isRepeat: Bool
    package var card: CardNumber
    package var processingCode: String
    package var amount: UInt64
    package var currency: String
    package var trace: TraceNumber
    package var sent: MessageTime
    package var acceptor: Acceptor
    package var original: OriginalData

    /// Which message a reversal speaks of (field 90).
    package struct OriginalData: Sendable, Hashable {
        package var type: MessageType
        package var trace: TraceNumber
        package var sent: MessageTime
        package var acquirer: String

        var text: String {
            let trace = String(trace.number)
            return type.description + String(repeating: "0", count: 6 - trace.count) + trace + sent.text
                + String(repeating: "0", count: max(0, 11 - acquirer.count)) + acquirer + "00000000000"
        }
    }

    package init(of request: AuthorisationRequest, trace: TraceNumber, sent: MessageTime) {
        isRepeat = false
        card = request.card
        processingCode = request.processingCode
        amount = request.amount
        currency = request.currency
        self.trace = trace
        self.sent = sent
        acceptor = request.acceptor
        original = OriginalData(
            type: "0100", trace: request.trace, sent: request.sent, acquirer: request.acceptor.acquirer)
    }

    init(_ message: ISO8583Message) throws(ISO8583Error) {
        isRepeat = message.type.isRepeat
        card = try message.needCard()
        processingCode = try message.need(3)
        amount = try message.needNumber(4)
        currency = try message.need(49)
        trace = try message.needTrace()
        sent = try message.needStamp()
        acceptor = try Acceptor(message)
        let text = try message.need(90)
        let digits = Array(text.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
        guard digits.count == 42, let type = MessageType(part(0..<4)), let number = UInt32(part(4..<10)),
            let sent = MessageTime(part(10..<20))
        else { throw ISO8583Error(.badValue, .field(90)) }
        // The acquirer has leading zeros here and none in field 32.
        let acquirer = part(20..<31)
        original = OriginalData(
            type: type, trace: TraceNumber(number), sent: sent,
            acquirer: acceptor.acquirer.utf8.count < 11
                ? String(acquirer.suffix(acceptor.acquirer.utf8.count)) : acquirer)
    }

    func fields() throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message(isRepeat ? "0401" : "0400")
        try message.set(2, card.wireDigits)
        try message.set(3, processingCode)
        try message.set(4, number: amount, digits: 12)
        try message.set(7, sent.text)
        try message.set(trace)
        try acceptor.write(to: &message)
        try message.set(49, currency)
        try message.set(90, original.text)
        return message
    }

    package var key: ExchangeKey {
        ExchangeKey(messageClass: .reversal, trace: trace, sent: sent, acceptor: acceptor)
    }

    /// The key of what is reversed.
    package var originalKey: ExchangeKey {
        ExchangeKey(messageClass: .authorisation, trace: original.trace, sent: original.sent, acceptor: acceptor)
    }

    package var repeated: Reversal {
        var copy = self
        copy.isRepeat = true
        return copy
    }
}

/// 0410: it does not count.
package struct ReversalResponse: Sendable, Equatable {
    package var trace: TraceNumber
    package var sent: MessageTime
    package var acceptor: Acceptor
    package var code: ResponseCode

    package init(to reversal: Reversal, code: ResponseCode = .approved) {
        trace = reversal.trace
        sent = reversal.sent
        acceptor = reversal.acceptor
        self.code = code
    }

    init(_ message: ISO8583Message) throws(ISO8583Error) {
        trace = try message.needTrace()
        sent = try message.needStamp()
        acceptor = try Acceptor(message)
        code = try message.needCode()
    }

    func fields() throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message("0410")
        try message.set(7, sent.text)
        try message.set(trace)
        try acceptor.write(to: &message)
        try message.set(39, code.description)
        return message
    }

    package var key: ExchangeKey {
        ExchangeKey(messageClass: .reversal, trace: trace, sent: sent, acceptor: acceptor)
    }
}
