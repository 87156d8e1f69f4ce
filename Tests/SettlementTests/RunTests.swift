import Ledger
import LedgerContract
import Settlement
import SettlementFolder
import Testing
import Vocabulary

/// What a run makes of the files that lie there.
@Suite struct RunTests {
    @Test(arguments: Database.allCases)
    func `what agrees is settled, and everything else is told`(_ database: Database) async throws {
        let bench = try await Bench(database)
        for (id, minor) in [("A", 100), ("B", 200), ("C", 300), ("D", 400)] {
            try await bench.collect(id, Int64(minor))
        }
        try await bench.collect("next-day", 900, at: Bench.midnight + .hours(1))
        try bench.put(
            file(
                "day-1",
                [line("A", 100, fee: 2), line("B", 201), line("C", 300), line("C", 300), line("stranger", 5)]))
        bench.set(Bench.midnight + .hours(1))
        let service = bench.service()
        let run = await service.run()
        #expect(run.problem == nil)
        let report = try #require(run.reports.first)
        #expect(run.reports.count == 1)
        #expect(report.outcome == .mismatching)
        #expect(report.matched == 1)
        #expect(report.sums == [currency("EUR"): .init(captures: 100, refunds: 0, fees: 2)])
        #expect(report.counts == [.differing: 1, .missingHere: 1, .missingThere: 1, .doubled: 2])
        let findings = try await service.findings(of: report, page: 0)
        #expect(
            findings.map { "\($0.list.rawValue) \($0.reference)" } == [
                "differing B", "missing-here stranger", "missing-there D", "doubled C", "doubled C",
            ])
        #expect(findings[0].ours?.money == euros(200))
        #expect(findings[0].theirs?.money == euros(201))
        #expect(findings[0].payment?.rawValue == "payment-B")
        // What was told is still open: nothing was absorbed.
        let open = try await bench.store.openMovements(of: .ecommerce, after: 0, limit: 10).map(\.id.rawValue)
        #expect(open == ["B", "C", "D", "next-day"])
        #expect(try await service.report(report.name) == report)
        await bench.close()
    }

    @Test(arguments: Database.allCases)
    func `a file is taken in once, also by another instance`(_ database: Database) async throws {
        let bench = try await Bench(database)
        try await bench.collect("A", 100)
        try bench.put(file("day-1", [line("A", 100)]))
        let first = bench.service()
        #expect(await first.run().reports.count == 1)
        let sequence = try await bench.store.lastSequence()
        #expect(await first.run() == SettlementService.Run(known: 1))
        // As after a restart: nothing is remembered but what is kept.
        let second = bench.service()
        #expect(await second.run() == SettlementService.Run(known: 1))
        let again = await second.run(again: true)
        #expect(again.reports.map(\.outcome) == [.clean])
        #expect(again.reports.first?.matched == 1)
        #expect(try await bench.store.lastSequence() == sequence)
        await bench.close()
    }

    @Test func `a file that can't be read is told and takes nothing, and its correction is taken`() async throws {
        let bench = try await Bench(.sqlite)
        try await bench.collect("A", 100)
        let good = file("day-1", [line("A", 100)])
        try bench.put(String(good.text.dropLast(8)), as: "day-1.txt")
        let service = bench.service()
        let broken = await service.run()
        #expect(broken.reports.map(\.outcome) == [.unreadable])
        #expect(broken.reports.first?.problem?.isEmpty == false)
        #expect(try await bench.store.openMovements(of: .ecommerce, after: 0, limit: 10).count == 1)
        try bench.put(good, as: "day-1.txt")
        #expect(await service.run().reports.map(\.outcome) == [.clean])
        #expect(try await service.reports(limit: 10).count == 2)
        await bench.close()
    }

    @Test func `another file under a name that was used is refused`() async throws {
        let bench = try await Bench(.sqlite)
        try await bench.collect("A", 100)
        try await bench.collect("B", 200)
        try bench.put(file("day-1", [line("A", 100)]), as: "first.txt")
        let service = bench.service()
        _ = await service.run()
        // With another fee for what was settled: taken in silently, it would be absorbed.
        try bench.put(file("day-1", [line("A", 100, fee: 50), line("B", 200)]), as: "second.txt")
        let run = await service.run()
        #expect(run.reports.map(\.outcome) == [.nameTaken])
        #expect(run.reports.first?.problem?.contains("first.txt") == true)
        #expect(try await bench.store.openMovements(of: .ecommerce, after: 0, limit: 10).map(\.id.rawValue) == ["B"])
        await bench.close()
    }

    @Test func `what no provider's file may be called is passed over`() async throws {
        let bench = try await Bench(.sqlite)
        for name in [".hidden", "day-1.part", "day-1.new", "a b.txt"] { try bench.put("x", as: name) }
        let run = await bench.service().run()
        #expect(run == SettlementService.Run())
        await bench.close()
    }

    @Test func `a folder that is not there stops the run, and the next one begins again`() async throws {
        let bench = try await Bench(.sqlite)
        let gone = FolderSourceElsewhere(bench)
        #expect(await gone.service.run().problem?.contains("No such file") == true)
        await gone.source.close()
        try bench.put(file("day-1", []))
        #expect(await bench.service().run().reports.count == 1)
        await bench.close()
    }

    @Test func `many findings are kept in pages`() async throws {
        let bench = try await Bench(.sqlite)
        let lines = (0..<450).map { line("stranger-\($0)", 5) }
        try bench.put(file("day-1", lines))
        let service = bench.service()
        let report = try #require(await service.run().reports.first)
        #expect(report.counts == [.missingHere: 450])
        #expect(report.pages == 3)
        var references: [String] = []
        for page in 0..<report.pages {
            references += try await service.findings(of: report, page: page).map(\.reference.rawValue)
        }
        #expect(references == lines.map(\.reference.rawValue))
        #expect(try await service.findings(of: report, page: 3).isEmpty)
        await bench.close()
    }

    @Test func `runs come by themselves until they are ended`() async throws {
        let bench = try await Bench(.sqlite)
        let naps = AsyncStream<Void>.makeStream()
        let service = bench.service(sleep: { _ in naps.continuation.yield() })
        let work = Task { await service.work() }
        var waits = naps.stream.makeAsyncIterator()
        await waits.next()
        try bench.put(file("day-1", []))
        while try await service.reports(limit: 1).isEmpty { await waits.next() }
        work.cancel()
        await work.value
        await bench.close()
    }

    @Test func `two instances that run at the same time settle everything once`() async throws {
        let bench = try await Bench(.postgres)
        let second = try await bench.open()
        for number in 0..<60 { try await bench.collect("C\(number)", Int64(100 + number)) }
        let lines = (0..<60).map { line("C\($0)", Int64(100 + $0), fee: 1) }
        for (name, part) in [("day-1", lines[..<30]), ("day-2", lines[30...])] {
            try bench.put(file(name, Array(part) + [line("stranger-" + name, 5)]))
        }
        let services = [bench.service(), bench.service(second)]
        async let first = services[0].run()
        async let other = services[1].run()
        let runs = await [first, other]
        #expect(runs.allSatisfy { $0.problem == nil })
        // Whoever keeps a report first has it; the other one sees that it is known.
        #expect(runs.map { $0.reports.count + $0.known } == [2, 2])
        #expect(runs.map(\.reports.count).reduce(0, +) == 2)
        let reports = try await services[0].reports(limit: 5)
        #expect(reports.map(\.matched) == [30, 30])
        #expect(
            reports.allSatisfy { $0.counts == [.missingHere: 1, .missingThere: 30] || $0.counts == [.missingHere: 1] })
        #expect(try await bench.store.openMovements(of: .ecommerce, after: 0, limit: 10).isEmpty)
        try await checkWhole(bench.store)
        await second.close()
        await bench.close()
    }
}
