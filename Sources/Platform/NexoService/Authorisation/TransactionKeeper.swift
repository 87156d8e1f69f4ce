internal import JSON
internal import Ledger
internal import Vocabulary

/// Transactions as records beside the ledger, changed in its transactions.
struct TransactionKeeper: Sendable {
    let store: any RecordStore

    struct Found: Sendable {
        let record: HeldTransaction
        let version: Int64
    }

    func find(_ name: TransactionName) async throws(LedgerError) -> Found? {
        guard let record = try await store.record(name.record) else { return nil }
        return Found(record: try Self.read(record), version: record.version)
    }

    /// Decides on what is there and writes what comes out, until nobody was faster.
    @discardableResult
    func change(
        _ name: TransactionName, at now: Instant, _ decide: (HeldTransaction?) -> TransactionLife.Change?
    ) async throws(LedgerError) -> TransactionLife.Change? {
        while true {
            let found = try await find(name)
            guard let change = decide(found?.record) else { return nil }
            guard let after = change.record else { return change }
            if try await keep(after, change.operations, replacing: found?.version ?? 0, at: now) { return change }
        }
    }

    /// False when somebody was faster.
    func keep(
        _ record: HeldTransaction, _ operations: [LedgerOperation] = [], replacing version: Int64, at now: Instant
    ) async throws(LedgerError) -> Bool {
        let write = RecordWrite.keep(
            record.name.record, replacing: version, body: record.body, due: record.due,
            marks: record.period.map { [$0] } ?? [])
        switch try await store.commit(LedgerCommit(operations, records: [write]), at: now) {
        case .done: return true
        case .stale: return false
        case .refused(let operation, let refusal):
            // The record and the ledger are written together, so this is a fault of this program.
            throw LedgerError(.failed, "the ledger refuses \(operation): \(refusal.sentence)")
        }
    }

    func due(until now: Instant, limit: Int) async throws(LedgerError) -> [Found] {
        var found: [Found] = []
        for record in try await store.due(TransactionName.recordKind, until: now, limit: limit) {
            found.append(Found(record: try Self.read(record), version: record.version))
        }
        return found
    }

    /// All transactions of a terminal's period.
    func transactions(of period: String) async throws(LedgerError) -> [HeldTransaction] {
        var query = RecordQuery(TransactionName.recordKind, mark: period)
        var all: [HeldTransaction] = []
        while true {
            let page = try await store.records(query)
            guard let last = page.last else { return all }
            for record in page { all.append(try Self.read(record)) }
            query.after = last.id.key
        }
    }

    private static func read(_ record: Record) throws(LedgerError) -> HeldTransaction {
        do throws(JSONError) {
            return try HeldTransaction(body: record.body)
        } catch {
            throw LedgerError(.corrupt, "the record \(record.id) can't be read: \(error)")
        }
    }
}
