import AgentBuffer
import Foundation
import Glibc
import Lookout
import Observing
import Series
import StoreSQLite
import TestProcesses
import Testing
import Vantages
import Vocabulary

/// What agents found while the server was away, through kill -9 of everybody: all of it is kept, once.
@Suite struct AgentDeliveryTests {
    /// One result, by where it stands in the series. Bursts ask several at once, so these are counted. What was sealed before
    /// a new life had heard the server is moved by what the server knew of its clock: its instant is zero here.
    private struct Place: Hashable {
        var vantage: String
        var target: String
        var milliseconds: Int64
    }

    /// Everything that an agent's disk remembers having sealed.
    private static func sealed(_ agent: AgentProgram) async throws -> [Delivery] {
        let buffer = try await FolderBuffer.open(agent.data + "/batches")
        var deliveries: [Delivery] = []
        while let next = try await buffer.first(after: deliveries.last?.number ?? 0) { deliveries.append(next) }
        await buffer.close()
        return deliveries
    }

    private static func places(_ deliveries: [Delivery], of vantage: String) throws -> [Place: Int] {
        var places: [Place: Int] = [:]
        for delivery in deliveries {
            let content = try BatchContent(reading: delivery.content)
            for item in content.items {
                guard case .result(let result) = try ReportCoding.report(item) else { continue }
                let instant = content.offset.map { (result.began + $0).microseconds / 1_000 } ?? 0
                places[Place(vantage: vantage, target: result.target, milliseconds: instant), default: 0] += 1
            }
        }
        return places
    }

    private static func kept(in path: String, since: Instant) async throws -> [Place: Int] {
        let series = try await SQLiteSeries.open(path: path)
        var places: [Place: Int] = [:]
        for target in ["front", "port"] {
            let query = try SampleQuery(
                series: #require(SeriesName(rawValue: target)), from: since, to: since + .days(1),
                limit: SampleQuery.limitMost)
            for line in try await series.samples(query) where line.vantage.rawValue != "here" {
                for sample in line.samples {
                    places[
                        Place(vantage: line.vantage.rawValue, target: target, milliseconds: sample.milliseconds),
                        default: 0] += 1
                }
            }
        }
        await series.close()
        return places
    }

    @Test func `kill -9 of the server and of agents that are offline loses no result and keeps none twice`()
        async throws
    {
        let began = Instant(seconds: Int64(Date().timeIntervalSince1970) - 60)
        let stage = try AgentStage()
        let empty = try Folder()
        let site = try FileServer(port: stage.site, folder: empty)
        let names = ["paris", "london"]
        var program = try stage.serve()
        var agents = try names.map { name in
            try AgentProgram(AgentProgram.enrol(name, at: program, in: stage.folder), in: stage.folder)
        }
        for agent in agents { #expect(agent.waits { $0.kept > 0 }) }

        // Offline: what is found waits on disk, and stays there when the agent is killed.
        program.signal(SIGKILL)
        for agent in agents { #expect(agent.waits { $0.waiting >= 2 }) }
        let acknowledged = agents.map { $0.kept }
        for agent in agents { #expect(agent.end(SIGKILL) == SIGKILL) }
        var before: [[Int64]] = []
        for (agent, kept) in zip(agents, acknowledged) {
            let sealed = try await Self.sealed(agent).map(\.number)
            #expect(sealed.contains { $0 <= kept } && sealed.count { $0 > kept } >= 2)
            before.append(sealed)
        }

        // A new life without the server goes on by the plan of before.
        agents = try agents.map { try AgentProgram($0.data, in: stage.folder) }
        for (agent, sealed) in zip(agents, before) {
            #expect(agent.waits { $0.waiting > Int64(sealed.count) })
            #expect(agent.logText.contains("watching count=2"), "\(agent.logText)")
        }

        // It comes back, is killed while it hears what waited, and comes back again.
        program = try stage.serve()
        let first = try #require(agents.first)
        #expect(first.waits { $0.kept > acknowledged[0] })
        program.signal(SIGKILL)
        program = try stage.serve()
        for (agent, numbers) in zip(agents, before) {
            #expect(agent.waits { $0.kept > numbers.last ?? .max })
        }
        for agent in agents {
            #expect(agent.end(SIGTERM) == 0, "\(agent.logText)")
            // What was sealed at the end is sent by the next start.
            let drained = try BuiltProgram.run(["agent", "run", "--once", "--data", agent.data])
            #expect(drained.status == 0 && drained.output.contains("waiting 0 batches"), "\(drained)")
        }
        // What was acknowledged a moment before is durable.
        program.signal(SIGKILL)
        program.process.waitUntilExit()

        var expected: [Place: Int] = [:]
        for (agent, name) in zip(agents, names) {
            expected.merge(try Self.places(try await Self.sealed(agent), of: name)) { $0 + $1 }
        }
        let kept = try await Self.kept(in: stage.folder.file("data/vigie-series.sqlite"), since: began)
        #expect(expected.values.reduce(0, +) > 20)
        var others: [Place: Int] = [:]
        for (place, count) in kept where count != expected[place] {
            let rest = Place(vantage: place.vantage, target: place.target, milliseconds: 0)
            others[rest, default: 0] += count - expected[place, default: 0]
        }
        let lost = expected.filter { $0.key.milliseconds != 0 && kept[$0.key, default: 0] < $0.value }
        #expect(lost.isEmpty, "\(lost.count) of \(expected.count) are not kept")
        // Besides these there is what had no offset, and nothing twice.
        #expect(others == expected.filter { $0.key.milliseconds == 0 })
        site.end()
    }
}
