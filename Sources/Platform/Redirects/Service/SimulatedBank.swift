internal import Bytes
internal import JSON
internal import Ledger
internal import Roles
internal import Vocabulary

/// The bank, the wallet and the voucher office that browsers are sent to: what the payer chooses is written down first, and told to
/// the gateway afterwards, as a bank would: later, again, or late.
package struct SimulatedBank: Sendable {
    /// What a payer may choose on the page.
    package enum Choice: String, Sendable, CaseIterable {
        case pay
        /// The bank takes the order, and tells of the money only when the payment is over.
        case late
        case cancel
        /// Nothing happens; the page is left.
        case leave
        /// Takes a voucher home.
        case voucher
    }

    static let kind = "redirect-notice"
    private let service: RedirectService

    package init(_ service: RedirectService) { self.service = service }

    /// What a payer finds on the page of a payment.
    static func choices(of payment: RedirectPayment) -> [Choice] {
        switch (payment.state, payment.method.kind) {
        case (.open, .atOnce): [.pay, .late, .cancel, .leave]
        case (.open, .voucher): [.voucher, .cancel, .leave]
        case (.waiting, _): [.pay, .late]
        default: []
        }
    }

    /// Writes down what the payer chose and tells the gateway; the payment as it is then.
    func choose(_ choice: Choice, for payment: RedirectPayment) async throws(RedirectRefusal) -> RedirectPayment {
        guard Self.choices(of: payment).contains(choice) else {
            throw RedirectRefusal(.wrongState, "this can't be chosen any more")
        }
        let now = service.surroundings.now()
        let notice: BankNotice
        var due = now
        switch choice {
        case .leave: return payment
        // One movement of money for each payment, however often somebody presses the button.
        case .pay, .late:
            notice = BankNotice(
                id: payment.id.rawValue + ".money", payment: payment.id, kind: .money, amount: payment.amount)
            if choice == .late { due = payment.expiresAt + service.settings.bankDelay }
        case .cancel:
            notice = BankNotice(
                id: payment.id.rawValue + ".given-up", payment: payment.id, kind: .givenUp, amount: payment.amount)
        case .voucher:
            notice = BankNotice(
                id: payment.id.rawValue + ".voucher", payment: payment.id, kind: .voucher, amount: payment.amount)
        }
        guard let id = RecordID(kind: Self.kind, key: notice.id) else { throw RedirectService.unknown }
        let write = RecordWrite.keep(id, replacing: 0, body: notice.json.canonicalBytes(), due: due)
        if case .done = try await service.commit(LedgerCommit(records: [write])), due == now,
            let record = try await service.read(id)
        {
            await deliver(record)
        }
        return try await service.read(payment.id)?.0 ?? payment
    }

    /// Tells of what is due; how many notices were told.
    @discardableResult
    package func tell() async throws(RedirectRefusal) -> Int {
        let records = try await service.due(Self.kind)
        for record in records { await deliver(record) }
        return records.count
    }

    /// What was told and not written down as told is told again: the gateway knows it by its name.
    private func deliver(_ record: Record) async {
        do throws(RedirectRefusal) {
            let notice = try RedirectService.stored(record, BankNotice.init(json:))
            do throws(RedirectRefusal) {
                try await service.hear(notice)
            } catch {
                guard error.code != .unavailable else { throw error }
                // What the gateway will never take is not told again.
                service.count("notice-refused")
            }
            _ = try await service.commit(
                LedgerCommit(records: [.keep(record.id, replacing: record.version, body: record.body)]))
        } catch {
            // It stays due.
            service.count("notice-failed", isTechnicalFailure: true)
        }
    }
}
