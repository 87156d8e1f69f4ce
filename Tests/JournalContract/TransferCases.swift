internal import Bytes
internal import Journal
internal import Synchronization

extension JournalContract {
    static let transferCases: [ContractCase] = [
        ContractCase("a copy is the same journal: entries, keys, archive and read models") { scope in
            let projections: [any Projection] = [CountingProjection(), LastBodyProjection()]
            let source = try await scope.store(projections)
            try await fill(source)
            let target = try await scope.store(projections)
            let stages = Mutex<[JournalCopy.Stage]>([])
            let report = try await JournalCopy(from: source, to: target, projections: projections.map(\.name)).run {
                progress in stages.withLock { $0.append(progress.stage) }
            }
            try checkEqual(report.head, try await source.head(), "the reported end")
            try checkEqual(report.commands, 600, "the commands copied")
            try checkEqual(report.archived, 5, "the archive copied")
            try check(stages.withLock { $0.contains(.entries) && $0.contains(.projections) }, "no progress was told")
            try await checkSame(source, target, projections)

            // The copy is a living journal: a key is still known, and it goes on where the source ended.
            let again = Material.command("s1", "1", key: "key-1")
            let known = try await source.append(again)
            try checkEqual(try await target.append(again), known, "the receipt for a known key")
            let next = try await target.append(Material.command("new"))
            try checkEqual(next.first, report.head.position.next, "the next position")
            try await checkWhole(target, projections: projections)
        },
        ContractCase("a copy of an empty journal is an empty journal") { scope in
            let source = try await scope.store()
            let target = try await scope.store([CountingProjection()])
            let report = try await JournalCopy(from: source, to: target, projections: ["counts"]).run()
            try checkEqual(report.head, .empty, "the end")
            try checkEqual(try await target.append(Material.command("a")).first, Position(1), "the first position")
        },
        ContractCase("a copy into a store that holds anything is refused") { scope in
            let source = try await scope.store()
            _ = try await source.append(Material.command("a"))
            let target = try await scope.store()
            _ = try await target.append(Material.command("mine"))
            let before = try await target.allEntries()
            try await checkThrows(.refused, "a target with entries") {
                try await JournalCopy(from: source, to: target, projections: []).run()
            }
            try checkEqual(try await target.allEntries(), before, "the target's entries")
            let archive = try await scope.store()
            _ = try await archive.keep([1])
            try await checkThrows(.refused, "a target with an archive") {
                try await JournalCopy(from: source, to: archive, projections: []).run()
            }
        },
        ContractCase("a copy of a journal that does not verify is refused") { scope in
            let place = try await scope.place()
            let source = try await scope.open(place)
            for number in 0..<5 { _ = try await source.append(Material.command("a", "\(number)")) }
            try await place.tamper(.body(Position(3)))
            let target = try await scope.store()
            let error = try await checkThrows(.corrupt, "a tampered source") {
                try await JournalCopy(from: source, to: target, projections: []).run()
            }
            try check(error.message.contains("entry 3"), "the message names no entry: \(error.message)")
        },
        ContractCase("entries that do not follow the chain are not imported, and nothing of their page is") { scope in
            let source = try await scope.store()
            for number in 0..<6 { _ = try await source.append(Material.command(number % 2, "\(number)")) }
            let entries = try await source.allEntries()
            let target = try await scope.store()
            try await target.importEntries(Array(entries[0..<2]))
            let head = try await target.head()
            var changed = Array(entries[2...])
            changed[1].body = [1]
            let pages: [(String, [Entry])] = [
                ("a gap", Array(entries[3...])), ("a repetition", Array(entries[1...])),
                ("another order", entries[2...].reversed()), ("a changed entry", changed),
                ("a skipped version", [skippingVersion(after: head)]),
            ]
            for (what, page) in pages {
                try await checkThrows(.refused, what) { try await target.importEntries(page) }
                try checkEqual(try await target.head(), head, "the head after \(what)")
                try checkEqual(try await target.allEntries().count, 2, "the entries after \(what)")
            }
            try await target.importEntries(Array(entries[2...]))
            try await checkWhole(target)
        },
        ContractCase("keys are listed in order, page by page, with what they were answered") { scope in
            let store = try await scope.store()
            let keys = ["b", "a", "Z", "a/1", "_", "~"]
            for key in keys { _ = try await store.append(Material.command("s", key, key: key)) }
            _ = try await store.append(Material.command("s", "without a key"))
            var listed: [CommandRecord] = []
            while true {
                let page = try await store.commands(after: listed.last?.key, limit: 4)
                if page.isEmpty { break }
                listed += page
            }
            try checkEqual(listed.map(\.key.rawValue), keys.sorted(), "the keys")
            let record = listed.first { $0.key.rawValue == "a/1" }
            try checkEqual(record?.fingerprint, Material.command("s", "a/1").fingerprint, "the fingerprint")
            try checkEqual(record?.receipt.first, Position(4), "the receipt")
        },
    ]

    private static func fill(_ store: any JournalTransfer) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<600 {
                group.addTask {
                    _ = try await store.append(Material.command("s\(number % 11)", "\(number)", key: "key-\(number)"))
                }
            }
            try await group.waitForAll()
        }
        _ = try await store.append(Material.command((0..<500).map { Material.draft("s\($0 % 11)", "more \($0)") }))
        for number in 0..<5 { _ = try await store.keep(Array("capture \(number)".utf8)) }
    }

    private static func checkSame(
        _ source: any JournalTransfer, _ target: any JournalTransfer, _ projections: [any Projection]
    ) async throws {
        try checkEqual(try await target.head(), try await source.head(), "the head")
        try check(try await target.allEntries() == (try await source.allEntries()), "the entries differ")
        let keys = try await target.commands(after: nil, limit: 1_000)
        try check(keys == (try await source.commands(after: nil, limit: 1_000)), "the keys differ")
        let archive = try await source.archivedDigests(after: nil, limit: 10)
        try checkEqual(try await target.archivedDigests(after: nil, limit: 10), archive, "the archive")
        for digest in archive {
            let bytes = try await target.captured(digest)
            try check(bytes == (try await source.captured(digest)), "the archived bytes of \(digest) differ")
        }
        for projection in projections {
            let copied = try await target.documentsDigest(projection.name)
            try checkEqual(copied, try await source.documentsDigest(projection.name), "\(projection.name)")
        }
        try await checkWhole(target, projections: projections)
    }

    /// An entry whose hash is right and whose place in its stream is not.
    private static func skippingVersion(after head: Chain) -> Entry {
        var chain = head
        return chain.extend(
            with: Material.draft("new"), version: StreamVersion(2), actor: "system:test", instant: Material.instant)
    }
}
