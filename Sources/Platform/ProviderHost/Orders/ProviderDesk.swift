internal import ISO8583
package import Ledger
package import Roles
package import Vocabulary

/// Does orders, each once, for all servers that share its store.
package struct ProviderDesk: Sendable {
    private let store: any RecordStore
    private let now: @Sendable () -> Instant
    /// Six characters that were not given out before.
    private let approval: @Sendable () -> String

    /// - Parameter random: a number by chance, of which approval codes are made.
    package init(
        _ store: any RecordStore, now: @escaping @Sendable () -> Instant, random: @escaping @Sendable () -> UInt64
    ) {
        self.store = store
        self.now = now
        approval = {
            let letters = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
            var number = random()
            var code: [UInt8] = []
            for _ in 0..<6 {
                code.append(letters[Int(number % UInt64(letters.count))])
                number /= UInt64(letters.count)
            }
            return String(decoding: code, as: UTF8.self)
        }
    }

    private static let triesMost = 50

    /// The answer, which is durable. A store that is not there or in the way of others throws: then nothing is said to be done.
    package func perform(_ order: ProviderOrder) async throws(LedgerError) -> ProviderAnswer {
        // Another server may change the same payment at the same moment: then it is looked at again.
        for _ in 0..<Self.triesMost {
            let before = try await record(order.id)
            let (payment, movement) = try await subject(of: order)
            let decision = ProviderBook.decide(
                order, before: before?.record, payment: payment?.record, movement: movement?.record,
                approval: approval())
            guard !decision.changes.isEmpty else { return decision.answer }
            var versions: [OperationID: Int64] = [:]
            for known in [before, payment, movement] { if let known { versions[known.record.id] = known.version } }
            let writes = decision.changes.map { $0.write(replacing: versions[$0.id] ?? 0) }
            switch try await store.commit(LedgerCommit(records: writes), at: now()) {
            case .done: return decision.answer
            case .stale, .refused: continue
            }
        }
        throw LedgerError(.unavailable, "too many orders about one payment at the same moment")
    }

    private typealias Known = (record: ProviderRecord, version: Int64)

    /// The payment that an order is about and, where it undoes a capture or refund, that one.
    private func subject(of order: ProviderOrder) async throws(LedgerError) -> (payment: Known?, movement: Known?) {
        switch order.kind {
        case .authorise, .pay: return (nil, nil)
        case .capture(let original), .refund(let original): return (try await record(original), nil)
        case .reverse(let original):
            let undone = try await record(original)
            guard let undone, let first = undone.record.original else { return (undone, nil) }
            return (try await record(first), undone)
        }
    }

    private func record(_ id: OperationID) async throws(LedgerError) -> Known? {
        guard let record = try await store.record(ProviderRecord.id(id)) else { return nil }
        return (try ProviderRecord(record), record.version)
    }
}
