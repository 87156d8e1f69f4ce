internal import Bytes
package import Ledger
package import Vocabulary

/// A payment by redirect, from the merchant's request to its end. A value: what happens is an argument, what follows is a result.
///
/// Money is believed when the bank says so, never when a browser comes back. Whatever is told twice is done once; money that comes
/// after the end, or a second time, is taken in and given back in one step, and the merchant is told.
package struct RedirectPayment: Sendable, Equatable {
    package enum State: String, Sendable {
        /// The payer is at the bank, or nowhere.
        case open
        /// A voucher was taken home, or the bank has the order and not the money.
        case waiting
        case paid
        case cancelled
        case expired
    }

    package struct Refund: Sendable, Equatable {
        /// The merchant's name for it.
        package let name: String
        package let amount: Int64
        package let at: Instant
    }

    /// Money that was taken in and given back, because the payment was over or paid already.
    package struct Returned: Sendable, Equatable {
        /// The bank's name for what it told.
        package let notice: String
        package let at: Instant
    }

    /// The ledger's name for it, made of the merchant and the merchant's own name.
    package let id: PaymentID
    package let merchant: String
    package let name: String
    package let method: RedirectMethod
    package let amount: Money
    package let returnAddress: String
    package let reference: String?
    package let createdAt: Instant
    package internal(set) var expiresAt: Instant
    package internal(set) var state = State.open
    package internal(set) var endedAt: Instant?
    /// The notice that the money came with.
    package internal(set) var paidBy: String?
    package internal(set) var refunds: [Refund] = []
    package internal(set) var returned: [Returned] = []

    /// What a merchant may give back in parts, and how often money may come that nobody waits for.
    static let refundsMost = 50
    static let returnedMost = 50

    package var refunded: Int64 { refunds.reduce(0) { $0 + $1.amount } }
    package var refundable: Int64 { state == .paid && method.allowsRefund ? amount.minor - refunded : 0 }

    /// One word for programs, in answers and in notifications.
    package var word: String {
        guard state == .paid, refunded > 0 else { return state.rawValue }
        return refunded == amount.minor ? "refunded" : "partly-refunded"
    }

    /// When something happens by time alone.
    package var due: Instant? { state == .open || state == .waiting ? expiresAt : nil }

    // MARK: What happens

    package enum Event: Sendable, Equatable {
        /// The bank has the money. `notice` is its name for this movement.
        case money(notice: String, amount: Money)
        /// The bank says that the payer gave up.
        case givenUp
        /// The payer took a voucher home.
        case voucherTaken
        /// The merchant does not want it any more.
        case cancelled
        case refund(name: String, amount: Int64)
        case timePassed
    }

    package struct Step: Sendable, Equatable {
        package let payment: RedirectPayment
        package var operations: [LedgerOperation] = []
        /// What the merchant is told, such as `redirect.paid`; nil for nothing.
        package var told: String?
    }

    /// What follows from an event; nil when nothing does, because it was told before or comes too late to matter.
    package func step(_ event: Event, now: Instant) throws(RedirectRefusal) -> Step? {
        switch event {
        case .money(let notice, let amount): try money(notice, amount, now)
        case .givenUp: try end(.cancelled, told: "redirect.cancelled", now, onlyFrom: [.open])
        case .voucherTaken: try voucherTaken(now)
        case .cancelled: try cancelled(now)
        case .refund(let name, let amount): try refund(name, amount, now)
        case .timePassed: try timePassed(now)
        }
    }

    private func money(_ notice: String, _ amount: Money, _ now: Instant) throws(RedirectRefusal) -> Step? {
        if paidBy == notice || returned.contains(where: { $0.notice == notice }) { return nil }
        // Another amount is nobody's to absorb: it stays with the bank until people have looked.
        guard amount == self.amount else {
            throw RedirectRefusal(.invalid, "the amount is not that of the payment; nothing was booked")
        }
        var next = self
        // A payer who was in time is not made to suffer from who looked at the clock first.
        if state == .open || state == .waiting, now <= expiresAt {
            next.state = .paid
            next.paidBy = notice
            next.endedAt = now
            return Step(
                payment: next, operations: [try operation("pay", .collect(amount))], told: "redirect.paid")
        }
        guard returned.count < Self.returnedMost else {
            throw RedirectRefusal(.invalid, "money came too often for this payment; ask the bank to stop")
        }
        if state == .open || state == .waiting {
            next.state = .expired
            next.endedAt = now
        }
        next.returned.append(Returned(notice: notice, at: now))
        // A payment of its own in the ledger: the first one may be paid, or may never have begun.
        let mark = String(SHA256Digest(of: Array(notice.utf8)).hexadecimal.prefix(12))
        let payment = try Self.name("\(id.rawValue):\(mark)") { PaymentID(rawValue: $0) }
        return Step(
            payment: next,
            operations: [
                try operation("\(mark):in", .collect(amount), payment),
                try operation("\(mark):out", .refund(amount), payment),
            ], told: "redirect.returned")
    }

    private func end(
        _ state: State, told: String, _ now: Instant, onlyFrom states: Set<State>
    ) throws(RedirectRefusal) -> Step? {
        guard states.contains(self.state) else { return nil }
        var next = self
        next.state = state
        next.endedAt = now
        return Step(payment: next, told: told)
    }

    private func voucherTaken(_ now: Instant) throws(RedirectRefusal) -> Step? {
        guard case .voucher(let time) = method.kind else {
            throw RedirectRefusal(.wrongState, "\(method.id) has no vouchers")
        }
        guard state == .open else { return nil }
        var next = self
        next.state = .waiting
        next.expiresAt = now + time
        return Step(payment: next, told: "redirect.waiting")
    }

    private func cancelled(_ now: Instant) throws(RedirectRefusal) -> Step? {
        switch state {
        case .open, .waiting:
            return try end(.cancelled, told: "redirect.cancelled", now, onlyFrom: [.open, .waiting])
        case .cancelled: return nil
        case .paid: throw RedirectRefusal(.wrongState, "the payment is paid; refund it")
        case .expired: throw RedirectRefusal(.wrongState, "the payment has expired; there is nothing to cancel")
        }
    }

    private func refund(_ name: String, _ amount: Int64, _ now: Instant) throws(RedirectRefusal) -> Step? {
        if let earlier = refunds.first(where: { $0.name == name }) {
            guard earlier.amount == amount else {
                throw RedirectRefusal(.conflict, "the refund's id was used for another amount; take a new one")
            }
            return nil
        }
        guard method.allowsRefund else {
            throw RedirectRefusal(.wrongState, "\(method.id) can't give money back; pay it back otherwise")
        }
        guard state == .paid else { throw RedirectRefusal(.wrongState, "the payment is not paid") }
        guard (1...refundable).contains(amount) else {
            throw RedirectRefusal(.wrongState, "at most \(refundable) minor units can be given back")
        }
        guard refunds.count < Self.refundsMost else {
            throw RedirectRefusal(.wrongState, "a payment has at most \(Self.refundsMost) refunds")
        }
        var next = self
        next.refunds.append(Refund(name: name, amount: amount, at: now))
        let mark = String(SHA256Digest(of: Array(name.utf8)).hexadecimal.prefix(12))
        return Step(
            payment: next,
            operations: [try operation("r:\(mark)", .refund(Money(amount, self.amount.currency)))],
            told: "redirect.refunded")
    }

    private func timePassed(_ now: Instant) throws(RedirectRefusal) -> Step? {
        guard let due, due < now else { return nil }
        return try end(.expired, told: "redirect.expired", now, onlyFrom: [.open, .waiting])
    }

    private func operation(
        _ suffix: String, _ action: LedgerOperation.Action, _ payment: PaymentID? = nil
    ) throws(RedirectRefusal) -> LedgerOperation {
        LedgerOperation(
            id: try Self.name("\(id.rawValue):\(suffix)") { OperationID(rawValue: $0) }, payment: payment ?? id,
            channel: .alternative, action)
    }

    private static func name<Name>(_ text: String, _ make: (String) -> Name?) throws(RedirectRefusal) -> Name {
        guard let name = make(text) else {
            throw RedirectRefusal(.invalid, "no name of the ledger's can be made of this")
        }
        return name
    }
}
