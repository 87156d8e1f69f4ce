internal import Bytes
internal import Journal
internal import Synchronization

extension JournalContract {
    static let projectionCases: [ContractCase] = [
        ContractCase("what an append says is in the read models as soon as it is acknowledged") { scope in
            let store = try await scope.store([CountingProjection()])
            for number in 1...5 {
                let receipt = try await store.append(Material.command("a", "\(number)"))
                let (position, count) = try await store.read { (documents) throws(JournalError) in
                    (documents.position, CountingProjection.number(try documents.document("counts", "total")))
                }
                try checkEqual(position, receipt.last, "the picture's position")
                try checkEqual(count, number, "the count")
            }
        },
        ContractCase("a projection sees its own changes of the same command") { scope in
            let store = try await scope.store([CountingProjection()])
            _ = try await store.append(
                Material.command([
                    Material.draft("a", kind: "test.put", "fruit/pear 1"),
                    Material.draft("a", kind: "test.put", "fruit/apple 2"),
                    Material.draft("a", kind: "test.put", "fruits 3"),
                    Material.draft("a", kind: "test.put", "fruit/fig 4"),
                    Material.draft("a", kind: "test.remove", "fruit/fig"),
                    Material.draft("a", kind: "test.remove", "fruit/never-there"),
                    Material.draft("a", kind: "test.list", "fruit/"),
                ]))
            let listed = try await store.document("counts", "listed")
            try checkEqual(listed, Array("fruit/apple,fruit/pear".utf8), "the keys listed")
            try checkEqual(try await store.document("counts", "fruit/fig"), nil, "a removed document")
        },
        ContractCase("a projection that throws refuses the command and leaves nothing") { scope in
            let projections: [any Projection] = [LastBodyProjection(), CountingProjection()]
            let store = try await scope.store(projections)
            _ = try await store.append(Material.command("a", "good"))
            let before = try await store.head()
            let error = try await checkThrows(.refused, "the projection's own error") {
                try await store.append(
                    Material.command([Material.draft("a", "bad"), Material.draft("b", kind: "test.poison")]))
            }
            try check(error.message.contains("taste"), "the projection's message is lost: \(error.message)")
            try checkEqual(try await store.head(), before, "the head")
            try checkEqual(try await store.document("last-bodies", "test/a"), Array("good".utf8), "the read model")
            try await checkWhole(store, projections: projections)
            let receipt = try await store.append(Material.command("b"))
            try checkEqual(receipt.first, Position(2), "the next position")
        },
        ContractCase("two projections keep documents of the same key apart") { scope in
            let one = CountingProjection(name: "one")
            let two = CountingProjection(name: "two", revision: 2)
            let store = try await scope.store([one, two])
            _ = try await store.append(Material.command("a"))
            try checkEqual(try await store.document("one", "total"), Array("1".utf8), "the first projection")
            try checkEqual(try await store.document("two", "total"), Array("2".utf8), "the second projection")
            try checkEqual(try await store.document("three", "total"), nil, "a projection that is not there")
        },
        ContractCase("a rebuild gives the same read models, byte for byte, and says how far it is") { scope in
            let projections: [any Projection] = [CountingProjection(), LastBodyProjection()]
            let store = try await scope.store(projections)
            for batch in 0..<7 {
                _ = try await store.append(
                    Material.command((0..<100).map { Material.draft("s\($0 % 7)", "\(batch)-\($0)") }))
            }
            let names = projections.map(\.name)
            var before: [String] = []
            for name in names { before.append(try await store.documentsDigest(name).hexadecimal) }
            let told = Mutex<[(Position, Position)]>([])
            try await store.rebuild(names) { done, all in told.withLock { $0.append((done, all)) } }
            var after: [String] = []
            for name in names { after.append(try await store.documentsDigest(name).hexadecimal) }
            try checkEqual(after, before, "the digests")
            let steps = told.withLock { $0 }
            try checkEqual(steps.last?.0, Position(700), "the last progress")
            try check(
                steps.allSatisfy { $0.1 == Position(700) && $0.0 <= $0.1 }, "progress leaves its bounds: \(steps)")
            try await checkWhole(store, projections: projections)
        },
        ContractCase("the digest of read models is the one that a replay in memory gives") { scope in
            let projection = CountingProjection()
            let store = try await scope.store([projection])
            for number in 0..<20 { _ = try await store.append(Material.command(number % 3)) }
            let memory = MemoryDocuments()
            for entry in try await store.allEntries() { try memory.apply(entry, by: projection) }
            try checkEqual(try await store.documentsDigest("counts"), memory.documentsDigest.digest, "the digest")
        },
        ContractCase("a damaged read model is made whole by a rebuild") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place, [CountingProjection()])
            _ = try await store.append(Material.command("a"))
            let before = try await store.documentsDigest("counts")
            try await place.tamper(.documentRemoval("counts", key: "total"))
            try check(try await store.documentsDigest("counts") != before, "the damage does not show")
            try await store.rebuild(["counts"]) { _, _ in }
            try checkEqual(try await store.documentsDigest("counts"), before, "the digest")
        },
        ContractCase("a new or changed projection is made from the whole journal when the store is opened") { scope in
            let place = try await scope.place()
            var store = try await scope.open(place)
            for number in 0..<12 { _ = try await store.append(Material.command(number)) }
            await store.close()
            store = try await scope.open(place, [CountingProjection(revision: 1)])
            try checkEqual(try await store.document("counts", "total"), Array("12".utf8), "the new projection")
            _ = try await store.append(Material.command("a"))
            await store.close()
            store = try await scope.open(place, [CountingProjection(revision: 2)])
            try checkEqual(try await store.document("counts", "total"), Array("26".utf8), "the changed projection")
            try await checkWhole(store, projections: [CountingProjection(revision: 2)])
        },
        ContractCase("entries that were appended while a projection was not open are in it when it is again") { scope in
            let place = try await scope.place()
            for projections in [[CountingProjection()], [], [CountingProjection()]] as [[any Projection]] {
                let store = try await scope.open(place, projections)
                _ = try await store.append(Material.command("a"))
                await store.close()
            }
            let store = try await scope.open(place, [CountingProjection()])
            try checkEqual(try await store.document("counts", "total"), Array("3".utf8), "the count")
            try await checkWhole(store, projections: [CountingProjection()])
        },
        ContractCase("a rebuild of a projection that the store does not have is refused") { scope in
            let store = try await scope.store([CountingProjection()])
            let error = try await checkThrows(.refused, "an unknown projection") {
                try await store.rebuild(["nobody"]) { _, _ in }
            }
            try check(error.message.contains("nobody"), "the message does not name it: \(error.message)")
        },
    ]
}
