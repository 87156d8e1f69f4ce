package import Nexo
import Vocabulary

/// What a terminal says, with a card of the test ranges.
package struct TestTerminal: Sendable {
    package var name = "T-0042"
    package var card = "4111111111111111"
    package var period: String? = "20261120"
    package init() {}

    package static let time = NexoTime(Instant(seconds: 1_795_132_800))

    package func header(_ purpose: NexoHeader.Purpose, _ exchange: Int64) -> NexoHeader {
        NexoHeader(
            purpose, version: "14.0", exchange: exchange, created: Self.time,
            initiator: Party(name, kind: .pointOfInteraction))
    }

    package var environment: PaymentEnvironment {
        var environment = PaymentEnvironment()
        environment.merchant = Merchant(Identification("SHOP 7", kind: .merchant))
        environment.terminal = Terminal(Party(name, kind: .pointOfInteraction))
        if let number = CardNumber(card) { environment.card = PaymentCard(PlainCard(number, expiry: "2028-12")) }
        return environment
    }

    package func identifier(_ reference: String) -> TransactionIdentifier {
        TransactionIdentifier(reference, at: Self.time)
    }

    package func details(_ minor: Int64, currency: String = "EUR") -> TransactionDetails {
        TransactionDetails(NexoAmount(units: minor, scale: 2), currency: currency, qualifier: .actual)
    }

    package func request(_ reference: String, _ minor: Int64, atOnce: Bool = false) -> AuthorisationRequest {
        var transaction = AuthorisationTransaction(
            captures: atOnce, identifier: identifier(reference), details: details(minor))
        transaction.type = .cardPayment
        transaction.merchantCategory = "5812"
        transaction.reconciliation = period
        return AuthorisationRequest(environment: environment, context: PaymentContext(), transaction: transaction)
    }

    package func authorisation(
        _ reference: String, _ minor: Int64, atOnce: Bool = false, exchange: Int64 = 1
    ) -> NexoMessage {
        NexoMessage(
            header: header(
                .function(atOnce ? .financialAuthorisationRequest : .authorisationRequest), exchange),
            body: .authorisationRequest(request(reference, minor, atOnce: atOnce)))
    }

    package func advice(_ reference: String, _ minor: Int64, isSuccess: Bool = true) -> CompletionAdvice {
        var transaction = CompletedTransaction(
            isSuccess: isSuccess, identifier: identifier(reference), details: details(minor))
        transaction.captures = true
        transaction.type = .cardPayment
        transaction.merchantCategory = "5812"
        return CompletionAdvice(environment: environment, transaction: transaction)
    }

    package func completion(_ reference: String, _ minor: Int64, exchange: Int64 = 2) -> NexoMessage {
        NexoMessage(
            header: header(.function(.completionAdvice), exchange),
            body: .completionAdvice(advice(reference, minor)))
    }

    package func reversal(_ reference: String, _ minor: Int64, exchange: Int64 = 3) -> NexoMessage {
        NexoMessage(
            header: header(.function(.reversalAdvice), exchange),
            body: .completionAdvice(.reversal(of: request(reference, minor), because: [.timeout])))
    }

    package func cancellation(of reference: String, _ minor: Int64, as own: String, exchange: Int64 = 4) -> NexoMessage
    {
        let transaction = CancellationTransaction(
            merchantCategory: "5812", identifier: identifier(own),
            original: OriginalTransaction(identifier(reference), type: .cardPayment),
            details: CancellationDetails(NexoAmount(units: minor, scale: 2), currency: "EUR"))
        return NexoMessage(
            header: header(.function(.cancellationRequest), exchange),
            body: .cancellationRequest(
                CancellationRequest(environment: environment, context: nil, transaction: transaction)))
    }

    package func diagnostic(exchange: Int64 = 5) -> NexoMessage {
        NexoMessage(
            header: header(.function(.diagnosticRequest), exchange),
            body: .diagnosticRequest(DiagnosticRequest(environment: environment)))
    }

    package func reconciliation(_ totals: [TransactionTotals], exchange: Int64 = 6) -> NexoMessage {
        var period = ReconciliationPeriod(self.period ?? "none", transaction: identifier("R-1"))
        period.totals = totals
        return NexoMessage(
            header: header(.function(.reconciliationRequest), exchange),
            body: .reconciliationRequest(ReconciliationRequest(environment: environment, period: period)))
    }

    package func batch(_ transactions: [BatchTransaction], exchange: Int64 = 7) -> NexoMessage {
        let total = TransactionTotals(
            .debit, count: Int64(transactions.count), amount: NexoAmount(units: 0, scale: 2), currency: "EUR")
        let set = BatchTransfer.DataSet(
            DataSetIdentification("day", category: .transactionCapture, created: Self.time), totals: [total],
            transactions: transactions)
        return NexoMessage(
            header: header(.transfer(isDownload: false), exchange),
            body: .batchTransfer(BatchTransfer(dataSets: [set])))
    }
}

extension NexoBody {
    /// What an authorisation came to.
    package var result: AuthorisationResult? {
        if case .authorisationResponse(let response) = self { response.outcome.result } else { nil }
    }

    /// What became of an advice, a cancellation or a reconciliation.
    package var word: ResponseCode? {
        switch self {
        case .completionAdviceResponse(let response), .cancellationAdviceResponse(let response):
            response.transaction.response
        case .cancellationResponse(let response): response.outcome.result.response.code
        case .reconciliationResponse(let response): response.response.code
        default: nil
        }
    }

    package var rejection: Rejection? { if case .rejection(let rejection) = self { rejection } else { nil } }
}
