package import Vocabulary

/// The port to a place where the ledger is kept.
///
/// Acknowledged means durable: when `apply` returns, the operation and its answer survive `kill -9` and power loss. When it
/// throws, nothing was recorded, except that after `unavailable` the outcome may be unknown: the same operation sent again
/// settles it, because an operation is applied once.
///
/// One contract suite (`Tests/LedgerContract`) runs against every store.
package protocol LedgerStore: Sendable {
    /// Applies an operation, once. Asked again, the answer is the same, with the first instant; the same name for
    /// something else throws `operationConflict`.
    func apply(_ operation: LedgerOperation, at instant: Instant) async throws(LedgerError) -> LedgerAnswer

    /// What an operation came to; nil when it was never applied or refused.
    func answer(to id: OperationID) async throws(LedgerError) -> LedgerAnswer?

    func payment(_ id: PaymentID) async throws(LedgerError) -> Payment?

    /// All accounts that ever held something, by their names and currencies.
    func balances() async throws(LedgerError) -> [AccountBalance]

    /// What of a channel waits for its settlement, in the order in which it happened, at most `limit` and at most 1,000,
    /// after a sequence number.
    func openMovements(
        of channel: Channel, after sequence: Int64, limit: Int
    ) async throws(LedgerError) -> [OpenMovement]

    /// Entries after a sequence number, in order, at most `limit` and at most 1,000.
    func entries(after sequence: Int64, limit: Int) async throws(LedgerError) -> [LedgerEntry]

    /// Payments after a name, in the order of their names, at most `limit` and at most 1,000.
    func payments(after id: PaymentID?, limit: Int) async throws(LedgerError) -> [Payment]

    /// How many operations were recorded: the last entry's sequence number.
    func lastSequence() async throws(LedgerError) -> Int64

    /// Ends all work; what was accepted before is finished first.
    func close() async
}

/// The bounds of every store.
package enum LedgerRule {
    package static let rowsMost = 1_000

    package static func rows(_ limit: Int) -> Int { min(max(limit, 0), rowsMost) }
}
