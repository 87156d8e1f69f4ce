import Desk
import Incidents
import JSON
import Journal
import Telling
import Testing
import Vocabulary

/// Every text of a person that readers see: title, summary, what a window rests on, notes.
@Suite struct ProposingTests {
    private let ana = DeskRoom.caller("ana")
    private let bo = DeskRoom.caller("bo")

    @Test func `a title of one's own waits, and readers see the agreed one until a second person agrees`() async throws
    {
        let room = try await DeskRoom()
        let done = try await room.desk.declare(try room.declaration(title: DeskRoom.title), by: ana)
        #expect(done.isWaiting && done.waiting.map(\.rawValue) == ["t1"])
        let agreed = try await room.incident(done.incident)
        #expect(
            agreed.title[.english] == "Outage: shop payments"
                && agreed.title[.italian] == "Interruzione: Pagamenti shop")
        #expect(agreed.seen(by: .everyone(brand: DeskRoom.north))?.updates == [])
        let title = StatementID(checked: "t1")
        await expect(.samePerson) {
            _ = try await room.desk.perform(.approve(title, text: DeskRoom.title), on: done.incident, by: ana)
        }
        await expect(.conflict) {
            _ = try await room.desk.perform(.approve(title, text: DeskRoom.text("Other")), on: done.incident, by: bo)
        }
        _ = try await room.desk.perform(.approve(title, text: DeskRoom.title), on: done.incident, by: bo)
        let known = try await room.incident(done.incident)
        #expect(known.title == DeskRoom.title && known.own?.titleSentence == nil)
        #expect(known.seen(by: .everyone(brand: DeskRoom.north))?.statements == [])
    }

    @Test func `pre-approved words alone need nobody, and the title follows severity and components`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration("2025-12-04T11:08:00Z", title: DeskRoom.title)
        declaration.title = LocalizedText()
        declaration.word = Saying(.sentence(SentenceID(checked: "supplier")))
        let done = try await room.desk.declare(declaration, by: ana)
        #expect(!done.isWaiting && done.waiting.isEmpty)
        var change = HeadChange()
        change.severity = .minor
        change.components = [DeskRoom.shop, DeskRoom.till]
        _ = try await room.desk.perform(.describe(change), on: done.incident, by: ana)
        let known = try await room.incident(done.incident)
        #expect(known.title[.english] == "Degraded service: shop payments, till payments")
        #expect(known.statements.map(\.standing) == [.preApproved])
        change = HeadChange()
        change.titleSentence = SentenceID(checked: "title-major")
        _ = try await room.desk.perform(.describe(change), on: done.incident, by: ana)
        #expect(
            try await room.incident(done.incident).title[.french] == "Perturbation : Paiements shop, Paiements till")
        change.titleSentence = SentenceID(checked: "supplier")
        let refusal = await expect(.refused) {
            _ = try await room.desk.perform(.describe(change), on: done.incident, by: ana)
        }
        #expect(refusal?.message.contains("title-critical, title-major") == true)
    }

    @Test func `a declared P1 shows words at once, and a second person reviews them`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration("2025-12-04T11:08:00Z", title: DeskRoom.title)
        declaration.priority = .p1
        declaration.evidence = DeskRoom.text("Three merchants called")
        let id = try await room.desk.declare(declaration, by: ana).incident
        var known = try await room.incident(id)
        #expect(known.title == DeskRoom.title && known.windows[0].evidence == declaration.evidence)
        #expect(known.statements.map(\.standing) == [.reviewDue, .reviewDue])
        // Other words before the review are public too, and what stood before stays on record.
        var change = HeadChange()
        change.title = DeskRoom.text("Cards fail")
        _ = try await room.desk.perform(.describe(change), on: id, by: bo)
        known = try await room.incident(id)
        #expect(known.title == DeskRoom.text("Cards fail"))
        let title = try #require(known.statements.first { $0.subject == .title })
        #expect(title.earlier.map(\.text) == [DeskRoom.title] && title.author == "bo")
        await expect(.samePerson) { _ = try await room.desk.perform(.review(title.id), on: id, by: bo) }
        _ = try await room.desk.perform(.review(title.id), on: id, by: ana)
        #expect(
            try await room.incident(id).statements.first { $0.id == title.id }?.standing
                == .reviewed(by: "ana", at: room.now))
        // Once it is no P1 any more, a title waits again while the reviewed one stands.
        change = HeadChange()
        change.priority = .some(nil)
        change.title = DeskRoom.text("Later words")
        let waits = try await room.desk.perform(.describe(change), on: id, by: ana)
        #expect(waits.waiting.count == 1)
        #expect(try await room.incident(id).title == DeskRoom.text("Cards fail"))
    }

    @Test func `summary, evidence and public notes wait; a note of the team does not`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration("2025-12-04T11:08:00Z", title: DeskRoom.title)
        declaration.title = LocalizedText()
        declaration.summary = DeskRoom.text("In short")
        declaration.evidence = DeskRoom.text("Measured")
        let done = try await room.desk.declare(declaration, by: ana)
        #expect(done.waiting.map(\.rawValue).sorted() == ["e1", "m1"])
        let id = done.incident
        let noted = try await room.desk.perform(
            .note(at: room.now, .fix, DeskRoom.text("Restarted"), .everyone), on: id, by: ana)
        #expect(noted.waiting.map(\.rawValue) == ["n1"])
        _ = try await room.desk.perform(.note(at: room.now, .contact, DeskRoom.text("Called"), .team), on: id, by: ana)
        func seen() async throws -> Incident {
            try #require(try await room.incident(id).seen(by: .everyone(brand: DeskRoom.south)))
        }
        var shown = try await seen()
        #expect(shown.summary.isEmpty && shown.windows[0].evidence.isEmpty && shown.insideEvents.isEmpty)
        for statement in try await room.incident(id).statements {
            _ = try await room.desk.perform(.approve(statement.id, text: statement.text), on: id, by: bo)
        }
        shown = try await seen()
        #expect(shown.summary == DeskRoom.text("In short") && shown.windows[0].evidence == DeskRoom.text("Measured"))
        #expect(shown.insideEvents.map(\.text) == [DeskRoom.text("Restarted")] && shown.updates.isEmpty)
        #expect(try await room.incident(id).insideEvents.count == 2)
        // A window that is known better keeps what was agreed to, until other words are.
        let better = WindowOrder(
            id: shown.windows[0].id, start: shown.windows[0].start + .minutes(1), end: nil,
            evidence: DeskRoom.text("Measured better"))
        let moved = try await room.desk.perform(.recordWindow(better), on: id, by: ana)
        #expect(moved.waiting.map(\.rawValue) == ["e2"])
        #expect(try await seen().windows.map(\.start) == [better.start])
        #expect(try await seen().windows[0].evidence == DeskRoom.text("Measured"))
    }

    @Test func `what the team alone sees becomes public with agreed words`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration(title: DeskRoom.title)
        declaration.visibility = .team
        declaration.summary = DeskRoom.text("In short")
        let id = try await room.desk.declare(declaration, by: ana).incident
        var known = try await room.incident(id)
        #expect(known.title == DeskRoom.title && known.summary == DeskRoom.text("In short"))
        _ = try await room.desk.perform(.publish, on: id, by: ana)
        known = try await room.incident(id)
        #expect(known.title[.english] == "Outage: shop payments" && known.summary.isEmpty)
        #expect(known.statements.allSatisfy { $0.standing == .waiting } && known.statements.count == 2)
        // Agreed to before it is shown, they are shown.
        _ = try await room.desk.perform(.withhold, on: id, by: ana)
        let other = DeskRoom.text("Settled words")
        _ = try await room.desk.perform(.correct(StatementID(checked: "t1"), other, missing: []), on: id, by: ana)
        #expect(try await room.incident(id).title == other)
        _ = try await room.desk.perform(.approve(StatementID(checked: "t1"), text: other), on: id, by: bo)
        _ = try await room.desk.perform(.publish, on: id, by: ana)
        #expect(try await room.incident(id).title == other)
    }

    @Test func `a declined title is gone also where the team saw it`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration(title: DeskRoom.title)
        declaration.visibility = .team
        let id = try await room.desk.declare(declaration, by: ana).incident
        _ = try await room.desk.perform(.decline(StatementID(checked: "t1"), reason: "Too blunt"), on: id, by: bo)
        #expect(try await room.incident(id).title[.english] == "Outage: shop payments")
        await expect(.conflict) {
            _ = try await room.desk.perform(.approve(StatementID(checked: "t1"), text: DeskRoom.title), on: id, by: bo)
        }
    }

    @Test func `an embargo that ends shows no words that nobody agreed to`() async throws {
        let room = try await DeskRoom()
        var declaration = try room.declaration(title: DeskRoom.title)
        declaration.embargoUntil = room.now + .hours(1)
        let id = try await room.desk.declare(declaration, by: ana).incident
        try room.at("2025-12-04T13:30:00Z")
        #expect(try await room.clock.turn(now: room.now).problems.isEmpty)
        let shown = try #require(try await room.incident(id).seen(by: .everyone(brand: DeskRoom.north)))
        #expect(shown.title[.english] == "Outage: shop payments")
    }

    @Test func `an entry of before keeps its words and needs nobody`() throws {
        let json = try JSONValue(
            reading: Array(
                #"{"id":"s1","status":"resolved","at":"2025-01-01T00:00:00Z","text":{"en":"Over"},"author":"ana","standing":{"word":"approved","by":"bo","at":"2025-01-01T00:00:00Z"}}"#
                    .utf8))
        let statement = try Statement(json: json, path: .root)
        #expect(statement.subject == .update && statement.json == json)
        for subject in [
            Statement.Subject.title, .evidence(ImpactWindowID(checked: "w1")), .note(at: statement.at, .fix),
        ] {
            var other = statement
            other.subject = subject
            #expect(try Statement(json: other.json, path: .root) == other)
        }
    }

    @Test func `nobody without a name is one of the two`() async throws {
        let room = try await DeskRoom()
        var machine = DeskCaller(actor: "person:this-machine", person: "person:this-machine")
        machine.isNameless = true
        var declaration = try room.declaration(title: DeskRoom.title)
        declaration.priority = .p1
        let id = try await room.desk.declare(declaration, by: machine).incident
        let title = StatementID(checked: "t1")
        // A P1 lets a person's words through, and there is none.
        #expect(try await room.incident(id).title[.english] == "Outage: shop payments")
        let refusal = await expect(.samePerson) {
            _ = try await room.desk.perform(.approve(title, text: DeskRoom.title), on: id, by: bo)
        }
        #expect(refusal?.message.contains("without a name") == true)
        _ = try await room.desk.perform(.correct(title, DeskRoom.title, missing: []), on: id, by: ana)
        await expect(.samePerson) {
            _ = try await room.desk.perform(.approve(title, text: DeskRoom.title), on: id, by: ana)
        }
        _ = try await room.desk.perform(.approve(title, text: DeskRoom.title), on: id, by: bo)
        #expect(try await room.incident(id).title == DeskRoom.title)
        let said = try await room.desk.perform(
            .say(Saying(.text(DeskRoom.text("Words"), .identified))), on: id, by: machine)
        let word = StatementID(checked: try #require(said.made))
        await expect(.samePerson) {
            _ = try await room.desk.perform(.approve(word, text: DeskRoom.text("Words")), on: id, by: bo)
        }
        _ = try await room.desk.perform(.correct(word, DeskRoom.text("Words"), missing: []), on: id, by: bo)
        _ = try await room.desk.perform(.approve(word, text: DeskRoom.text("Words")), on: id, by: ana)
    }
}

/// What is entered late, and work that is cancelled.
@Suite struct HonestTimeTests {
    @Test func `words that were entered later than they claim say so to readers`() async throws {
        let room = try await DeskRoom()
        let ana = DeskRoom.caller("ana")
        let id = try await room.desk.declare(try room.declaration(), by: ana).incident
        let supplier = Saying.Words.sentence(SentenceID(checked: "supplier"))
        for minutes in [0, 4, 6] {
            _ = try await room.desk.perform(
                .say(Saying(supplier, at: room.now - .minutes(Int64(minutes)))), on: id, by: ana)
        }
        let seen = try #require(try await room.incident(id).seen(by: .everyone(brand: DeskRoom.north)))
        #expect(seen.updates.map(\.enteredAt) == [room.now, nil, nil])
        let update = try #require(seen.updates.first)
        #expect(update.at == room.now - .minutes(6))
        #expect(try Update(json: update.json, path: .root) == update)
    }

    @Test func `cancelled work ends as cancelled, and nobody calls it done`() async throws {
        let room = try await DeskRoom()
        let ana = DeskRoom.caller("ana")
        var declaration = try room.declaration()
        declaration.plan = MaintenancePlan(start: room.now + .hours(2), end: room.now + .hours(3))
        let id = try await room.desk.declare(declaration, by: ana).incident
        _ = try await room.desk.perform(.cancelPlan, on: id, by: ana)
        let seen = try #require(try await room.incident(id).seen(by: .everyone(brand: DeskRoom.north)))
        #expect(seen.updates.map(\.status) == [.scheduled, .cancelled])
        #expect(seen.accounts.first?.closed == room.now)
    }
}
