import Journal
import PostgresFixture
import StorePostgres
import Testing

/// Several stores on one database.
@Suite struct NodesTests {
    @Test func `two nodes append at once in one order without a gap, and each hears of the other's entries`()
        async throws
    {
        let url = try PostgresServer.shared().fresh().url
        let nodes = [
            try await PostgresStore.open(url: url, projections: [Counts()], limits: Material.limits),
            try await PostgresStore.open(url: url, projections: [Counts()], limits: Material.limits),
        ]
        let each = 150
        let total = Int64(2 * each)
        let heard = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for node in nodes {
                group.addTask {
                    var seen: [Int64] = []
                    for try await batch in EntrySubscription(node, after: .beforeFirst) {
                        seen += batch.map(\.position.rawValue)
                        if seen.last == total { break }
                    }
                    return seen
                }
            }
            for (index, node) in nodes.enumerated() {
                for writer in 0..<10 {
                    group.addTask {
                        for number in 0..<each / 10 {
                            _ = try await node.append(Material.command("node-\(index)", "\(writer)-\(number)"))
                        }
                        return []
                    }
                }
            }
            var heard: [[Int64]] = []
            for try await seen in group where !seen.isEmpty { heard.append(seen) }
            return heard
        }
        #expect(heard == [Array(1...total), Array(1...total)])
        let report = try await JournalVerifier(nodes[0], projections: [Counts()]).verify()
        #expect(report.isSound, "\(report.problems)")
        for node in nodes { await node.close() }
    }

    @Test func `a waiting node is woken by the database and asks nothing meanwhile`() async throws {
        let url = try PostgresServer.shared().fresh().url
        let writer = try await PostgresStore.open(url: url, projections: [], limits: Material.limits)
        let waiter = try await PostgresStore.open(url: url, projections: [], limits: Material.limits)
        // The first wait also waits until the listener is connected.
        _ = try await writer.append(Material.command("a"))
        try await waiter.waitForEntry(after: .beforeFirst)
        let before = waiter.statementsSent
        for position in 1...20 {
            async let woken: Void = waiter.waitForEntry(after: Position(Int64(position)))
            _ = try await writer.append(Material.command("a"))
            try await woken
        }
        #expect(waiter.statementsSent == before)
        await writer.close()
        await waiter.close()
    }

    @Test func `nodes that start at once on an empty database make one schema and one read model`() async throws {
        let server = try PostgresServer.shared()
        let (url, schema) = server.fresh()
        let first = try await PostgresStore.open(url: url, projections: [])
        for _ in 0..<30 { _ = try await first.append(Material.command("a")) }
        await first.close()
        let (empty, emptySchema) = server.fresh()
        for (url, schema) in [(empty, emptySchema), (url, schema)] {
            let nodes = try await withThrowingTaskGroup(of: PostgresStore.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await PostgresStore.open(url: url, projections: [Counts()]) }
                }
                var nodes: [PostgresStore] = []
                for try await node in group { nodes.append(node) }
                return nodes
            }
            #expect(try server.query("SELECT count(*) FROM \(schema).migrations") == "\(PostgresMigration.all.count)\n")
            // Each rebuild raises the generation: one of the six did it for all.
            #expect(try server.query("SELECT generation FROM \(schema).head") == "1\n")
            for node in nodes { await node.close() }
        }
    }

    @Test func `a node whose projection is older than the stored read model may not append`() async throws {
        let url = try PostgresServer.shared().fresh().url
        let old = try await PostgresStore.open(url: url, projections: [Counts(revision: 1)])
        _ = try await old.append(Material.command("a"))
        let new = try await PostgresStore.open(url: url, projections: [Counts(revision: 2)])
        _ = try await new.append(Material.command("a"))
        let refusal = await #expect(throws: JournalError.self) { try await old.append(Material.command("a")) }
        #expect(refusal?.code == .schema)
        #expect(refusal?.message.contains("newer Vigie") == true)
        let again = await #expect(throws: JournalError.self) {
            try await PostgresStore.open(url: url, projections: [Counts(revision: 1)])
        }
        #expect(again?.code == .schema)
        #expect(try await new.head().position == Position(2))
        await old.close()
        // Going back is possible, but only on purpose.
        let back = try await PostgresStore.open(url: url, projections: [Counts(revision: 1)], opening: .asItIs)
        try await back.rebuild(["counts"]) { _, _ in }
        _ = try await back.append(Material.command("a"))
        let report = try await JournalVerifier(back, projections: [Counts(revision: 1)]).verify()
        #expect(report.isSound, "\(report.problems)")
        await back.close()
        await new.close()
    }

    @Test func `a read model that another node does not know is made again when its own node appends`() async throws {
        let url = try PostgresServer.shared().fresh().url
        let knowing = try await PostgresStore.open(url: url, projections: [Counts()])
        let ignorant = try await PostgresStore.open(url: url, projections: [])
        for node in [knowing, ignorant, ignorant, knowing, ignorant, knowing] {
            _ = try await node.append(Material.command("a"))
        }
        let report = try await JournalVerifier(knowing, projections: [Counts()]).verify()
        #expect(report.isSound, "\(report.problems)")
        await knowing.close()
        await ignorant.close()
    }
}
