package import Vocabulary

/// Takes a provider's file in: compares it with what is open, settles what agrees, and tells the rest.
///
/// It can be stopped at any place and begun again with the same file: what it settled before is recognised.
package struct SettlementIntake: Sendable {
    private let store: any LedgerStore

    package init(_ store: any LedgerStore) { self.store = store }

    package struct Outcome: Sendable {
        package let reconciliation: Reconciliation
        package let settled: Int
        /// Settlements that the ledger refused, because somebody else was faster.
        package let refused: [OperationID: Refusal]
    }

    package func take(_ file: SettlementFile, at instant: Instant) async throws(LedgerError) -> Outcome {
        let reconciliation = try await compare(file)
        var settled = 0
        var refused: [OperationID: Refusal] = [:]
        var waiting = reconciliation.settlements[...]
        while !waiting.isEmpty {
            // Side by side, so that the store commits them in groups; bounded, so that payments still get through.
            for (id, answer) in try await applied(waiting.prefix(Self.atOnce), at: instant) {
                switch answer {
                case .applied: settled += 1
                case .refused(let refusal): refused[id] = refusal
                }
            }
            waiting = waiting.dropFirst(Self.atOnce)
        }
        return Outcome(reconciliation: reconciliation, settled: settled, refused: refused)
    }

    private static let atOnce = 64

    private func applied(
        _ settlements: ArraySlice<LedgerOperation>, at instant: Instant
    ) async throws(LedgerError) -> [(OperationID, LedgerAnswer)] {
        let store = store
        let results = await withTaskGroup { group in
            for settlement in settlements {
                group.addTask { () async -> (OperationID, Result<LedgerAnswer, LedgerError>) in
                    do throws(LedgerError) {
                        return (settlement.id, .success(try await store.apply(settlement, at: instant)))
                    } catch {
                        return (settlement.id, .failure(error))
                    }
                }
            }
            var results: [(OperationID, Result<LedgerAnswer, LedgerError>)] = []
            for await result in group { results.append(result) }
            return results
        }
        var answers: [(OperationID, LedgerAnswer)] = []
        for (id, result) in results { answers.append((id, try result.get())) }
        return answers
    }

    /// Compares, and changes nothing.
    package func compare(_ file: SettlementFile) async throws(LedgerError) -> Reconciliation {
        var open: [OpenMovement] = []
        while true {
            let page = try await store.openMovements(
                of: file.channel, after: open.last?.sequence ?? 0, limit: LedgerRule.rowsMost)
            guard !page.isEmpty else { break }
            open += page
        }
        let isOpen = Set(open.map(\.id))
        var before: Set<OperationID> = []
        for line in file.lines where !isOpen.contains(line.reference) {
            let name = Reconciliation.settlementName(of: line.reference, in: file.name)
            if case .applied = try await store.answer(to: name) { before.insert(line.reference) }
        }
        return Reconciliation(file, ours: open, settledBefore: before)
    }
}
