import Foundation
import Journal
import JournalContract
import StoreSQLite
import Testing

@Suite struct DamageTests {
    private let projections: [any Projection] = [CountingProjection()]

    @Test func `one flipped bit in the body of any entry is named by a verification`() async throws {
        try await withPlace { place in
            let count = 40
            let (whole, entries) = try await filled(place, count: count)
            var random = SeededRandom(seed: 7)
            for _ in 0..<25 {
                let victim = Int.random(in: 0..<count, using: &random)
                let body = Data(entries[victim].body)
                let offset = Int.random(in: 0..<body.count, using: &random)
                let bit: UInt8 = 1 << UInt8.random(in: 0..<8, using: &random)
                // Pages that were split keep old copies in their unused space, so every copy gets the flip.
                var damaged = whole
                var from = whole.startIndex
                while let copy = whole.range(of: body, in: from..<whole.endIndex) {
                    damaged[copy.lowerBound + offset] ^= bit
                    from = copy.upperBound
                }
                #expect(damaged != whole)
                try damaged.write(to: URL(fileURLWithPath: place.path))
                let tool = try await place.serve(place.beside, projections: projections)
                let report = try await JournalVerifier(tool, projections: projections).verify()
                await tool.close()
                #expect(report.problems.first?.position == Position(Int64(victim + 1)), "\(report.problems)")
            }
        }
    }

    @Test func `a journal that was closed is one file, so that a copy of it is whole`() async throws {
        for _ in 0..<60 {
            try await withPlace { place in
                let store = try await place.serve(projections: projections)
                _ = try await store.append(sample("kept"))
                await store.close()
                #expect(!FileManager.default.fileExists(atPath: place.path + "-wal"))
            }
        }
    }

    @Test func `one flipped bit anywhere in the file is noticed, or changes nothing that is read`() async throws {
        try await withPlace { place in
            let (whole, entries) = try await filled(place, count: 40)
            var random = SeededRandom(seed: 11)
            var noticed = 0
            for _ in 0..<150 {
                let offset = Int.random(in: 0..<whole.count, using: &random)
                var damaged = whole
                damaged[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try damaged.write(to: URL(fileURLWithPath: place.path))
                do {
                    let tool = try await place.serve(place.beside, projections: projections)
                    let report = try await JournalVerifier(tool, projections: projections).verify()
                    if report.isSound {
                        let read = try await tool.entries(after: .beforeFirst, limit: 1_000)
                        #expect(read == entries, "a flipped bit at \(offset) went unnoticed")
                    } else {
                        noticed += 1
                    }
                    await tool.close()
                } catch let error as JournalError {
                    #expect([.corrupt, .schema, .failed].contains(error.code), "offset \(offset): \(error.message)")
                    noticed += 1
                }
            }
            #expect(noticed > 0)
        }
    }

    @Test func `a process does not append to a journal whose end was cut off`() async throws {
        try await withPlace { place in
            _ = try await filled(place, count: 5)
            try await place.tamper(.lastRemoval)
            let error = await journalError { _ = try await place.serve() }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("vigie verify") == true)
        }
    }

    @Test func `imported entries must be followed by a rebuild before anything is appended`() async throws {
        try await withPlace { place in
            let (_, entries) = try await filled(place, count: 6)
            let target = place.folder + "/target"
            var store = try await SQLiteStore.open(path: target, projections: projections)
            try await store.importEntries(entries)
            #expect(await journalError { _ = try await store.append(sample("late")) }?.code == .schema)
            try await store.rebuild(["counts"]) { _, _ in }
            _ = try await store.append(sample("late"))
            await store.close()

            // A process that died between import and rebuild leaves it to the next opening.
            let other = place.folder + "/other"
            store = try await SQLiteStore.open(path: other, projections: projections)
            try await store.importEntries(entries)
            await store.close()
            store = try await SQLiteStore.open(path: other, projections: projections)
            let report = try await JournalVerifier(store, projections: projections).verify()
            #expect(report.problems.isEmpty)
            _ = try await store.append(sample("late"))
            await store.close()
        }
    }

    /// The bytes of a closed file with entries whose bodies are found in it once each, and those entries.
    private func filled(_ place: SQLitePlace, count: Int) async throws -> (Data, [Entry]) {
        let store = try await place.serve(projections: projections)
        for number in 0..<count {
            _ = try await store.append(
                sample("s\(number % 7)", Array("entry \(number) says: \(UUID().uuidString)".utf8)))
        }
        let entries = try await store.entries(after: .beforeFirst, limit: 1_000)
        await store.close()
        return (try Data(contentsOf: URL(fileURLWithPath: place.path)), entries)
    }
}
