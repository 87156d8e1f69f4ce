import Desk
import Incidents
import JSON
import Journal
import Telling
import Testing
import Vocabulary

/// Words that are agreed to in peace time need two persons as well.
@Suite struct AgreeingTests {
    private let ana = DeskRoom.caller("ana")
    private let bo = DeskRoom.caller("bo")
    private let id = SentenceID(checked: "ours")

    private func sentence(_ word: String, isWithdrawn: Bool = false) -> Sentence {
        Sentence(
            id: id, phase: .other, status: .monitoring, text: DeskRoom.text(word), isWithdrawn: isWithdrawn)
    }

    @Test func `a sentence can be said when a second person has agreed to exactly its words`() async throws {
        let room = try await DeskRoom()
        let incident = try await room.desk.declare(try room.declaration(), by: ana).incident
        let say = DeskOrder.say(Saying(.sentence(id)))
        try await room.desk.describe(.sentence(sentence("We watch")), by: ana)
        await expect(.refused) { _ = try await room.desk.perform(say, on: incident, by: ana) }
        await expect(.samePerson) {
            try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We watch"), by: ana)
        }
        await expect(.conflict) { try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We"), by: bo) }
        try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We watch"), by: bo)
        _ = try await room.desk.perform(say, on: incident, by: ana)
        let known = try #require(try await room.desk.site().sentences.first { $0.id == id })
        #expect(known.agreement == .init(author: "ana", second: "bo", at: room.now) && known.proposal == nil)
        // Other words wait while the agreed ones stay in use.
        try await room.desk.describe(.sentence(sentence("We sleep")), by: bo)
        _ = try await room.desk.perform(say, on: incident, by: ana)
        #expect(try await room.incident(incident).statements.map { $0.text[.english] } == ["We watch", "We watch"])
        try await room.desk.decide(sentence: id, agreeing: nil, by: ana)
        await expect(.conflict) {
            try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We sleep"), by: ana)
        }
    }

    @Test func `one of ours is replaced by two persons, and taken out and put back by one`() async throws {
        let room = try await DeskRoom()
        let supplier = SentenceID(checked: "supplier")
        var known = try #require(SentenceBook.builtIn.first { $0.id == supplier })
        func usable() async throws -> Sentence? {
            SentenceBook.all(try await room.desk.site().sentences).first { $0.id == supplier }
        }
        let ours = known.text
        known.text = DeskRoom.text("Theirs")
        try await room.desk.describe(.sentence(known), by: ana)
        #expect(try await usable()?.text == ours)
        try await room.desk.decide(sentence: supplier, agreeing: DeskRoom.text("Theirs"), by: bo)
        #expect(try await usable()?.text == DeskRoom.text("Theirs"))
        known.isWithdrawn = true
        try await room.desk.describe(.sentence(known), by: ana)
        #expect(try await usable() == nil)
        // With other words it stays out until a second person has agreed to them.
        known.isWithdrawn = false
        known.text = DeskRoom.text("Nobody's")
        try await room.desk.describe(.sentence(known), by: ana)
        #expect(try await usable() == nil)
        known.text = DeskRoom.text("Theirs")
        try await room.desk.describe(.sentence(known), by: ana)
        #expect(try await usable()?.text == DeskRoom.text("Theirs"))
        #expect(try await room.desk.site().sentences.first { $0.id == supplier }?.proposal == nil)
    }

    @Test func `words that nobody agreed to wait no more when they are withdrawn, and wait again when taken back`()
        async throws
    {
        let room = try await DeskRoom()
        func known() async throws -> Sentence? { try await room.desk.site().sentences.first { $0.id == id } }
        try await room.desk.describe(.sentence(sentence("We watch")), by: ana)
        try await room.desk.retire(.sentence(id), by: bo)
        #expect(try await known()?.proposal == nil)
        await expect(.conflict) {
            try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We watch"), by: ana)
        }
        try await room.desk.retire(.sentence(id), false, by: bo)
        #expect(try await known()?.proposal?.author == "bo")
        #expect(SentenceBook.all(try await room.desk.site().sentences).allSatisfy { $0.id != id })
        try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We watch"), by: ana)
        #expect(SentenceBook.all(try await room.desk.site().sentences).contains { $0.id == id })
    }

    @Test func `who is alone agrees alone, and the entry says so`() async throws {
        let room = try await DeskRoom()
        var alone = ana
        alone.isAlone = true
        try await room.desk.describe(.sentence(sentence("We watch")), by: alone)
        let known = try #require(SentenceBook.all(try await room.desk.site().sentences).first { $0.id == id })
        #expect(known.agreement?.isAlone == true && known.json.object?["agreement"]?.object?["isAlone"]?.bool == true)
        // What was written before the others came in is agreed to by one of them.
        try await room.desk.describe(.sentence(sentence("We sleep")), by: ana)
        await expect(.samePerson) {
            try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We sleep"), by: ana)
        }
        try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We sleep"), by: alone)
    }

    @Test func `a sentence of no name becomes somebody's first`() async throws {
        let room = try await DeskRoom()
        let machine = DeskCaller(actor: "token:access", person: "token:access")
        try await room.desk.describe(.sentence(sentence("We watch")), by: machine)
        await expect(.samePerson) {
            try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We watch"), by: ana)
        }
        try await room.desk.describe(.sentence(sentence("We watch")), by: bo)
        try await room.desk.decide(sentence: id, agreeing: DeskRoom.text("We watch"), by: ana)
    }

    @Test func `a title has no place for what is not known when an incident is declared`() async throws {
        let room = try await DeskRoom()
        var title = sentence("Down since {start}")
        title.phase = .title
        let refusal = await expect(.refused) { try await room.desk.describe(.sentence(title), by: ana) }
        #expect(refusal?.field == "text")
        title.text = DeskRoom.text("{components}: {severity}")
        try await room.desk.describe(.sentence(title), by: ana)
        try await room.desk.decide(sentence: id, agreeing: title.text, by: bo)
        var declaration = try room.declaration()
        declaration.titleSentence = id
        let incident = try await room.desk.declare(declaration, by: ana).incident
        #expect(try await room.incident(incident).title[.english] == "shop payments: Critical")
        await expect(.refused) {
            _ = try await room.desk.perform(.say(Saying(.sentence(id))), on: incident, by: ana)
        }
    }

    @Test func `work that comes again is called by an agreed title until two have read its own`() async throws {
        let room = try await DeskRoom()
        try room.at("2026-06-01T08:00:00Z")
        let series = MaintenanceSeries(
            id: SeriesID(checked: "patching"), provider: DeskRoom.acme, title: DeskRoom.text("Patching"),
            components: [DeskRoom.shop], firstStart: try Instant(rfc3339: "2026-06-02T22:30:00Z"),
            length: .hours(1), zone: "Europe/Paris", rhythm: .weekly)
        try await room.desk.describe(.series(series), by: ana)
        #expect(try await room.clock.turn(now: room.now).problems.isEmpty)
        var titles = try await room.desk.site().incidents.compactMap { $0.title[.english] }
        #expect(Set(titles) == ["Planned work: shop payments"] && titles.count == 2)
        await expect(.samePerson) {
            try await room.desk.agree(series: series.id, title: series.title, summary: series.summary, by: ana)
        }
        try await room.desk.agree(series: series.id, title: series.title, summary: series.summary, by: bo)
        try room.at("2026-06-08T08:00:00Z")
        #expect(try await room.clock.turn(now: room.now).problems.isEmpty)
        titles = try await room.desk.site().incidents.compactMap { $0.title[.english] }
        #expect(titles.contains("Patching"))
        // Another hour needs nobody; other words do.
        var other = series
        other.length = .hours(2)
        try await room.desk.describe(.series(other), by: ana)
        #expect(try await room.desk.site().series.first?.proposedBy == nil)
        other.title = DeskRoom.text("Cleaning")
        try await room.desk.describe(.series(other), by: ana)
        #expect(try await room.desk.site().series.first?.proposedBy == "ana")
    }
}
