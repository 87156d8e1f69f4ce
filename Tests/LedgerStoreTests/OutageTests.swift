import Ledger
import LedgerContract
import PostgresFixture
import StorePostgres
import Testing

/// The server, or the way to it, goes away in the middle of the work.
@Suite struct OutageTests {
    private static func limits(_ change: (inout PostgresLimits) -> Void = { _ in }) -> PostgresLimits {
        var limits = PostgresLimits()
        change(&limits)
        return limits
    }

    @Test(arguments: [CutProxy.Loss.closed, .silence])
    func `a commit whose answer was lost is answered truly and happens once`(loss: CutProxy.Loss) async throws {
        let server = try PostgresServer.shared()
        let proxy = try CutProxy(to: server)
        proxy.start()
        defer { proxy.end() }
        let ledger = try await PostgresLedger.open(
            url: server.networkURL(port: proxy.port, schema: server.fresh().schema),
            limits: Self.limits { $0.statement = .seconds(1) })
        _ = try await ledger.apply(operation("op-1", "pay-1", .authorise(euros(500))), at: noon)
        proxy.loseAnswer(to: "ledger_add_operations", loss)
        let answer = try await ledger.apply(operation("op-2", "pay-1", .capture(euros(200), isFinal: false)), at: noon)
        #expect(proxy.lost == 1)
        guard case .applied(let receipt) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(receipt.sequence == 2 && receipt.held == 300 && receipt.captured == 200)
        try await checkWhole(ledger, operations: 2)
        await ledger.close()
    }

    @Test func `while the server is away operations are told so in time, and nothing of them appears later`()
        async throws
    {
        let server = try PostgresServer()
        let ledger = try await PostgresLedger.open(
            url: server.fresh().url, limits: Self.limits { $0.patience = .milliseconds(300) })
        _ = try await ledger.apply(operation("op-1", "pay-1", .collect(euros(1))), at: noon)
        try server.stop()
        for _ in 0..<2 {
            do throws(LedgerError) {
                _ = try await ledger.apply(operation("lost", "pay-2", .collect(euros(1))), at: noon)
                Issue.record("an operation was acknowledged by nobody")
            } catch {
                #expect(error.code == .unavailable)
            }
        }
        try server.start()
        #expect(try await ledger.answer(to: operationID("lost")) == nil)
        _ = try await ledger.apply(operation("op-2", "pay-3", .collect(euros(1))), at: noon)
        try await checkWhole(ledger, operations: 2)
        await ledger.close()
    }

    @Test func `a commit whose wait for a standby is cancelled is not acknowledged before one that waited fully`()
        async throws
    {
        let server = try PostgresServer()
        let ledger = try await PostgresLedger.open(
            url: server.fresh().url,
            limits: Self.limits {
                $0.statement = .seconds(60)
                $0.patience = .seconds(60)
            })
        _ = try await ledger.apply(operation("op-1", "pay-1", .authorise(euros(500))), at: noon)
        // A standby that does not exist: every commit now waits for it.
        try server.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", asRole: "postgres")
        try server.query("SELECT pg_reload_conf()", asRole: "postgres")
        async let answer = ledger.apply(operation("op-2", "pay-1", .void), at: noon)
        let first = try await session(server, "wait_event = 'SyncRep'")
        // PostgreSQL now reports success, with a warning. The ledger must not believe it: it commits again, and waits.
        try server.query("SELECT pg_cancel_backend(\(first))", asRole: "postgres")
        _ = try await session(server, "wait_event = 'SyncRep' AND pid <> \(first)")
        try server.query("ALTER SYSTEM RESET synchronous_standby_names", asRole: "postgres")
        try server.query("SELECT pg_reload_conf()", asRole: "postgres")
        guard case .applied(let receipt) = try await answer else {
            Issue.record("the void was refused")
            return
        }
        #expect(receipt.sequence == 2 && receipt.status == .voided)
        try await checkWhole(ledger, operations: 2)
        await ledger.close()
    }

    @Test func `while another session holds the ledger an operation is told so in time and leaves nothing`()
        async throws
    {
        let server = try PostgresServer.shared()
        let (url, schema) = server.fresh()
        let ledger = try await PostgresLedger.open(
            url: url,
            limits: Self.limits {
                $0.statement = .milliseconds(600)
                $0.patience = .milliseconds(200)
            })
        let holder = try server.begin(
            "BEGIN; SELECT sequence FROM \(schema).ledger_head FOR UPDATE; SELECT pg_sleep(600), 'holder of \(schema)'")
        _ = try await session(server, "wait_event = 'PgSleep' AND query LIKE '%holder of \(schema)%'")
        do throws(LedgerError) {
            _ = try await ledger.apply(operation("op-1", "pay-1", .collect(euros(1))), at: noon)
            Issue.record("two sessions hold one ledger")
        } catch {
            #expect(error.code == .unavailable && error.message.contains("another node"))
        }
        try server.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%holder of \(schema)%' "
                + "AND pid <> pg_backend_pid()")
        server.finish(holder)
        _ = try await ledger.apply(operation("op-2", "pay-1", .collect(euros(1))), at: noon)
        try await checkWhole(ledger, operations: 1)
        await ledger.close()
    }

    /// Asks until there is a session of which the condition holds, and gives back its process id.
    private func session(_ server: PostgresServer, _ condition: String) async throws -> Int {
        for _ in 0..<2_000 {
            let found = try server.query(
                "SELECT pid FROM pg_stat_activity WHERE \(condition) AND pid <> pg_backend_pid() LIMIT 1",
                asRole: "postgres")
            if let pid = Int(found.prefix { $0 != "\n" }) { return pid }
            await Task.yield()
        }
        throw PostgresServer.Failure(description: "no session came to be: \(condition)")
    }
}
