package import Ledger
internal import Vocabulary

/// Counts in a record, with a payment of one cent for each count: whoever looks after a crash finds as many payments as the
/// record says.
package struct RecordCounter: Sendable {
    package let id: RecordID
    private let run: Int

    package init(run: Int) {
        self.run = run
        id = recordID("r\(run)", kind: "counter")
    }

    private func collect(_ count: Int) -> LedgerOperation {
        operation("count-\(run)-\(count)", "counted-\(run)-\(count)", .collect(euros(1)))
    }

    /// One more; what it is now.
    package func next(_ store: any RecordStore) async throws(LedgerError) -> Int {
        let known = try await store.record(id)
        let count = (known.flatMap { Int(String(decoding: $0.body, as: UTF8.self)) } ?? 0) + 1
        let outcome = try await store.commit(
            LedgerCommit(
                [collect(count)],
                records: [.keep(id, replacing: known?.version ?? 0, body: Array(String(count).utf8))]), at: noon)
        guard case .done = outcome else { throw LedgerError(.failed, "nobody else counts, and yet: \(outcome)") }
        return count
    }

    /// Whether all that was heard is there, and neither more nor fewer payments than were counted.
    func verify(_ store: any RecordStore, heard: Int) async throws {
        let record = try await store.record(id)
        let count = record.flatMap { Int(String(decoding: $0.body, as: UTF8.self)) } ?? 0
        try check(count >= heard, "\(count) counted, \(heard) heard")
        try checkEqual(record?.version ?? 0, Int64(count), "versions")
        if count > 0 {
            try check(try await store.answer(to: collect(count).id) != nil, "payment \(count) is missing")
        }
        try checkEqual(try await store.answer(to: collect(count + 1).id), nil, "the payment after the last")
    }
}
