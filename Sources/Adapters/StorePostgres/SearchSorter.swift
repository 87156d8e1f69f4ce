internal import Synchronization

/// Has what was added to the search sorted into its index, beside the appends and on another connection.
///
/// Adding an entry only lengthens a list, which every question looks through; sorting many entries in at once is much
/// cheaper than one by one. Should a sorting fail, the next one does it, or the server when it vacuums.
final class SearchSorter: Sendable {
    private let readers: ReaderPool
    private let limits: PostgresLimits
    private let state = Mutex((unsorted: 0, isSorting: false))

    init(_ readers: ReaderPool, _ limits: PostgresLimits) {
        self.readers = readers
        self.limits = limits
    }

    /// So many entries were added by a transaction that is committed.
    func note(_ entries: Int) {
        guard entries > 0 else { return }
        let begins = state.withLock { state in
            state.unsorted += entries
            return begin(&state)
        }
        if begins { sort() }
    }

    private func begin(_ state: inout (unsorted: Int, isSorting: Bool)) -> Bool {
        guard state.unsorted >= limits.unsortedEntries, !state.isSorting else { return false }
        state = (0, true)
        return true
    }

    private func sort() {
        let isTaken = readers.start { [self] session in
            _ = try? session.run(SQL.sortSearch.with(), within: limits.longStatement)
            let again = state.withLock { state in
                state.isSorting = false
                return begin(&state)
            }
            if again { sort() }
        }
        if !isTaken { state.withLock { $0.isSorting = false } }
    }
}
