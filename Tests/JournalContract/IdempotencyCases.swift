internal import Journal
internal import Vocabulary

extension JournalContract {
    static let idempotencyCases: [ContractCase] = [
        ContractCase("the same command sent again is one entry and the same answer, also after opening again") {
            scope in
            let place = try await scope.place()
            var store = try await scope.open(place, [CountingProjection()])
            let drafts = [Material.draft("a"), Material.draft("b")]
            let first = try await store.append(Material.command(drafts, key: "key-1"))
            // A second sending happens later: the receipt tells when the command was recorded first.
            let later = Instant(microseconds: Material.instant.microseconds + 5)
            _ = try await store.append(Material.command("c"))
            let second = try await store.append(Material.command(drafts, key: "key-1", at: later))
            try checkEqual(second, first, "the receipt")
            await store.close()
            store = try await scope.open(place, [CountingProjection()])
            let third = try await store.append(Material.command(drafts, key: "key-1", at: later))
            try checkEqual(third, first, "the receipt after opening again")
            try checkEqual(try await store.head().position, Position(3), "the head")
            try checkEqual(CountingProjection.number(try await store.document("counts", "total")), 3, "the count")
        },
        ContractCase("the same command sent many times at once is one entry and equal answers") { scope in
            let store = try await scope.store([CountingProjection()])
            let receipts = try await withThrowingTaskGroup(of: AppendReceipt.self) { group in
                for _ in 0..<32 {
                    group.addTask { try await store.append(Material.command("a", "once", key: "key")) }
                }
                var receipts: [AppendReceipt] = []
                for try await receipt in group { receipts.append(receipt) }
                return receipts
            }
            try check(receipts.allSatisfy { $0 == receipts[0] }, "the receipts differ: \(receipts)")
            try checkEqual(try await store.head().position, Position(1), "the head")
            try await checkWhole(store, projections: [CountingProjection()])
        },
        ContractCase("a key that was used for another command is refused") { scope in
            let store = try await scope.store()
            _ = try await store.append(Material.command("a", "one", key: "key"))
            let others = [
                Material.command("a", "two", key: "key"), Material.command("b", "one", key: "key"),
                Material.command([Material.draft("a", "one"), Material.draft("a", "one")], key: "key"),
            ]
            for other in others {
                try await checkThrows(.idempotencyConflict, "another command") { try await store.append(other) }
            }
            try checkEqual(try await store.head().position, Position(1), "the head")
        },
        ContractCase("a command sent again is answered although its stream has moved on since") { scope in
            let store = try await scope.store()
            let command = Material.command([Material.draft("a")], expecting: [Material.expect("a", 0)], key: "key")
            let first = try await store.append(command)
            _ = try await store.append(Material.command("a", "more"))
            try checkEqual(try await store.append(command), first, "the receipt")
        },
        ContractCase("a refused command does not use up its key") { scope in
            let store = try await scope.store([CountingProjection()])
            let draft = Material.draft("a")
            try await checkThrows(.versionConflict, "a version that is not there") {
                try await store.append(Material.command([draft], expecting: [Material.expect("a", 7)], key: "key"))
            }
            try await checkThrows(.refused, "a projection's refusal") {
                try await store.append(Material.command([Material.draft("a", kind: "test.poison")], key: "key"))
            }
            let receipt = try await store.append(Material.command([draft], key: "key"))
            try checkEqual(receipt.first, Position(1), "the position")
        },
        ContractCase("keys are told apart by every character") { scope in
            let store = try await scope.store()
            for (index, key) in ["key", "KEY", "key_", "key%", "k"].enumerated() {
                let receipt = try await store.append(Material.command("a", key: key))
                try checkEqual(receipt.first.rawValue, Int64(index + 1), "the position for \(key)")
            }
        },
    ]
}
