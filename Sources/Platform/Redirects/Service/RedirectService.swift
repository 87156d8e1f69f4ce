internal import Bytes
internal import JSON
package import Ledger
package import Roles
internal import Vocabulary

/// Takes payments by redirect: what a payment's record says, where its money is and what its merchant is to be told are written in
/// one transaction, so nothing is lost or doubled when this process dies anywhere.
package final class RedirectService: Sendable {
    /// What a merchant asks for.
    package struct Order: Sendable, Equatable {
        /// The merchant's own name: with the same name it is made once.
        package let name: String
        package let method: String
        package let amount: Money
        package let returnAddress: String
        package let reference: String?

        package init(name: String, method: String, amount: Money, returnAddress: String, reference: String? = nil) {
            self.name = name
            self.method = method
            self.amount = amount
            self.returnAddress = returnAddress
            self.reference = reference
        }
    }

    /// Something that counters hear of.
    package struct Happening: Sendable, Equatable {
        /// Such as `paid`, `returned`, `repeated`, `notification-failed`.
        package let word: String
        package let isTechnicalFailure: Bool
    }

    static let kind = "redirect"

    let settings: RedirectSettings
    let store: any RecordStore
    let surroundings: Surroundings
    let told: @Sendable (Happening) -> Void
    private let merchants: [String: RedirectMerchant]
    private let byKey: [SHA256Digest: RedirectMerchant]

    package init(
        settings: RedirectSettings, store: any RecordStore, surroundings: Surroundings,
        told: @escaping @Sendable (Happening) -> Void = { _ in }
    ) {
        self.settings = settings
        self.store = store
        self.surroundings = surroundings
        self.told = told
        merchants = Dictionary(settings.merchants.map { ($0.id, $0) }) { first, _ in first }
        byKey = Dictionary(settings.merchants.flatMap { merchant in merchant.keys.map { ($0, merchant) } }) {
            first, _ in
            first
        }
    }

    func merchant(_ id: String) -> RedirectMerchant? { merchants[id] }
    /// Looked up by the digest: how long that takes tells nothing of the key.
    func merchant(withKey key: String) -> RedirectMerchant? { byKey[RedirectMerchant.digest(ofKey: key)] }

    func count(_ word: String, isTechnicalFailure: Bool = false) {
        told(Happening(word: word, isTechnicalFailure: isTechnicalFailure))
    }

    // MARK: Merchants

    package func create(_ order: Order, by merchant: RedirectMerchant) async throws(RedirectRefusal) -> RedirectPayment
    {
        guard RedirectPayment.isName(order.name), let id = RedirectPayment.id(merchant: merchant.id, name: order.name)
        else {
            throw RedirectRefusal(.invalid, "id: 1 to 64 letters, digits, dots, hyphens and underscores")
        }
        guard let method = RedirectMethod.named(order.method) else {
            throw RedirectRefusal(
                .invalid, "method: one of \(RedirectMethod.all.map(\.id).joined(separator: ", "))")
        }
        if let objection = method.objection(to: order.amount) {
            throw RedirectRefusal(.invalid, "amount: \(objection)")
        }
        guard let address = merchant.admitted(order.returnAddress) else {
            throw RedirectRefusal(
                .returnAddress, "returnAddress: an address on one of the merchant's own origins, as they are configured"
            )
        }
        if let reference = order.reference {
            guard (1...100).contains(reference.unicodeScalars.count),
                reference.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            else { throw RedirectRefusal(.invalid, "reference: 1 to 100 characters, no control characters") }
        }
        let now = surroundings.now()
        let payment = RedirectPayment(
            id: id, merchant: merchant.id, name: order.name, method: method, amount: order.amount,
            returnAddress: address, reference: order.reference, createdAt: now, expiresAt: now + method.page)
        let outcome = try await commit(LedgerCommit(records: [try Self.write(payment, replacing: 0)]))
        if case .done = outcome {
            count("created")
            return payment
        }
        guard let (earlier, _) = try await read(id) else {
            throw RedirectRefusal(.unavailable, "the payment is being made by somebody else; ask again")
        }
        guard earlier.method == method, earlier.amount == order.amount, earlier.returnAddress == address,
            earlier.reference == order.reference
        else {
            throw RedirectRefusal(.conflict, "the id was used for another payment; give this one an id of its own")
        }
        return earlier
    }

    package func payment(_ name: String, of merchant: RedirectMerchant) async throws(RedirectRefusal) -> RedirectPayment
    {
        guard let id = RedirectPayment.id(merchant: merchant.id, name: name), let (payment, _) = try await read(id)
        else { throw Self.unknown }
        return payment
    }

    /// Cancels or refunds; the payment as it is afterwards.
    package func change(
        _ name: String, of merchant: RedirectMerchant, _ event: RedirectPayment.Event
    ) async throws(RedirectRefusal) -> RedirectPayment {
        guard let id = RedirectPayment.id(merchant: merchant.id, name: name) else { throw Self.unknown }
        let (payment, isNew) = try await happen(event, to: id)
        if isNew, event == .cancelled { count("cancelled") }
        return payment
    }

    // MARK: The bank

    /// Takes a notice whose signature holds. Told again, it changes nothing.
    package func hear(_ notice: BankNotice) async throws(RedirectRefusal) {
        let (payment, isNew) = try await happen(notice.event, to: notice.payment)
        guard notice.kind == .money || isNew else { return }
        count(isNew ? payment.returned.last?.notice == notice.id ? "returned" : payment.state.rawValue : "repeated")
    }

    // MARK: One payment

    static let unknown = RedirectRefusal(.notFound, "no payment of this name is known")

    func read(_ id: PaymentID) async throws(RedirectRefusal) -> (RedirectPayment, version: Int64)? {
        guard let record = RecordID(kind: Self.kind, key: id.rawValue), let found = try await read(record) else {
            return nil
        }
        return (try Self.stored(found, RedirectPayment.init(json:)), found.version)
    }

    /// Decides from what is stored, and writes what follows, all or nothing; when somebody was faster, decides again.
    func happen(
        _ event: RedirectPayment.Event, to id: PaymentID
    ) async throws(RedirectRefusal) -> (payment: RedirectPayment, isNew: Bool) {
        for _ in 0..<20 {
            guard let (payment, version) = try await read(id) else { throw Self.unknown }
            let now = surroundings.now()
            guard let step = try payment.step(event, now: now) else { return (payment, false) }
            var records = [try Self.write(step.payment, replacing: version)]
            if let type = step.told, let notification = try notification(type, step.payment) {
                records.append(notification)
            }
            switch try await commit(LedgerCommit(step.operations, records: records)) {
            case .done: return (step.payment, true)
            case .stale: continue
            case .refused(_, let refusal): throw RedirectRefusal(.wrongState, refusal.sentence)
            }
        }
        throw RedirectRefusal(.unavailable, "the payment changes all the time; ask again")
    }

    // MARK: The store

    func commit(_ commit: LedgerCommit) async throws(RedirectRefusal) -> LedgerCommit.Outcome {
        do throws(LedgerError) {
            return try await store.commit(commit, at: surroundings.now())
        } catch {
            throw Self.unavailable(error)
        }
    }

    func read(_ id: RecordID) async throws(RedirectRefusal) -> Record? {
        do throws(LedgerError) {
            return try await store.record(id)
        } catch {
            throw Self.unavailable(error)
        }
    }

    func due(_ kind: String) async throws(RedirectRefusal) -> [Record] {
        do throws(LedgerError) {
            return try await store.due(kind, until: surroundings.now(), limit: 100)
        } catch {
            throw Self.unavailable(error)
        }
    }

    private static func unavailable(_ error: LedgerError) -> RedirectRefusal {
        RedirectRefusal(.unavailable, "the ledger: \(error.message)")
    }

    static func stored<Value>(
        _ record: Record, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(RedirectRefusal) -> Value {
        do throws(JSONError) {
            return try read(try JSONValue(reading: record.body))
        } catch {
            throw RedirectRefusal(.unavailable, "the record \(record.id) can't be read: \(error)")
        }
    }

    private static func write(_ payment: RedirectPayment, replacing version: Int64) throws(RedirectRefusal)
        -> RecordWrite
    {
        guard let id = RecordID(kind: kind, key: payment.id.rawValue) else {
            throw RedirectRefusal(.invalid, "the payment's name is no name of a record")
        }
        return .keep(
            id, replacing: version, body: payment.json.canonicalBytes(), due: payment.due,
            marks: ["merchant:\(payment.merchant)"])
    }

    // MARK: Time

    /// Ends payments whose time is over. How many were looked at.
    @discardableResult
    package func endOverdue() async throws(RedirectRefusal) -> Int {
        let records = try await due(Self.kind)
        for record in records {
            guard let id = PaymentID(rawValue: record.id.key) else { continue }
            do throws(RedirectRefusal) {
                if try await happen(.timePassed, to: id).isNew { count("expired") }
            } catch {
                // One that can't be ended keeps none of the others.
                count("expiry-failed", isTechnicalFailure: true)
            }
        }
        return records.count
    }
}
