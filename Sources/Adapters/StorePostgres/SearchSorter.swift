internal import Synchronization

/// Has what was added to the search sorted into its index, beside the appends and on another connection.
///
/// Adding an entry only lengthens a list, which every question looks through; sorting many entries in at once is much
/// cheaper than one by one: the same words are then written once. So while an import goes on, sortings keep a pause between
/// them and find more to sort. Should a sorting fail, the next one does it, or the server when it vacuums.
final class SearchSorter: Sendable {
    private let readers: ReaderPool
    private let limits: PostgresLimits
    private struct State {
        var unsorted = 0
        var isSorting = false
        var ended: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

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
        if begins { sortInTime() }
    }

    private func begin(_ state: inout State) -> Bool {
        guard state.unsorted >= limits.unsortedEntries, !state.isSorting else { return false }
        state.isSorting = true
        return true
    }

    private func sortInTime() {
        let ended = state.withLock { $0.ended }
        guard let time = ended.map({ $0 + limits.sortingPause }), time > .now else { return sort() }
        // After the pause, however the wait for it ends: a sorting that was promised is begun.
        Task { [self] in
            try? await Task.sleep(until: time)
            sort()
        }
    }

    private func sort() {
        state.withLock { $0.unsorted = 0 }
        let isTaken = readers.start { [self] session in
            _ = try? session.run(SQL.sortSearch.with(), within: limits.longStatement)
            let again = state.withLock { state in
                state.isSorting = false
                state.ended = .now
                return begin(&state)
            }
            if again { sortInTime() }
        }
        if !isTaken { state.withLock { $0.isSorting = false } }
    }
}
