package import Cards
package import ISO8583

/// 0100: may this card be charged?
package struct AuthorisationRequest: Sendable, Equatable {
    package var card: CardNumber
    /// YYMM.
    package var expiry: String
    /// In minor units of the currency.
    package var amount: UInt64
    /// Its number, such as 978.
    package var currency: String
    /// 00… purchase, 20… refund.
    package var processingCode: String
    package var trace: TraceNumber
    /// When it was sent, UTC.
    package var sent: MessageTime
    /// The terminal's own clock.
    package var local: MessageTime
    package var category: String
    /// How the number was entered and whether a PIN can be: 051 chip, 812 e-commerce.
    package var entryMode: String
    package var condition: String
    package var acceptor: Acceptor
    package var securityControl = AuthorisationRequest.noSecurity
    package var cardSequence: String?
    package var track2: Withheld<String>?
    package var chipData: Withheld<[UInt8]>?
    package var reference: String?
    /// National data: types and values of field 47.
    package var nationalData: [NationalDatum] = []

    package struct NationalDatum: Sendable, Equatable {
        package var type: Int
        package var value: String

        package init(type: Int, value: String) {
            self.type = type
            self.value = value
        }
    }

    /// No sealing: sixteen zeros.
    package static let noSecurity = "0000000000000000"

    package init(
        card: CardNumber, expiry: String, amount: UInt64, currency: String = "978", processingCode: String = "000000",
        trace: TraceNumber, sent: MessageTime, local: MessageTime, category: String, entryMode: String,
        condition: String = "00", acceptor: Acceptor
    ) {
        self.card = card
        self.expiry = expiry
        self.amount = amount
        self.currency = currency
        self.processingCode = processingCode
        self.trace = trace
        self.sent = sent
        self.local = local
        self.category = category
        self.entryMode = entryMode
        self.condition = condition
        self.acceptor = acceptor
    }

    init(_ message: ISO8583Message, by profile: Profile) throws(ISO8583Error) {
        self.init(
            card: try message.needCard(), expiry: try message.need(14), amount: try message.needNumber(4),
            currency: try message.need(49), processingCode: try message.need(3), trace: try message.needTrace(),
            sent: try message.needStamp(), local: try message.needLocalTime(), category: try message.need(18),
            entryMode: try message.need(22), condition: try message.need(25), acceptor: try Acceptor(message))
        securityControl = try message.need(53)
        cardSequence = message.text(23)
        track2 = message.text(35).map { Withheld($0) }
        chipData = message.bytes(55).map { Withheld($0) }
        reference = message.trimmedText(37)
        nationalData = message.nationalData(by: profile)
    }

    func fields(by profile: Profile) throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message("0100")
        try message.set(2, card.wireDigits)
        try message.set(3, processingCode)
        try message.set(4, number: amount, digits: 12)
        try message.set(7, sent.text)
        try message.set(trace)
        try message.setLocal(local)
        try message.set(14, expiry)
        try message.set(18, category)
        try message.set(22, entryMode)
        try message.set(25, condition)
        try acceptor.write(to: &message)
        try message.set(49, currency)
        try message.set(53, securityControl)
        if let cardSequence { try message.set(23, cardSequence) }
        if let track2 { try message.set(35, track2.value) }
        if let chipData { message.set(55, bytes: chipData.value) }
        if let reference { try message.set(37, reference) }
        if !nationalData.isEmpty {
            try message.set(47, parts: nationalData.map { ($0.type, $0.value) }, by: profile)
        }
        return message
    }

    package var key: ExchangeKey {
        ExchangeKey(messageClass: .authorisation, trace: trace, sent: sent, acceptor: acceptor)
    }

    package var isRefund: Bool { processingCode.hasPrefix("20") }
}

/// 0110: whether it may.
package struct AuthorisationResponse: Sendable, Equatable {
    package var card: CardNumber
    package var processingCode: String
    package var amount: UInt64
    package var currency: String
    package var trace: TraceNumber
    package var sent: MessageTime
    package var acceptor: Acceptor
    package var securityControl: String
    package var code: ResponseCode
    /// Six characters, of approvals only.
    package var authorisationCode: String?
    package var reference: String?

    /// What a host says to a request.
    package init(to request: AuthorisationRequest, code: ResponseCode, authorisationCode: String? = nil) {
        card = request.card
        processingCode = request.processingCode
        amount = request.amount
        currency = request.currency
        trace = request.trace
        sent = request.sent
        acceptor = request.acceptor
        securityControl = request.securityControl
        self.code = code
        self.authorisationCode = code.outcome == .approved ? authorisationCode : nil
        reference = request.reference
    }

    init(_ message: ISO8583Message) throws(ISO8583Error) {
        card = try message.needCard()
        processingCode = try message.need(3)
        amount = try message.needNumber(4)
        currency = try message.need(49)
        trace = try message.needTrace()
        sent = try message.needStamp()
        acceptor = try Acceptor(message)
        securityControl = try message.need(53)
        code = try message.needCode()
        authorisationCode = message.trimmedText(38)
        reference = message.trimmedText(37)
    }

    func fields() throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message("0110")
        try message.set(2, card.wireDigits)
        try message.set(3, processingCode)
        try message.set(4, number: amount, digits: 12)
        try message.set(7, sent.text)
        try message.set(trace)
        try acceptor.write(to: &message)
        try message.set(39, code.description)
        try message.set(49, currency)
        try message.set(53, securityControl)
        if let authorisationCode { try message.set(38, authorisationCode) }
        if let reference { try message.set(37, reference) }
        return message
    }

    package var key: ExchangeKey {
        ExchangeKey(messageClass: .authorisation, trace: trace, sent: sent, acceptor: acceptor)
    }

    /// An answer to another question than this one: another card or another amount under the same key.
    package func fits(_ request: AuthorisationRequest) -> Bool {
        key == request.key && card == request.card && amount == request.amount && currency == request.currency
    }
}

extension ISO8583Message {
    func needCard() throws(ISO8583Error) -> CardNumber {
        let card = withBytes(of: 2) { try? CardNumber($0) } ?? nil
        guard let card else { throw ISO8583Error(contains(2) ? .badValue : .missingField, .field(2)) }
        return card
    }

    /// The parts of field 47, in the order of their types.
    fileprivate func nationalData(by profile: Profile) -> [AuthorisationRequest.NationalDatum] {
        guard contains(47), case .parts(let typeDigits, _)? = profile.rule(47)?.content, typeDigits <= 2 else {
            return []
        }
        return (0..<100).compactMap { type in
            part(type, of: 47, by: profile).map { AuthorisationRequest.NationalDatum(type: type, value: $0) }
        }
    }
}
