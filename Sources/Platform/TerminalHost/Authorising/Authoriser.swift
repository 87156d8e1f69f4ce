internal import Telemetry
internal import CB2A
internal import ISO8583
internal import Ledger
internal import Roles
internal import Vocabulary

/// What becomes of payments: asked of the provider, durable in the ledger before anybody hears of it, undone where their fate is unknown.
struct Authoriser: Sendable {
    let store: any RecordStore
    let provider: any ProviderLink
    let figures: HostFigures
    let now: @Sendable () -> Instant

    /// The response, or nil when nothing may be said: the store is not there, and the terminal will undo it.
    func decide(_ request: AuthorisationRequest) async -> (response: AuthorisationResponse, fate: Fate)? {
        func refusal(_ code: ResponseCode) -> (AuthorisationResponse, Fate) {
            (AuthorisationResponse(to: request, code: code), .refused(code))
        }
        // Refunds are told in the telecollection.
        guard !request.isRefund else { return refusal(.notSupported) }
        guard (1...UInt64(Money.most)).contains(request.amount) else {
            return refusal(ResponseCode("13") ?? .formatError)
        }
        guard let currency = CurrencyNumber.currency(of: request.currency),
            let name = ExchangeName(request.key, now: now())
        else { return refusal(.invalidTransaction) }
        let amount = Money(Int64(request.amount), currency)
        let verdict = await provider.perform(
            ProviderOrder(
                id: name.payment, kind: .authorise(request.card, expiry: request.expiry), amount: amount,
                channel: .instoreCB2A, merchant: Self.merchant(request.acceptor)))
        switch verdict.fate {
        case .approved(let approval):
            guard await record(request, name, amount, approval) else { return nil }
            return (AuthorisationResponse(to: request, code: .approved, authorisationCode: approval), verdict.fate)
        case .refused(let code): return (AuthorisationResponse(to: request, code: code), verdict.fate)
        case .failed(let fault):
            let code: ResponseCode = fault == .malfunction ? .malfunction : .issuerUnavailable
            return (AuthorisationResponse(to: request, code: code), verdict.fate)
        case .unknown:
            // The terminal is told that it failed, so undoing it is our duty from here on.
            guard await undo(name, amount, Self.merchant(request.acceptor), cause: "host") else { return nil }
            return (AuthorisationResponse(to: request, code: .issuerUnavailable), verdict.fate)
        }
    }

    /// In one transaction: the money is held, and the evening's telecollection will find the payment.
    private func record(
        _ request: AuthorisationRequest, _ name: ExchangeName, _ amount: Money, _ approval: String
    ) async -> Bool {
        guard let payment = PaymentID(rawValue: name.payment.rawValue),
            let found = Self.approvalRecord(
                acceptor: request.acceptor, trace: request.trace, approval: approval)
        else { return false }
        let operation = LedgerOperation(
            id: name.payment, payment: payment, channel: .instoreCB2A, .authorise(amount))
        let commit = LedgerCommit(
            [operation], records: [.keep(found, replacing: 0, body: Array(name.payment.rawValue.utf8))])
        do throws(LedgerError) {
            switch try await store.commit(commit, at: now()) {
            case .done: return true
            // It was recorded before: by this host before a restart, or by another instance.
            case .stale: return try await stands(name)
            case .refused: return false
            }
        } catch {
            return false
        }
    }

    /// Whether a payment was approved and not undone since, here or by another instance.
    func stands(_ name: ExchangeName) async throws(LedgerError) -> Bool {
        guard let id = PaymentID(rawValue: name.payment.rawValue), let payment = try await store.payment(id) else {
            return false
        }
        return payment.held > 0 || payment.captured > 0
    }

    /// By what a payment of a telecollection names its authorisation.
    static func approvalRecord(acceptor: Acceptor, trace: TraceNumber, approval: String) -> RecordID? {
        RecordID(
            kind: "cb2a-approval",
            key: "\(ExchangeName.word(acceptor.acquirer)).\(ExchangeName.word(acceptor.terminal)).\(trace.number)."
                + ExchangeName.word(approval))
    }

    // MARK: Undoing

    /// Undoes a payment at the provider and in the ledger, or sees to it that this will be done. False when not even that is certain.
    func undo(_ name: ExchangeName, _ amount: Money, _ merchant: String, cause: String) async -> Bool {
        let undoing = Undoing(name: name, amount: amount, merchant: merchant)
        let fate = await provider.perform(undoing.order).fate
        do throws(LedgerError) {
            tell(undoing, fate)
            switch fate {
            case .approved: break
            // What is refused may be charged all the same: it is asked again, and shown until a person has seen to it.
            case .refused, .failed, .unknown:
                // Whatever version is there says the same.
                _ = try await store.commit(
                    LedgerCommit(records: [undoing.write(replacing: 0, now: now())]), at: now())
            }
            try await letGo(name)
        } catch {
            return false
        }
        figures.undone.labelled(cause, OutcomeCounters.words(of: fate).outcome).increment()
        return true
    }

    /// What was held for a payment is let go, where something was.
    func letGo(_ name: ExchangeName) async throws(LedgerError) {
        guard let id = PaymentID(rawValue: name.payment.rawValue), let payment = try await store.payment(id),
            payment.held > 0, payment.captured == 0
        else { return }
        _ = try await store.apply(
            LedgerOperation(id: name.void, payment: id, channel: .instoreCB2A, .void), at: now())
    }

    /// Tries again to undo what could not be undone so far. Returns how many are left that were due.
    func undoDue() async throws(LedgerError) -> Int {
        var left = 0
        for record in try await store.due(Undoing.kind, until: now(), limit: 50) {
            guard var undoing = Undoing(record) else { continue }
            let fate = await provider.perform(undoing.order).fate
            figures.undone.labelled("again", OutcomeCounters.words(of: fate).outcome).increment()
            let write: RecordWrite
            undoing.attempts += 1
            tell(undoing, fate)
            switch fate {
            case .approved: write = .remove(record.id, replacing: record.version)
            case .refused, .failed, .unknown:
                left += 1
                write = undoing.write(replacing: record.version, now: now())
            }
            _ = try await store.commit(LedgerCommit(records: [write]), at: now())
        }
        return left
    }

    private func tell(_ undoing: Undoing, _ fate: Fate) {
        let payment = undoing.name.payment.rawValue
        switch fate {
        case .approved: figures.reversalConfirmed(payment)
        case .refused(let code): figures.reversalRefused(payment, "\(code)", undoing.attempts + 1)
        case .failed, .unknown: break
        }
    }

    /// Field 42, as the provider takes it.
    static func merchant(_ acceptor: Acceptor) -> String {
        let text = String(
            acceptor.contract.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }.prefix(15))
        return text.allSatisfy { $0 == " " } ? "UNKNOWN" : text
    }
}
