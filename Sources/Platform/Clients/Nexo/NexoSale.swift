internal import Cards
internal import Ledger
internal import Nexo
internal import Traffic
internal import Vocabulary

/// One sale at one terminal, and what the terminal says about it.
struct NexoSale: Sendable {
    /// What the terminal does when the sale is approved.
    enum Way: Sendable, Hashable {
        /// Says so in an advice of its own, which takes the money.
        case completed
        /// Nothing: the authorisation took the money, too.
        case atOnce
        /// Keeps it for the terminal's next batch.
        case batched
    }

    let place: Int
    let terminal: String
    let shop: String
    let way: Way
    let money: Money
    let request: AuthorisationRequest

    /// Nil when terminals of this channel don't take the currency.
    init?(
        _ arrival: ArrivalPlan.Arrival, way: Way, terminal name: String? = nil, acquirer: String? = nil,
        exchange: Int64, at now: Instant
    ) {
        guard InStoreCard.currencies[arrival.amount.currency.code] != nil,
            let card = InStoreCard.number(of: arrival),
            let number = Nexo.CardNumber(card.wireDigits)
        else { return nil }
        place = arrival.place
        terminal = name ?? InStoreCard.name(arrival.place, "N", 8)
        shop = InStoreCard.name(arrival.place, "SHOP", 15)
        self.way = way
        money = arrival.amount
        var environment = PaymentEnvironment()
        environment.acquirer = acquirer.map { Acquirer(Party($0, kind: .acquirer)) }
        environment.merchant = Merchant(Identification(shop, kind: .merchant))
        environment.terminal = Terminal(Party(terminal, kind: .pointOfInteraction))
        environment.card = PaymentCard(PlainCard(number, expiry: "2049-12"))
        var context = PaymentContext()
        context.isCardPresent = true
        context.isCardholderPresent = true
        context.cardDataReading = .contactlessEMV
        var transaction = AuthorisationTransaction(
            captures: way == .atOnce, identifier: TransactionIdentifier("\(exchange)", at: NexoTime(now)),
            details: TransactionDetails(
                NexoAmount(units: money.minor, scale: 2), currency: money.currency.code, qualifier: .actual))
        transaction.type = .cardPayment
        transaction.merchantCategory = "5411"
        // A terminal's day.
        transaction.reconciliation = String(now.rfc3339.prefix(10))
        request = AuthorisationRequest(environment: environment, context: context, transaction: transaction)
    }

    var identifier: TransactionIdentifier { request.transaction.identifier }

    /// What ties it to the ledger: the terminal, its reference, and when.
    var reference: String { "\(terminal)-\(identifier.reference)-\(identifier.time)" }

    // MARK: What is said about it

    func authorisation(_ exchange: Int64, at now: Instant) -> NexoMessage {
        message(
            way == .atOnce ? .financialAuthorisationRequest : .authorisationRequest, .authorisationRequest(request),
            exchange, now)
    }

    func completion(_ exchange: Int64, at now: Instant) -> NexoMessage {
        message(.completionAdvice, .completionAdvice(advice), exchange, now)
    }

    func reversal(_ exchange: Int64, because reason: FailureReason, at now: Instant) -> NexoMessage {
        message(
            way == .atOnce ? .financialReversalAdvice : .reversalAdvice,
            .completionAdvice(.reversal(of: request, because: [reason])), exchange, now)
    }

    /// That the customer has the goods, and the shop wants its money.
    var advice: CompletionAdvice {
        var transaction = CompletedTransaction(
            isSuccess: true, identifier: identifier, details: request.transaction.details)
        transaction.captures = true
        transaction.type = request.transaction.type
        transaction.merchantCategory = request.transaction.merchantCategory
        transaction.reconciliation = request.transaction.reconciliation
        return CompletionAdvice(environment: request.environment, transaction: transaction)
    }

    /// What a terminal has kept, as one data set. Sent again under the same name it is taken once.
    static func batch(_ sales: [NexoSale], named name: String, _ exchange: Int64, at now: Instant) -> NexoMessage? {
        guard let first = sales.first else { return nil }
        let sums = Dictionary(grouping: sales, by: \.money.currency).sorted { $0.key.code < $1.key.code }
        let totals = sums.map { currency, sales in
            TransactionTotals(
                .debit, count: Int64(sales.count),
                amount: NexoAmount(units: sales.reduce(0) { $0 + $1.money.minor }, scale: 2), currency: currency.code)
        }
        let set = BatchTransfer.DataSet(
            DataSetIdentification(name, category: .transactionCapture, created: NexoTime(now)), totals: totals,
            transactions: sales.enumerated().map { .completion(.init("\($0 + 1)", $1.advice)) })
        return NexoMessage(
            header: first.header(.transfer(isDownload: false), exchange, now),
            body: .batchTransfer(BatchTransfer(dataSets: [set])))
    }

    private func message(
        _ function: MessageFunction, _ body: NexoBody, _ exchange: Int64, _ now: Instant
    ) -> NexoMessage {
        NexoMessage(header: header(.function(function), exchange, now), body: body)
    }

    private func header(_ purpose: NexoHeader.Purpose, _ exchange: Int64, _ now: Instant) -> NexoHeader {
        NexoHeader(
            purpose, version: "14.0", exchange: exchange, created: NexoTime(now),
            initiator: Party(terminal, kind: .pointOfInteraction))
    }
}
