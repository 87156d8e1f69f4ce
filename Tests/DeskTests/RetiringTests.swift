import Desk
import Incidents
import Journal
import StoreSQLite
import Telling
import Testing
import Vocabulary

/// What is out of use: kept by history, refused to what is new, dropped by pages, and taken back.
@Suite struct RetiringTests {
    private let admin = DeskRoom.caller("admin")

    private func brand(_ id: BrandID, _ room: DeskRoom) async throws -> BrandSite? {
        BrandSite(id, in: try await room.desk.site(), asOf: room.now)
    }

    @Test func `a retired component leaves the pages, keeps its name in history, and nothing new names it`()
        async throws
    {
        let room = try await DeskRoom()
        let old = try await room.desk.declare(
            room.declaration("2025-12-04T11:40:00Z", [DeskRoom.till]), by: admin)
        _ = try await room.desk.perform(
            .resolve(end: room.now, word: Saying(.sentence(SentenceID(checked: "resolved")))), on: old.incident,
            by: admin)
        try await room.desk.retire(.component(DeskRoom.till), by: admin)
        let south = try #require(try await brand(DeskRoom.south, room))
        #expect(south.components.map(\.id) == [DeskRoom.shop])
        #expect(south.retired.map(\.id) == [DeskRoom.till])
        #expect(south.incident(old.incident)?.components == [DeskRoom.till], "what was told keeps what it was about")

        let refusal = await expect(.refused) {
            _ = try await room.desk.declare(room.declaration(nil, [DeskRoom.till]), by: admin)
        }
        #expect(refusal?.field == "components" && refusal?.message.contains("retired") == true)
        // Old facts are still corrected with it.
        let window = try #require(try await room.incident(old.incident).windows.first)
        _ = try await room.desk.perform(
            .recordWindow(
                WindowOrder(id: window.id, start: window.start - .minutes(1), end: window.end)), on: old.incident,
            by: admin)
        try await room.desk.retire(.component(DeskRoom.till), false, by: admin)
        #expect(try await brand(DeskRoom.south, room)?.components.map(\.id) == [DeskRoom.shop, DeskRoom.till])
        _ = try await room.desk.declare(room.declaration(nil, [DeskRoom.till]), by: admin)
    }

    @Test func `what is open or planned keeps its component and its brand in use`() async throws {
        let room = try await DeskRoom()
        let open = try await room.desk.declare(room.declaration(nil, [DeskRoom.till]), by: admin)
        for part in [CataloguePart.component(DeskRoom.till), .brand(DeskRoom.south)] {
            let refusal = await expect(.conflict) { try await room.desk.retire(part, by: admin) }
            #expect(refusal?.message.contains(open.incident.rawValue) == true)
        }
        var planned = try room.declaration(nil, [DeskRoom.shop])
        planned.plan = MaintenancePlan(start: room.now + .hours(1), end: room.now + .hours(2))
        planned.brands = [DeskRoom.north]
        let work = try await room.desk.declare(planned, by: admin)
        for part in [CataloguePart.component(DeskRoom.shop), .brand(DeskRoom.north)] {
            await expect(.conflict) { try await room.desk.retire(part, by: admin) }
        }
        _ = try await room.desk.perform(.cancelPlan, on: work.incident, by: admin)
        try await room.desk.retire(.brand(DeskRoom.north), by: admin)
        #expect(try await brand(DeskRoom.north, room) == nil)
    }

    @Test func `planned work that comes again keeps its component, and ends like the rest`() async throws {
        let room = try await DeskRoom()
        let series = MaintenanceSeries(
            id: SeriesID(checked: "patching"), provider: DeskRoom.acme, title: DeskRoom.title,
            components: [DeskRoom.shop], firstStart: room.now + .days(20), length: .hours(1), zone: "Europe/Paris",
            rhythm: .weekly)
        try await room.desk.describe(.series(series), by: admin)
        let refusal = await expect(.conflict) {
            try await room.desk.retire(.component(DeskRoom.shop), by: admin)
        }
        #expect(refusal?.message.contains("patching") == true)
        try await room.desk.retire(.series(series.id), by: admin)
        #expect(try await room.desk.site().series.first?.isEnded == true)
        try await room.desk.retire(.component(DeskRoom.shop), by: admin)
        let back = await expect(.refused) { try await room.desk.retire(.series(series.id), false, by: admin) }
        #expect(back?.message.contains("shop is retired") == true)
        #expect(back?.message(in: .french)?.contains("shop est retiré\u{202F}: reprenez-le") == true)
    }

    @Test func `a retired brand frees its host, promises no language, and takes the host back only while it is free`()
        async throws
    {
        let room = try await DeskRoom()
        func describe(_ id: BrandID, _ languages: [Language], host: String?) async throws {
            try await room.desk.describe(
                .brand(
                    Brand(
                        id: id, provider: DeskRoom.acme, name: id.rawValue, languages: languages,
                        face: BrandFace(hosts: host.map { [$0] } ?? []))), by: admin)
        }
        try await describe(DeskRoom.south, [.french, .english, .italian], host: "status.example.com")
        try await room.desk.retire(.brand(DeskRoom.south), by: admin)
        try await describe(DeskRoom.north, [.french, .english], host: "status.example.com")
        var declaration = try room.declaration()
        declaration.title = LocalizedText([.english: "Fails", .french: "Panne"])
        let made = try await room.desk.declare(declaration, by: admin)
        #expect(
            try await room.incident(made.incident).own?.brands == [DeskRoom.north], "Italian was the other's promise")
        declaration.brands = [DeskRoom.south]
        await expect(.refused) { _ = try await room.desk.declare(declaration, by: admin) }
        let back = await expect(.conflict) { try await room.desk.retire(.brand(DeskRoom.south), false, by: admin) }
        #expect(back?.field == "hosts")
    }

    @Test
    func `retired stays retired when it is described again, done twice is done once, and what never was is refused`()
        async throws
    {
        let room = try await DeskRoom()
        try await room.desk.retire(.component(DeskRoom.till), by: admin)
        let position = try await room.store.head().position
        try await room.desk.retire(.component(DeskRoom.till), by: admin)
        #expect(try await room.store.head().position == position)
        var till = try #require(try await room.desk.site().components.first { $0.id == DeskRoom.till })
        till.name = DeskRoom.text("Old tills")
        till.isRetired = false
        try await room.desk.describe(.component(till), by: admin)
        #expect(try await room.desk.site().components.first { $0.id == DeskRoom.till }?.isRetired == true)
        await expect(.notFound) { try await room.desk.retire(.component(ComponentID(checked: "no-such")), by: admin) }
        // A section may keep it, and none may take it anew.
        var north = try #require(try await room.desk.site().brands.first { $0.id == DeskRoom.north })
        north.face.sections = [.init(title: DeskRoom.title, components: [DeskRoom.till])]
        let refusal = await expect(.refused) { try await room.desk.describe(.brand(north), by: admin) }
        #expect(refusal?.field == "sections")
    }

    @Test func `a withdrawn sentence says nothing more until it is taken back`() async throws {
        let room = try await DeskRoom()
        let id = SentenceID(checked: "supplier")
        try await room.desk.retire(.sentence(id), by: admin)
        var declaration = try room.declaration()
        declaration.word = Saying(.sentence(id))
        await expect(.refused) { _ = try await room.desk.declare(declaration, by: admin) }
        try await room.desk.retire(.sentence(id), false, by: admin)
        let made = try await room.desk.declare(declaration, by: admin)
        #expect(try await room.incident(made.incident).statements.count == 1)
    }
}
