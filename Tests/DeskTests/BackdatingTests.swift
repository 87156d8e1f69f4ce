import Journal
import Telling
import Testing
import Vocabulary

@testable import Desk

/// Times that somebody gives lie between a bound and now.
@Suite struct BackdatingTests {
    private static let ana = DeskRoom.caller("ana")

    @Test func `what lies further back than the bound is refused, and what stands already is not`() async throws {
        let room = try await DeskRoom(rules: DeskRules(backdatedDaysMost: 90))
        let old = try room.declaration("2025-09-05T11:59:59Z")
        let refusal = await expect(.refused) { _ = try await room.desk.declare(old, by: Self.ana) }
        #expect(refusal?.phrase == .tooFarBack && refusal?.field == "start" && refusal?.facts["days"] == "90")
        let id = try await room.desk.declare(try room.declaration("2025-09-05T12:00:00Z"), by: Self.ana).incident
        func window(_ start: String, _ end: String?, _ id: String? = nil) throws -> DeskOrder {
            .recordWindow(
                WindowOrder(
                    id: id.map { ImpactWindowID(checked: $0) }, start: try Instant(rfc3339: start),
                    end: try end.map { try Instant(rfc3339: $0) }, evidence: LocalizedText()))
        }
        for (start, end) in [
            ("2024-12-04T11:00:00Z", nil), ("2024-12-04T11:00:00Z", "2025-12-04T11:30:00Z"),
        ] as [(String, String?)] {
            let refused = await expect(.refused) {
                _ = try await room.desk.perform(try window(start, end), on: id, by: Self.ana)
            }
            #expect(refused?.phrase == .tooFarBack)
        }
        let said = await expect(.refused) {
            var saying = Saying(.sentence(SentenceID(checked: "degraded")))
            saying.at = try Instant(rfc3339: "2024-12-04T11:00:00Z")
            _ = try await room.desk.perform(.say(saying), on: id, by: Self.ana)
        }
        #expect(said?.phrase == .tooFarBack && said?.field == "at")
        // A week later the start is further back than the bound; its end is corrected all the same.
        try room.at("2025-12-11T12:00:00Z")
        _ = try await room.desk.perform(
            try window("2025-09-05T12:00:00Z", "2025-12-04T12:00:00Z", "w1"), on: id, by: Self.ana)
        #expect(try await room.incident(id).windows.first?.end == (try Instant(rfc3339: "2025-12-04T12:00:00Z")))
        // What led to it may be as old as it is.
        _ = try await room.desk.perform(
            .note(at: try Instant(rfc3339: "2024-01-01T00:00:00Z"), .change, DeskRoom.text("a setting"), .team),
            on: id, by: Self.ana)
    }

    @Test func `the clock of who read the time may be a little ahead, and what it has ahead is now`() async throws {
        let room = try await DeskRoom()
        let ahead = await expect(.refused) {
            _ = try await room.desk.declare(try room.declaration("2025-12-04T12:01:01Z"), by: Self.ana)
        }
        #expect(ahead?.phrase == .startPlanned)
        let id = try await room.desk.declare(try room.declaration("2025-12-04T12:01:00Z"), by: Self.ana).incident
        #expect(try await room.incident(id).windows.first?.start == room.now)
        let note = await expect(.refused) {
            _ = try await room.desk.perform(
                .note(at: room.now + .minutes(2), .other, DeskRoom.text("x"), .team), on: id, by: Self.ana)
        }
        #expect(note?.phrase == .noteAhead && note?.field == "at")
    }

    @Test(arguments: [
        (JournalError.Code.unavailable, DeskPhrase.journalAway), (.closed, .journalAway), (.full, .journalFull),
        (.corrupt, .journalFault), (.refused, .journalRefused), (.idempotencyConflict, .keyUsed),
    ])
    func `what the journal refuses is said in every language, and programs are told its own words`(
        _ code: JournalError.Code, _ phrase: DeskPhrase
    ) throws {
        let refusal = Desk.refusal(JournalError(code, "page 7 of the disk"))
        #expect(refusal.phrase == phrase)
        #expect(code == .idempotencyConflict || refusal.message.hasSuffix("(page 7 of the disk)"))
        for language in [Language.french, .italian] {
            let said = try #require(refusal.message(in: LanguagePack.of(language)))
            #expect(!said.isEmpty && !said.contains("disk") && said != refusal.message)
        }
    }
}
