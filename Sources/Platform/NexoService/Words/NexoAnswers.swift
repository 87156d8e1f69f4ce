internal import ISO8583
internal import Ledger
internal import Nexo
internal import Vocabulary

/// Answers as messages.
struct NexoAnswers {
    /// Who answers.
    let name: String
    var kind = PartyKind.acquirer
    let now: Instant

    private var us: RespondingParty { RespondingParty(name, kind: kind) }
    private var issuer: RespondingParty { RespondingParty(nil, kind: .issuer) }

    // MARK: Authorisation

    func authorisation(
        _ answer: TransactionLife.Answer, to request: AuthorisationRequest, in message: NexoMessage
    ) -> NexoMessage {
        let takesAtOnce = request.takesAtOnce(message.header)
        var result: AuthorisationResult
        switch answer {
        case .approved(let code):
            result = AuthorisationResult(NexoResponse(.approved, reason: "00"), by: issuer, code: code)
            result.needsCompletion = !takesAtOnce
        case .refused(let code): result = AuthorisationResult(NexoResponse(.declined, reason: code), by: issuer)
        case .failed, .underWay: result = technical(.issuerUnavailable)
        case .takenBack: result = declined(.invalidTransaction)
        case .conflict: result = declined(.duplicate)
        }
        return authorisation(result, to: request, in: message)
    }

    func authorisation(
        _ result: AuthorisationResult, to request: AuthorisationRequest, in message: NexoMessage
    ) -> NexoMessage {
        var body = AuthorisationResponse(
            environment: NexoParts.parties(request.environment),
            transaction: .init(
                identifier: request.transaction.identifier,
                details: TransactionDetails(
                    request.transaction.details.total, currency: request.transaction.details.currency)),
            result: result)
        body.transaction.saleReference = request.transaction.saleReference
        body.transaction.initiatorIdentifier = request.transaction.initiatorIdentifier
        body.transaction.reconciliation = request.transaction.reconciliation
        let isFinancial = message.header.function == .financialAuthorisationRequest
        return answer(
            message, isFinancial ? .financialAuthorisationResponse : .authorisationResponse,
            .authorisationResponse(body))
    }

    func declined(_ code: ISO8583.ResponseCode) -> AuthorisationResult {
        AuthorisationResult(NexoResponse(.declined, reason: code.description), by: us)
    }

    /// The chain is broken somewhere: whether the transaction was done is not known to the terminal, so it says how it ended.
    func technical(_ code: ISO8583.ResponseCode) -> AuthorisationResult {
        var result = AuthorisationResult(NexoResponse(.technicalError, reason: code.description), by: us)
        result.needsCompletion = true
        return result
    }

    // MARK: Advices and cancellations

    func advice(_ word: TransactionLife.Word, to advice: CompletionAdvice, in message: NexoMessage) -> NexoMessage {
        let function: MessageFunction =
            switch message.header.function {
            case .financialCompletionAdvice: .financialCompletionAdviceResponse
            case .reversalAdvice: .reversalAdviceResponse
            case .financialReversalAdvice: .financialReversalAdviceResponse
            default: .completionAdviceResponse
            }
        let response = heard(advice.environment, advice.transaction.identifier, word)
        return answer(message, function, .completionAdviceResponse(response))
    }

    func advice(_ word: TransactionLife.Word, to advice: CancellationAdvice, in message: NexoMessage) -> NexoMessage {
        let response = heard(advice.environment, advice.transaction.identifier, word)
        return answer(message, .cancellationAdviceResponse, .cancellationAdviceResponse(response))
    }

    func cancellation(
        _ word: TransactionLife.Word, to request: CancellationRequest, in message: NexoMessage
    ) -> NexoMessage {
        let body = CancellationResponse(
            environment: NexoParts.parties(request.environment),
            transaction: .init(
                identifier: request.transaction.identifier,
                details: CancellationDetails(
                    request.transaction.details.total, currency: request.transaction.details.currency)),
            result: CancellationResult(NexoResponse(Self.response(word)), by: us))
        return answer(message, .cancellationResponse, .cancellationResponse(body))
    }

    private func heard(
        _ environment: PaymentEnvironment, _ identifier: TransactionIdentifier, _ word: TransactionLife.Word
    ) -> AdviceResponse {
        AdviceResponse(
            environment: NexoParts.parties(environment),
            transaction: .init(identifier: identifier, response: Self.response(word)))
    }

    static func response(_ word: TransactionLife.Word) -> Nexo.ResponseCode {
        switch word {
        case .accepted: .approved
        case .declined: .declined
        case .later: .technicalError
        }
    }

    // MARK: Others

    func diagnostic(_ isAvailable: Bool?, to request: DiagnosticRequest, in message: NexoMessage) -> NexoMessage {
        answer(
            message, .diagnosticResponse,
            .diagnosticResponse(
                DiagnosticResponse(
                    environment: NexoParts.parties(request.environment), isAcquirerAvailable: isAvailable)))
    }

    func reconciliation(
        _ response: NexoResponse, totals: [TransactionTotals], to request: ReconciliationRequest,
        in message: NexoMessage
    ) -> NexoMessage {
        var period = request.period
        period.totals = totals
        return answer(
            message, .reconciliationResponse,
            .reconciliationResponse(
                ReconciliationResponse(
                    environment: NexoParts.parties(request.environment), response: response, period: period)))
    }

    func batch(_ dataSets: [BatchTransferResponse.DataSet], in message: NexoMessage) -> NexoMessage {
        NexoMessage(
            header: message.answerHeader(.transfer(isDownload: false), created: NexoTime(now)),
            body: .batchTransferResponse(BatchTransferResponse(dataSets: dataSets)))
    }

    /// A message that was read, and can't be acted on.
    func rejection(_ reason: Rejection.Reason, _ information: String, of message: NexoMessage) -> NexoMessage {
        NexoMessage(
            header: message.answerHeader(.rejection(.requestRejection), created: NexoTime(now)),
            body: .rejection(Rejection(reason, information: information)))
    }

    private func answer(_ message: NexoMessage, _ function: MessageFunction, _ body: NexoBody) -> NexoMessage {
        NexoMessage(header: message.answerHeader(.function(function), created: NexoTime(now)), body: body)
    }
}

extension AuthorisationRequest {
    /// The authorisation also takes the money: by its function, or because it says so.
    func takesAtOnce(_ header: NexoHeader) -> Bool {
        header.function == .financialAuthorisationRequest || transaction.captures
    }
}
