internal import Bytes
internal import Journal
internal import Synchronization

extension JournalContract {
    static let verificationCases: [ContractCase] = [
        ContractCase("a sound journal verifies to its end and tells how far it is") { scope in
            let projections: [any Projection] = [CountingProjection(), LastBodyProjection()]
            let store = try await scope.store(projections)
            for _ in 0..<3 {
                _ = try await store.append(Material.command((0..<400).map { Material.draft("s\($0 % 5)", "\($0)") }))
            }
            var told: [Position] = []
            let report = try await JournalVerifier(store, projections: projections).verify { done, _ in
                told.append(done)
            }
            try checkEqual(report.problems, [], "the problems")
            try checkEqual(report.head, try await store.head(), "the end")
            try checkEqual(told.last, Position(1_200), "the last progress")
            try check(told.count > 1, "progress was told only once")
        },
        ContractCase("a journal verifies while others append to it") { scope in
            let projections: [any Projection] = [CountingProjection()]
            let store = try await scope.store(projections)
            for number in 0..<50 { _ = try await store.append(Material.command(number % 3)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<2 {
                    group.addTask {
                        for number in 0..<40 { _ = try await store.append(Material.command(writer, "\(number)")) }
                    }
                }
                group.addTask {
                    for _ in 0..<6 {
                        let report = try await JournalVerifier(store, projections: projections).verify()
                        try checkEqual(report.problems, [], "the problems")
                    }
                }
                try await group.waitForAll()
            }
        },
        tampered("a changed body is named", .body(Position(4)), at: 4),
        tampered("a changed instant is named", .instant(Position(7)), at: 7),
        tampered("a changed hash is named", .hash(Position(5)), at: 5),
        tampered("a removed entry is named", .removal(Position(3)), at: 3),
        tampered("a removed first entry is named", .removal(Position(1)), at: 1),
        tampered("a cut-off tail is named", .lastRemoval, at: 10),
        tampered("an entry behind the recorded end is named", .end, at: 10),
        ContractCase("a changed read model is named, and the chain is not blamed") { scope in
            let place = try await scope.place()
            let projections: [any Projection] = [LastBodyProjection(), CountingProjection()]
            let store = try await scope.open(place, projections)
            for number in 0..<10 { _ = try await store.append(Material.command(number)) }
            try await place.tamper(.documentRemoval("counts", key: "stream/test/3"))
            let report = try await JournalVerifier(store, projections: projections).verify()
            try checkEqual(report.problems.count, 1, "the number of problems in \(report.problems)")
            try check(report.problems[0].sentence.contains("counts"), "\(report.problems)")
            try checkEqual(report.head, try await store.head(), "the end")
        },
        ContractCase("a damaged archive is named by a verification") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            let digest = try await store.keep(Array("captured".utf8))
            try await place.tamper(.archive(digest: digest.bytes))
            let report = try await JournalVerifier(store, projections: []).verify()
            try check(
                report.problems.contains { $0.sentence.contains(digest.hexadecimal) }, "\(report.problems)")
        },
    ]

    /// Ten entries in three streams; after the tampering the first problem is at `position`.
    private static func tampered(_ name: String, _ tampering: Tampering, at position: Int64) -> ContractCase {
        ContractCase(name) { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            for number in 0..<10 { _ = try await store.append(Material.command(number % 3, "{\"n\":\(number)}")) }
            try await checkWhole(store)
            try await place.tamper(tampering)
            let report = try await JournalVerifier(store, projections: []).verify()
            try checkEqual(
                report.problems.first?.position, Position(position), "the first problem of \(report.problems)")
        }
    }
}
