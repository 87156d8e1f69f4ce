internal import Journal

extension JournalContract {
    static let documentCases: [ContractCase] = [
        ContractCase("documents are read by prefix, upwards and downwards, in bytewise order") { scope in
            let store = try await scope.store([CountingProjection()])
            // `_` and `%` are wildcards in SQL, `Z` sorts before `a` in bytes, `~` is the last printable character.
            let keys = ["k/a", "k/b", "k/b/1", "k/Z", "k/_", "k/%", "k/~", "k0", "k.", "l", "K/a"]
            _ = try await store.append(
                Material.command(keys.map { Material.draft("a", kind: "test.put", "\($0) body of \($0)") }))
            let ordered = keys.filter { $0.hasPrefix("k/") }.sorted()
            try checkEqual(try await found(store, DocumentRange(prefix: "k/")), ordered, "upwards")
            let down = try await found(store, DocumentRange(prefix: "k/", descending: true))
            try checkEqual(down, ordered.reversed(), "downwards")
            try checkEqual(try await found(store, DocumentRange(prefix: "k/b")), ["k/b", "k/b/1"], "a longer prefix")
            try checkEqual(try await found(store, DocumentRange(prefix: "k/_")), ["k/_"], "a wildcard of SQL")
            try checkEqual(try await found(store, DocumentRange(prefix: "k/%")), ["k/%"], "a wildcard of SQL")
            try checkEqual(try await found(store, DocumentRange(prefix: "nothing")), [], "no match")
            let body = try await store.document("counts", "k/b")
            try checkEqual(body, Array("body of k/b".utf8), "one document")
            let all = try await found(store, DocumentRange(prefix: ""))
            try checkEqual(all, (keys + ["stream/test/a", "total"]).sorted(), "all")
        },
        ContractCase("documents asked for by their keys are those that there are") { scope in
            let store = try await scope.store([CountingProjection()])
            let keys = ["k/a", "k/_", "k/%", "k/b"]
            _ = try await store.append(
                Material.command(keys.map { Material.draft("a", kind: "test.put", "\($0) body of \($0)") }))
            let asked = ["k/b", "k/nothing", "k/_", "k/a", "k/b", "not a key", "k/\u{0}", ""]
            let found = try await store.read { documents throws(JournalError) in
                try documents.documents("counts", keys: asked)
            }
            try checkEqual(found.keys.sorted(), ["k/_", "k/a", "k/b"], "the keys")
            try checkEqual(found["k/_"], Array("body of k/_".utf8), "a body")
            let none = try await store.read { documents throws(JournalError) in
                try documents.documents("counts", keys: [])
            }
            try checkEqual(none.count, 0, "nothing was asked")
        },
        ContractCase("pages of documents join without loss or repetition, in both directions") { scope in
            let store = try await scope.store([CountingProjection()])
            let keys = (0..<50).map { "k/\($0)" }
            _ = try await store.append(
                Material.command(keys.map { Material.draft("a", kind: "test.put", "\($0) x") }))
            for descending in [false, true] {
                var range = DocumentRange(prefix: "k/", descending: descending, limit: 7)
                var joined: [String] = []
                while true {
                    let page = try await found(store, range)
                    if page.isEmpty { break }
                    try check(page.count <= 7, "a page of \(page.count)")
                    joined += page
                    range.after = page.last
                }
                try checkEqual(joined, descending ? keys.sorted().reversed() : keys.sorted(), "pages joined")
            }
            try checkEqual(try await found(store, DocumentRange(prefix: "k/", limit: 0)), [], "a limit of 0")
            let outside = try await found(store, DocumentRange(prefix: "k/", after: "z"))
            try checkEqual(outside, [], "a start behind the prefix")
            let before = try await found(store, DocumentRange(prefix: "k/", after: "a"))
            try checkEqual(before, keys.sorted(), "a start before the prefix")
            let downFromAfar = try await found(store, DocumentRange(prefix: "k/", descending: true, after: "z"))
            try checkEqual(downFromAfar, keys.sorted().reversed(), "a start behind the prefix, downwards")
        },
        ContractCase("a document key outside the bounds refuses the command") { scope in
            let store = try await scope.store([CountingProjection()])
            let longest = String(repeating: "k", count: DocumentRule.keyBytesMost)
            _ = try await store.append(Material.command([Material.draft("a", kind: "test.put", longest + " x")]))
            for key in ["", longest + "k", "é"] {
                try await checkThrows(.refused, "the key \"\(key.prefix(20))\"") {
                    try await store.append(Material.command([Material.draft("a", kind: "test.put", key + " x")]))
                }
            }
            try checkEqual(try await store.head().position, Position(1), "the head")
        },
        ContractCase("an error from the reader's own code comes back to it") { scope in
            let store = try await scope.store([CountingProjection()])
            let error = try await checkThrows(.refused, "the reader's error") {
                try await store.read { (_) throws(JournalError) -> Int in throw JournalError(.refused, "mine") }
            }
            try checkEqual(error.message, "mine", "the message")
            try checkEqual(
                try await store.read { (documents) throws(JournalError) in documents.position }, .beforeFirst,
                "a later read")
        },
    ]

    private static func found(_ store: any JournalStore, _ range: DocumentRange) async throws -> [String] {
        try await store.documents("counts", range).map(\.key)
    }
}
