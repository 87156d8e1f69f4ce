import Alerting
import Announcing
import Bytes
import Desk
import Incidents
import Journal
import Synchronization
import Telling
import Testing
import Vocabulary
import Watching

/// What the shell does through the desk, on both stores.
@Suite struct AnnouncerTests {
    @Test(arguments: StoreKind.allCases)
    func theMeasuredSentenceIsSaidInEveryBrandAndLanguage(_ kind: StoreKind) async throws {
        let room = try await AnnouncingRoom(kind)
        let turn = try await room.turn(at: Samples.at(3), Samples.seen())
        #expect(turn.next == Samples.at(33))
        var incident = try await room.incident()
        #expect(incident.own?.visibility == .team)
        #expect(incident.seen(by: .everyone(brand: AnnouncingRoom.north)) == nil, "nobody outside sees the draft")
        #expect(incident.windows.map(\.start) == [Samples.start])
        #expect(incident.windows.first?.origin == .measured)
        #expect(incident.insideEvents.contains { $0.kind == .cause && $0.visibility == .team })

        // The program ends within the grace time, and begins again: neither lost nor twice.
        try await room.restart()
        try await room.turn(at: Samples.at(20), Samples.seen())
        #expect(try await room.announcement().rounds.last?.due == Samples.at(33))
        try await room.turn(at: Samples.at(33), Samples.seen())
        try await room.restart()
        try await room.turn(at: Samples.at(34), Samples.seen())

        incident = try await room.incident()
        #expect(try await room.incidents().count == 1)
        #expect(incident.components == [Samples.shop])
        #expect(incident.severity == .critical)
        for (brand, languages) in [
            (AnnouncingRoom.north, [Language.english, .french]), (AnnouncingRoom.south, [.english, .french, .italian]),
        ] {
            let seen = try #require(incident.seen(by: .everyone(brand: brand)))
            #expect(seen.updates.count == 1)
            let text = try #require(seen.updates.first?.text)
            for language in languages {
                let words = try #require(text[language])
                #expect(words.contains("13:00 CET"), "the first failed sample: \(words)")
                #expect(!words.contains("gateway-1"), "the cause stays inside")
            }
            #expect(!seen.insideEvents.contains { $0.kind == .cause })
        }
        #expect(incident.statements.filter { $0.subject == .update }.count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func aBetterCauseIsNotedOnceForTheTeam(_ kind: StoreKind) async throws {
        let room = try await AnnouncingRoom(kind)
        var seen = Samples.seen()
        try await room.turn(at: Samples.at(3), seen)
        let before = try await room.incident().insideEvents.filter { $0.kind == .cause }
        seen.causes[0].parts = ["balancer"]
        seen.revisedAt = Samples.at(9)
        try await room.turn(at: Samples.at(9), seen)
        try await room.restart()
        try await room.turn(at: Samples.at(12), seen)
        #expect(try await room.announcement().calls.map(\.moment) == [.opened, .revised])
        let notes = try await room.incident().insideEvents.filter { $0.kind == .cause }
        #expect(notes.count == before.count + 1)
        #expect(notes.allSatisfy { $0.visibility == .team })
        #expect(notes.contains { $0.text[.english]?.contains("balancer") == true && $0.at == Samples.at(9) })
    }

    @Test(arguments: StoreKind.allCases)
    func aCrashBetweenAnyTwoStepsMakesNothingTwice(_ kind: StoreKind) async throws {
        // The program dies before it writes this down: orders to the desk are given again.
        for lost in ["announcement.drafted", "announcement.told", "announcement.ended"] {
            let room = try await AnnouncingRoom(kind)
            let over = Samples.seen(
                state: .monitoring, spans: [.init(from: Samples.start, to: Samples.at(100))])
            for (time, seen) in [(3, Samples.seen()), (33, Samples.seen()), (110, over)] {
                room.world.withLock {
                    $0.now = Samples.at(Int64(time))
                    $0.cases = [seen]
                }
                let store = Forgetting(try room.store, EntryKind(lost))
                let announcer = Announcer(
                    store: store, desk: try room.desk, sources: room.sources,
                    now: { room.world.withLock { $0.now } })
                _ = try await announcer.turn()
                try await room.restart()
                try await room.turn(at: Samples.at(Int64(time) + 1), seen)
            }
            #expect(try await room.incidents().count == 1, "\(lost)")
            let incident = try await room.incident()
            #expect(
                incident.statements.compactMap(\.sentence?.rawValue) == ["measured", "recovered"], "\(lost)")
            #expect(incident.windows.map(\.end) == [Samples.at(100)], "\(lost)")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func stoppedWithinTheGraceTimeItIsNotSaid(_ kind: StoreKind) async throws {
        let room = try await AnnouncingRoom(kind)
        try await room.turn(at: Samples.at(3), Samples.seen())
        try await room.announcer.stop(7, by: AnnouncingRoom.caller("ada"))
        try await room.announcer.stop(7, by: AnnouncingRoom.caller("ada"))
        try await room.turn(at: Samples.at(60), Samples.seen())
        #expect(try await room.incident().own?.visibility == .team)
        #expect(try await room.announcement().rounds.last?.stopped?.by == "ada")
        let refusal = await #expect(throws: DeskRefusal.self) {
            try await room.announcer.stop(7, by: AnnouncingRoom.caller("bob"))
        }
        #expect(refusal?.reason == .conflict)
        let entries = try await room.store.entries(of: AnnouncingFact.stream(7), after: .none, limit: 100)
        #expect(entries.first { $0.kind == "announcement.stopped" }?.actor == "user:ada", "who did it is on record")
    }

    @Test func whatCameBackOpensTheSameIncidentAgain() async throws {
        let room = try await AnnouncingRoom()
        try await room.turn(at: Samples.at(3), Samples.seen())
        try await room.turn(at: Samples.at(33), Samples.seen())
        let first = SeenCase.Span(from: Samples.start, to: Samples.at(100))
        try await room.turn(at: Samples.at(110), Samples.seen(state: .monitoring, spans: [first]))
        var incident = try await room.incident()
        #expect(incident.windows.first?.end == Samples.at(100), "from the first good sample")
        #expect(incident.statements.last?.sentence?.rawValue == "recovered")
        try await room.turn(at: Samples.at(800), Samples.seen(state: .closed, spans: [first]))
        let back = Samples.seen(spans: [first, .init(from: Samples.at(16_000))], paged: Samples.at(16_003))
        try await room.turn(at: Samples.at(16_003), back)
        try await room.turn(at: Samples.at(16_033), back)
        incident = try await room.incident()
        #expect(try await room.incidents().count == 1)
        #expect(incident.windows.map(\.start) == [Samples.start, Samples.at(16_000)])
        #expect(incident.windows.last?.end == nil)
        #expect(incident.statements.last?.sentence?.rawValue == "recurred")
    }

    @Test func anEndIsProposedAndWrittenByAPerson() async throws {
        let room = try await AnnouncingRoom()
        room.world.withLock { $0.policy = Samples.policy(recovery: .draft) }
        try await room.turn(at: Samples.at(3), Samples.seen())
        try await room.turn(at: Samples.at(33), Samples.seen())
        let over = Samples.seen(state: .monitoring, spans: [.init(from: Samples.start, to: Samples.at(100))])
        try await room.turn(at: Samples.at(110), over)
        #expect(try await room.incident().windows.first?.end == nil)
        #expect(try await room.announcement().rounds.last?.end == .init(at: Samples.at(100), mode: .proposed))
        try await room.announcer.takeOverEnd(7, by: AnnouncingRoom.caller("ada"))
        #expect(try await room.incident().windows.first?.end == Samples.at(100))
        #expect(try await room.announcement().rounds.last?.end?.mode == .recorded)
    }

    @Test func anEmbargoIsKept() async throws {
        let room = try await AnnouncingRoom()
        try await room.turn(at: Samples.at(3), Samples.seen())
        let id = try await room.incident().id
        _ = try await room.desk.perform(
            .embargo(until: Samples.at(9_000)), on: id, by: AnnouncingRoom.caller("ada"))
        try await room.turn(at: Samples.at(60), Samples.seen())
        #expect(try await room.incident().own?.visibility == .team)
        #expect(try await room.announcement().rounds.last?.left?.reason == .embargo)
    }

    @Test func aSentenceWithoutAPromisedLanguageIsLeftToPeople() async throws {
        let room = try await AnnouncingRoom()
        var admin = AnnouncingRoom.caller("admin")
        admin.isAlone = true
        try await room.desk.describe(
            .sentence(
                Sentence(
                    id: SentenceID(checked: "measured"), phase: .measured, status: .investigating,
                    text: LocalizedText([.english: "{components} since {start}.", .french: "{components} {start}."]))),
            by: admin)
        try await room.turn(at: Samples.at(3), Samples.seen())
        try await room.turn(at: Samples.at(60), Samples.seen())
        let round = try #require(try await room.announcement().rounds.last)
        #expect(round.left?.reason == .refused)
        #expect(round.left?.words?.contains("it") == true)
        #expect(try await room.incident().own?.visibility == .team)
    }

    @Test func peopleAreCalledOncePerCauseInTheirLanguage() async throws {
        let room = try await AnnouncingRoom()
        let route = AlertRoute(
            name: RouteName(checked: "night"), to: [AlertChannelID(checked: "ops")], language: .french)
        let channel = AlertChannelProfile(id: AlertChannelID(checked: "ops"), kind: .webhook, followUp: .none)
        _ = try await room.store.append(
            AppendCommand(
                actor: "system:alerts", instant: Samples.start,
                drafts: [AlertingFact.routesSet([route], [channel]).draft]))
        room.world.withLock { $0.policy = Samples.policy(.draft) }
        try await room.turn(at: Samples.at(3), Samples.seen())
        try await room.turn(
            at: Samples.at(9), Samples.seen(Samples.both + [Samples.symptom("till/external/a", "till")]))
        let pending = try await room.store.read { documents throws(JournalError) in
            try OutboxReading(documents).pending(limit: 10)
        }
        #expect(pending.count == 1)
        let message = try #require(pending.first)
        #expect(message.subject == "case/7")
        #expect(message.version == 1, "what is attached later calls nobody")
        let call = try #require(
            try await room.store.read { documents throws(JournalError) in try OutboxReading(documents).call(7) })
        let composer = AlertComposer(
            language: message.language, zone: .utc, now: Samples.at(5), origin: "https://vigie.example.com")
        let text = composer.call(
            call, moments: message.untold.map(\.moment), names: .init(provider: "Acme Pay"), route: nil)
        #expect(text.headline.contains("pay/external/a, pay/instances/g1 en panne"))
        #expect(text.plain.contains("gateway-1 (92 %) : explique 2 échecs sur 2 ; 1 succès sur 9 plaident contre."))
        #expect(text.plain.contains("Plaide contre: other"))
        #expect(text.event == "case.opened")

        try await room.turn(
            at: Samples.at(900),
            Samples.seen(state: .closed, spans: [.init(from: Samples.start, to: Samples.at(100))]))
        let over = try await room.store.read { documents throws(JournalError) in
            try OutboxReading(documents).pending(limit: 10)
        }
        #expect(over.first?.untold.map(\.moment) == [.opened, .resolved])
    }

    @Test func anUntouchedCaseOfALabelThatSaysFalseIsNotTold() async throws {
        let room = try await AnnouncingRoom()
        try await room.turn(at: Samples.at(3), Samples.seen())
        try await room.announcer.label(7, .false, by: AnnouncingRoom.caller("ada"))
        try await room.turn(at: Samples.at(60), Samples.seen())
        #expect(try await room.announcement().rounds.last?.left?.reason == .label)
        let refusal = await #expect(throws: DeskRefusal.self) {
            try await room.announcer.label(99, .real, by: AnnouncingRoom.caller("ada"))
        }
        #expect(refusal?.reason == .notFound)
    }

    @Test func rebuiltReadModelsAreTheSame() async throws {
        let room = try await AnnouncingRoom()
        try await room.turn(at: Samples.at(3), Samples.seen())
        try await room.turn(at: Samples.at(33), Samples.seen())
        let names = AnnouncingRoom.projections.map(\.name)
        var before: [String] = []
        for name in names { before.append(try await room.store.documentsDigest(name).hexadecimal) }
        try await room.store.rebuild(names) { _, _ in }
        for (name, digest) in zip(names, before) {
            #expect(try await room.store.documentsDigest(name).hexadecimal == digest, "\(name)")
        }
    }
}

/// A store that dies before it writes an entry of one kind, the first time: what was done before that stays done.
private struct Forgetting: JournalStore {
    let inner: any JournalTransfer
    let kind: EntryKind

    init(_ inner: any JournalTransfer, _ kind: EntryKind) {
        self.inner = inner
        self.kind = kind
    }

    func append(_ command: AppendCommand) async throws(JournalError) -> AppendReceipt {
        if command.drafts.contains(where: { $0.kind == kind }) { throw JournalError(.unavailable, "gone") }
        return try await inner.append(command)
    }

    func entries(after position: Position, limit: Int) async throws(JournalError) -> [Entry] {
        try await inner.entries(after: position, limit: limit)
    }

    func entries(
        of stream: StreamName, after version: StreamVersion, limit: Int
    ) async throws(JournalError) -> [Entry] {
        try await inner.entries(of: stream, after: version, limit: limit)
    }

    func head() async throws(JournalError) -> Chain { try await inner.head() }
    func waitForEntry(after position: Position) async throws(JournalError) {
        try await inner.waitForEntry(after: position)
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result { try await inner.read(body) }

    func rebuild(
        _ projections: [ProjectionName], progress: @escaping @Sendable (Position, Position) -> Void
    ) async throws(JournalError) { try await inner.rebuild(projections, progress: progress) }

    func close() async {}
}
