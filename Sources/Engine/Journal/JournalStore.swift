package import Bytes

/// The port to a place where entries are kept.
///
/// Acknowledged means durable: when `append` returns, the entries survive `kill -9` and power loss; when it throws,
/// none of the command's entries exist (for `unavailable` the outcome may be unknown, and sending the same command with
/// its idempotency key again settles it).
///
/// One contract suite (`Tests/JournalContract`) runs against every store.
package protocol JournalStore: Sendable {
    /// Records a command, its idempotency key and what the projections make of it, in one transaction.
    func append(_ command: AppendCommand) async throws(JournalError) -> AppendReceipt

    /// Entries after a position, in order, at most `limit` and at most 1,000. A store may give fewer when bodies are
    /// large: only an empty answer says that there are no more.
    func entries(after position: Position, limit: Int) async throws(JournalError) -> [Entry]

    /// Entries of one stream after a version, in order, at most `limit` and at most 1,000; fewer as above.
    func entries(
        of stream: StreamName, after version: StreamVersion, limit: Int
    ) async throws(JournalError) -> [Entry]

    /// The end of the chain.
    func head() async throws(JournalError) -> Chain

    /// Returns as soon as the head is past `position`. Woken by the store, never by polling in a tight loop;
    /// ends with `CancellationError` turned into `JournalError(.closed)` when the task is cancelled.
    func waitForEntry(after position: Position) async throws(JournalError)

    /// Runs `body` against one consistent picture of all read models. `body` runs on a thread that may block
    /// and must not keep the reader.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result

    /// Empties the named projections' read models and makes them again from the journal, in one transaction.
    /// `progress` is told after every page of entries how far it is, and at the end.
    func rebuild(
        _ projections: [ProjectionName], progress: @escaping @Sendable (Position, Position) -> Void
    ) async throws(JournalError)

    /// Ends all work; what was accepted before is finished first.
    func close() async
}

/// The port to the archive of captured bytes, addressed by what they are.
package protocol Archive: Sendable {
    /// Keeps bytes (compressed) and returns their address. Keeping the same bytes again changes nothing. More than
    /// ``ArchiveRule/bytesMost`` are refused.
    func keep(_ bytes: [UInt8]) async throws(JournalError) -> SHA256Digest
    /// The bytes at an address, checked against it; nil when they were never kept.
    func captured(_ digest: SHA256Digest) async throws(JournalError) -> [UInt8]?
}

/// The bounds of the archive, the same in every store.
package enum ArchiveRule {
    package static let bytesMost = 32 << 20
}

/// What moving an installation between stores needs: everything in order, and a target that takes entries as they are.
///
/// The journal only grows, so a copy up to a fixed position is consistent while others write.
package protocol JournalTransfer: JournalStore, Archive {
    /// Idempotency records after a key, in key order, at most `limit`.
    func commands(after key: IdempotencyKey?, limit: Int) async throws(JournalError) -> [CommandRecord]
    /// Addresses in the archive after an address, in order, at most `limit`.
    func archivedDigests(after digest: SHA256Digest?, limit: Int) async throws(JournalError) -> [SHA256Digest]
    /// Takes entries that already have their place and hash, all of them or none; refuses (`refused`) what does not
    /// follow the chain. Projections are not run: `rebuild` follows a transfer.
    func importEntries(_ entries: [Entry]) async throws(JournalError)
    /// Takes idempotency records as they are.
    func importCommands(_ records: [CommandRecord]) async throws(JournalError)
    /// ``DocumentsDigest`` over every document of a projection: equal digests mean equal read models.
    func documentsDigest(_ projection: ProjectionName) async throws(JournalError) -> SHA256Digest
    /// What the store itself finds wrong beneath the journal (file structure, indexes, archive); empty when sound.
    func storageProblems() async throws(JournalError) -> [String]
}
