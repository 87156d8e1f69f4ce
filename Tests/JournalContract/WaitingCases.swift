internal import Journal

extension JournalContract {
    static let waitingCases: [ContractCase] = [
        ContractCase("subscribers from any position see every entry once, in order, while others append") { scope in
            let store = try await scope.store()
            for number in 0..<10 { _ = try await store.append(Material.command(number)) }
            let total = 10 + 4 * 30
            try await withThrowingTaskGroup(of: Void.self) { group in
                for start in [0, 0, 3, 9, 10, 11, 60] {
                    group.addTask {
                        var seen: [Int64] = []
                        let subscription = EntrySubscription(store, after: Position(Int64(start)), batch: 7)
                        for try await batch in subscription {
                            seen += batch.map(\.position.rawValue)
                            if batch.last?.position == Position(Int64(total)) { break }
                        }
                        try checkEqual(seen, (start + 1...total).map { Int64($0) }, "entries after \(start)")
                    }
                }
                for writer in 0..<4 {
                    group.addTask {
                        for number in 0..<15 {
                            _ = try await store.append(
                                Material.command([Material.draft(writer, "\(number)"), Material.draft("shared")]))
                        }
                    }
                }
                try await group.waitForAll()
            }
        },
        ContractCase("a wait for what is there already ends at once") { scope in
            let store = try await scope.store()
            _ = try await store.append(Material.command([Material.draft("a"), Material.draft("a")]))
            try await store.waitForEntry(after: .beforeFirst)
            try await store.waitForEntry(after: Position(1))
        },
        ContractCase("a wait ends when the entry comes, and not for an entry before") { scope in
            let store = try await scope.store()
            _ = try await store.append(Material.command("a"))
            async let seen: Position = {
                try await store.waitForEntry(after: Position(2))
                return try await store.head().position
            }()
            _ = try await store.append(Material.command("a"))
            _ = try await store.append(Material.command("a"))
            try check(try await seen >= Position(3), "the wait ended too early")
        },
        ContractCase("a cancelled wait ends, and others go on waiting") { scope in
            let store = try await scope.store()
            let cancelled = Task { try await store.waitForEntry(after: .beforeFirst) }
            let staying = Task { try await store.waitForEntry(after: .beforeFirst) }
            cancelled.cancel()
            try await checkThrows(.closed, "a cancelled wait") { try await cancelled.value }
            _ = try await store.append(Material.command("a"))
            try await staying.value
        },
        ContractCase("closing the store ends every wait") { scope in
            let store = try await scope.store()
            let waits = (0..<5).map { _ in
                Task { try await store.waitForEntry(after: .beforeFirst) }
            }
            await store.close()
            for wait in waits {
                try await checkThrows(.closed, "a wait on a closed store") { try await wait.value }
            }
        },
    ]
}
