import Journal
import PostgresFixture
import StorePostgres
import Testing

/// The server, or the way to it, goes away in the middle of the work.
@Suite struct OutageTests {
    enum Outage: CaseIterable {
        case stopped
        case killed
    }

    @Test(arguments: Outage.allCases)
    func `an outage of the server loses nothing acknowledged, doubles nothing, and waiters go on after it`(
        outage: Outage
    ) async throws {
        let server = try PostgresServer()
        let url = server.fresh().url
        let store = try await PostgresStore.open(url: url, projections: [Counts()], limits: Material.limits)
        let listening = try await PostgresStore.open(url: url, projections: [Counts()], limits: Material.limits)
        let (writers, each) = (16, 30)
        let total = Int64(writers * each)
        let progress = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var seen: [Int64] = []
                for try await batch in EntrySubscription(Patient(store: listening), after: .beforeFirst) {
                    seen += batch.map(\.position.rawValue)
                    if seen.last == total { break }
                }
                #expect(seen == Array(1...total))
            }
            for writer in 0..<writers {
                group.addTask {
                    for number in 0..<each {
                        try await appendForSure(
                            Material.command("w\(writer)", "\(number)", key: "\(writer)/\(number)"), to: store)
                        progress.continuation.yield()
                    }
                }
            }
            group.addTask {
                var acknowledged = 0
                for await _ in progress.stream {
                    acknowledged += 1
                    // Twice in the middle of the work, whenever that is.
                    if acknowledged == writers * each / 4 || acknowledged == writers * each / 2 {
                        if outage == .stopped { try server.stop() } else { try server.kill() }
                        try server.start()
                    }
                    if acknowledged == writers * each { break }
                }
            }
            try await group.waitForAll()
        }
        let entries = try await store.allEntries()
        let told = entries.map { "\($0.stream.id)/\(String(decoding: $0.body, as: UTF8.self))" }
        let wanted = (0..<writers).flatMap { writer in (0..<each).map { "w\(writer)/\($0)" } }
        #expect(told.sorted() == wanted.sorted())
        let report = try await JournalVerifier(store, projections: [Counts()]).verify()
        #expect(report.isSound, "\(report.problems)")
        await store.close()
        await listening.close()
    }

    @Test(arguments: [CutProxy.Loss.closed, .silence])
    func `a commit whose answer was lost is acknowledged truly and happens once, even without a key`(
        loss: CutProxy.Loss
    ) async throws {
        let server = try PostgresServer.shared()
        let proxy = try CutProxy(to: server)
        proxy.start()
        defer { proxy.end() }
        var limits = Material.limits
        limits.statement = .seconds(1)
        let store = try await PostgresStore.open(
            url: server.networkURL(port: proxy.port, schema: server.fresh().schema), projections: [Counts()],
            limits: limits)
        _ = try await store.append(Material.command("a"))
        proxy.loseAnswer(to: "entries_insert", loss)
        let receipt = try await store.append(Material.command("b"))
        #expect(proxy.lost == 1)
        #expect(receipt.first == Position(2))
        #expect(try await store.allEntries().map(\.stream.rawValue) == ["test/a", "test/b"])
        #expect(try await store.append(Material.command("c")).first == Position(3))
        let report = try await JournalVerifier(store, projections: [Counts()]).verify()
        #expect(report.isSound, "\(report.problems)")
        await store.close()
    }

    @Test func `while the server is away commands are told so in time, and nothing of them appears later`() async throws
    {
        let server = try PostgresServer()
        var limits = Material.limits
        limits.patience = .milliseconds(300)
        let store = try await PostgresStore.open(url: server.fresh().url, projections: [], limits: limits)
        _ = try await store.append(Material.command("before"))
        try server.stop()
        let refusal = await #expect(throws: JournalError.self) { try await store.append(Material.command("lost")) }
        #expect(refusal?.code == .unavailable)
        let unread = await #expect(throws: JournalError.self) { try await store.head() }
        #expect(unread?.code == .unavailable)
        try server.start()
        try await appendForSure(Material.command("after", key: "after"), to: store)
        #expect(try await store.allEntries().map(\.stream.rawValue) == ["test/before", "test/after"])
        await store.close()
    }

    @Test func `a session that an operator ends is opened anew without anybody noticing`() async throws {
        let server = try PostgresServer()
        let store = try await PostgresStore.open(url: server.fresh().url, projections: [], limits: Material.limits)
        for number in 1...5 {
            #expect(try await store.append(Material.command("a")).first == Position(Int64(number)))
            _ = try await store.head()
            try server.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'vigie'", asRole: "postgres")
        }
        #expect(try await store.allEntries().count == 5)
        await store.close()
    }
}

/// Sends a command with its key again until there is an answer, as a caller does whose store says `unavailable`.
private func appendForSure(_ command: AppendCommand, to store: any JournalStore) async throws {
    while true {
        do throws(JournalError) {
            _ = try await store.append(command)
            return
        } catch {
            guard error.code == .unavailable, !Task.isCancelled else { throw error }
        }
    }
}

/// A store whose reads are asked again while the database is away, for a subscription that outlives an outage.
private struct Patient: JournalStore {
    let store: PostgresStore

    func entries(after position: Position, limit: Int) async throws(JournalError) -> [Entry] {
        while true {
            do throws(JournalError) {
                return try await store.entries(after: position, limit: limit)
            } catch {
                guard error.code == .unavailable, !Task.isCancelled else { throw error }
            }
        }
    }

    func waitForEntry(after position: Position) async throws(JournalError) {
        try await store.waitForEntry(after: position)
    }

    func append(_ command: AppendCommand) async throws(JournalError) -> AppendReceipt {
        try await store.append(command)
    }
    func head() async throws(JournalError) -> Chain { try await store.head() }
    func close() async { await store.close() }

    func entries(of stream: StreamName, after version: StreamVersion, limit: Int) async throws(JournalError) -> [Entry]
    {
        try await store.entries(of: stream, after: version, limit: limit)
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result { try await store.read(body) }

    func rebuild(
        _ projections: [ProjectionName], progress: @escaping @Sendable (Position, Position) -> Void
    ) async throws(JournalError) { try await store.rebuild(projections, progress: progress) }
}
