internal import Bytes
internal import Journal

extension JournalContract {
    static let archiveCases: [ContractCase] = [
        ContractCase("archived bytes come back by their SHA-256, also after opening again") { scope in
            let place = try await scope.place()
            var store = try await scope.open(place)
            let contents: [[UInt8]] = [
                [], [0], (0...255).map { UInt8($0) }, Array(String(repeating: "the same again ", count: 9_000).utf8),
            ]
            for content in contents {
                let digest = try await store.keep(content)
                try checkEqual(digest, SHA256Digest(of: content), "the address")
            }
            await store.close()
            store = try await scope.open(place)
            for content in contents {
                let back = try await store.captured(SHA256Digest(of: content))
                try check(back == content, "\(content.count) bytes did not come back")
            }
            try checkEqual(try await store.captured(.zero), nil, "bytes that were never kept")
            try checkEqual(try await store.storageProblems(), [], "the storage's problems")
        },
        ContractCase("the same bytes kept twice, or at once, are kept once") { scope in
            let store = try await scope.store()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask { _ = try await store.keep(Array("page \(number % 3)".utf8)) }
                }
                try await group.waitForAll()
            }
            let listed = try await store.archivedDigests(after: nil, limit: 100)
            try checkEqual(listed, (0..<3).map { SHA256Digest(of: Array("page \($0)".utf8)) }.sorted(), "the archive")
            let pages = try await store.archivedDigests(after: listed[0], limit: 1)
            try checkEqual(pages, [listed[1]], "a page of the archive")
        },
        ContractCase("damaged archived bytes are noticed, not handed out") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            let content = Array(String(repeating: "evidence ", count: 200).utf8)
            let digest = try await store.keep(content)
            try await place.tamper(.archive(digest: digest.bytes))
            let error = try await checkThrows(.corrupt, "reading damaged bytes") { try await store.captured(digest) }
            try check(error.message.contains(digest.hexadecimal), "the message does not name it: \(error.message)")
            let problems = try await store.storageProblems()
            try check(
                problems.contains { $0.contains(digest.hexadecimal) }, "the damage is not listed: \(problems)")
        },
        ContractCase("more bytes than the archive takes are refused") { scope in
            let store = try await scope.store()
            try await checkThrows(.refused, "too many bytes") {
                try await store.keep([UInt8](repeating: 7, count: ArchiveRule.bytesMost + 1))
            }
        },
    ]
}
