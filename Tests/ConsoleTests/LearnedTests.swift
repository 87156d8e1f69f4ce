import Access
import Desk
import Foundation
import HTTP
import Journal
import StoreSQLite
import Telling
import Testing
import Vocabulary

@testable import Console

/// The post-mortem's preview: what is in the form, for each brand and language, with everything that it has.
@Suite struct LearnedTests {
    private static let written = [
        ("impact.en", "Cards were declined."), ("impact.fr", "Des cartes furent refusées."),
        ("overview.en", "A pool ran dry."), ("context.en", "A sale had begun."), ("cause.en", "A leak of connections."),
        ("action0-symptom.en", "The pool ran dry"), ("action0-action.en", "Bound and watch the pool"),
        ("action0-owner", "Ines"), ("action0-due", "2026-01-15"), ("action0-state", "in-progress"),
        ("notes.en", "The pager was silent."), ("missing", "it"),
    ]

    @Test func `the preview is of what is in the form, and nothing is saved`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let address = try await room.declare(admin) + "/postmortem"
        let version = try #require(await admin.get(address).hidden("version", in: address))
        let before = try await room.store.head().position
        let answer = await admin.send(address, Self.written + [("version", version), ("do", "preview")])
        #expect(answer.status == .ok, "\(answer.text.prefix(300))")
        #expect(try await room.store.head().position == before)
        let preview = String(answer.text[try #require(answer.text.range(of: "id=\"preview\"")).upperBound...])
        let inside = try #require(preview.range(of: "Inside: with owners"))
        let (readers, team) = (preview[..<inside.lowerBound], preview[inside.lowerBound...])
        #expect(readers.contains("<summary>North</summary>") && readers.contains("<summary>South</summary>"))
        for text in [
            "AC-1", "The shop", "Cards were declined.", "Des cartes furent refusées.", "A pool ran dry.",
            "A sale had begun.", "A leak of connections.", "The pool ran dry", "Bound and watch the pool",
            "Under way", "Declared missing: Italian",
        ] { #expect(readers.contains(text), "readers: \(text)") }
        #expect(readers.contains(#/15.Jan[a-z]*.2026/#))
        #expect(readers.contains("Nothing in French"), "a language without words says what its readers get")
        #expect(!readers.contains("Ines") && !readers.contains("The pager was silent."))
        #expect(team.contains("Ines") && team.contains("The pager was silent."))
        // What was typed is still there to be saved.
        #expect(answer.text.contains("value=\"Bound and watch the pool\""))
        let saved = await admin.send(address, Self.written + [("version", version), ("do", "send")])
        #expect(saved.status == .seeOther)
        #expect(await admin.get(address).text.contains("The saved draft, as each brand"))
    }
}
