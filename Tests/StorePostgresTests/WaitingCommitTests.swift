import Journal
import PostgresFixture
import StorePostgres
import Testing

/// Commits that wait inside the server: for another node's lock, or for a standby.
@Suite struct WaitingCommitTests {
    @Test func `while another session holds the append lock a command is told so in time and leaves nothing`()
        async throws
    {
        let server = try PostgresServer.shared()
        let (url, schema) = server.fresh()
        var limits = Material.limits
        limits.statement = .milliseconds(600)
        limits.patience = .milliseconds(200)
        let store = try await PostgresStore.open(url: url, projections: [], limits: limits)
        let holder = try server.begin(
            "BEGIN; SELECT position FROM \(schema).head FOR UPDATE; SELECT pg_sleep(600), 'holder of \(schema)'")
        try await server.until("wait_event = 'PgSleep' AND query LIKE '%holder of \(schema)%'")
        let refusal = await #expect(throws: JournalError.self) { try await store.append(Material.command("a")) }
        #expect(refusal?.code == .unavailable)
        #expect(refusal?.message.contains("append lock") == true, "\(refusal?.message ?? "")")
        try server.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%holder of \(schema)%' "
                + "AND pid <> pg_backend_pid()")
        server.finish(holder)
        #expect(try await store.append(Material.command("b")).first == Position(1))
        await store.close()
    }

    @Test func `a commit whose wait for a standby is cancelled is not acknowledged before a commit that waited fully`()
        async throws
    {
        let server = try PostgresServer()
        var limits = Material.limits
        limits.statement = .seconds(60)
        limits.patience = .seconds(60)
        let store = try await PostgresStore.open(url: server.fresh().url, projections: [], limits: limits)
        _ = try await store.append(Material.command("a"))
        // A standby that does not exist: every commit now waits for it.
        try server.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", asRole: "postgres")
        try server.query("SELECT pg_reload_conf()", asRole: "postgres")
        async let answer = store.append(Material.command("b"))
        let first = try await server.until("wait_event = 'SyncRep'")
        // PostgreSQL now reports success, with a warning. The store must not believe it: it commits again, and waits.
        try server.query("SELECT pg_cancel_backend(\(first))", asRole: "postgres")
        let second = try await server.until("wait_event = 'SyncRep' AND pid <> \(first)")
        #expect(second != first)
        try server.query("ALTER SYSTEM RESET synchronous_standby_names", asRole: "postgres")
        try server.query("SELECT pg_reload_conf()", asRole: "postgres")
        #expect(try await answer.first == Position(2))
        #expect(try await store.allEntries().count == 2)
        await store.close()
    }
}

extension PostgresServer {
    /// Asks until there is a session of which the condition holds, and gives back its process id.
    @discardableResult
    fileprivate func until(_ condition: String) async throws -> Int {
        for _ in 0..<2_000 {
            let found = try query(
                "SELECT pid FROM pg_stat_activity WHERE \(condition) AND pid <> pg_backend_pid() LIMIT 1",
                asRole: "postgres")
            if let pid = Int(found.prefix { $0 != "\n" }) { return pid }
            await Task.yield()
        }
        throw Failure(description: "no session came to be: \(condition)")
    }
}
