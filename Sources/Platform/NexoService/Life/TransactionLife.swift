internal import ISO8583
package import Ledger
package import Roles
package import Vocabulary

/// The one place that says what an event does to a transaction: the record as it is after, the ledger's operations that belong
/// to it, and the answer.
///
/// Every step is written before anything is sent, so a server may be killed anywhere: what was on its way then is undone at the
/// provider by name, and never asked for again under that name.
package enum TransactionLife {
    /// What a terminal hears of an authorisation.
    package enum Answer: Sendable, Equatable {
        case approved(code: String)
        case refused(code: String)
        case failed
        /// Somebody else is asking the provider right now.
        case underWay
        case takenBack
        /// The same identification names another amount or another kind.
        case conflict
    }

    package enum Beginning: Sendable, Equatable {
        /// Keep the record, then ask.
        case ask(HeldTransaction)
        case answer(Answer)
    }

    /// What a terminal hears of an advice or a cancellation.
    package enum Word: Sendable, Equatable {
        case accepted
        case declined
        /// Not now: it is to be sent again.
        case later
    }

    package struct Change: Sendable, Equatable {
        /// As it is after; nil: it stays as it is.
        package var record: HeldTransaction?
        package var operations: [LedgerOperation] = []
        package var word: Word

        init(_ word: Word, _ record: HeldTransaction? = nil, _ operations: [LedgerOperation] = []) {
            self.word = word
            self.record = record
            self.operations = operations
        }
    }

    /// How long one is waited for who asks the provider: much longer than the provider may take.
    package static let askedWithin = TimeSpan.seconds(60)
    private static let retryMost: Int64 = 300

    // MARK: Authorisation

    package static func begin(
        _ asked: AskedTransaction, found: HeldTransaction?, at now: Instant, within span: TimeSpan = askedWithin
    ) -> Beginning {
        guard let found else { return .ask(asked.held(.asking(until: now + span))) }
        guard found.money == asked.money, found.takesAtOnce == asked.takesAtOnce else { return .answer(.conflict) }
        return .answer(answer(of: found))
    }

    package static func answer(of record: HeldTransaction) -> Answer {
        switch record.phase {
        case .asking: .underWay
        case .approved(let code): .approved(code: code)
        case .refused(let code): .refused(code: code)
        case .failed: .failed
        case .takenBack: .takenBack
        }
    }

    /// The provider has answered, or has not. Nil when nobody waits for it any more: it was taken back meanwhile.
    package static func decided(_ record: HeldTransaction, _ fate: Fate, at now: Instant) -> Change? {
        guard case .asking = record.phase else { return nil }
        var record = record
        switch fate {
        case .approved(let code):
            record.phase = .approved(code: code)
            record.wasApproved = true
            if record.takesAtOnce { record.captured = record.name.order }
            let action: LedgerOperation.Action =
                record.takesAtOnce ? .collect(record.money) : .authorise(record.money)
            return Change(.accepted, record, [operation(record, record.name.order, action)])
        case .refused(let code):
            record.phase = .refused(code: code.description)
            return Change(.declined, record)
        case .failed:
            record.phase = .failed
            return Change(.later, record)
        case .unknown: return Change(.later, takenBack(record, at: now).record)
        }
    }

    // MARK: Advices

    /// The terminal completed what was approved, for so much. When it does not capture, that is only heard.
    package static func complete(
        _ found: HeldTransaction?, minor: Int64, captures: Bool, at now: Instant
    ) -> Change {
        guard var record = found else { return Change(.declined) }
        switch record.phase {
        case .asking: return Change(.later)
        case .refused, .failed, .takenBack: return Change(.declined)
        case .approved: break
        }
        guard (1...record.money.minor).contains(minor) else { return Change(.declined) }
        if record.takesAtOnce { return Change(minor == record.money.minor ? .accepted : .declined) }
        if let completed = record.completed { return Change(completed == minor ? .accepted : .declined) }
        guard captures else { return Change(.accepted) }
        record.completed = minor
        record.owe(.capture, minor, at: now)
        return Change(.accepted, record)
    }

    /// The terminal takes back what it asked for, whatever became of that. One that nobody has heard of is remembered, so that
    /// a request that comes late does nothing.
    package static func takeBack(_ found: HeldTransaction?, _ asked: AskedTransaction, at now: Instant) -> Change {
        guard let found else { return Change(.accepted, asked.held(.takenBack)) }
        switch found.phase {
        case .refused, .failed, .takenBack: return Change(.accepted)
        case .asking, .approved: return takenBack(found, at: now)
        }
    }

    /// The merchant cancels what was approved: the whole of it, once.
    package static func cancel(
        _ found: HeldTransaction?, minor: Int64, by name: TransactionName, at now: Instant
    ) -> Change {
        guard let found else { return Change(.declined) }
        if case .asking = found.phase { return Change(.later) }
        if found.cancelledBy == name { return Change(.accepted) }
        guard let standing = found.standing, standing == minor else { return Change(.declined) }
        var change = takenBack(found, at: now)
        change.record?.cancelledBy = name
        return change
    }

    private static func takenBack(_ found: HeldTransaction, at now: Instant) -> Change {
        var record = found
        record.phase = .takenBack
        if record.captured != nil {
            record.owe(.refund, record.completed ?? record.money.minor, at: now)
            return Change(.accepted, record)
        }
        // A capture that is on its way may be done; one that is not has never left.
        for duty in record.duties where duty.kind == .capture {
            record.duties.removeAll { $0.number == duty.number }
            if duty.isSent { record.owe(.reverse(record.name.order(ofDuty: duty.number)), duty.minor, at: now) }
        }
        record.owe(.reverse(record.name.order), record.money.minor, at: now)
        guard case .approved = found.phase else { return Change(.accepted, record) }
        return Change(.accepted, record, [operation(record, record.name.void, .void)])
    }

    // MARK: Duties

    package enum DutyStep: Sendable, Equatable {
        case wait
        /// Keep the record, then ask the provider.
        case send(HeldTransaction, ProviderOrder, number: Int)
        /// Keep the record: who sent something died before the answer.
        case keep(Change)
    }

    /// What is to be done about a record that is due.
    package static func next(
        _ record: HeldTransaction, at now: Instant, within span: TimeSpan = askedWithin
    ) -> DutyStep {
        if case .asking(let until) = record.phase {
            return until <= now ? .keep(takenBack(record, at: now)) : .wait
        }
        guard var duty = record.duties.first, duty.due <= now else { return .wait }
        if duty.isSent, let change = performed(record, duty.number, .unknown(.broken), at: now), !duty.isReversal {
            return .keep(change)
        }
        duty.isSent = true
        duty.tries += 1
        duty.due = now + span
        var after = record
        after.duties[0] = duty
        return .send(after, order(for: duty, of: record), number: duty.number)
    }

    /// What the provider says to a duty. Nil when it is no duty any more.
    package static func performed(
        _ found: HeldTransaction, _ number: Int, _ fate: Fate, at now: Instant
    ) -> Change? {
        guard let place = found.duties.firstIndex(where: { $0.number == number }) else { return nil }
        var record = found
        var duty = record.duties[place]
        let name = record.name.order(ofDuty: number)
        switch fate {
        case .approved:
            record.duties.remove(at: place)
            let money = Money(duty.minor, record.money.currency)
            switch duty.kind {
            case .capture:
                record.captured = name
                return Change(.accepted, record, [operation(record, name, .capture(money, isFinal: true))])
            case .refund: return Change(.accepted, record, [operation(record, name, .refund(money))])
            case .reverse: return Change(.accepted, record)
            }
        case .refused(let code):
            // An answer for ever: asking again would bring the same.
            record.duties.remove(at: place)
            record.problem = "the provider refuses \(name) with \(code)"
            return Change(.declined, record)
        case .unknown where !duty.isReversal:
            // It may be done: what may be done is undone first, and done anew under another name.
            record.duties.remove(at: place)
            record.dutiesMade += 2
            let undo = HeldTransaction.Duty(
                number: record.dutiesMade - 1, kind: .reverse(name), minor: duty.minor, due: now)
            let again = HeldTransaction.Duty(
                number: record.dutiesMade, kind: duty.kind, minor: duty.minor, due: now)
            record.duties.insert(contentsOf: [undo, again], at: place)
            return Change(.later, record)
        case .failed, .unknown:
            duty.isSent = false
            duty.due = now + .seconds(min(retryMost, 1 << Int64(min(duty.tries, 10))))
            record.duties[place] = duty
            return Change(.later, record)
        }
    }

    package static func firstOrder(_ record: HeldTransaction, kind: ProviderOrder.Kind) -> ProviderOrder {
        ProviderOrder(
            id: record.name.order, kind: kind, amount: record.money, channel: .instoreNexo, merchant: record.merchant)
    }

    private static func order(for duty: HeldTransaction.Duty, of record: HeldTransaction) -> ProviderOrder {
        let kind: ProviderOrder.Kind =
            switch duty.kind {
            case .capture: .capture(of: record.name.order)
            case .refund: .refund(of: record.name.order)
            case .reverse(let operation): .reverse(operation)
            }
        return ProviderOrder(
            id: record.name.order(ofDuty: duty.number), kind: kind, amount: Money(duty.minor, record.money.currency),
            channel: .instoreNexo, merchant: record.merchant)
    }

    private static func operation(
        _ record: HeldTransaction, _ id: OperationID, _ action: LedgerOperation.Action
    ) -> LedgerOperation {
        LedgerOperation(id: id, payment: record.name.payment, channel: .instoreNexo, action)
    }
}

extension HeldTransaction {
    mutating func owe(_ kind: Duty.Kind, _ minor: Int64, at now: Instant) {
        dutiesMade += 1
        duties.append(Duty(number: dutiesMade, kind: kind, minor: minor, due: now))
    }
}

extension HeldTransaction.Duty {
    var isReversal: Bool { if case .reverse = kind { true } else { false } }
}
