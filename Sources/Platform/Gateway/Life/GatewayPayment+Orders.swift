internal import ISO8583
package import Ledger
package import Roles
package import Vocabulary

// What is asked of the provider, and what its answers mean.
extension GatewayPayment {
    /// An order as the provider hears it; nil when the card that it needs is not there any more.
    package func providerOrder(_ order: GatewayOrder, merchant: String) -> ProviderOrder? {
        let kind: ProviderOrder.Kind
        switch order.kind {
        case .authorise, .pay:
            guard let details else { return nil }
            kind =
                order.kind == .pay
                ? .pay(details.number, expiry: details.expiry.wire)
                : .authorise(details.number, expiry: details.expiry.wire)
        case .capture:
            guard let of = order.of else { return nil }
            kind = .capture(of: of)
        case .refund:
            guard let of = order.of else { return nil }
            kind = .refund(of: of)
        case .void:
            guard let of = order.of else { return nil }
            kind = .reverse(of)
        }
        return ProviderOrder(
            id: order.id, kind: kind, amount: Money(order.amount, amount.currency), channel: channel, merchant: merchant
        )
    }

    /// The order that takes another one back.
    package func reversal(of order: GatewayOrder, merchant: String) -> ProviderOrder {
        ProviderOrder(
            id: order.reversalID, kind: .reverse(order.id), amount: Money(order.amount, amount.currency),
            channel: channel, merchant: merchant)
    }

    /// Takes the provider's answer in. What the ledger must do; nil when nobody waits for this answer any more.
    package mutating func settle(
        _ id: OperationID, _ verdict: ProviderVerdict, at now: Instant, _ times: GatewayTimes
    ) -> [LedgerOperation]? {
        guard let place = orders.firstIndex(where: { $0.id == id }) else { return nil }
        var tries = 0
        var isRepeated = false
        switch orders[place].state {
        case .asked: break
        case .repeating(_, let count, _): (tries, isRepeated) = (count, true)
        default: return nil
        }
        let order = orders[place]
        if let server = verdict.server { orders[place].server = server }
        let isFirst = order.kind == .authorise || order.kind == .pay
        switch verdict.fate {
        case .approved(let code):
            close(place, .approved(code: code), "approved the \(order.kind.rawValue) (code \(code))", at: now)
            details = nil
            return [ledgerOperation(order)]
        case .refused(let code):
            close(place, .refused(code: code.description), "refused the \(order.kind.rawValue) (\(code))", at: now)
            if isFirst { end(.refused(code: code.description), at: now) }
        case .failed(let fault) where isRepeated:
            // This attempt did nothing; an earlier one may have.
            doubt(place, fault, tries: tries, at: now, times)
        case .failed(let fault):
            close(place, .failed(fault), "did not do the \(order.kind.rawValue) (\(fault.rawValue))", at: now)
            if isFirst { end(.failed(fault), at: now) }
        case .unknown(let fault):
            doubt(place, fault, tries: tries, at: now, times)
        }
        return []
    }

    private mutating func close(_ place: Int, _ state: GatewayOrder.State, _ text: String, at now: Instant) {
        orders[place].state = state
        orders[place].endedAt = now
        note("The provider " + text, at: now)
    }

    /// Nobody knows whether it was done: it is taken back, or, when it takes something back itself, asked for again.
    private mutating func doubt(
        _ place: Int, _ fault: Fate.Fault, tries: Int, at now: Instant, _ times: GatewayTimes
    ) {
        let order = orders[place]
        if order.kind == .void {
            let wait = tries == 0 ? TimeSpan.zero : times.undoWait(after: tries)
            orders[place].state = .repeating(fault, tries: tries, next: now + wait)
            if tries == 0 {
                note("Whether the void was done is unknown (\(fault.rawValue)): it is asked for again", at: now)
            }
        } else {
            orders[place].state = .undoing(fault, tries: 0, next: now)
            note(
                "Whether the \(order.kind.rawValue) was done is unknown (\(fault.rawValue)): it is being reversed",
                at: now)
            details = nil
        }
    }

    private func ledgerOperation(_ order: GatewayOrder) -> LedgerOperation {
        let money = Money(order.amount, amount.currency)
        let action: LedgerOperation.Action =
            switch order.kind {
            case .authorise: .authorise(money)
            case .pay: .collect(money)
            case .capture: .capture(money, isFinal: order.isFinal)
            case .refund: .refund(money)
            case .void: .void
            }
        return LedgerOperation(id: order.id, payment: id, channel: channel, action)
    }

    // MARK: Undoing

    /// Begins the next attempt to make sure of what is unknown; nil when there is nothing to do now.
    package mutating func nextAttempt(
        at now: Instant, _ times: GatewayTimes, merchant: String
    ) -> (order: OperationID, asked: ProviderOrder)? {
        guard let place = orders.lastIndex(where: \.isUnderWay) else { return nil }
        switch orders[place].state {
        case .undoing(let fault, let tries, let next) where next <= now:
            orders[place].state = .undoing(fault, tries: tries + 1, next: now + times.undoWait(after: tries + 1))
            return (orders[place].id, reversal(of: orders[place], merchant: merchant))
        case .repeating(let fault, let tries, let next) where next <= now:
            orders[place].state = .repeating(fault, tries: tries + 1, next: now + times.undoWait(after: tries + 1))
            return providerOrder(orders[place], merchant: merchant).map { (orders[place].id, $0) }
        default: return nil
        }
    }

    /// The answer to a reversal. False when nobody waits for it any more.
    package mutating func reversed(_ id: OperationID, _ verdict: ProviderVerdict, at now: Instant) -> Bool {
        guard let place = orders.firstIndex(where: { $0.id == id }),
            case .undoing(let fault, let tries, _) = orders[place].state
        else { return false }
        let order = orders[place]
        guard case .approved = verdict.fate else {
            // Powers of two: of an outage of a day a dozen lines are left.
            guard tries & (tries - 1) == 0 else { return true }
            if case .refused(let code) = verdict.fate {
                note(
                    "The provider refuses the reversal with \(code) (attempt \(tries)): somebody must ask there",
                    at: now)
            } else {
                note("The reversal is not confirmed yet (attempt \(tries))", at: now)
            }
            return true
        }
        orders[place].state = .undone(fault)
        orders[place].endedAt = now
        note("The \(order.kind.rawValue) was reversed: it is certain that it does not count", at: now)
        if order.kind == .authorise || order.kind == .pay { end(.failed(fault), at: now) }
        return true
    }

    /// The ledger does not take what the provider did: it is taken back.
    package mutating func refusedByLedger(_ id: OperationID, _ refusal: Refusal, at now: Instant) {
        guard let place = orders.firstIndex(where: { $0.id == id }) else { return }
        note(
            "The ledger refused the \(orders[place].kind.rawValue) (\(refusal.rawValue)): it is being reversed", at: now
        )
        orders[place].state = .undoing(.malfunction, tries: 0, next: now)
        orders[place].endedAt = nil
        details = nil
    }

    // MARK: What time brings

    /// Takes over what somebody began and did not end. `regardless` of the time: nobody else can be at work.
    ///
    /// False when there is nothing to do now.
    package mutating func takeOver(at now: Instant, _ times: GatewayTimes, regardless: Bool) -> Bool {
        switch phase {
        case .closed: return false
        case .awaitingCard, .awaitingChallenge:
            guard now >= expiresAt else { return false }
            note("The time for this payment is over", at: now)
            attempts = Self.attemptsMost
            end(.expired, at: now)
            return true
        case .authenticating(let since):
            guard regardless || now >= since + times.takeover else { return false }
            note("The gateway was interrupted while the issuer was asked", at: now)
            end(.failed(.broken), at: now)
            return true
        case .ordered: break
        }
        guard let place = orders.lastIndex(where: \.isUnderWay) else {
            guard status == .authorised, now >= reservedUntil(times), let payOrder else { return false }
            note("Nobody captured this: the reservation is let go", at: now)
            ask(.void, amount.minor, of: payOrder.id, at: now)
            return true
        }
        guard case .asked = orders[place].state, regardless || now >= orders[place].askedAt + times.takeover else {
            return false
        }
        doubt(place, .broken, tries: 0, at: now, times)
        return true
    }
}
