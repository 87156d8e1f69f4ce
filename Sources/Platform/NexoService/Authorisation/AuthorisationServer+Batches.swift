internal import ISO8583
internal import Ledger
internal import Nexo
internal import Vocabulary

extension AuthorisationServer {
    // MARK: Batch transfer

    /// Takes the transactions of a day. A data set may be forgotten by its sender when each of its transactions is durable or was
    /// declined; one that could not be written is sent again whole, which does nothing twice.
    func take(_ batch: BatchTransfer, in message: NexoMessage) async -> NexoMessage {
        var answered: [BatchTransferResponse.DataSet] = []
        for set in batch.dataSets { answered.append(await take(set, from: message.header.party)) }
        return answers.batch(answered, in: message)
    }

    private func take(_ set: BatchTransfer.DataSet, from sender: String) async -> BatchTransferResponse.DataSet {
        guard set.identification.category == .transactionCapture else {
            return BatchTransferResponse.DataSet(
                set.identification, result: NexoResponse(.declined, information: "only captures are taken"),
                mayBeRemoved: false, totals: set.totals)
        }
        let party = set.initiator?.identification ?? sender
        // What a batch cancels it may also complete: completions come first.
        let isCompletion = { (transaction: BatchTransaction) in
            if case .completion = transaction { true } else { false }
        }
        let order = set.transactions.filter(isCompletion) + set.transactions.filter { !isCompletion($0) }
        var words: [TransactionLife.Word] = []
        for start in stride(from: 0, to: order.count, by: Self.besideEachOther) {
            let part = order[start..<min(start + Self.besideEachOther, order.count)]
            // Two kinds are never beside each other: they may be about the same transaction.
            if let first = part.first, let last = part.last, isCompletion(first) == isCompletion(last) {
                words += await heard(Array(part), set.common, from: party)
            } else {
                words += await heard(part.filter(isCompletion), set.common, from: party)
                words += await heard(part.filter { !isCompletion($0) }, set.common, from: party)
            }
        }
        let isWhole = !words.contains(.later)
        var response = BatchTransferResponse.DataSet(
            set.identification, result: NexoResponse(isWhole ? .approved : .technicalError), mayBeRemoved: isWhole,
            totals: totals(of: zip(order, words), set.common))
        response.rejected = zip(order, words).compactMap { transaction, word in
            word == .declined ? transaction.rejected : nil
        }
        return response
    }

    private static let besideEachOther = 64

    private func heard(
        _ transactions: [BatchTransaction], _ common: BatchTransfer.CommonData?, from party: String
    ) async -> [TransactionLife.Word] {
        await withTaskGroup(of: (Int, TransactionLife.Word).self) { group in
            for (place, transaction) in transactions.enumerated() {
                group.addTask { (place, await self.heard(transaction, common, from: party)) }
            }
            var words = [TransactionLife.Word](repeating: .later, count: transactions.count)
            for await (place, word) in group { words[place] = word }
            return words
        }
    }

    private func heard(
        _ transaction: BatchTransaction, _ common: BatchTransfer.CommonData?, from party: String
    ) async -> TransactionLife.Word {
        switch transaction {
        case .completion(let completion):
            var advice = completion.advice
            advice.transaction.details.currency = advice.transaction.details.currency ?? common?.currency
            advice.transaction.reconciliation = advice.transaction.reconciliation ?? common?.reconciliation
            // A batch of captures captures, unless a transaction says that it does not.
            advice.transaction.captures = advice.transaction.captures ?? true
            return await hear(advice, from: party)
        case .cancellation(let cancellation):
            var advice = cancellation.advice
            advice.transaction.details.currency = advice.transaction.details.currency ?? common?.currency
            return await hear(advice, from: party)
        }
    }

    /// What was taken, for the sender to compare: completions as debits, cancellations as credits.
    private func totals(
        of heard: some Sequence<(BatchTransaction, TransactionLife.Word)>, _ common: BatchTransfer.CommonData?
    ) -> [TransactionTotals] {
        var sums = PeriodSums()
        for (transaction, word) in heard where word == .accepted {
            let (type, total, code): (TotalsType, NexoAmount, String?) =
                switch transaction {
                case .completion(let completion):
                    (
                        .debit, completion.advice.transaction.details.total,
                        completion.advice.transaction.details.currency
                    )
                case .cancellation(let cancellation):
                    (
                        .credit, cancellation.advice.transaction.details.total,
                        cancellation.advice.transaction.details.currency
                    )
                }
            guard let currency = currency(code ?? common?.currency), let money = NexoMoney.money(total, currency)
            else { continue }
            sums.add(type, money)
        }
        return sums.totals(otherwise: configuration.currency)
    }

    // MARK: Reconciliation

    /// Compares a terminal's sums of its period with ours. They agree when what the terminal says of debits and of their
    /// reversals is what we have; other kinds it may count as it likes.
    func reconcile(_ request: ReconciliationRequest, in message: NexoMessage) async -> NexoMessage {
        let period = NexoParts.period(message.header.party, request.period.identifier)
        var sums = PeriodSums()
        do throws(LedgerError) {
            for transaction in try await keeper.transactions(of: period) { sums.count(transaction) }
        } catch {
            report(error)
            return answers.reconciliation(
                NexoResponse(.technicalError, reason: ISO8583.ResponseCode.malfunction.description), totals: [],
                to: request, in: message)
        }
        var agrees = true
        for total in request.period.totals where total.type == .debit || total.type == .debitReversal {
            guard let currency = currency(total.currency) else { agrees = false; continue }
            let ours = sums.sum(total.type, currency)
            agrees =
                agrees && ours.count == total.count && NexoMoney.amount(ours.minor, currency) == total.amount
        }
        let response =
            agrees
            ? NexoResponse(.approved, reason: "00")
            : NexoResponse(.declined, reason: ISO8583.ResponseCode.reconcileError.description)
        return answers.reconciliation(
            response, totals: sums.totals(otherwise: configuration.currency), to: request, in: message)
    }
}

/// Sums of transactions per kind and currency.
struct PeriodSums {
    struct Sum: Equatable {
        var count: Int64 = 0
        var minor: Int64 = 0
    }

    private struct Key: Hashable {
        let type: TotalsType
        let currency: Currency
    }

    private var sums: [Key: Sum] = [:]

    mutating func add(_ type: TotalsType, _ money: Money) {
        let key = Key(type: type, currency: money.currency)
        sums[key, default: Sum()].count += 1
        sums[key, default: Sum()].minor += money.minor
    }

    mutating func count(_ transaction: HeldTransaction) {
        let currency = transaction.money.currency
        switch transaction.phase {
        case .approved: add(.debit, Money(transaction.standing ?? 0, currency))
        case .takenBack where transaction.wasApproved: add(.debitReversal, transaction.money)
        case .refused: add(.declined, transaction.money)
        case .failed, .takenBack, .asking: add(.failed, transaction.money)
        }
    }

    func sum(_ type: TotalsType, _ currency: Currency) -> Sum { sums[Key(type: type, currency: currency)] ?? Sum() }

    /// In one order; a sum of nothing when there is none, because the schema wants one.
    func totals(otherwise currency: Currency) -> [TransactionTotals] {
        guard !sums.isEmpty else {
            return [TransactionTotals(.debit, count: 0, amount: NexoMoney.amount(0, currency), currency: currency.code)]
        }
        return sums.sorted {
            ($0.key.type.rawValue, $0.key.currency.code) < ($1.key.type.rawValue, $1.key.currency.code)
        }.map { key, sum in
            TransactionTotals(
                key.type, count: sum.count, amount: NexoMoney.amount(sum.minor, key.currency),
                currency: key.currency.code)
        }
    }
}

extension BatchTransaction {
    /// What a sender hears of a transaction that was declined.
    fileprivate var rejected: BatchTransferResponse.RejectedTransaction {
        switch self {
        case .completion(let completion):
            .init(
                completion.sequence, response: NexoResponse(.declined),
                environment: NexoParts.parties(completion.advice.environment),
                transaction: .init(completion.advice.transaction.identifier, response: .declined))
        case .cancellation(let cancellation):
            .init(
                cancellation.sequence, response: NexoResponse(.declined),
                environment: NexoParts.parties(cancellation.advice.environment),
                transaction: .init(cancellation.advice.transaction.identifier, response: .declined))
        }
    }
}
