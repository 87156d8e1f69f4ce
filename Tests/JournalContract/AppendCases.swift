internal import Bytes
internal import Journal

extension JournalContract {
    static let appendCases: [ContractCase] = [
        ContractCase("an empty journal has no entries and ends before the first") { scope in
            let store = try await scope.store()
            try checkEqual(try await store.head(), .empty, "the head")
            try checkEqual(try await store.entries(after: .beforeFirst, limit: 10), [], "the entries")
        },
        ContractCase("entries come back as they were appended, in one order") { scope in
            let store = try await scope.store()
            let everyByte = EntryDraft(
                stream: Material.stream("b"), kind: "test.bytes", body: (0...255).map { UInt8($0) })
            let empty = EntryDraft(stream: Material.stream("a"), kind: "test.empty", body: [])
            let drafts = [Material.draft("a", "{\"é\":\"日本\"}"), everyByte, empty]
            let receipt = try await store.append(Material.command(drafts))
            try checkEqual(receipt.first, Position(1), "the first position")
            try checkEqual(receipt.last, Position(3), "the last position")
            try checkEqual(receipt.instant, Material.instant, "the instant")

            let entries = try await store.allEntries()
            try checkEqual(entries.map(\.position.rawValue), [1, 2, 3], "the positions")
            try checkEqual(entries.map(\.version.rawValue), [1, 1, 2], "the versions")
            let seen = entries.map { EntryDraft(stream: $0.stream, kind: $0.kind, body: $0.body) }
            try checkEqual(seen, drafts, "the drafts")
            try check(entries.allSatisfy { $0.actor == "system:test" && $0.instant == Material.instant }, "\(entries)")
            try checkEqual(try await store.head(), Chain(position: Position(3), hash: entries[2].hash), "the head")
            try await checkWhole(store)
        },
        ContractCase("what was acknowledged is there after closing and opening again") { scope in
            let place = try await scope.place()
            var store = try await scope.open(place)
            for number in 1...5 { _ = try await store.append(Material.command(number % 2, "\(number)")) }
            let before = try await store.allEntries()
            await store.close()
            store = try await scope.open(place)
            try checkEqual(try await store.allEntries(), before, "the entries")
            let receipt = try await store.append(Material.command(0))
            try checkEqual(receipt.first, Position(6), "the next position")
            try await checkWhole(store)
        },
        ContractCase("pages of entries join without loss or repetition, and limits hold") { scope in
            let store = try await scope.store()
            for batch in 0..<3 {
                _ = try await store.append(
                    Material.command((0..<400).map { Material.draft("s\(($0 + batch) % 3)", "\($0)") }))
            }
            try checkEqual(
                try await store.allEntries(pageLimit: 7).map(\.position.rawValue), Array(1...1_200), "pages of 7")
            try checkEqual(try await store.entries(after: .beforeFirst, limit: 1_000_000).count, 1_000, "the most")
            try checkEqual(try await store.entries(after: .beforeFirst, limit: 0), [], "a limit of 0")
            try checkEqual(try await store.entries(after: .beforeFirst, limit: -1), [], "a negative limit")
            try checkEqual(try await store.entries(after: Position(1_200), limit: 10), [], "behind the end")
            try checkEqual(try await store.entries(after: Position(.max), limit: 10), [], "far behind the end")
        },
        ContractCase("a stream's entries run one, two, three whatever others do") { scope in
            let store = try await scope.store()
            for number in 0..<30 { _ = try await store.append(Material.command(number % 3, "\(number)")) }
            let stream = Material.stream(1)
            var read: [Entry] = []
            while true {
                let page = try await store.entries(
                    of: stream, after: read.last?.version ?? .none, limit: 4)
                if page.isEmpty { break }
                read += page
            }
            try checkEqual(read.map(\.version.rawValue), Array(1...10), "the versions")
            try check(read.allSatisfy { $0.stream == stream }, "another stream's entry came along")
            let strange = try await store.entries(of: Material.stream("nobody"), after: .none, limit: 4)
            try checkEqual(strange, [], "an unknown stream")
            try checkEqual(try await store.entries(of: stream, after: .none, limit: 0), [], "a limit of 0")
        },
        ContractCase("a command that expects another version is refused and leaves nothing") { scope in
            let store = try await scope.store()
            _ = try await store.append(Material.command([Material.draft("a")], expecting: [Material.expect("a", 0)]))
            _ = try await store.append(Material.command([Material.draft("a")], expecting: [Material.expect("a", 1)]))
            for wrong in [0, 1, 3] as [Int64] {
                let error = try await checkThrows(.versionConflict, "expecting version \(wrong)") {
                    try await store.append(
                        Material.command(
                            [Material.draft("b"), Material.draft("a")], expecting: [Material.expect("a", wrong)]))
                }
                try check(error.message.contains("test/a"), "the message names no stream: \(error.message)")
            }
            try checkEqual(try await store.head().position, Position(2), "the head")
            try checkEqual(try await store.entries(of: Material.stream("b"), after: .none, limit: 1), [], "stream b")
            try await checkWhole(store)
        },
        ContractCase("a command may expect a stream that it does not write to") { scope in
            let store = try await scope.store()
            _ = try await store.append(Material.command("seen"))
            _ = try await store.append(
                Material.command([Material.draft("other")], expecting: [Material.expect("seen", 1)]))
            try await checkThrows(.versionConflict, "a stream that moved on") {
                try await store.append(
                    Material.command([Material.draft("other")], expecting: [Material.expect("seen", 0)]))
            }
        },
        ContractCase("a command of many entries is recorded whole, side by side") { scope in
            let store = try await scope.store()
            let drafts = (0..<AppendCommand.draftsMost).map { Material.draft($0 % 10, "\($0)") }
            let receipt = try await store.append(Material.command(drafts))
            try checkEqual(receipt.last.rawValue, Int64(AppendCommand.draftsMost), "the last position")
            let entries = try await store.allEntries()
            try checkEqual(entries.map(\.body), drafts.map(\.body), "the order")
            try await checkWhole(store)
        },
    ]
}
