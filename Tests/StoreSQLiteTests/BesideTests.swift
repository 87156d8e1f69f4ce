import Foundation
import Journal
import JournalContract
import StoreSQLite
import TestProcesses
import Testing

@Suite struct BesideTests {
    @Test func `a second process that would serve the same file is refused`() async throws {
        try await withPlace { place in
            let store = try await place.serve()
            let second = TestProcess()
            second.executableURL = URL(fileURLWithPath: try builtProgram("CrashWriter"))
            second.arguments = [place.url, "0", "1"]
            let complaint = Pipe()
            second.standardError = complaint
            try second.run()
            let said = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            second.waitUntilExit()
            #expect(second.terminationStatus == 3)
            #expect(said.contains("another process is serving"), "it said: \(said)")

            // The same within one process; and when the first is closed, the file is free.
            #expect(await journalError { _ = try await place.serve() }?.code == .unavailable)
            await store.close()
            await (try place.serve()).close()
        }
    }

    @Test func `a refused second opening does not free the file for a third`() async throws {
        try await withPlace { place in
            let store = try await place.serve()
            for _ in 0..<2 { #expect(await journalError { _ = try await place.serve() }?.code == .unavailable) }
            _ = try await store.append(sample("a"))
            await store.close()
        }
    }

    @Test func `tools verify, back up and rebuild beside a process that appends`() async throws {
        try await withPlace { place in
            let projections: [any Projection] = [CountingProjection()]
            let store = try await place.serve(projections: projections)
            let tool = try await place.serve(place.beside, projections: projections)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask { for _ in 0..<60 { _ = try await store.append(sample("w\(writer)")) } }
                }
                for round in 0..<3 {
                    let report = try await JournalVerifier(tool, projections: projections).verify()
                    #expect(report.problems.isEmpty)
                    try await tool.rebuild(["counts"]) { _, _ in }
                    try await tool.backup(to: place.folder + "/backup-\(round)")
                }
                try await group.waitForAll()
            }
            #expect(await journalError { _ = try await tool.append(sample("a")) }?.code == .refused)
            #expect(await journalError { _ = try await tool.keep([1]) }?.code == .refused)
            let report = try await JournalVerifier(tool, projections: projections).verify()
            #expect(report.problems.isEmpty)
            #expect(report.head.position == Position(240))
            await tool.close()
            await store.close()
        }
    }

    @Test func `a tool hears of entries that the serving process appends`() async throws {
        try await withPlace { place in
            let store = try await place.serve()
            let tool = try await place.serve(place.beside)
            async let waited: Void = tool.waitForEntry(after: .beforeFirst)
            _ = try await store.append(sample("a"))
            try await waited
            #expect(try await tool.entries(after: .beforeFirst, limit: 5).count == 1)
            let cancelled = Task { try await tool.waitForEntry(after: Position(1)) }
            cancelled.cancel()
            #expect(await journalError { try await cancelled.value }?.code == .closed)
            await tool.close()
            await store.close()
        }
    }

    @Test func `a tool does not rebuild a projection that the serving process has in another way`() async throws {
        try await withPlace { place in
            let store = try await place.serve(projections: [CountingProjection(revision: 1)])
            let tool = try await place.serve(place.beside, projections: [CountingProjection(revision: 2)])
            let error = await journalError { try await tool.rebuild(["counts"]) { _, _ in } }
            #expect(error?.code == .refused)
            await tool.close()
            await store.close()
        }
    }
}
