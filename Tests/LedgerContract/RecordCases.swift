import Ledger
import Vocabulary

func recordID(_ key: String, kind: String = "thing") -> RecordID {
    guard let id = RecordID(kind: kind, key: key) else { preconditionFailure("\(kind)/\(key) is no name") }
    return id
}

extension RecordStore {
    @discardableResult
    func keep(
        _ key: String, replacing expected: Int64 = 0, body: String = "x", due: Instant? = nil, marks: [String] = [],
        kind: String = "thing"
    ) async throws(LedgerError) -> LedgerCommit.Outcome {
        try await commit(
            LedgerCommit(records: [
                .keep(recordID(key, kind: kind), replacing: expected, body: Array(body.utf8), due: due, marks: marks)
            ]), at: noon)
    }

    func keys(_ query: RecordQuery) async throws(LedgerError) -> [String] { try await records(query).map(\.id.key) }
}

extension LedgerContract {
    static let recordCases: [LedgerCase] = [
        LedgerCase("a record is read back as it was written, also after closing and opening") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            try checkEqual(
                try await store.keep("a", body: "one", due: noon, marks: ["shop:1", "état:né"]), .done([]), "written")
            try await store.keep("b", body: "")
            await store.close()
            let again = try await scope.open(place)
            try checkEqual(
                try await again.record(recordID("a")),
                Record(
                    id: recordID("a"), version: 1, body: Array("one".utf8), due: noon, marks: ["shop:1", "état:né"]),
                "the record")
            try checkEqual(
                try await again.record(recordID("b")),
                Record(id: recordID("b"), version: 1, body: [], due: nil, marks: []), "an empty one")
            try checkEqual(try await again.record(recordID("a", kind: "other")), nil, "another kind's")
        },
        LedgerCase("a change that was decided from an older version changes nothing and says so") { scope in
            let store = try await scope.store()
            try await store.keep("a", body: "one")
            try checkEqual(try await store.keep("a", body: "again"), .stale(recordID("a"), version: 1), "made twice")
            try checkEqual(try await store.keep("a", replacing: 1, body: "two"), .done([]), "changed")
            try checkEqual(
                try await store.keep("a", replacing: 1, body: "late"), .stale(recordID("a"), version: 2), "late")
            try checkEqual(
                try await store.keep("none", replacing: 1), .stale(recordID("none"), version: 0), "changed, not there")
            try checkEqual(try await store.record(recordID("a"))?.body, Array("two".utf8), "what is there")
            let gone = LedgerCommit(records: [.remove(recordID("a"), replacing: 2)])
            try checkEqual(try await store.commit(gone, at: noon), .done([]), "removed")
            try checkEqual(try await store.commit(gone, at: noon), .stale(recordID("a"), version: 0), "removed twice")
            try checkEqual(try await store.record(recordID("a")), nil, "a removed one")
        },
        LedgerCase("records and operations are written together or not at all") { scope in
            let store = try await scope.store()
            func commit(_ operations: [LedgerOperation], _ key: String, expected: Int64) async throws
                -> LedgerCommit.Outcome
            {
                try await store.commit(
                    LedgerCommit(
                        operations, records: [.keep(recordID(key), replacing: expected, body: [1])]), at: noon)
            }
            let authorise = operation("op-1", "pay-1", .authorise(euros(100)))
            let much = operation("op-2", "pay-1", .capture(euros(101), isFinal: true))
            guard case .done(let answers) = try await commit([authorise], "a", expected: 0) else {
                return try check(false, "the first commit was not done")
            }
            try checkEqual(try await store.answer(to: authorise.id), answers.first, "the answer")
            try checkEqual(
                try await commit([much], "a", expected: 1), .refused(much.id, .moreThanHeld), "more than was held")
            try checkEqual(try await store.answer(to: much.id), nil, "what a refused commit left")
            let capture = operation("op-3", "pay-1", .capture(euros(60), isFinal: false))
            try checkEqual(
                try await commit(
                    [capture, operation("op-4", "pay-1", .capture(euros(60), isFinal: false))], "a", expected: 1),
                .refused(operationID("op-4"), .moreThanHeld), "two that are too much together")
            try checkEqual(
                try await commit([capture], "a", expected: 7), .stale(recordID("a"), version: 1), "a stale record")
            try checkEqual(try await store.record(recordID("a"))?.version, 1, "the record's version")
            guard case .done = try await commit([capture, authorise], "a", expected: 1) else {
                return try check(false, "an operation that was applied before stood in the way")
            }
            try await checkThrows(.operationConflict, "a name used again") { () throws(LedgerError) in
                _ = try await store.commit(
                    LedgerCommit(
                        [operation("op-1", "pay-9", .authorise(euros(1)))],
                        records: [.keep(recordID("b"), replacing: 0, body: [1])]), at: noon)
            }
            try checkEqual(try await store.record(recordID("b")), nil, "what the conflict left")
            try await checkWhole(store, operations: 2)
        },
        LedgerCase("records are found by their marks, and no longer by those they lost, page by page") { scope in
            let store = try await scope.store()
            for number in 10..<25 {
                try await store.keep("k\(number)", marks: ["all", number % 2 == 0 ? "even" : "odd"])
                try await store.keep("k\(number)", marks: ["all"], kind: "other")
            }
            try await store.keep("k12", replacing: 1, marks: ["all", "odd"])
            _ = try await store.commit(LedgerCommit(records: [.remove(recordID("k14"), replacing: 1)]), at: noon)
            try checkEqual(
                try await store.keys(RecordQuery("thing", mark: "even")), ["k10", "k16", "k18", "k20", "k22", "k24"],
                "even")
            try checkEqual(
                try await store.keys(RecordQuery("thing", mark: "odd", isDescending: true, limit: 3)),
                ["k23", "k21", "k19"], "odd, from the end")
            try checkEqual(
                try await store.keys(RecordQuery("thing", mark: "odd", after: "k19", isDescending: true, limit: 4)),
                ["k17", "k15", "k13", "k12"], "the next page")
            try checkEqual(
                try await store.keys(RecordQuery("thing", after: "k22")), ["k23", "k24"], "without a mark")
            try checkEqual(
                try await store.keys(RecordQuery("thing", isDescending: true, limit: 2)), ["k24", "k23"], "the last")
            try checkEqual(try await store.keys(RecordQuery("thing", mark: "none")), [], "a mark of nobody")
        },
        LedgerCase("what is due is found in the order of time, and no more when that was changed") { scope in
            let store = try await scope.store()
            try await store.keep("late", due: noon + .hours(2))
            try await store.keep("second", due: noon + .hours(1))
            try await store.keep("first", due: noon)
            try await store.keep("never")
            try await store.keep("other", due: noon, kind: "other")
            func due(_ hours: Int64, limit: Int = 10) async throws -> [String] {
                try await store.due("thing", until: noon + .hours(hours), limit: limit).map(\.id.key)
            }
            try checkEqual(try await due(-1), [], "before")
            try checkEqual(try await due(1), ["first", "second"], "within the hour")
            try checkEqual(try await due(9, limit: 1), ["first"], "one")
            try await store.keep("first", replacing: 1)
            try checkEqual(try await due(9), ["second", "late"], "after one was done")
        },
        LedgerCase("what breaks a bound is refused") { scope in
            let store = try await scope.store()
            let long = String(repeating: "x", count: RecordRule.markBytesMost + 1)
            for marks in [[long], ["a\nb"], [""], (0...RecordRule.marksMost).map { "m\($0)" }] {
                try await checkThrows(.refused, "\(marks.count) marks") { () throws(LedgerError) in
                    try await store.keep("a", marks: marks)
                }
            }
            try await checkThrows(.refused, "a large body") { () throws(LedgerError) in
                try await store.keep("a", body: String(repeating: "x", count: RecordRule.bodyMost + 1))
            }
            let twice = RecordWrite.keep(recordID("a"), replacing: 0, body: [])
            try await checkThrows(.refused, "one record twice") { () throws(LedgerError) in
                _ = try await store.commit(LedgerCommit(records: [twice, twice]), at: noon)
            }
            try check(RecordID(kind: "Thing", key: "a") == nil, "a kind with a capital letter")
            try check(RecordID(kind: "thing", key: "a b") == nil, "a key with a space")
            try checkEqual(try await store.record(recordID("a")), nil, "what was left")
        },
        LedgerCase("of changes that race from one version, one is written, and none is lost in a long race") { scope in
            let stores = try await racing(scope)
            try await stores[0].keep("count", body: "0")
            let wins = try await withThrowingTaskGroup { group in
                for writer in 0..<16 {
                    let store = stores[writer % stores.count]
                    group.addTask { try await Self.countUp(store, writer: writer) }
                }
                var wins = 0
                for try await won in group { wins += won }
                return wins
            }
            let counted = try await stores[0].record(recordID("count"))
            try checkEqual(wins, 96, "increments that were told")
            try checkEqual(counted?.body, Array("96".utf8), "increments that are there")
            try checkEqual(counted?.version, 97, "the version")
            try checkEqual(try await stores[0].payment(paymentID("pay-1"))?.captured, 96, "money")
            try await checkWhole(stores[0], operations: 97)
        },
    ]

    /// Six increments, each with a capture of one cent in the same commit.
    private static func countUp(_ store: any RecordStore, writer: Int) async throws -> Int {
        if writer == 0 { try await store.apply("a", "pay-1", .authorise(euros(1_000))) }
        var wins = 0
        while wins < 6 {
            guard let record = try await store.record(recordID("count")),
                let count = Int(String(decoding: record.body, as: UTF8.self))
            else { throw LedgerContractFailure(sentence: "the count is gone", place: "countUp") }
            // The authorisation may come after the first captures: those are refused and leave nothing.
            let capture = operation("c-\(writer)-\(wins)", "pay-1", .capture(euros(1), isFinal: false))
            let outcome = try await store.commit(
                LedgerCommit(
                    [capture],
                    records: [.keep(record.id, replacing: record.version, body: Array(String(count + 1).utf8))]),
                at: noon)
            if case .done = outcome { wins += 1 }
        }
        return wins
    }
}
