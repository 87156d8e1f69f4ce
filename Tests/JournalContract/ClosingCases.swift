internal import Bytes
internal import Journal

extension JournalContract {
    static let closingCases: [ContractCase] = [
        ContractCase("a closed store refuses everything, and closing it again is harmless") { scope in
            let store = try await scope.store([CountingProjection()])
            _ = try await store.append(Material.command("a"))
            await store.close()
            await store.close()
            try await checkThrows(.closed, "append") { try await store.append(Material.command("a")) }
            try await checkThrows(.closed, "entries") { try await store.entries(after: .beforeFirst, limit: 1) }
            try await checkThrows(.closed, "head") { try await store.head() }
            try await checkThrows(.closed, "waiting") { try await store.waitForEntry(after: .beforeFirst) }
            try await checkThrows(.closed, "read") { try await store.document("counts", "total") }
            try await checkThrows(.closed, "rebuild") { try await store.rebuild(["counts"]) { _, _ in } }
            try await checkThrows(.closed, "keep") { try await store.keep([1]) }
            try await checkThrows(.closed, "captured") { try await store.captured(.zero) }
        },
        ContractCase("a command is finished or refused when the store closes, never lost in between") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            let acknowledged = try await withThrowingTaskGroup(of: AppendReceipt?.self) { group in
                for writer in 0..<40 {
                    group.addTask {
                        do throws(JournalError) {
                            return try await store.append(Material.command(writer))
                        } catch {
                            try check(error.code == .closed, "a writer saw \(error.code): \(error.message)")
                            return nil
                        }
                    }
                }
                group.addTask {
                    await store.close()
                    return nil
                }
                var receipts: [AppendReceipt] = []
                for try await receipt in group { if let receipt { receipts.append(receipt) } }
                return receipts
            }
            let again = try await scope.open(place)
            let positions = try await again.allEntries().map(\.position)
            try checkEqual(positions, acknowledged.map(\.first).sorted(), "what was acknowledged and what is there")
            try await checkWhole(again)
        },
    ]
}
