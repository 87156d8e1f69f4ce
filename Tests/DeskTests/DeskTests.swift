import Bytes
import Desk
import Incidents
import Journal
import Telling
import Testing
import Vocabulary
import StoreSQLite

@Suite struct DeskTests {
    @Test
    func `an incident is declared once, told by every brand that shows what is hit, with its start from evidence`()
        async throws
    {
        let room = try await DeskRoom()
        try room.at("2025-12-04T11:20:00Z")
        var declaration = try room.declaration("2025-12-04T11:08:00Z")
        declaration.word = Saying(
            .sentence(SentenceID(checked: "unavailable")), next: try Instant(rfc3339: "2025-12-04T11:50:00Z"))
        let outcome = try await room.desk.declare(declaration, by: DeskRoom.caller("ana"))
        #expect(outcome.incident.rawValue == "ac-1")
        #expect(!outcome.isWaiting)
        let incident = try await room.incident(outcome.incident)
        #expect(incident.reference?.rawValue == "AC-1")
        #expect(incident.own?.brands == [DeskRoom.north, DeskRoom.south])
        #expect(incident.windows.map(\.start.rfc3339) == ["2025-12-04T11:08:00Z"])
        for brand in [DeskRoom.north, DeskRoom.south] {
            let seen = try #require(incident.seen(by: .everyone(brand: brand)))
            #expect(seen.severity == .critical)
            #expect(seen.updates.count == 1)
            let text = try #require(seen.updates.first?.text)
            #expect(text[.english]?.contains("12:08 CET (11:08 UTC)") == true)
            #expect(text[.french]?.contains("12:08 CET (11:08 UTC)") == true)
            #expect(text[.italian]?.contains("12:50 CET (11:50 UTC)") == true)
            #expect(seen.statements.isEmpty && seen.own?.declaredBy == "")
        }
    }

    @Test func `a component of one brand alone is told by that brand alone`() async throws {
        let room = try await DeskRoom()
        try room.at("2025-12-04T11:20:00Z")
        let outcome = try await room.desk.declare(
            try room.declaration("2025-12-04T11:08:00Z", [DeskRoom.till]), by: DeskRoom.caller("ana"))
        let incident = try await room.incident(outcome.incident)
        #expect(incident.seen(by: .everyone(brand: DeskRoom.north)) == nil)
        #expect(incident.seen(by: .everyone(brand: DeskRoom.south)) != nil)
    }

    @Test
    func `the supplier's outage of two parts is 5 and 19 minutes, opened again, and the earlier resolved says so`()
        async throws
    {
        let room = try await DeskRoom()
        let ana = DeskRoom.caller("ana")
        try room.at("2025-12-04T11:15:00Z")
        let id = try await room.desk.declare(try room.declaration("2025-12-04T11:08:00Z"), by: ana).incident
        try room.at("2025-12-04T15:08:00Z")
        _ = try await room.desk.perform(
            .resolve(
                end: try Instant(rfc3339: "2025-12-04T11:13:00Z"),
                word: Saying(.sentence(SentenceID(checked: "resolved")))),
            on: id, by: ana)
        #expect(try await room.incident(id).seen(by: .team)?.state(now: room.now) == .resolved)
        try room.at("2025-12-04T15:41:00Z")
        _ = try await room.desk.perform(
            .reopen(
                start: try Instant(rfc3339: "2025-12-04T15:39:00Z"), components: nil, evidence: LocalizedText(),
                word: nil),
            on: id, by: ana)
        let open = try #require(try await room.incident(id).seen(by: .everyone(brand: DeskRoom.north)))
        #expect(open.state(now: room.now) == .ongoing)
        let resolved = try #require(open.updates.first { $0.status == .resolved })
        #expect(open.recurrence(after: resolved)?.rfc3339 == "2025-12-04T15:39:00Z")
        #expect(open.updates.last?.text[.english]?.contains("come back") == true)
        try room.at("2025-12-04T16:10:00Z")
        _ = try await room.desk.perform(
            .resolve(
                end: try Instant(rfc3339: "2025-12-04T15:58:00Z"),
                word: Saying(.sentence(SentenceID(checked: "resolved")))),
            on: id, by: ana)
        let incident = try #require(try await room.incident(id).seen(by: .everyone(brand: DeskRoom.south)))
        #expect(IncidentFigures(incident, now: room.now).impact.map(\.length) == [.minutes(5), .minutes(19)])
        #expect(incident.updates.last?.text[.italian]?.contains("24") == true)
    }

    @Test func `free text waits for a second person, who agrees to exactly what was read`() async throws {
        let room = try await DeskRoom()
        let id = try await room.desk.declare(try room.declaration(), by: DeskRoom.caller("ana")).incident
        let said = try await room.desk.perform(
            .say(Saying(.text(DeskRoom.text("We look into it"), .investigating))), on: id, by: DeskRoom.caller("ana"))
        #expect(said.isWaiting)
        #expect(try await room.incident(id).seen(by: .everyone(brand: nil))?.updates.isEmpty == true)
        let statement = try #require(try await room.incident(id).statements.first)
        await expect(.samePerson) {
            _ = try await room.desk.perform(
                .approve(statement.id, text: statement.text), on: id, by: DeskRoom.caller("ana"))
        }
        await expect(.conflict) {
            _ = try await room.desk.perform(
                .approve(statement.id, text: DeskRoom.text("Other")), on: id, by: DeskRoom.caller("bo"))
        }
        _ = try await room.desk.perform(.approve(statement.id, text: statement.text), on: id, by: DeskRoom.caller("bo"))
        let seen = try #require(try await room.incident(id).seen(by: .everyone(brand: nil)))
        #expect(seen.updates.map(\.brand) == [DeskRoom.north, DeskRoom.south])
        await expect(.conflict) {
            _ = try await room.desk.perform(.decline(statement.id, reason: "No"), on: id, by: DeskRoom.caller("cy"))
        }
    }

    @Test func `a declared P1 is told at once and reviewed later, by somebody else`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration()
        declaration.priority = .p1
        let id = try await room.desk.declare(declaration, by: DeskRoom.caller("ana")).incident
        let said = try await room.desk.perform(
            .say(Saying(.text(DeskRoom.text("Down"), .investigating))), on: id, by: DeskRoom.caller("ana"))
        #expect(!said.isWaiting)
        let statement = try #require(try await room.incident(id).statements.first)
        #expect(statement.standing == .reviewDue)
        await expect(.samePerson) {
            _ = try await room.desk.perform(.review(statement.id), on: id, by: DeskRoom.caller("ana"))
        }
        _ = try await room.desk.perform(.review(statement.id), on: id, by: DeskRoom.caller("bo"))
        #expect(try await room.incident(id).statements.first?.standing == .reviewed(by: "bo", at: room.now))
    }

    @Test func `words that are public are corrected with a second person, and what was read before stays on record`()
        async throws
    {
        let room = try await DeskRoom()
        let id = try await room.desk.declare(try room.declaration("2025-12-04T11:08:00Z"), by: DeskRoom.caller("ana"))
            .incident
        _ = try await room.desk.perform(
            .say(Saying(.sentence(SentenceID(checked: "supplier")))), on: id, by: DeskRoom.caller("ana"))
        let before = try #require(try await room.incident(id).statements.first)
        let corrected = try await room.desk.perform(
            .correct(before.id, DeskRoom.text("Not the supplier"), missing: []), on: id, by: DeskRoom.caller("bo"))
        #expect(corrected.isWaiting)
        #expect(try await room.incident(id).seen(by: .everyone(brand: nil))?.updates.first?.text == before.text)
        await expect(.samePerson) {
            _ = try await room.desk.perform(
                .approve(before.id, text: DeskRoom.text("Not the supplier")), on: id, by: DeskRoom.caller("bo"))
        }
        _ = try await room.desk.perform(
            .approve(before.id, text: DeskRoom.text("Not the supplier")), on: id, by: DeskRoom.caller("cy"))
        let update = try #require(try await room.incident(id).seen(by: .everyone(brand: nil))?.updates.first)
        #expect(update.text == DeskRoom.text("Not the supplier"))
        #expect(update.earlier.map(\.text) == [before.text])
    }

    @Test func `a promised language blocks what lacks it, unless it is declared missing`() async throws {
        let room = try await DeskRoom()
        let id = try await room.desk.declare(try room.declaration(), by: DeskRoom.caller("ana")).incident
        let text = LocalizedText([.english: "Words", .french: "Mots"])
        let refusal = await expect(.incomplete) {
            _ = try await room.desk.perform(
                .say(Saying(.text(text, .investigating))), on: id, by: DeskRoom.caller("ana"))
        }
        #expect(refusal?.missing == [.italian])
        // The brand that promises no Italian may say it alone.
        _ = try await room.desk.perform(
            .say(Saying(.text(text, .investigating), brands: [DeskRoom.north])), on: id, by: DeskRoom.caller("ana"))
        _ = try await room.desk.perform(
            .say(Saying(.text(text, .investigating), missingLanguages: [.italian])), on: id, by: DeskRoom.caller("ana"))
        #expect(try await room.incident(id).statements.map(\.missingLanguages) == [[], [.italian]])
    }

    @Test func `it is not called resolved while customers are hit, and no time lies in the future`() async throws {
        let room = try await DeskRoom()
        try room.at("2025-12-04T11:20:00Z")
        let ana = DeskRoom.caller("ana")
        let id = try await room.desk.declare(try room.declaration("2025-12-04T11:08:00Z"), by: ana).incident
        await expect(.refused) {
            _ = try await room.desk.perform(.say(Saying(.sentence(SentenceID(checked: "resolved")))), on: id, by: ana)
        }
        await expect(.refused) {
            _ = try await room.desk.perform(
                .recordWindow(WindowOrder(start: room.now + .minutes(2), end: nil)), on: id, by: ana)
        }
        await expect(.refused) {
            _ = try await room.desk.perform(
                .recordWindow(WindowOrder(start: room.now - .minutes(2), end: room.now - .minutes(3))), on: id, by: ana)
        }
        await expect(.refused) {
            _ = try await room.desk.declare(try room.declaration("2025-12-05T00:00:00Z"), by: ana)
        }
    }

    @Test func `a time that is corrected is a claim beside the earlier one`() async throws {
        let room = try await DeskRoom()
        try room.at("2025-12-04T12:00:00Z")
        let ana = DeskRoom.caller("ana")
        let id = try await room.desk.declare(try room.declaration("2025-12-04T11:08:00Z"), by: ana).incident
        let window = try #require(try await room.incident(id).windows.first)
        _ = try await room.desk.perform(
            .recordWindow(WindowOrder(id: window.id, start: try Instant(rfc3339: "2025-12-04T11:06:00Z"), end: nil)),
            on: id, by: ana)
        let claims = try await room.incident(id).claims.filter { $0.subject == .start }.map(\.instant.rfc3339)
        #expect(claims == ["2025-12-04T11:08:00Z", "2025-12-04T11:06:00Z"])
    }

    @Test func `of two people who change the same thing the second is told, and overwrites nothing`() async throws {
        let room = try await DeskRoom()
        let id = try await room.desk.declare(try room.declaration(), by: DeskRoom.caller("ana")).incident
        let seen = try #require(try await room.desk.incident(id)).version
        var change = HeadChange()
        change.severity = .minor
        let outcome = try await room.desk.perform(.describe(change), on: id, version: seen, by: DeskRoom.caller("ana"))
        change.severity = .major
        await expect(.conflict) {
            _ = try await room.desk.perform(.describe(change), on: id, version: seen, by: DeskRoom.caller("bo"))
        }
        #expect(try await room.incident(id).severity == .minor)
        #expect(try await room.desk.incident(id)?.version == outcome.version)
        _ = try await room.desk.perform(.describe(change), on: id, version: outcome.version, by: DeskRoom.caller("bo"))
        #expect(try await room.incident(id).severity == .major)
    }

    @Test func `an order sent twice under one key is done once, also an hour later, and its key takes no other`()
        async throws
    {
        let room = try await DeskRoom()
        let first = try await room.desk.declare(try room.declaration(), by: DeskRoom.caller("ana", key: "k1"))
        try room.at("2025-12-04T20:00:00Z")
        let second = try await room.desk.declare(try room.declaration(), by: DeskRoom.caller("ana", key: "k1"))
        #expect(first == second)
        #expect(try await room.desk.site().incidents.count == 1)
        await expect(.keyReused) {
            _ = try await room.desk.declare(
                try room.declaration(nil, [DeskRoom.till]), by: DeskRoom.caller("ana", key: "k1"))
        }
        let say = DeskOrder.say(Saying(.sentence(SentenceID(checked: "supplier"))))
        let said = try await room.desk.perform(say, on: first.incident, by: DeskRoom.caller("ana", key: "k2"))
        #expect(try await room.desk.perform(say, on: first.incident, by: DeskRoom.caller("ana", key: "k2")) == said)
        #expect(try await room.incident(first.incident).statements.count == 1)
    }

    @Test func `incidents that are declared at the same moment get numbers of their own`() async throws {
        let room = try await DeskRoom()
        let declaration = try room.declaration()
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<6 {
                group.addTask {
                    try await room.desk.declare(declaration, by: DeskRoom.caller("p\(number)")).incident.rawValue
                }
            }
            var names: [String] = []
            for try await name in group { names.append(name) }
            return names
        }
        #expect(names.sorted() == (1...6).map { "ac-\($0)" })
    }

    @Test func `what is withheld or under embargo is nowhere until an entry says so`() async throws {
        let room = try await DeskRoom()
        try room.at("2025-12-04T11:00:00Z")
        var declaration = try room.declaration()
        declaration.embargoUntil = try Instant(rfc3339: "2025-12-04T12:00:00Z")
        let id = try await room.desk.declare(declaration, by: DeskRoom.caller("ana")).incident
        #expect(try await room.incident(id).seen(by: .everyone(brand: nil)) == nil)
        try room.at("2025-12-04T12:00:01Z")
        // The time has come; until the entry is there, nothing is shown.
        #expect(try await room.incident(id).seen(by: .everyone(brand: nil)) == nil)
        let turn = try await room.clock.turn(now: room.now)
        #expect(turn.problems.isEmpty)
        #expect(try await room.incident(id).seen(by: .everyone(brand: nil)) != nil)
        _ = try await room.desk.perform(.withhold, on: id, by: DeskRoom.caller("ana"))
        #expect(try await room.incident(id).seen(by: .everyone(brand: nil)) == nil)
    }

    @Test func `planned work begins and ends by the clock, is told each time, and comes again at the same hour`()
        async throws
    {
        let room = try await DeskRoom()
        try room.at("2026-03-20T08:00:00Z")
        try await room.desk.describe(
            .series(
                MaintenanceSeries(
                    id: SeriesID(checked: "patching"), provider: DeskRoom.acme, title: DeskRoom.text("Patching"),
                    components: [DeskRoom.shop], firstStart: try Instant(rfc3339: "2026-03-24T03:00:00Z"),
                    length: .hours(1), zone: "Europe/Paris", rhythm: .weekly)), by: DeskRoom.caller("admin"))
        #expect(try await room.clock.turn(now: room.now).problems.isEmpty)
        #expect(try await room.clock.turn(now: room.now).problems.isEmpty)
        var plans = try await room.desk.site().incidents.compactMap { $0.own?.plan }.sorted { $0.start < $1.start }
        // Clocks go forward between the two: 4 in the morning both times.
        #expect(plans.map(\.start.rfc3339) == ["2026-03-24T03:00:00Z", "2026-03-31T02:00:00Z"])
        try room.at("2026-03-24T03:00:00Z")
        _ = try await room.clock.turn(now: room.now)
        try room.at("2026-03-24T04:00:00Z")
        _ = try await room.clock.turn(now: room.now)
        let done = try #require(
            try await room.desk.site().incidents.first { $0.own?.plan?.start.rfc3339 == "2026-03-24T03:00:00Z" })
        #expect(done.own?.plan?.phase == .completed)
        #expect(
            done.seen(by: .everyone(brand: DeskRoom.north))?.updates.map(\.status) == [
                .scheduled, .inProgress, .completed,
            ])
        plans = try await room.desk.site().incidents.compactMap { $0.own?.plan }
        #expect(plans.count == 3)
    }

    @Test func `a post-mortem is published by somebody else than its author, whole, in every promised language`()
        async throws
    {
        let room = try await DeskRoom()
        let id = try await room.desk.declare(try room.declaration(), by: DeskRoom.caller("ana")).incident
        var draft = Postmortem(
            publishedAt: room.now, clientImpact: DeskRoom.text("Payments failed"),
            rootCause: LocalizedText([.english: "A cable"]),
            actions: [.init(symptom: DeskRoom.text("None saw it"), action: DeskRoom.text("Watch it"), owner: "ana")],
            internalNotes: LocalizedText([.english: "Keep this to us"]))
        _ = try await room.desk.perform(.draftPostmortem(draft), on: id, by: DeskRoom.caller("ana"))
        #expect(try await room.incident(id).seen(by: .everyone(brand: nil))?.postmortem == nil)
        await expect(.incomplete) {
            _ = try await room.desk.perform(.publishPostmortem(nil), on: id, by: DeskRoom.caller("bo"))
        }
        draft.rootCause = DeskRoom.text("A cable")
        _ = try await room.desk.perform(.draftPostmortem(draft), on: id, by: DeskRoom.caller("ana"))
        await expect(.samePerson) {
            _ = try await room.desk.perform(.publishPostmortem(nil), on: id, by: DeskRoom.caller("ana"))
        }
        _ = try await room.desk.perform(.publishPostmortem(nil), on: id, by: DeskRoom.caller("bo"))
        let seen = try #require(try await room.incident(id).seen(by: .everyone(brand: nil))?.postmortem)
        #expect(seen.rootCause == DeskRoom.text("A cable"))
        #expect(seen.internalNotes.isEmpty && seen.author == nil && seen.actions.first?.owner == nil)
    }

    @Test func `an incident that was recorded whole takes orders like any other`() async throws {
        let room = try await DeskRoom()
        var incident = Incident(
            id: IncidentID(checked: "moved-1"), provider: DeskRoom.acme, title: DeskRoom.title, severity: .minor,
            components: [DeskRoom.shop])
        incident.own = OwnRecord(declaredAt: room.now, declaredBy: "import", brands: [DeskRoom.north])
        _ = try await room.store.append(
            AppendCommand(
                actor: "system:import", instant: room.now, drafts: [Fact.incidentRecorded(incident).draft]))
        let said = try await room.desk.perform(
            .say(Saying(.sentence(SentenceID(checked: "supplier")))), on: incident.id, by: DeskRoom.caller("ana"))
        #expect(said.version == 2)
    }

    @Test func `what does not fit the organisation is refused with the field and what there is`() async throws {
        let room = try await DeskRoom()
        let refusal = await expect(.refused) {
            _ = try await room.desk.declare(
                try room.declaration(nil, [ComponentID(checked: "nowhere")]), by: DeskRoom.caller("ana"))
        }
        #expect(refusal?.field == "components")
        #expect(refusal?.message.contains("shop, till") == true)
        await expect(.refused) {
            try await room.desk.describe(
                .sentence(
                    Sentence(
                        id: SentenceID(checked: "mine"), phase: .other, status: .investigating,
                        text: LocalizedText([.english: "Since {whenever}"]))), by: DeskRoom.caller("admin"))
        }
        await expect(.refused) {
            var brand = Brand(id: DeskRoom.north, provider: DeskRoom.acme, name: "North", languages: [.english])
            brand.face.hosts = ["https://status.example.com"]
            try await room.desk.describe(.brand(brand), by: DeskRoom.caller("admin"))
        }
    }

    @Test func `of two who describe one brand at once, one is refused`() async throws {
        let room = try await DeskRoom()
        func brand(_ name: String) -> CatalogueOrder {
            .brand(Brand(id: DeskRoom.north, provider: DeskRoom.acme, name: name, languages: [.english]))
        }
        let seen: @Sendable (Site) -> Bool = { site in site.brands.contains { $0.name == "North" } }
        let desk = room.desk
        let names = ["Nord", "Boreal", "Septentrion", "Norden"]
        let taken = await withTaskGroup(of: String?.self) { group in
            for name in names {
                let order = brand(name)
                group.addTask {
                    do throws(DeskRefusal) {
                        try await desk.describe(order, by: DeskRoom.caller(name.lowercased()), while: seen)
                        return name
                    } catch {
                        return error.reason == .conflict ? nil : "\(error)"
                    }
                }
            }
            return await group.reduce(into: [String]()) { all, name in if let name { all.append(name) } }
        }
        #expect(taken.count == 1)
        #expect(try await room.desk.site().brands.contains { $0.name == taken.first })
        await expect(.conflict) {
            try await room.desk.describe(brand("Late"), by: DeskRoom.caller("late"), while: seen)
        }
    }

    @Test func `a number that was given by hand is passed over, and a reference that is taken names its holder`()
        async throws
    {
        let room = try await DeskRoom()
        let ana = DeskRoom.caller("ana")
        for number in [1, 3] {
            var declaration = try room.declaration()
            declaration.reference = Reference("AC-\(number)")
            _ = try await room.desk.declare(declaration, by: ana)
        }
        let second = try await room.desk.declare(try room.declaration(), by: ana).incident
        #expect(second.rawValue == "ac-2")
        var change = HeadChange()
        change.reference = Reference("AC-4")
        _ = try await room.desk.perform(.describe(change), on: second, by: ana)
        #expect(try await room.desk.declare(try room.declaration(), by: ana).incident.rawValue == "ac-5")
        #expect(try await room.desk.declare(try room.declaration(), by: ana).incident.rawValue == "ac-6")

        var taken = try room.declaration()
        taken.reference = Reference("ac-4")
        var refusal = await expect(.conflict) { _ = try await room.desk.declare(taken, by: ana) }
        #expect(refusal?.message == "The reference ac-4 is taken: the incident ac-2 has it.")
        #expect(refusal?.field == "reference")
        change.reference = Reference("AC-3")
        refusal = await expect(.conflict) {
            _ = try await room.desk.perform(.describe(change), on: second, by: ana)
        }
        #expect(refusal?.message.contains("the incident ac-3 has it") == true)
        // Sent again under its key, an order is not refused for what it made itself.
        taken.reference = Reference("AC-9")
        let key = DeskRoom.caller("ana", key: "nine")
        let nine = try await room.desk.declare(taken, by: key)
        #expect(try await room.desk.declare(taken, by: key) == nine)
    }

    @Test func `a declared P1 can be taken back`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration()
        declaration.priority = .p1
        let id = try await room.desk.declare(declaration, by: DeskRoom.caller("ana")).incident
        var change = HeadChange()
        change.severity = .minor
        _ = try await room.desk.perform(.describe(change), on: id, by: DeskRoom.caller("ana"))
        #expect(try await room.incident(id).priority == .p1)
        change.priority = .some(nil)
        _ = try await room.desk.perform(.describe(change), on: id, by: DeskRoom.caller("ana"))
        #expect(try await room.incident(id).priority == nil)
        let said = try await room.desk.perform(
            .say(Saying(.text(DeskRoom.text("Words"), .investigating))), on: id, by: DeskRoom.caller("ana"))
        #expect(said.isWaiting)
    }

    @Test func `a logo is archived and named by the brand, which stays as it is otherwise`() async throws {
        let room = try await DeskRoom()
        let caller = DeskRoom.caller("admin")
        let picture = try BrandPicture([0x89, 0x50, 0x4E, 0x47, 1, 2, 3])
        let before = try #require(try await room.desk.site().brands.first { $0.id == DeskRoom.south })
        #expect(try await room.desk.put(logo: picture, on: DeskRoom.south, by: caller) == picture.name)
        var brand = try #require(try await room.desk.site().brands.first { $0.id == DeskRoom.south })
        #expect(brand.face.logo == picture.name)
        let digest = try #require(brand.face.logoDigest.flatMap { SHA256Digest(hexadecimal: $0) })
        #expect(try await room.store.captured(digest) == picture.bytes)
        brand.face.logo = nil
        #expect(brand == before)
        // What a description says of it must be such a name.
        await expect(.refused) {
            var other = before
            other.face.logo = "https://example.com/logo.svg"
            try await room.desk.describe(.brand(other), by: DeskRoom.caller("admin"))
        }
        #expect(try await room.desk.put(logo: nil, on: DeskRoom.south, by: caller) == nil)
        #expect(try await room.desk.site().brands.first { $0.id == DeskRoom.south } == before)
        await expect(.notFound) {
            _ = try await room.desk.put(logo: picture, on: BrandID(checked: "nobody"), by: DeskRoom.caller("admin"))
        }
    }
}
