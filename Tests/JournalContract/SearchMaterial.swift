internal import Journal

extension ContractScope {
    /// A store that finds what the lines say: see ``SearchedProjection``.
    func searched(_ lines: [String]) async throws -> any JournalTransfer {
        let store = try await store([SearchedProjection()])
        try await store.say(lines)
        return store
    }
}

extension JournalStore {
    /// Appends lines, as many to a command as it takes.
    func say(_ lines: [String]) async throws {
        var rest = lines[...]
        while !rest.isEmpty {
            let some = rest.prefix(AppendCommand.draftsMost)
            rest = rest.dropFirst(some.count)
            _ = try await append(Material.command(some.map { Material.draft("s", kind: "test.search", $0) }))
        }
    }

    func find(_ query: SearchQuery, in projection: ProjectionName = "searched") async throws -> SearchAnswer {
        try await read { (documents) throws(JournalError) in try documents.search(projection, query) }
    }
}

/// Asks for what is typed and compares keys, count and whether there are more.
func checkFinds(
    _ store: any JournalTransfer, _ text: String, facets: [[String]] = [], finds keys: [String],
    file: StaticString = #fileID, line: UInt = #line
) async throws {
    let answer = try await store.find(SearchQuery(typed: text, facets: facets))
    try checkEqual(answer.hits.map(\.key), keys, "the hits of \"\(text)\" \(facets)", file: file, line: line)
    try checkEqual(answer.count, .exactly(keys.count), "the count of \"\(text)\"", file: file, line: line)
    try checkEqual(answer.hasMore, false, "whether \"\(text)\" has more", file: file, line: line)
}

extension JournalContract {
    /// Random entries, changed and removed again, and random questions: every answer must be the one that looking at
    /// each record gives.
    static func compareWithRule(_ store: any JournalTransfer, seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let memory = MemoryDocuments()
        let vocabulary = (0..<400).map { "w\(String($0 * 7, radix: 5))" } + ["Éa", "障害", "TSR-1532", "in-store"]
        func word() -> String {
            // The earlier in the list, the more often.
            vocabulary[
                min(Int.random(in: 0..<vocabulary.count, using: &random), Int.random(in: 0..<404, using: &random))]
        }
        var known = 0
        for _ in 0..<6 {
            var lines: [String] = []
            for _ in 0..<500 {
                let isNew = Int.random(in: 0..<10, using: &random) < 7 || known == 0
                let number = isNew ? known : Int.random(in: 0..<known, using: &random)
                if isNew { known += 1 }
                if !isNew, Bool.random(using: &random) {
                    lines.append("k/\(number)")
                    continue
                }
                let words = (0..<Int.random(in: 0...30, using: &random)).map { _ in word() }
                let facets = "n:\(number % 3),m:\(Int.random(in: 0..<8, using: &random))"
                let order = Int64.random(in: -3_000...30_000, using: &random)
                lines.append("k/\(number) \(order) \(facets) \(words.joined(separator: " "))")
            }
            try await store.say(lines)
        }
        for entry in try await store.allEntries() { try memory.apply(entry, by: SearchedProjection()) }
        try checkEqual(try await store.documentsDigest("searched"), memory.documentsDigest.digest, "the digest")
        for _ in 0..<400 {
            let words = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                let word = word()
                return Bool.random(using: &random) ? word : word.prefix(Int.random(in: 1...3, using: &random)) + "*"
            }
            var query = SearchQuery(typed: words.joined(separator: " "), limit: Int.random(in: 0...60, using: &random))
            if Bool.random(using: &random) { query.facets = [["n:\(Int.random(in: 0...3, using: &random))", "m:1"]] }
            if Int.random(in: 0..<3, using: &random) == 0 { query.facets.append(["m:2", "m:3", "m:4", "m:9"]) }
            if Bool.random(using: &random) { query.from = Int64.random(in: -4_000...30_000, using: &random) }
            if Bool.random(using: &random) { query.until = Int64.random(in: -4_000...31_000, using: &random) }
            if Bool.random(using: &random) {
                query.after = SearchHit(order: Int64.random(in: -4_000...31_000, using: &random), key: "k/7")
            }
            var answer = try await store.find(query)
            let rule = try memory.search(query)
            // A store may stop counting early, and what it then says must be true.
            if case .moreThan(let some) = answer.count {
                switch rule.count {
                case .exactly(let all): try check(all > some, "more than \(some), where there are \(all)")
                case .moreThan(let most): try check(most >= some, "more than \(some)")
                case nil: throw ContractFailure(sentence: "a count that nobody asked for", place: "\(query)")
                }
                answer.count = rule.count
            }
            try checkEqual(answer, rule, "the answer to \(query)")
        }
        try await checkWhole(store, projections: [SearchedProjection()])
    }
}
