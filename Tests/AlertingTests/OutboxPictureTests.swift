import Foundation
import Incidents
import Journal
import StoreSQLite
import Telling
import Testing
import Vocabulary

@testable import Alerting

/// What pages and the API look at, read out of a real store.
@Suite struct OutboxPictureTests {
    private func with(
        _ drafts: [EntryDraft], at instant: Instant = Cases.start, _ body: (SQLiteStore) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-picture-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite", projections: [IncidentProjection(), OutboxProjection()])
        _ = try await store.append(
            AppendCommand(actor: "system:test", instant: instant, drafts: Cases.catalogue.map(\.draft) + drafts))
        try await body(store)
        await store.close()
    }

    private static let routes = AlertingFact.routesSet(
        [Cases.route("all"), Cases.route("settlement", .init(channels: [.settlement]))],
        [Cases.channel("hook"), Cases.channel("chat", .slack)]
    ).draft

    private static func append(_ store: SQLiteStore, _ fact: AlertingFact) async throws {
        _ = try await store.append(
            AppendCommand(actor: "person:test", instant: Cases.start + .minutes(1), drafts: [fact.draft]))
    }

    @Test func `what was given up stands with its reason until a person wants it sent again`() async throws {
        let incident = Fact.incidentRecorded(Cases.incident()).draft
        try await with([Self.routes, incident]) { store in
            let first = try await store.read { documents throws(JournalError) in try OutboxPicture(documents) }
            let message = try #require(first.pending.first)
            #expect(first.dead.isEmpty && first.log.isEmpty && !first.hasMorePending)
            let record = DeliveryRecord(
                channel: message.channel, version: message.version, attempts: 3, error: "it answers 404")
            try await Self.append(store, .dead(message.id, record))
            let second = try await store.read { documents throws(JournalError) in try OutboxPicture(documents) }
            #expect(second.pending.isEmpty && second.dead.map(\.error) == ["it answers 404"])
            #expect(second.log.map(\.outcome) == ["dead"])
            try await Self.append(store, .resendRequested(message.id))
            let third = try await store.read { documents throws(JournalError) in try OutboxPicture(documents) }
            #expect(third.pending.map(\.id) == [message.id] && third.dead.isEmpty)
        }
    }

    @Test func `a picture is bounded, and says that there is more`() async throws {
        let incidents = (1...4).map { Fact.incidentRecorded(Cases.incident($0)).draft }
        try await with([Self.routes] + incidents) { store in
            let picture = try await store.read { documents throws(JournalError) in
                try OutboxPicture(documents, most: 3)
            }
            #expect(picture.pending.count == 3 && picture.hasMorePending && !picture.hasMoreDead)
        }
    }

    @Test func `the dry run says what the outbox does, and rests on public facts`() async throws {
        try await with([Self.routes, Fact.incidentRecorded(Cases.incident()).draft]) { store in
            let (explanation, pending) = try await store.read { documents throws(JournalError) in
                let reading = OutboxReading(documents)
                let explanation = try AlertExplanation(
                    of: Cases.id(1), in: documents, book: reading.book(), now: Cases.start, zones: zones)
                return (explanation, try reading.pending(limit: 10))
            }
            let verdicts = try #require(explanation).verdicts
            #expect(verdicts.map(\.matches) == [true, false])
            #expect(Set(verdicts.flatMap(\.to)) == Set(pending.map(\.channel)))
            #expect(explanation?.subject.channels == [.ecommerce])
            #expect(explanation?.state == .ongoing)
            let none = try await store.read { documents throws(JournalError) in
                try AlertExplanation(
                    of: Cases.id(9), in: documents, book: RouteBook(), now: Cases.start, zones: zones)
            }
            #expect(none == nil)
        }
    }
}
