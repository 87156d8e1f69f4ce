import Incidents
import Journal
import Testing
import Vocabulary

@testable import Alerting

@Suite struct OutboxTests {
    private func outbox(
        _ routes: [AlertRoute] = [Cases.route()], _ channels: [AlertChannelProfile] = [Cases.channel("hook")]
    ) throws -> MemoryOutbox {
        var outbox = MemoryOutbox()
        try outbox.prepare(routes, channels)
        return outbox
    }

    @Test func `an incident that goes on makes one message for each channel, whatever number of routes lead there`()
        throws
    {
        var outbox = try outbox(
            [Cases.route("a", to: ["hook", "chat"]), Cases.route("b", to: ["chat"])],
            [Cases.channel("hook"), Cases.channel("chat", .slack)])
        try outbox.add(.incidentRecorded(Cases.incident()))
        let pending = try outbox.pending
        #expect(pending.map(\.channel.rawValue).sorted() == ["chat", "hook"])
        #expect(pending.allSatisfy { $0.untold.map(\.moment) == [.opened] && $0.version == 1 })
        #expect(pending.first { $0.channel.rawValue == "chat" }?.routes.map(\.rawValue) == ["a", "b"])
    }

    @Test func `what was over when it was first heard of is history and wakes nobody`() throws {
        var outbox = try outbox()
        let later = Cases.start + .hours(1)
        try outbox.add(.incidentRecorded(Cases.incident(isOpen: false)), at: later)
        for fact in Cases.incident(2, isOpen: false).facts { try outbox.add(fact, at: later) }
        try outbox.add(
            .updatePublished(Cases.id(1), Cases.update(.resolved, "It is over.", at: Cases.start)), at: later)
        try outbox.add(
            .postmortemPublished(
                Cases.id(1),
                Postmortem(
                    publishedAt: Cases.start, clientImpact: LocalizedText(), rootCause: LocalizedText(), actions: [])),
            at: later)
        #expect(try outbox.pending.isEmpty)
    }

    @Test func `a template that came with a page alerts nobody`() throws {
        var outbox = try outbox()
        var incident = Cases.incident()
        incident.record = VendorRecord(
            foreignID: "x", format: "statuspage", isSample: true, firstSeen: Cases.start)
        try outbox.add(.incidentRecorded(incident))
        #expect(try outbox.pending.isEmpty)
    }

    @Test func `the end, a worsening and a recurrence each raise the version; an inside event does not`() throws {
        var outbox = try outbox()
        let id = Cases.id(1)
        try outbox.add(.incidentRecorded(Cases.incident(severity: .minor)))
        try outbox.deliverAll()
        #expect(try outbox.pending.isEmpty)
        var worse = Cases.incident(severity: .critical)
        worse.windows = []
        try outbox.add(.incidentDescribed(worse), at: Cases.start + .minutes(5))
        #expect(try outbox.pending.map(\.untold) == [[.init(moment: .worsened, version: 2)]])
        try outbox.deliverAll()
        try outbox.add(
            .insideEventNoted(
                id,
                InsideEvent(
                    at: Cases.start, kind: .alert, text: LocalizedText([.english: "It rang."]),
                    visibility: .team)))
        #expect(try outbox.pending.isEmpty)
        let end = Cases.start + .minutes(13)
        try outbox.add(
            .impactWindowRecorded(id, Cases.window("first", from: Cases.start, to: end)), at: end)
        try outbox.add(.updatePublished(id, Cases.update(.resolved, "Over.", at: end)), at: end)
        #expect(try outbox.pending.first?.untold.map(\.moment).last == .resolved)
        try outbox.deliverAll()
        let again = Cases.start + .hours(4)
        try outbox.add(.impactWindowRecorded(id, Cases.window("second", from: again, to: nil)), at: again)
        #expect(try outbox.pending.first?.untold.map(\.moment) == [.recurred])
    }

    @Test func `a channel that can only add messages is not told every word, one that can edit is`() throws {
        var outbox = try outbox(
            [Cases.route("a", to: ["push", "edit"])],
            [Cases.channel("push", .ntfy), Cases.channel("edit", .discord, .edit)])
        try outbox.add(.incidentRecorded(Cases.incident()))
        try outbox.deliverAll()
        try outbox.add(
            .updatePublished(Cases.id(1), Cases.update(.identified, "We know.", at: Cases.start + .minutes(1))))
        #expect(try outbox.pending.map(\.channel.rawValue) == ["edit"])
    }

    @Test func `who was told that it began is told that it is over, even when the route would not match any more`()
        throws
    {
        var outbox = try outbox([Cases.route("a", AlertRoute.Match(severityAtLeast: .critical))])
        try outbox.add(.incidentRecorded(Cases.incident()))
        try outbox.deliverAll()
        var milder = Cases.incident(severity: .notice)
        milder.windows = []
        try outbox.add(.incidentDescribed(milder))
        try outbox.deliverAll()
        let end = Cases.start + .minutes(13)
        try outbox.add(.impactWindowRecorded(Cases.id(1), Cases.window("first", from: Cases.start, to: end)), at: end)
        try outbox.add(.updatePublished(Cases.id(1), Cases.update(.resolved, "Over.", at: end)), at: end)
        #expect(try outbox.pending.first?.untold.map(\.moment).last == .resolved)
    }

    @Test func `a route that comes to match later tells that the incident is there`() throws {
        var outbox = try outbox([Cases.route("a", AlertRoute.Match(severityAtLeast: .critical))])
        try outbox.add(.incidentRecorded(Cases.incident(severity: .minor)))
        #expect(try outbox.pending.isEmpty)
        var worse = Cases.incident(severity: .critical)
        worse.windows = []
        try outbox.add(.incidentDescribed(worse))
        #expect(try outbox.pending.map(\.untold) == [[.init(moment: .opened, version: 1)]])
    }

    @Test func `what comes while a version is under way still waits when that one has arrived`() throws {
        var outbox = try outbox()
        try outbox.add(.incidentRecorded(Cases.incident()))
        let first = try #require(try outbox.pending.first)
        try outbox.add(
            .updatePublished(Cases.id(1), Cases.update(.identified, "We know.", at: Cases.start + .minutes(1))))
        try outbox.add(.delivered(first.id, DeliveryRecord(channel: first.channel, version: 1, attempts: 1)))
        let waiting = try #require(try outbox.pending.first)
        #expect(waiting.version == 2)
        #expect(waiting.untold == [.init(moment: .updated, version: 2)])
        #expect(waiting.idempotencyKey != first.idempotencyKey)
    }

    @Test func `what is given up is listed, and waits again when a person asks for it`() throws {
        var outbox = try outbox()
        try outbox.add(.incidentRecorded(Cases.incident()))
        let message = try #require(try outbox.pending.first)
        let record = DeliveryRecord(channel: message.channel, version: 1, attempts: 3, error: "it answers 404")
        try outbox.add(.dead(message.id, record))
        #expect(try outbox.pending.isEmpty)
        #expect(try outbox.reading.dead(limit: 10).map(\.error) == ["it answers 404"])
        try outbox.add(.resendRequested(message.id), at: Cases.start + .hours(1))
        let again = try #require(try outbox.pending.first)
        #expect(again.idempotencyKey == message.idempotencyKey)
        #expect(again.wantedAt == Cases.start + .hours(1))
        #expect(try outbox.reading.dead(limit: 10).isEmpty)
        #expect(try outbox.reading.log(limit: 10).map(\.outcome) == ["dead"])
        let unknown = MessageID(subject: "x", channel: message.channel)
        #expect(throws: JournalError.self) { try outbox.add(.resendRequested(unknown)) }
    }

    @Test func `incidents that a person joined share one message`() throws {
        var outbox = try outbox()
        try outbox.add(
            .eventDecided(
                EventDecision(
                    first: Cases.id(1), second: Cases.id(2), verdict: .joined, reason: "the same outage",
                    actor: "person:ada", at: Cases.start)))
        try outbox.add(.incidentRecorded(Cases.incident(1)), .incidentRecorded(Cases.incident(2)))
        let pending = try outbox.pending
        #expect(pending.count == 1)
        #expect(pending.first?.incidents == [Cases.id(1), Cases.id(2)])
    }

    @Test func `incidents of one event, as the rule given says, share one message`() throws {
        var outbox = MemoryOutbox()
        outbox.projection = OutboxProjection { _ in "e-1" }
        try outbox.prepare([Cases.route()], [Cases.channel("hook")])
        try outbox.add(.incidentRecorded(Cases.incident(1)), .incidentRecorded(Cases.incident(2)))
        #expect(try outbox.pending.map(\.subject) == ["event/e-1"])
    }

    @Test func `a page that can't be read is told once, and once more when it can`() throws {
        var outbox = try outbox([Cases.route("a", AlertRoute.Match(kinds: [.unreadable]))])
        try outbox.add(.pageFollowed(Cases.page(trouble: nil)))
        try outbox.add(.pageFollowed(Cases.page(trouble: Cases.start)))
        try outbox.add(.pageFollowed(Cases.page(trouble: Cases.start)))
        #expect(try outbox.pending.map(\.untold) == [[.init(moment: .unreadable, version: 1)]])
        try outbox.deliverAll()
        try outbox.add(.pageFollowed(Cases.page(trouble: nil)))
        #expect(try outbox.pending.map(\.untold) == [[.init(moment: .readable, version: 2)]])
    }

    @Test func `the same entries give the same documents`() throws {
        var outbox = try outbox()
        for number in 1...20 { try outbox.add(.incidentRecorded(Cases.incident(number))) }
        try outbox.deliverAll()
        let again = MemoryDocuments()
        for entry in outbox.entries { try again.apply(entry, by: OutboxProjection()) }
        #expect(again.all == outbox.documents.all)
    }

    @Test func `the delivery log keeps the latest and no more`() throws {
        var outbox = try outbox()
        try outbox.add(.incidentRecorded(Cases.incident()))
        let message = try #require(try outbox.pending.first)
        for attempt in 1...(OutboxProjection.logMost + 5) {
            try outbox.add(
                .failed(message.id, DeliveryRecord(channel: message.channel, version: 1, attempts: attempt)))
        }
        let log = try outbox.reading.log(limit: 10_000)
        #expect(log.count == OutboxProjection.logMost)
        #expect(log.first?.record.attempts == OutboxProjection.logMost + 5)
    }
}
