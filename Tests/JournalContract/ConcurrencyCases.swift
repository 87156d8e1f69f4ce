internal import Journal

extension JournalContract {
    static let concurrencyCases: [ContractCase] = [
        ContractCase("sixty-four writers at once leave one order without a gap") { scope in
            let projections: [any Projection] = [CountingProjection(), LastBodyProjection()]
            let store = try await scope.store(projections)
            let writers = 64
            let each = 8
            let receipts = try await withThrowingTaskGroup(of: [(Int, AppendReceipt)].self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        var own: [(Int, AppendReceipt)] = []
                        for number in 0..<each {
                            let drafts = [
                                Material.draft("own-\(writer)", "\(number)"), Material.draft("shared", "\(writer)"),
                            ]
                            let expecting = [Material.expect("own-\(writer)", Int64(number))]
                            own.append((writer, try await store.append(Material.command(drafts, expecting: expecting))))
                        }
                        return own
                    }
                }
                var all: [(Int, AppendReceipt)] = []
                for try await own in group { all += own }
                return all
            }
            let entries = try await store.allEntries()
            let count = writers * each * 2
            try checkEqual(entries.map(\.position.rawValue), (1...count).map { Int64($0) }, "the positions")
            for (writer, receipt) in receipts {
                let own = entries[Int(receipt.first.rawValue - 1)...Int(receipt.last.rawValue - 1)]
                try checkEqual(
                    own.map(\.stream), [Material.stream("own-\(writer)"), Material.stream("shared")],
                    "the entries that writer \(writer) was told of")
            }
            try checkEqual(CountingProjection.number(try await store.document("counts", "total")), count, "the count")
            try await checkWhole(store, projections: projections)
        },
        ContractCase("of writers that expect the same version exactly one wins") { scope in
            let store = try await scope.store()
            let outcomes = await withTaskGroup(of: JournalError.Code?.self) { group in
                for writer in 0..<24 {
                    group.addTask {
                        do throws(JournalError) {
                            _ = try await store.append(
                                Material.command(
                                    [Material.draft("a", "\(writer)"), Material.draft("b", "\(writer)")],
                                    expecting: [Material.expect("a", 0)]))
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            try checkEqual(outcomes.count { $0 == nil }, 1, "the winners")
            try checkEqual(outcomes.count { $0 == .versionConflict }, 23, "the conflicts")
            try checkEqual(try await store.head().position, Position(2), "the head")
            try await checkWhole(store)
        },
        ContractCase("a projection's refusal hits its own command alone, also among many at once") { scope in
            let projections: [any Projection] = [LastBodyProjection(), CountingProjection()]
            let store = try await scope.store(projections)
            let outcomes = await withTaskGroup(of: (Int, JournalError?).self) { group in
                for writer in 0..<32 {
                    group.addTask {
                        do throws(JournalError) {
                            let last = Material.draft("w\(writer)", kind: writer % 8 == 3 ? "test.poison" : "test.fine")
                            _ = try await store.append(Material.command([Material.draft("w\(writer)"), last]))
                            return (writer, nil)
                        } catch {
                            return (writer, error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for (writer, error) in outcomes {
                let expected: JournalError.Code? = writer % 8 == 3 ? .refused : nil
                try checkEqual(error?.code, expected, "writer \(writer): \(String(describing: error))")
            }
            try checkEqual(try await store.head().position, Position(56), "the head")
            try await checkWhole(store, projections: projections)
        },
        ContractCase("a picture of the read models never shows half a command") { scope in
            let store = try await scope.store([CountingProjection()])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for number in 0..<25 {
                            let drafts = (0..<3).map { Material.draft("s\((writer + $0) % 5)", "\(number)") }
                            _ = try await store.append(Material.command(drafts))
                        }
                    }
                }
                for _ in 0..<3 {
                    group.addTask {
                        for _ in 0..<40 { try await checkPicture(store) }
                    }
                }
                try await group.waitForAll()
            }
            try await checkPicture(store)
        },
    ]

    /// The total is the sum of the streams, is the position of the picture, and never cuts a command of three.
    private static func checkPicture(_ store: any JournalStore) async throws {
        let (position, total, streams) = try await store.read { (documents) throws(JournalError) in
            let total = CountingProjection.number(try documents.document("counts", "total"))
            let streams = try documents.documents("counts", DocumentRange(prefix: "stream/"))
            return (documents.position, total, streams)
        }
        let sum = streams.reduce(0) { $0 + CountingProjection.number($1.body) }
        try checkEqual(sum, total, "the sum of the streams")
        try checkEqual(Int64(total), position.rawValue, "the total")
        try checkEqual(total % 3, 0, "entries of a command that are missing")
    }
}
