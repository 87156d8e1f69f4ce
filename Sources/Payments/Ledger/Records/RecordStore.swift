package import Vocabulary

/// The port to the roles' records, which lie beside the ledger and change in its transactions.
///
/// Acknowledged means durable, as with the ledger. When `commit` throws, nothing was written, except that after
/// `unavailable` the outcome may be unknown: read the records again to learn it.
package protocol RecordStore: LedgerStore {
    /// Writes records and applies operations, all or nothing.
    func commit(_ commit: LedgerCommit, at instant: Instant) async throws(LedgerError) -> LedgerCommit.Outcome

    func record(_ id: RecordID) async throws(LedgerError) -> Record?

    /// A page of records of one kind, by their keys.
    func records(_ query: RecordQuery) async throws(LedgerError) -> [Record]

    /// Records of one kind that are due, what waits longest first, at most `limit` and at most 200.
    func due(_ kind: String, until instant: Instant, limit: Int) async throws(LedgerError) -> [Record]
}

package struct RecordQuery: Sendable, Hashable {
    package var kind: String
    /// Only those that have this mark.
    package var mark: String?
    /// Where the page before ended.
    package var after: String?
    package var isDescending: Bool
    /// At most 200.
    package var limit: Int

    package init(
        _ kind: String, mark: String? = nil, after: String? = nil, isDescending: Bool = false,
        limit: Int = RecordRule.rowsMost
    ) {
        self.kind = kind
        self.mark = mark
        self.after = after
        self.isDescending = isDescending
        self.limit = limit
    }

    /// Keys are printable ASCII, so none comes before or after these.
    package var bound: String { after ?? (isDescending ? "\u{7f}" : "") }
}
