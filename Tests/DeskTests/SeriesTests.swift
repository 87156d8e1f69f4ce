import Desk
import Incidents
import Journal
import Telling
import Testing
import Vocabulary

/// Planned work that comes again, as its series changes.
@Suite struct SeriesTests {
    @Test func `a series that changes takes along what was announced, and ends with it`() async throws {
        let room = try await DeskRoom()
        try room.at("2026-06-01T08:00:00Z")
        let admin = DeskRoom.caller("admin")
        var series = MaintenanceSeries(
            id: SeriesID(checked: "patching"), provider: DeskRoom.acme, title: DeskRoom.text("Patching"),
            components: [DeskRoom.shop], firstStart: try Instant(rfc3339: "2026-06-02T22:30:00Z"),
            length: .hours(1), zone: "Europe/Paris", rhythm: .weekly)
        /// Turns the clock twice: the second time there is nothing left to do.
        func turn(_ change: (inout MaintenanceSeries) throws -> Void = { _ in }) async throws -> [Incident] {
            try change(&series)
            try await room.desk.describe(.series(series), by: admin)
            #expect(try await room.clock.turn(now: room.now).problems.isEmpty)
            let position = try await room.desk.site().position
            #expect(try await room.clock.turn(now: room.now).problems.isEmpty)
            #expect(try await room.desk.site().position == position)
            return try await room.desk.site().incidents.sorted { $0.id < $1.id }
        }
        var announced = try await turn()
        #expect(announced.map(\.id.rawValue) == ["patching-2026-06-03", "patching-2026-06-10"])
        #expect(announced.allSatisfy { $0.reference == nil && $0.statements.count == 1 })
        // Somebody moves one; it stays there while the series stays.
        let moved = announced[1].id
        _ = try await room.desk.perform(
            .movePlan(
                start: try Instant(rfc3339: "2026-06-10T20:00:00Z"), end: try Instant(rfc3339: "2026-06-10T21:00:00Z")),
            on: moved, by: DeskRoom.caller("ana"))
        announced = try await turn()
        #expect(
            announced.compactMap { $0.own?.plan?.start.rfc3339 } == ["2026-06-02T22:30:00Z", "2026-06-10T20:00:00Z"])
        // Another hour of the same day, and longer.
        announced = try await turn { series in
            series.firstStart = try Instant(rfc3339: "2026-06-03T01:00:00Z")
            series.length = .hours(2)
        }
        #expect(
            announced.compactMap { $0.own?.plan?.start.rfc3339 } == ["2026-06-03T01:00:00Z", "2026-06-10T01:00:00Z"])
        #expect(announced.compactMap { $0.own?.plan?.end.rfc3339 } == ["2026-06-03T03:00:00Z", "2026-06-10T03:00:00Z"])
        #expect(
            announced.map { $0.statements.map(\.status) } == [
                [.scheduled, .scheduled], [.scheduled, .scheduled, .scheduled],
            ])
        // Another day: the announced ones are cancelled, and others come in their place.
        announced = try await turn { $0.firstStart = try Instant(rfc3339: "2026-06-04T01:00:00Z") }
        #expect(
            announced.map(\.id.rawValue) == [
                "patching-2026-06-03", "patching-2026-06-04", "patching-2026-06-10", "patching-2026-06-11",
            ])
        #expect(announced.compactMap { $0.own?.plan?.phase } == [.cancelled, .scheduled, .cancelled, .scheduled])
        #expect(announced[0].seen(by: .everyone(brand: DeskRoom.north))?.updates.last?.status != .scheduled)
        announced = try await turn { $0.isEnded = true }
        #expect(announced.compactMap { $0.own?.plan?.phase } == [.cancelled, .cancelled, .cancelled, .cancelled])
    }

    @Test func `a series is refused when its title could not be announced, and a name that is taken is told`()
        async throws
    {
        let room = try await DeskRoom()
        try room.at("2026-06-01T08:00:00Z")
        var series = MaintenanceSeries(
            id: SeriesID(checked: "patching"), provider: DeskRoom.acme, title: LocalizedText([.english: "Patching"]),
            components: [DeskRoom.shop], firstStart: try Instant(rfc3339: "2026-06-02T03:00:00Z"),
            length: .hours(1), zone: "Europe/Paris", rhythm: .monthlyByDay)
        let refusal = await expect(.incomplete) {
            try await room.desk.describe(.series(series), by: DeskRoom.caller("admin"))
        }
        #expect(refusal?.field == "title" && refusal?.missing == [.french, .italian])
        #expect(refusal?.message.contains("it (South)") == true)
        series.brands = [DeskRoom.north]
        series.title = LocalizedText([.english: "Patching", .french: "Mise à jour"])
        try await room.desk.describe(.series(series), by: DeskRoom.caller("admin"))
        var declaration = try room.declaration()
        declaration.reference = Reference("patching-2026-06-02")
        _ = try await room.desk.declare(declaration, by: DeskRoom.caller("ana"))
        let problems = try await room.clock.turn(now: room.now).problems
        #expect(problems.count == 1)
        #expect(problems.first?.contains("patching-2026-06-02 is something else") == true)
    }
}
