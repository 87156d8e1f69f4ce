internal import Bytes
internal import Journal

extension JournalContract {
    static let searchCases: [ContractCase] = [
        ContractCase("what is indexed is found as soon as it is acknowledged, replaced and removed") { scope in
            let store = try await scope.searched(["a 10 kind:x Échec des paiements TSR-1532", "b 20 - Payments fail"])
            try await checkFinds(store, "echec", finds: ["a"])
            try await checkFinds(store, "ÉCHEC paiements", finds: ["a"])
            try await checkFinds(store, "tsr-1532", finds: ["a"])
            try await checkFinds(store, "1532", finds: ["a"])
            try await checkFinds(store, "pa*", finds: ["b", "a"])
            try await checkFinds(store, "nothing", finds: [])
            try await checkFinds(store, "", finds: ["b", "a"])
            try await store.say(["a 30 kind:y Something else"])
            try await checkFinds(store, "echec", finds: [])
            try await checkFinds(store, "else", finds: ["a"])
            try await checkFinds(store, "", finds: ["a", "b"])
            try await checkFinds(store, "", facets: [["kind:x"]], finds: [])
            try await store.say(["a"])
            try await checkFinds(store, "else", finds: [])
            try await checkFinds(store, "", finds: ["b"])
            try await store.say(["a", "never-there", "b 20 - Payments fail", "c 20 - fail", "c"])
            try await checkFinds(store, "fail", finds: ["b"])
            try await checkWhole(store, projections: [SearchedProjection()])
        },
        ContractCase("every word, and one facet of every group, must be met") { scope in
            let store = try await scope.searched([
                "a 1 severity:major,provider:one red green", "b 2 severity:minor,provider:one red blue",
                "c 3 severity:major,provider:two red green blue", "d 4 severity:notice,provider:two-more green",
            ])
            try await checkFinds(store, "red", finds: ["c", "b", "a"])
            try await checkFinds(store, "green red", finds: ["c", "a"])
            try await checkFinds(store, "gre* bl*", finds: ["c"])
            try await checkFinds(store, "gre* red", finds: ["c", "a"])
            try await checkFinds(store, "red", facets: [["severity:major"]], finds: ["c", "a"])
            try await checkFinds(
                store, "", facets: [["severity:major", "severity:minor"], ["provider:one"]], finds: ["b", "a"])
            try await checkFinds(store, "green", facets: [["provider:two"], []], finds: ["c"])
            try await checkFinds(store, "", facets: [["provider:tw"]], finds: [])
            try await checkFinds(store, "", facets: [["severity:major"], ["not a facet"]], finds: [])
            for word in ["severity", "major", "sev*", "provider*", ":severity"] {
                try await checkFinds(store, word, finds: [])
            }
        },
        ContractCase("what happened in a range of time is found, its start included and its end not") { scope in
            let store = try await scope.searched(
                (0..<40).map { "k\($0) \(Int64($0) * 500) - same \($0 % 2 == 0 ? "even" : "odd")" })
            for (from, until) in [(0, 500), (500, 501), (499, 2_500), (2_500, 2_500), (3_000, 1), (0, 90_000)] {
                let expected = (0..<40).filter { ($0 * 500) >= from && ($0 * 500) < until && $0 % 2 == 0 }
                var query = SearchQuery(typed: "even", limit: 100)
                (query.from, query.until) = (Int64(from), Int64(until))
                let answer = try await store.find(query)
                try checkEqual(answer.hits.map(\.key), expected.reversed().map { "k\($0)" }, "\(from) to \(until)")
                try checkEqual(answer.count, .exactly(expected.count), "the count of \(from) to \(until)")
            }
        },
        ContractCase("pages of hits join without gaps or repeats, also where many share one moment") { scope in
            let orders: [Int64] = [.min, .min, -5, 0, 0, 0, 1, 1_023, 1_024, 1_025, 5_000, .max, .max]
            let store = try await scope.searched(
                (0..<130).map { "k/\($0) \(orders[$0 % orders.count]) all:of,odd:\($0 % 2) common n\($0)" })
            let expected = (0..<130).map { SearchHit(order: orders[$0 % orders.count], key: "k/\($0)") }.sorted(by: >)
            for (text, facets) in [("common", []), ("com*", []), ("", [["all:of"]]), ("", [])] as [(String, [[String]])]
            {
                for limit in [1, 7, 100] {
                    var joined: [SearchHit] = []
                    while true {
                        let answer = try await store.find(
                            SearchQuery(typed: text, facets: facets, after: joined.last, limit: limit))
                        try check(answer.hits.count <= limit, "a page of \(answer.hits.count)")
                        try checkEqual(answer.count, .exactly(130), "the count of \"\(text)\"")
                        joined += answer.hits
                        if !answer.hasMore { break }
                        try check(!answer.hits.isEmpty, "an empty page that has more behind it")
                    }
                    try checkEqual(joined, expected, "pages of \(limit) for \"\(text)\"")
                }
            }
        },
        ContractCase("more hits than are counted are told as more") { scope in
            let store = try await scope.searched(
                (0..<1_001).map { "k\($0) \($0) one:f common \($0 < 1_000 ? "less" : "")" })
            for (text, count) in [
                ("common", 1_001), ("less", 1_000), ("comm*", 1_001), ("les*", 1_000), ("", 1_001), ("none", 0),
            ] {
                try checkCount(
                    try await store.find(SearchQuery(typed: text)).count, of: count, "the count of \"\(text)\"")
            }
            let uncounted = try await store.find(SearchQuery(typed: "common", limit: 2, isCounted: false))
            try checkEqual(uncounted.count, nil, "a count that nobody asked for")
            try checkEqual(uncounted.hits.map(\.key), ["k1000", "k999"], "the newest")
        },
        ContractCase("a store answers as the plain rule does, on thousands of random entries and questions") { scope in
            try await compareWithRule(try await scope.store([SearchedProjection()]), seed: 20_251_204)
        },
        ContractCase("whatever is typed is answered, and nothing but words is a sign of anything") { scope in
            let store = try await scope.searched(["a 1 kind:x plain words here", "b 2 kind:y OR AND NOT near"])
            for hostile in hostileTexts {
                let answer = try await store.find(SearchQuery(typed: hostile))
                try checkEqual(answer.hits.map(\.key), [], "the hits of \(hostile.prefix(40).debugDescription)")
                try checkEqual(answer.count, .exactly(0), "the count of \(hostile.prefix(40).debugDescription)")
            }
            try await checkFinds(store, "plain AND", finds: [])
            try await checkFinds(store, "and OR", finds: ["b"])
            try await checkFinds(store, "\"plain\" 'words' (here)", finds: ["a"])
            try await checkFinds(store, "plain\u{0}words", finds: ["a"])
            try await checkFinds(store, "-plain +words ^here", finds: ["a"])
        },
        ContractCase("a refused command leaves nothing to be found, and what it replaced is found still") { scope in
            let store = try await scope.searched(["a 1 - old", "b 2 - stays"])
            try await checkThrows(.refused, "the projection's own error") {
                try await store.append(
                    Material.command([
                        Material.draft("s", kind: "test.search", "a 5 - new"),
                        Material.draft("s", kind: "test.search", "b"),
                        Material.draft("s", kind: "test.search", "c 6 - new"), Material.draft("s", kind: "test.poison"),
                    ]))
            }
            let facets = "d 1 " + (0...SearchRule.facetsMost).map { "n:\($0)" }.joined(separator: ",")
            for bad in [
                "d 1 nofacet text", "d 1 A:b text", "\(String(repeating: "k", count: 301)) 1 - x", "é 1 - x", facets,
            ] {
                try await checkThrows(.refused, "the entry \(bad.prefix(20))") {
                    try await store.append(Material.command([Material.draft("s", kind: "test.search", bad)]))
                }
            }
            try await checkFinds(store, "new", finds: [])
            try await checkFinds(store, "old", finds: ["a"])
            try await checkFinds(store, "", finds: ["b", "a"])
            try await store.say(["c 6 - new"])
            try await checkFinds(store, "new", finds: ["c"])
            try await checkWhole(store, projections: [SearchedProjection()])
        },
        ContractCase("a rebuild finds the same, and two projections are searched apart") { scope in
            let projections: [any Projection] = [SearchedProjection(), SearchedProjection(name: "other")]
            let store = try await scope.store(projections)
            try await store.say((0..<300).map { "k\($0) \($0 / 3) n:\($0 % 7) word\($0 % 5) thing" })
            try await store.say((0..<100).map { "k\($0 * 2)" } + ["k1 9 n:1 moved"])
            let before = try await store.documentsDigest("searched")
            try checkEqual(before, try await store.documentsDigest("other"), "the other projection's digest")
            for names in [["searched"], ["other"], ["searched", "other"]] as [[ProjectionName]] {
                try await store.rebuild(names) { _, _ in }
                for name in ["searched", "other"] as [ProjectionName] {
                    try checkEqual(try await store.documentsDigest(name), before, "the digest of \(name)")
                    let answer = try await store.find(SearchQuery(typed: "thing word3", limit: 100), in: name)
                    try checkEqual(answer.count, .exactly(40), "the hits in \(name)")
                }
                try checkEqual(try await store.storageProblems(), [], "the storage")
            }
            try await checkWhole(store, projections: projections)
            try checkEqual(try await store.find(SearchQuery(typed: "thing"), in: "nobody").hits, [], "no projection")
        },
        ContractCase("a copy finds what its source finds") { scope in
            let source = try await scope.searched((0..<200).map { "k\($0) \($0) n:\($0 % 7) word\($0 % 5) thing" })
            let target = try await scope.store([SearchedProjection()])
            _ = try await JournalCopy(from: source, to: target, projections: ["searched"]).run()
            let query = SearchQuery(typed: "thin* word2", facets: [["n:1", "n:2"]], limit: 100)
            let answer = try await source.find(query)
            try check(!answer.hits.isEmpty, "nothing is found")
            try checkEqual(try await target.find(query), answer, "the answer")
            let digest = try await source.documentsDigest("searched")
            try checkEqual(try await target.documentsDigest("searched"), digest, "the digest")
        },
        ContractCase("a changed search entry shows in a verification") { scope in
            let place = try await scope.place()
            let projections: [any Projection] = [SearchedProjection()]
            let store = try await scope.open(place, projections)
            try await store.say(["a 1 kind:x text", "b 2 - more"])
            let before = try await store.documentsDigest("searched")
            try await place.tamper(.searchOrder("searched", key: "a"))
            let report = try await JournalVerifier(store, projections: projections).verify()
            try check(report.problems.contains { $0.sentence.contains("searched") }, "\(report.problems)")
            try await store.rebuild(["searched"]) { _, _ in }
            try checkEqual(try await store.documentsDigest("searched"), before, "the digest after a rebuild")
        },
        ContractCase("a question outside the bounds is refused with a sentence") { scope in
            let store = try await scope.searched(["a 1 - x"])
            let word = SearchWord(token: "x", isPrefix: false)
            let questions: [(String, SearchQuery)] = [
                ("words", SearchQuery(words: (0...SearchRule.wordsMost).map { _ in word })),
                ("groups", SearchQuery(facets: (0...SearchRule.groupsMost).map { ["a:\($0)"] })),
                ("facets", SearchQuery(facets: [(0...SearchRule.groupFacetsMost).map { "a:\($0)" }])),
                ("a raw word", SearchQuery(words: [SearchWord(token: "x' | 'y", isPrefix: false)])),
                ("a strange hit", SearchQuery(after: SearchHit(order: 1, key: "\u{0}"))),
            ]
            for (what, question) in questions {
                try await checkThrows(.refused, what) { try await store.find(question) }
            }
            try await checkFinds(store, "x", finds: ["a"])
        },
    ]

    private static let hostileTexts: [String] = [
        "\"", "'", "\"unclosed", "a\"\"b", "nosuch OR plain", "plain OR nosuch", "NOT plain", "NEAR(plain words)",
        "NEAR(nosuch words, 5)", "tokens:plain", "tokens : nosuch*", "{tokens} : nosuch", "^nosuch", "kind:x",
        ":kind:x",
        "':kind:x'", "plain & !nosuch", "plain <-> nosuch", "!nosuch", "()", "((((", "))))", "*", "**", "%", "_", "\\",
        "\u{0}", "\u{0}\u{0}nosuch", "'; DROP TABLE entries; --", "$1", "?1", "\u{FEFF}", "\u{202E}", "\u{1F6A8}",
        String(repeating: "a", count: 10_000), String(repeating: "\"", count: 10_000),
        String(repeating: "( ", count: 5_000), String(repeating: "plain OR ", count: 1_200),
        (0..<2_000).map { "w\($0)" }.joined(separator: " "), String(repeating: "é\u{301}", count: 3_000),
        String(repeating: "plain-", count: 2_000), "plain* nosuch*", String(repeating: "障害", count: 2_000),
    ]
}
