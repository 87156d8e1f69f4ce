internal import JSON
package import Ledger
package import Roles
package import Vocabulary

/// Takes payments: records each step durably before it is taken and before anybody is answered.
///
/// Several instances may share one store. A payment's record has a version: of two who decide from the same one, the second
/// reads again and decides anew. Only who recorded a step takes it; what was recorded and never ended is taken over by
/// ``recover(regardless:)``.
package struct GatewayService: Sendable {
    /// Everything that is not the gateway's own.
    package struct Surroundings: Sendable {
        package var store: any RecordStore
        package var provider: any ProviderLink
        package var authenticator: any Authenticator
        package var merchants: MerchantBook
        /// Where browsers reach the gateway, without a slash at the end.
        package var origin: String
        package var times: GatewayTimes
        package var now: @Sendable () -> Instant
        package var random: @Sendable (Int) -> [UInt8]
        package var count: @Sendable (GatewayCount) -> Void

        package init(
            store: any RecordStore, provider: any ProviderLink, authenticator: any Authenticator,
            merchants: MerchantBook, origin: String, times: GatewayTimes = GatewayTimes(),
            now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8],
            count: @escaping @Sendable (GatewayCount) -> Void = { _ in }
        ) {
            self.store = store
            self.provider = provider
            self.authenticator = authenticator
            self.merchants = merchants
            self.origin = origin
            self.times = times
            self.now = now
            self.random = random
            self.count = count
        }
    }

    /// A payment as it was read, or as it was just written.
    package struct Held: Sendable {
        package var payment: GatewayPayment
        var version: Int64
    }

    static let kind = "payment"
    /// Payments that somebody is at work on have this mark.
    static let inHandMark = "in-hand"
    private static let attemptsMost = 12

    let surroundings: Surroundings
    /// What is under way in this process.
    package let work = GatewayWork()
    var store: any RecordStore { surroundings.store }
    var times: GatewayTimes { surroundings.times }
    package var origin: String { surroundings.origin }
    package func now() -> Instant { surroundings.now() }

    package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

    // MARK: Reading

    package func held(_ id: PaymentID) async throws(GatewayRefusal) -> Held {
        guard let record = try await read(Self.recordID(id)) else {
            throw GatewayRefusal(.notFound, "there is no payment of this name")
        }
        return try held(record)
    }

    func held(_ record: Record) throws(GatewayRefusal) -> Held {
        Held(payment: try stored(record, GatewayPayment.init(json:)), version: record.version)
    }

    func stored<Value>(
        _ record: Record, _ make: (JSONValue) throws(JSONError) -> Value
    ) throws(GatewayRefusal) -> Value {
        do throws(JSONError) {
            return try make(JSONValue(reading: record.body))
        } catch {
            throw GatewayRefusal(.unavailable, "a stored \(record.id.kind) cannot be read; restore the last backup")
        }
    }

    func read(_ id: RecordID?) async throws(GatewayRefusal) -> Record? {
        guard let id else { return nil }
        do throws(LedgerError) {
            return try await store.record(id)
        } catch {
            throw Self.unavailable(error)
        }
    }

    static func unavailable(_ error: LedgerError) -> GatewayRefusal {
        GatewayRefusal(.unavailable, "the gateway's store cannot be used now; ask again under the same idempotency key")
    }

    static func recordID(_ id: PaymentID) -> RecordID? { RecordID(kind: kind, key: id.rawValue) }

    /// Names that sort by time and that nobody can guess.
    func newName(_ prefix: String) -> String {
        Name.make(prefix, at: now(), chance: surroundings.random(10))
    }

    func merchantName(_ payment: GatewayPayment) -> String {
        surroundings.merchants[payment.merchant]?.name ?? payment.merchant.uppercased().filter(\.isLetter)
    }

    // MARK: Writing

    /// What is written with a payment besides it.
    struct Besides {
        var operations: [LedgerOperation] = []
        var records: [RecordWrite] = []
        /// The idempotency key's record is made in this commit.
        var isNewKey = false
        /// Whether who waits under an idempotency key gets the answer now; nil: when nobody is at work any more.
        var answers: Bool?
    }

    enum Written {
        case done(Held)
        case stale(RecordID)
        case refused(OperationID, Refusal)
    }

    /// Writes a payment as it became, with all that follows from it: who is told, who gets an answer, which card is saved.
    func write(
        _ changed: GatewayPayment, before: Held?, _ besides: Besides = Besides()
    ) async throws(GatewayRefusal) -> Written {
        var payment = changed
        var records = besides.records
        if besides.answers ?? !payment.isInHand, let waiting = payment.waiting {
            payment.waiting = nil
            records.append(try answered(waiting, by: payment, isNew: besides.isNewKey))
        } else if besides.isNewKey, let waiting = payment.waiting {
            records.append(try underWay(waiting))
        }
        if let told = try notification(payment, before: before?.payment) { records.append(told) }
        if let card = savedCard(changed, before: before?.payment) {
            records.append(card)
            payment.savesCard = false
        }
        guard let id = Self.recordID(payment.id) else {
            throw GatewayRefusal(.invalid, "a payment's name is no name of a record")
        }
        let version = before?.version ?? 0
        // First, so that it is what a faster one is noticed by: then what follows from it is stale, too.
        records.insert(
            .keep(
                id, replacing: version, body: payment.json.canonicalBytes(), due: payment.due(times),
                marks: payment.marks), at: 0)
        do throws(LedgerError) {
            switch try await store.commit(LedgerCommit(besides.operations, records: records), at: now()) {
            case .done: return .done(Held(payment: payment, version: version + 1))
            case .stale(let id, _): return .stale(id)
            case .refused(let id, let refusal): return .refused(id, refusal)
            }
        } catch {
            throw Self.unavailable(error)
        }
    }

    /// Changes a payment: decides from what is there, writes, and decides anew when somebody was faster.
    ///
    /// `decide` gives nil when there is nothing to change any more; then what is there comes back, and `isOurs` is false.
    func change(
        _ first: Held,
        _ decide: (inout GatewayPayment) throws(GatewayRefusal) -> Besides?
    ) async throws(GatewayRefusal) -> (held: Held, isOurs: Bool) {
        var held = first
        for _ in 0..<Self.attemptsMost {
            var payment = held.payment
            guard let besides = try decide(&payment) else { return (held, false) }
            switch try await write(payment, before: held, besides) {
            case .done(let written): return (written, true)
            case .stale(let id):
                // Only the payment itself can be read again; a key that somebody else has used is another matter.
                guard id == Self.recordID(held.payment.id) else { throw KeyTaken.refusal }
                held = try await self.held(held.payment.id)
            case .refused(let id, let refusal):
                var refused = held.payment
                refused.refusedByLedger(id, refusal, at: now())
                guard case .done(let written) = try await write(refused, before: held) else {
                    held = try await self.held(held.payment.id)
                    continue
                }
                return (written, true)
            }
        }
        throw GatewayRefusal(.conflict, "many change this payment at once; ask again in a moment")
    }
}

/// What is counted, for metrics.
package enum GatewayCount: Sendable, Hashable {
    /// What the provider made of an order.
    case order(Channel, GatewayOrder.Kind, Fate, microseconds: Int64)
    case authentication(outcome: String)
    /// An answer that came after somebody had taken the order over.
    case lateAnswer
    case takenOver
    case reversal(isConfirmed: Bool)
    /// The provider does not take a reversal: it is sent again, and a person must see to it.
    case reversalRefused(payment: String, code: String, tries: Int)
    /// One that was refused before is confirmed.
    case reversalConfirmed(payment: String)
    case notification(isDelivered: Bool)
    case replay
}

/// Names such as `pay_01m3x…`: a prefix, the time in milliseconds, and chance.
package enum Name {
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    package static func make(_ prefix: String, at instant: Instant, chance: [UInt8]) -> String {
        var text = Array(prefix.utf8)
        let milliseconds = UInt64(max(instant.microseconds / 1_000, 0))
        for place in stride(from: 40, through: 0, by: -5) {
            text.append(digits[Int(milliseconds >> UInt64(place)) & 31])
        }
        for byte in chance { text += [digits[Int(byte >> 3)], digits[Int(byte & 7) << 2]] }
        return String(decoding: text, as: UTF8.self)
    }
}

extension GatewayPayment {
    /// Whether somebody is at work on it, and an answer is about to come.
    package var isInHand: Bool {
        if case .authenticating = phase { return true }
        switch underWay?.state {
        case .asked, .undoing(_, tries: 0, _), .repeating(_, tries: 0, _): return true
        default: return false
        }
    }

    var marks: [String] {
        var marks = ["merchant:\(merchant)", "status:\(merchant):\(status.rawValue)"]
        if let reference { marks.append("reference:\(merchant):\(reference)") }
        if let card { marks.append("card:\(merchant):\(card.lastFour)") }
        if isInHand || underWay != nil { marks.append(GatewayService.inHandMark) }
        return marks
    }
}
