/// Entries from a position on, for ever: every entry once, in order, in batches as they come.
package struct EntrySubscription: AsyncSequence, Sendable {
    package typealias Element = [Entry]

    let store: any JournalStore
    let start: Position
    let batch: Int

    package init(_ store: any JournalStore, after start: Position, batch: Int = 200) {
        self.store = store
        self.start = start
        // A batch of none would never move on.
        self.batch = Swift.max(batch, 1)
    }

    package func makeAsyncIterator() -> Iterator { Iterator(store: store, position: start, batch: batch) }

    package struct Iterator: AsyncIteratorProtocol {
        let store: any JournalStore
        var position: Position
        let batch: Int

        package mutating func next() async throws(JournalError) -> [Entry]? {
            while true {
                let entries = try await store.entries(after: position, limit: batch)
                if let last = entries.last {
                    position = last.position
                    return entries
                }
                try await store.waitForEntry(after: position)
            }
        }
    }
}
