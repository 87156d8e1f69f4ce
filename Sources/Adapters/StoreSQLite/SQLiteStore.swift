package import Bytes
package import Journal
internal import Machine
internal import Synchronization

/// The journal in an SQLite file: one writer that records all waiting commands with one sync, several readers, WAL.
///
/// The writer's connection belongs to the writer thread and each reader's connection to its reader thread; both are
/// given back when the threads end.
package final class SQLiteStore: JournalTransfer {
    let path: String
    let options: SQLiteOptions
    private let writer: BlockingThread<WriterMessage>
    private let readers: BlockingThread<BlockingWork<SQLiteReader>>
    private let waiters: EntryWaiters
    private let lock: SQLiteLock?
    private let waitingBytes = Atomic<Int>(0)

    init(_ file: OpenedFile, options: SQLiteOptions) {
        path = file.path
        self.options = options
        waiters = file.waiters
        lock = file.lock
        let writerOwned = ThreadOwned([file.writer])
        let readersOwned = ThreadOwned(file.readers)
        writer = BlockingThread(
            name: "journal-write", capacity: options.waitingCommandsMost, batchMost: options.commandsPerCommit,
            ended: { writerOwned.release($0) },
            handle: { number, batch in writerOwned.use(number) { $0.handle(batch) } })
        readers = BlockingThread(
            name: "journal-read", count: file.readers.count, capacity: options.waitingReadsMost,
            ended: { readersOwned.release($0) },
            handle: { number, batch in readersOwned.use(number) { for work in batch { work($0) } } })
    }

    static let closed = JournalError(.closed, "the journal is closed")

    // MARK: Appending

    package func append(_ command: AppendCommand) async throws(JournalError) -> AppendReceipt {
        if let objection = command.objection { throw JournalError(.refused, objection) }
        try requireServing()
        let fingerprint = command.idempotencyKey.map { _ in command.fingerprint }
        let bytes = command.drafts.reduce(0) { $0 + $1.body.count }
        return try await enqueue(bytes: bytes) { .append(command, fingerprint: fingerprint, $0) }
    }

    package func keep(_ bytes: [UInt8]) async throws(JournalError) -> SHA256Digest {
        guard bytes.count <= ArchiveRule.bytesMost else {
            throw JournalError(
                .refused, "the archive takes at most \(ArchiveRule.bytesMost) bytes at once; keep the parts apart")
        }
        try requireServing()
        let packed = ArchivedBytes(packing: bytes)
        return try await enqueue(bytes: packed.stored.count) { .keep(packed, $0) }
    }

    /// Sends a message to the writer and waits for its answer, which comes after the commit.
    private func enqueue<Value: Sendable>(
        bytes: Int, _ message: (WriterMessage.Answer<Value>) -> WriterMessage
    ) async throws(JournalError) -> Value {
        let waiting = waitingBytes.add(bytes, ordering: .relaxed).newValue
        defer { waitingBytes.subtract(bytes, ordering: .relaxed) }
        guard waiting <= options.waitingBytesMost else {
            throw Self.refusal(BlockingThread<WriterMessage>.Acceptance.full)
        }
        let result: Result<Value, JournalError> = await withCheckedContinuation { answer in
            let acceptance = writer.send(message(answer))
            guard case .accepted = acceptance else {
                return answer.resume(returning: .failure(Self.refusal(acceptance)))
            }
        }
        return try result.get()
    }

    /// Runs work that has the writer's connection for itself.
    func write<Value: Sendable>(
        _ work: @escaping @Sendable (JournalWriter) throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        try await enqueue(bytes: 0) { (answer: WriterMessage.Answer<Value>) in
            .work { writer in
                do throws(JournalError) {
                    answer.resume(returning: .success(try work(writer)))
                } catch {
                    answer.resume(returning: .failure(error))
                }
            }
        }
    }

    func requireServing() throws(JournalError) {
        guard case .serve = options.access else {
            throw JournalError(.refused, "\(path) was opened beside the process that serves it; only that one appends")
        }
    }

    private static func refusal<Message>(_ acceptance: BlockingThread<Message>.Acceptance) -> JournalError {
        if case .stopped = acceptance { return closed }
        return JournalError(
            .unavailable, "the journal is behind with what it was asked before; send this again in a moment")
    }

    // MARK: Reading

    /// Runs a query on one of the readers.
    func query<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteReader) throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        try await readers.run(orElse: { Self.refusal($0) }, body)
    }

    package func entries(after position: Position, limit: Int) async throws(JournalError) -> [Entry] {
        try await query { (reader) throws(JournalError) in try reader.entries(after: position, limit: limit) }
    }

    package func entries(
        of stream: StreamName, after version: StreamVersion, limit: Int
    ) async throws(JournalError) -> [Entry] {
        try await query { (reader) throws(JournalError) in
            try reader.entries(of: stream, after: version, limit: limit)
        }
    }

    package func head() async throws(JournalError) -> Chain {
        try await query { (reader) throws(JournalError) in try reader.head() }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        try await query { (reader) throws(JournalError) in try reader.picture(body) }
    }

    package func captured(_ digest: SHA256Digest) async throws(JournalError) -> [UInt8]? {
        try await query { (reader) throws(JournalError) in try reader.captured(digest) }
    }

    package func waitForEntry(after position: Position) async throws(JournalError) {
        if case .serve = options.access { return try await waiters.wait(after: position) }
        // A tool beside the serving process hears of its entries by looking, once a second, while it waits.
        while try await head().position <= position {
            do {
                try await Task.sleep(for: .seconds(1))
            } catch {
                throw JournalError(.closed, "the wait for an entry was cancelled")
            }
        }
    }

    // MARK: Closing

    package func close() async {
        // The writer's connection is the last to go: SQLite moves the log into the file when its last connection closes,
        // and of two that close at the same moment neither is the last.
        await readers.stop()
        await writer.stop()
        waiters.close()
        lock?.release()
    }
}

/// What threads keep to themselves, one value each.
///
/// `@unchecked Sendable`: the array itself never changes its size, and slot `number` is touched by thread `number` alone
/// from the moment that the threads start.
final class ThreadOwned<Value>: @unchecked Sendable {
    private final class Slot {
        var value: Value?
        init(_ value: Value) { self.value = value }
    }

    private let slots: [Slot]

    init(_ values: [Value]) { slots = values.map { Slot($0) } }

    func use(_ number: Int, _ body: (Value) -> Void) {
        if let value = slots[number].value { body(value) }
    }

    func release(_ number: Int) { slots[number].value = nil }
}
