internal import Cards
internal import ISO8583
internal import Ledger
internal import Nexo
internal import Roles
internal import Synchronization
internal import Vocabulary

extension AuthorisationServer {
    // MARK: Authorisation

    func authorise(_ request: AuthorisationRequest, in message: NexoMessage) async -> NexoMessage {
        let transaction = request.transaction
        let party = message.header.party
        guard let currency = currency(transaction.details.currency),
            let money = NexoMoney.money(transaction.details.total, currency)
        else { return refuse(.invalidAmount, request, message) }
        guard isPayment(transaction.type) else { return refuse(.invalidTransaction, request, message) }
        guard let plain = request.environment.card?.plain else { return refuse(.notSupported, request, message) }
        // The guard against real cards stands before anything is kept.
        guard let card = try? Cards.CardNumber(plain.number.revealed) else {
            return refuse(.invalidCard, request, message)
        }
        guard let expiry = NexoParts.expiry(plain.expiry) else { return refuse(.expiredCard, request, message) }
        let asked = AskedTransaction(
            name: transaction.identifier.name(of: party), money: money,
            takesAtOnce: request.takesAtOnce(message.header),
            merchant: NexoParts.merchant(request.environment),
            period: transaction.reconciliation.map { NexoParts.period(party, $0) })
        let kind: ProviderOrder.Kind =
            asked.takesAtOnce ? .pay(card, expiry: expiry) : .authorise(card, expiry: expiry)
        return answers.authorisation(await decide(asked, kind), to: request, in: message)
    }

    private func refuse(
        _ code: ISO8583.ResponseCode, _ request: AuthorisationRequest, _ message: NexoMessage
    ) -> NexoMessage {
        answers.authorisation(answers.declined(code), to: request, in: message)
    }

    /// One who asks the provider for each transaction; others wait for what comes of that, and look again.
    private func decide(_ asked: AskedTransaction, _ kind: ProviderOrder.Kind) async -> TransactionLife.Answer {
        while true {
            let (task, isOurs) = underWay.withLock { tasks in
                if let task = tasks[asked.name] { return (task, false) }
                let task = Task {
                    defer { underWay.withLock { _ = $0.removeValue(forKey: asked.name) } }
                    return await self.ask(asked, kind)
                }
                tasks[asked.name] = task
                return (task, true)
            }
            let answer = await task.value
            if isOurs { return answer }
        }
    }

    private func ask(_ asked: AskedTransaction, _ kind: ProviderOrder.Kind) async -> TransactionLife.Answer {
        let began = now
        do throws(LedgerError) {
            var beginning: TransactionLife.Beginning?
            try await keeper.change(asked.name, at: now) { found in
                let made = TransactionLife.begin(
                    asked, found: found, at: now, within: configuration.askedWithin)
                beginning = made
                guard case .ask(let record) = made else { return nil }
                return TransactionLife.Change(.accepted, record)
            }
            guard case .ask(let record) = beginning else {
                figures.cameAgain()
                guard case .answer(let answer) = beginning else { return .failed }
                return answer
            }
            let verdict = await provider.perform(TransactionLife.firstOrder(record, kind: kind))
            watch.saw(verdict.fate, at: now)
            let change = try await keeper.change(asked.name, at: now) { found in
                found.flatMap { TransactionLife.decided($0, verdict.fate, at: now) }
            }
            figures.paid(verdict.fate, in: now - began)
            guard let after = change?.record else {
                figures.cameLate()
                return .takenBack
            }
            if case .unknown = verdict.fate { return .failed }
            return TransactionLife.answer(of: after)
        } catch {
            // What was asked stays in the record, and is undone when its time is over.
            report(error)
            figures.paid(.failed(.malfunction), in: now - began)
            return .failed
        }
    }

    // MARK: Advices and cancellations

    func hear(
        _ advice: CompletionAdvice, from party: String, isFinancial: Bool = false
    ) async -> TransactionLife.Word {
        let transaction = advice.transaction
        let captures = transaction.captures ?? isFinancial
        let name = transaction.identifier.name(of: party)
        guard let currency = currency(transaction.details.currency),
            let money = NexoMoney.money(transaction.details.total, currency)
        else { return .declined }
        let isTakenBack = transaction.isReversal ?? false || !transaction.isSuccess
        let asked = AskedTransaction(
            name: name, money: money, takesAtOnce: captures,
            merchant: NexoParts.merchant(advice.environment),
            period: transaction.reconciliation.map { NexoParts.period(party, $0) })
        return await heard(name) { found in
            if isTakenBack { return TransactionLife.takeBack(found, asked, at: self.now) }
            guard found == nil || found?.money.currency == currency else { return .init(.declined) }
            return TransactionLife.complete(found, minor: money.minor, captures: captures, at: self.now)
        }
    }

    func cancel(_ request: CancellationRequest, from party: String) async -> TransactionLife.Word {
        let transaction = request.transaction
        return await cancel(
            transaction.original.identifier.name(of: party), transaction.details,
            by: transaction.identifier.name(of: party))
    }

    func hear(_ advice: CancellationAdvice, from party: String) async -> TransactionLife.Word {
        let transaction = advice.transaction
        // Money that was given back is not taken again because a cancellation is.
        if transaction.isReversal ?? false { return .declined }
        guard transaction.isSuccess else { return .accepted }
        let identifier = transaction.original?.identifier ?? transaction.identifier
        return await cancel(
            identifier.name(of: party), transaction.details, by: transaction.identifier.name(of: party))
    }

    private func cancel(
        _ name: TransactionName, _ details: CancellationDetails, by other: TransactionName
    ) async -> TransactionLife.Word {
        guard let currency = currency(details.currency), let money = NexoMoney.money(details.total, currency) else {
            return .declined
        }
        return await heard(name) { found in
            guard found == nil || found?.money.currency == currency else { return .init(.declined) }
            return TransactionLife.cancel(found, minor: money.minor, by: other, at: self.now)
        }
    }

    private func heard(
        _ name: TransactionName, _ decide: (HeldTransaction?) -> TransactionLife.Change
    ) async -> TransactionLife.Word {
        do throws(LedgerError) {
            guard let change = try await keeper.change(name, at: now, decide) else { return .later }
            if change.word == .accepted, change.record == nil { figures.cameAgain() }
            return change.word
        } catch {
            report(error)
            return .later
        }
    }

    // MARK: Words

    func currency(_ text: String?) -> Currency? {
        guard let text else { return configuration.currency }
        return Currency(text)
    }

    /// What is authorised here: paying by card. Refunds go by cancellation; balances, loads and the like are nobody's here.
    private func isPayment(_ type: TransactionType?) -> Bool {
        guard let type else { return true }
        return type == .cardPayment || type == .quasiCash || type == .deferredPayment
    }
}

extension ISO8583.ResponseCode {
    fileprivate static let invalidAmount = known("13")
    fileprivate static let invalidCard = known("14")
    fileprivate static let expiredCard = known("54")

    private static func known(_ text: String) -> ISO8583.ResponseCode { .init(text) ?? .invalidTransaction }
}
