import Access
import Bytes
import Foundation
import Glibc
import JSON
import Judging
import Lookout
import Machine
import Observing
import Series
import StoreSQLite
import TestProcesses
import Testing
import Vantages
import Vocabulary

/// What a stranger, a copy, a delay or a revoked agent sends to the real server: it changes nothing.
@Suite struct AgentForgeryTests {
    /// An agent whose requests are made by hand.
    private struct Hand {
        let stage: AgentStage
        let key: SigningKey
        var name = AgentName(checked: "oslo")

        init(_ stage: AgentStage) throws {
            self.stage = stage
            key = try #require(SigningKey(seed: Entropy.bytes(SigningKey.seedCount)))
        }

        static var now: Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

        func request(
            _ kind: AgentRequest.Kind, _ payload: [UInt8], by key: SigningKey? = nil, at stamp: Instant = now
        ) -> [UInt8] {
            AgentRequest(kind, name, at: stamp, payload, key: key ?? self.key).bytes
        }

        func send(_ bytes: [UInt8], to program: ServingProgram) throws -> (status: Int, answer: AgentAnswer) {
            let file = stage.folder.file("request")
            try Data(bytes).write(to: URL(filePath: file))
            let (status, body) = try program.get(
                AgentIdentity.path, headers: ["Content-Type: application/octet-stream"],
                options: ["--data-binary", "@" + file])
            return (status, try AgentAnswer(reading: Array(body.utf8)))
        }

        /// The target's results as this vantage says them, all failed.
        func batch(_ number: Int64, at instants: [Instant], target: String = "front") -> [UInt8] {
            let items = instants.enumerated().map { place, instant in
                ReportCoding.bytes(
                    .result(
                        VantageResult(
                            target: target, number: UInt64(number) + UInt64(place), purpose: .scheduled,
                            began: instant, outcome: SampleOutcome(.failed, at: .connect, code: 111),
                            total: TimeSpan(microseconds: 900), words: "refused")))
            }
            let content = BatchContent(sealedAt: Self.now, offset: .zero, items: items)
            return Delivery(number: number, content: content.bytes).bytes
        }
    }

    private static func code(_ sent: (status: Int, answer: AgentAnswer)) -> AgentRefusal.Code? {
        if case .refused(let refusal) = sent.answer.outcome { refusal.code } else { nil }
    }

    private static func through(_ sent: (status: Int, answer: AgentAnswer)) -> Int64? {
        if case .kept(let number) = sent.answer.outcome, sent.status == 200 { number } else { nil }
    }

    private static func kept(_ stage: AgentStage, from vantage: String, since: Instant) async throws -> [Int64] {
        let series = try await SQLiteSeries.open(path: stage.folder.file("data/vigie-series.sqlite"))
        let query = try SampleQuery(
            series: #require(SeriesName(rawValue: "front")), from: since - .days(2), to: since + .days(1),
            limit: SampleQuery.limitMost)
        let samples = try await series.samples(query).filter { $0.vantage.rawValue == vantage }.flatMap(\.samples)
        await series.close()
        return samples.map(\.milliseconds)
    }

    @Test func `forged, replayed, delayed and late batches change nothing; a code is good once`() async throws {
        let stage = try AgentStage(elsewhere: ["oslo", "paris"])
        let empty = try Folder()
        let sites = try [stage.site, stage.anchor, stage.anchorElsewhere].map {
            try FileServer(port: $0, folder: empty)
        }
        var program = try stage.serve()
        let hand = try Hand(stage)

        // The code: replaced, good, spent.
        let replaced = try AgentProgram.code("oslo", at: program)
        let code = try AgentProgram.code("oslo", at: program)
        func enrol(_ code: String, by key: SigningKey) throws -> (status: Int, answer: AgentAnswer) {
            let bytes = try #require(OneTimeCode(code)).bytes
            return try hand.send(
                hand.request(.enrol, Enrolment(code: bytes, key: key.verifier).bytes, by: key), to: program)
        }
        #expect(Self.code(try enrol(replaced, by: hand.key)) == .codeVoid)
        let enrolled = try enrol(code, by: hand.key)
        guard case .enrolled(let name, let start) = enrolled.answer.outcome else {
            Issue.record("\(enrolled)")
            return
        }
        #expect(name == hand.name)
        let stranger = try #require(SigningKey(seed: Entropy.bytes(SigningKey.seedCount)))
        #expect(Self.code(try enrol(code, by: stranger)) == .codeVoid)
        let spent = try BuiltProgram.run(
            ["agent", "enrol", "--server", program.base, "--code", code, "--data", stage.folder.file("thief")])
        #expect(spent.status == 69 && spent.error.contains("This code was used"), "\(spent)")
        #expect(!FileManager.default.fileExists(atPath: stage.folder.file("thief/agent.json")))

        // A batch, and everything that is none.
        let now = Hand.now
        let instants = [now - .hours(1), now - .seconds(3), now - .seconds(2), now - .seconds(1)]
        let batch = hand.batch(start + 5, at: instants)
        let whole = hand.request(.deliver, batch)
        var bent = whole
        bent[bent.count / 2] ^= 1
        #expect(Self.code(try hand.send(hand.request(.deliver, batch, by: stranger), to: program)) == .unknown)
        #expect(Self.code(try hand.send(bent, to: program)) == .unknown)
        #expect(try hand.send(Array(whole.dropLast()), to: program).status == 400)
        let old = hand.request(.deliver, batch, at: Hand.now - .minutes(3))
        #expect(Self.code(try hand.send(old, to: program)) == .clock)
        var paris = hand
        paris.name = AgentName(checked: "paris")
        #expect(Self.code(try paris.send(paris.request(.deliver, batch), to: program)) == .unknown)
        // Sent, recorded and sent again, sent anew; one before it that was delayed; its number with other content.
        for bytes in [whole, whole, hand.request(.deliver, batch), whole] {
            #expect(Self.through(try hand.send(bytes, to: program)) == start + 5)
        }
        let delayed = hand.request(.deliver, hand.batch(start + 4, at: [now - .seconds(9)]))
        #expect(Self.through(try hand.send(delayed, to: program)) == start + 5)
        let other = hand.request(.deliver, hand.batch(start + 5, at: [now - .seconds(8)]))
        #expect(Self.code(try hand.send(other, to: program)) == .numberUsed)
        // What is ahead, or about nothing that is watched, is not kept, and holds up nothing.
        #expect(
            Self.through(
                try hand.send(hand.request(.deliver, hand.batch(start + 6, at: [now + .hours(1)])), to: program))
                == start + 6)
        let strange = hand.batch(start + 7, at: [now], target: "elsewhere")
        #expect(Self.through(try hand.send(hand.request(.deliver, strange), to: program)) == start + 7)
        let metrics = try program.get("/metrics").body
        for (use, count) in [("judged", 3), ("drawn", 1), ("ahead", 1), ("strange", 1), ("too-old", 0)] {
            #expect(metrics.contains("vigie_agents_reports_total{use=\"\(use)\"} \(count)\n"), "\(use)")
        }

        // Killed a moment after its word: what it acknowledged is there, and known.
        program.signal(SIGKILL)
        program.process.waitUntilExit()
        program = try stage.serve()
        for bytes in [whole, hand.request(.deliver, batch)] {
            #expect(Self.through(try hand.send(bytes, to: program)) == start + 7)
        }
        #expect(try BuiltProgram.run(["agents", "revoke", "oslo", "--server", program.base]).status == 0)
        let later = hand.request(.deliver, hand.batch(start + 8, at: [Hand.now]))
        #expect(Self.code(try hand.send(later, to: program)) == .unknown)
        // One vantage that says so alone opens no case.
        let watched = try stage.watch { $0["targets"]?.array?.isEmpty == false }
        #expect(watched["cases"]?.array?.isEmpty == true)
        #expect(program.stop() == 0)
        let kept = try await Self.kept(stage, from: "oslo", since: now)
        #expect(kept == instants.map { $0.microseconds / 1_000 })
        #expect(try await Self.kept(stage, from: "paris", since: now).isEmpty)
        for site in sites { site.end() }
    }
}
