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
        // One after the other. In a group of tasks the stores would commit them together, but there the optimised program (Swift 6.3.1)
        // freed their names once too often: `scripts/lab-tests --only calm` on the release build showed it.
        var answers: [(OperationID, LedgerAnswer)] = []
        for settlement in settlements {
            answers.append((settlement.id, try await store.apply(settlement, at: instant)))
        }
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
