import Incidents
import Journal
import Testing
import Vocabulary

@testable import Alerting

/// One outage is one thread: the case that people are called for, and the incident that tells readers of it.
@Suite struct CaseThreadTests {
    private static func call(_ moment: AlertMoment) -> AlertingFact {
        .called(
            CaseCall(
                number: 7, moment: moment, provider: Cases.incident().provider, severity: .critical, since: Cases.start,
                down: ["page"]))
    }

    private func outbox(_ routes: [AlertRoute], _ channels: [AlertChannelProfile]) throws -> MemoryOutbox {
        var outbox = MemoryOutbox()
        try outbox.prepare(routes, channels)
        return outbox
    }

    @Test func `who was called for a case hears of its incident as news of it, and is not woken again`() throws {
        var outbox = try outbox([Cases.route()], [Cases.channel("hook")])
        try outbox.add(Self.call(.opened), .callJoined(7, Cases.id(1)))
        let called = try #require(try outbox.pending.first)
        #expect(called.untold.map(\.moment) == [.opened] && called.toCall == 7)
        try outbox.deliverAll()
        try outbox.add(.incidentRecorded(Cases.incident()))
        let news = try outbox.pending
        #expect(news.map(\.id) == [called.id])
        #expect(news.first?.untold.map(\.moment) == [.updated])
        #expect(news.first?.toCall == nil && news.first?.incidents == [Cases.id(1)])
        // The call is said first where both wait, and by itself when the case has news.
        try outbox.add(Self.call(.recurred))
        #expect(try outbox.pending.first?.toCall == 7)
        try outbox.deliverAll()
        try outbox.add(.updatePublished(Cases.id(1), Cases.update(.identified, "We know why.", at: Cases.start)))
        let last = try #require(try outbox.pending.first)
        #expect(last.id == called.id && last.toCall == nil)
        #expect(try OutboxMessage(json: last.json) == last)
    }

    @Test func `where only calls wake people by chat, the incident says nothing there`() throws {
        var outbox = try outbox([Cases.route("a", to: ["chat"])], [Cases.channel("chat", .slack)])
        try outbox.add(Self.call(.opened), .callJoined(7, Cases.id(1)))
        try outbox.deliverAll()
        try outbox.add(.incidentRecorded(Cases.incident()))
        #expect(try outbox.pending.isEmpty)
    }

    @Test func `a better cause goes where it can be read without a ring, to who was called alone`() throws {
        var outbox = try outbox(
            [
                Cases.route("calls", to: ["hook", "chat"], AlertRoute.Match(kinds: [.call])),
                Cases.route("words", to: ["other"], AlertRoute.Match(kinds: [.incident])),
            ], [Cases.channel("hook"), Cases.channel("chat", .slack), Cases.channel("other")])
        try outbox.add(Self.call(.updated))
        #expect(try outbox.pending.isEmpty, "nobody was called")
        try outbox.add(Self.call(.opened))
        try outbox.deliverAll()
        try outbox.add(Self.call(.updated))
        #expect(try outbox.pending.map(\.channel.rawValue) == ["hook"])
        #expect(try outbox.pending.first?.untold.map(\.moment) == [.updated])
        #expect(try outbox.pending.first?.toCall == 7)
        // Whom the case concerns since then alone is called.
        try outbox.deliverAll()
        try outbox.prepare(
            [Cases.route("more", to: ["other"], AlertRoute.Match(kinds: [.call]))], [Cases.channel("other")])
        try outbox.add(Self.call(.updated))
        let other = try #require(try outbox.pending.first { $0.channel.rawValue == "other" })
        #expect(other.untold.map(\.moment) == [.opened])
    }

    @Test(arguments: [
        ([AlertMoment.updated], "Another cause is likelier now", "case.updated"),
        ([.opened, .updated], "Measured", "case.opened"),
        ([.worsened, .updated], "It got worse", "case.worsened"),
        ([.recurred, .updated], "It came back", "case.recurred"),
    ])
    func `a better cause does not take the place of why it calls`(
        _ moments: [AlertMoment], _ occasion: String, _ event: String
    ) {
        guard case .called(let call) = Self.call(.updated) else { return }
        let composer = AlertComposer(language: .english, zone: .utc, now: Cases.start, origin: nil)
        let text = composer.call(call, moments: moments, names: AlertComposer.Names(provider: "Acme"), route: nil)
        #expect(text.occasion == occasion)
        #expect(text.event == event)
    }

    @Test func `a channel that was not called hears that the incident begins`() throws {
        var outbox = try outbox(
            [
                Cases.route("calls", AlertRoute.Match(kinds: [.call])),
                Cases.route("words", to: ["chat"], AlertRoute.Match(kinds: [.incident])),
            ], [Cases.channel("hook"), Cases.channel("chat", .slack)])
        try outbox.add(Self.call(.opened), .callJoined(7, Cases.id(1)))
        #expect(try outbox.pending.map(\.channel.rawValue) == ["hook"])
        try outbox.deliverAll()
        try outbox.add(.incidentRecorded(Cases.incident()))
        let chat = try #require(try outbox.pending.first { $0.channel.rawValue == "chat" })
        #expect(chat.untold.map(\.moment) == [.opened] && chat.toCall == nil)
        // What comes back calls those who are on duty, whatever readers were told.
        try outbox.deliverAll()
        try outbox.add(Self.call(.recurred))
        #expect(try outbox.pending.map(\.channel.rawValue) == ["hook"], "causes are for those who are called")
        #expect(try outbox.pending.first?.toCall == 7)
    }

    @Test func `incidents that people declare have nothing to do with cases`() throws {
        var outbox = try outbox([Cases.route()], [Cases.channel("hook")])
        try outbox.add(Self.call(.opened), .callJoined(7, Cases.id(1)))
        try outbox.add(.incidentRecorded(Cases.incident(2)))
        #expect(try outbox.pending.map(\.subject).sorted() == ["case/7", "incident/acme-2"])
    }
}
