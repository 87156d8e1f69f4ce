/// A message between a terminal and an acquirer: what it wants, what it says, and perhaps a MAC.
///
/// Printing one shows its kind, exchange and parties; what is inside may be free text of strangers.
package struct NexoMessage: Sendable, Equatable {
    package var header: NexoHeader
    package var body: NexoBody
    /// As it was received; what is written gets its trailer from a ``NexoMACKey``.
    package var trailer: SecurityTrailer?

    package init(header: NexoHeader, body: NexoBody) {
        self.header = header
        self.body = body
    }

    /// The header of an answer: the same exchange, begun by the same party.
    package func answerHeader(_ purpose: NexoHeader.Purpose, created: NexoTime) -> NexoHeader {
        NexoHeader(
            purpose, version: header.version, exchange: header.exchange, created: created,
            initiator: header.initiator, recipient: header.recipient)
    }

    /// How an answer finds its question: who began the exchange, and its number. Nil for what says neither.
    package var exchangeKey: String? {
        guard let party = header.initiator, let exchange = header.exchange else { return nil }
        return "\(exchange)|\(party.identification)"
    }

    /// The answer to bytes that can't be read: nobody knows to which exchange they belong.
    package static func rejection(of error: NexoError, version: String, created: NexoTime) -> NexoMessage {
        let header = NexoHeader(
            .rejection(.requestRejection), version: version, exchange: nil, created: created, initiator: nil)
        // Errors hold nothing of the bytes, so they may be told.
        let information = String(error.description.prefix(500))
        return NexoMessage(header: header, body: .rejection(Rejection(error.rejectReason, information: information)))
    }

    /// What can't be said together, and what belongs to another message.
    func checkSense() throws(NexoError) {
        let kind = body.kind
        let path = "Document/\(kind.messageTag.rawValue)/"
        if let function = header.function, !kind.functions.contains(function) {
            throw NexoError(
                .contradiction, "a message of this kind does not have this function", path: path + "Hdr/MsgFctn")
        }
        // Money is taken back by a reversal: whether a message is one must not depend on where one looks.
        if case .completionAdvice(let advice) = body, let function = header.function,
            function.isReversal != (advice.transaction.isReversal ?? false)
        {
            throw NexoError(
                .contradiction, "the functions RVRA and FRVA belong to an advice with Rvsl true, and no others do",
                path: path + "CmpltnAdvc/Tx/Rvsl")
        }
    }
}

extension NexoMessage: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let function = header.function.map { " \($0.rawValue)" } ?? ""
        let exchange = header.exchange.map { ", exchange \($0)" } ?? ""
        return "\(body.kind.schema)\(function)\(exchange)"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}

/// What a message says.
package enum NexoBody: Sendable, Equatable {
    case authorisationRequest(AuthorisationRequest)
    case authorisationResponse(AuthorisationResponse)
    case completionAdvice(CompletionAdvice)
    case completionAdviceResponse(AdviceResponse)
    case cancellationRequest(CancellationRequest)
    case cancellationResponse(CancellationResponse)
    case cancellationAdvice(CancellationAdvice)
    case cancellationAdviceResponse(AdviceResponse)
    case reconciliationRequest(ReconciliationRequest)
    case reconciliationResponse(ReconciliationResponse)
    case batchTransfer(BatchTransfer)
    case batchTransferResponse(BatchTransferResponse)
    case diagnosticRequest(DiagnosticRequest)
    case diagnosticResponse(DiagnosticResponse)
    case rejection(Rejection)

    package var kind: NexoKind {
        switch self {
        case .authorisationRequest: .authorisationRequest
        case .authorisationResponse: .authorisationResponse
        case .completionAdvice: .completionAdvice
        case .completionAdviceResponse: .completionAdviceResponse
        case .cancellationRequest: .cancellationRequest
        case .cancellationResponse: .cancellationResponse
        case .cancellationAdvice: .cancellationAdvice
        case .cancellationAdviceResponse: .cancellationAdviceResponse
        case .reconciliationRequest: .reconciliationRequest
        case .reconciliationResponse: .reconciliationResponse
        case .batchTransfer: .batchTransfer
        case .batchTransferResponse: .batchTransferResponse
        case .diagnosticRequest: .diagnosticRequest
        case .diagnosticResponse: .diagnosticResponse
        case .rejection: .rejection
        }
    }

    /// What a reader fills.
    init(blank kind: NexoKind) {
        self =
            switch kind {
            case .authorisationRequest: .authorisationRequest(.blank)
            case .authorisationResponse: .authorisationResponse(.blank)
            case .completionAdvice: .completionAdvice(.blank)
            case .completionAdviceResponse: .completionAdviceResponse(.blank)
            case .cancellationRequest: .cancellationRequest(.blank)
            case .cancellationResponse: .cancellationResponse(.blank)
            case .cancellationAdvice: .cancellationAdvice(.blank)
            case .cancellationAdviceResponse: .cancellationAdviceResponse(.blank)
            case .reconciliationRequest: .reconciliationRequest(.blank)
            case .reconciliationResponse: .reconciliationResponse(.blank)
            case .batchTransfer: .batchTransfer(.blank)
            case .batchTransferResponse: .batchTransferResponse(.blank)
            case .diagnosticRequest: .diagnosticRequest(.blank)
            case .diagnosticResponse: .diagnosticResponse(.blank)
            case .rejection: .rejection(.blank)
            }
    }

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        let tag = kind.bodyTag
        switch self {
        case .authorisationRequest(var body): self = .authorisationRequest(try form.described(tag, &body))
        case .authorisationResponse(var body): self = .authorisationResponse(try form.described(tag, &body))
        case .completionAdvice(var body): self = .completionAdvice(try form.described(tag, &body))
        case .completionAdviceResponse(var body): self = .completionAdviceResponse(try form.described(tag, &body))
        case .cancellationRequest(var body): self = .cancellationRequest(try form.described(tag, &body))
        case .cancellationResponse(var body): self = .cancellationResponse(try form.described(tag, &body))
        case .cancellationAdvice(var body): self = .cancellationAdvice(try form.described(tag, &body))
        case .cancellationAdviceResponse(var body):
            self = .cancellationAdviceResponse(try form.described(tag, &body))
        case .reconciliationRequest(var body): self = .reconciliationRequest(try form.described(tag, &body))
        case .reconciliationResponse(var body): self = .reconciliationResponse(try form.described(tag, &body))
        case .batchTransfer(var body): self = .batchTransfer(try form.described(tag, &body))
        case .batchTransferResponse(var body): self = .batchTransferResponse(try form.described(tag, &body))
        case .diagnosticRequest(var body): self = .diagnosticRequest(try form.described(tag, &body))
        case .diagnosticResponse(var body): self = .diagnosticResponse(try form.described(tag, &body))
        case .rejection(var body): self = .rejection(try form.described(tag, &body))
        }
    }
}

extension Form {
    fileprivate mutating func described<R: Record>(_ tag: Tag, _ record: inout R) throws(NexoError) -> R {
        try self.record(tag, &record)
        return record
    }
}
