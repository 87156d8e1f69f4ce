import Desk
import Journal
import Telling
import Testing
import Vocabulary

/// What was promised in a language is there when it becomes public.
@Suite struct LanguageTests {
    @Test func `words that wait are checked again, for brands that came in between`() async throws {
        let room = try await DeskRoom()
        let ana = DeskRoom.caller("ana")
        var declaration = try room.declaration()
        declaration.brands = [DeskRoom.north]
        let id = try await room.desk.declare(declaration, by: ana).incident
        let words = LocalizedText([.english: "Words", .french: "Mots"])
        let said = try await room.desk.perform(.say(Saying(.text(words, .investigating))), on: id, by: ana)
        let statement = StatementID(checked: try #require(said.made))
        var change = HeadChange()
        change.brands = [DeskRoom.north, DeskRoom.south]
        _ = try await room.desk.perform(.describe(change), on: id, by: ana)
        let refusal = await expect(.incomplete) {
            _ = try await room.desk.perform(.approve(statement, text: words), on: id, by: DeskRoom.caller("bo"))
        }
        #expect(refusal?.message.contains("it (South)") == true)
        _ = try await room.desk.perform(.correct(statement, words, missing: [.italian]), on: id, by: ana)
        _ = try await room.desk.perform(.approve(statement, text: words), on: id, by: DeskRoom.caller("bo"))
        #expect(try await room.incident(id).seen(by: .everyone(brand: DeskRoom.south))?.updates.count == 1)
    }

    @Test func `a brand joins when what was said has its languages, and a summary has every language`() async throws {
        let room = try await DeskRoom()
        let (ana, bo) = (DeskRoom.caller("ana"), DeskRoom.caller("bo"))
        var declaration = try room.declaration()
        declaration.brands = [DeskRoom.north]
        declaration.summary = LocalizedText([.english: "Half"])
        let half = await expect(.incomplete) { _ = try await room.desk.declare(declaration, by: ana) }
        #expect(half?.field == "summary" && half?.missing == [.french])
        declaration.summary = LocalizedText()
        let id = try await room.desk.declare(declaration, by: ana).incident
        let words = LocalizedText([.english: "Words", .french: "Mots"])
        let said = try await room.desk.perform(.say(Saying(.text(words, .investigating))), on: id, by: ana)
        let statement = StatementID(checked: try #require(said.made))
        _ = try await room.desk.perform(.approve(statement, text: words), on: id, by: bo)
        var change = HeadChange()
        change.brands = [DeskRoom.north, DeskRoom.south]
        let refusal = await expect(.incomplete) {
            _ = try await room.desk.perform(.describe(change), on: id, by: ana)
        }
        #expect(refusal?.field == "brands" && refusal?.missing == [.italian])
        #expect(refusal?.message.hasPrefix("The statement s1 is missing in: it (South).") == true)
        _ = try await room.desk.perform(.correct(statement, words, missing: [.italian]), on: id, by: ana)
        _ = try await room.desk.perform(.approve(statement, text: words), on: id, by: bo)
        _ = try await room.desk.perform(.describe(change), on: id, by: ana)
        change = HeadChange()
        change.summary = words
        await expect(.incomplete) { _ = try await room.desk.perform(.describe(change), on: id, by: ana) }
    }
}
