import Desk
import Telling
import Testing
import Vocabulary

/// What the desk refuses is said in the language of who asked.
@Suite struct RefusalTests {
    @Test(arguments: LanguagePack.builtIn.map(\.language))
    func `every refusal has words in each language, with the facts of the English ones`(language: Language) {
        func places(_ text: String) -> Set<Substring> {
            Set(
                text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { $0.prefix { $0 != "}" } }
            )
        }
        let words = LanguagePack.of(language)
        for phrase in DeskPhrase.allCases {
            let text = words.deskWords[phrase] ?? ""
            #expect(!text.isEmpty && places(text) == places(LanguagePack.english.deskWords[phrase] ?? ""), "\(phrase)")
        }
        if language != .english {
            #expect(words.say(desk: .textChanged) != LanguagePack.english.say(desk: .textChanged))
        }
    }

    @Test func `a refusal keeps its English words for programs and its facts in every language`() async throws {
        let room = try await DeskRoom()
        let ana = DeskRoom.caller("ana")
        var declaration = try room.declaration(title: DeskRoom.text("x"))
        declaration.title[.italian] = nil
        let lacking = await expect(.incomplete) { _ = try await room.desk.declare(declaration, by: ana) }
        #expect(
            lacking?.message == "The title is missing in: it (South). Readers of each language were promised one.")
        #expect(
            lacking?.message(in: .french)?.hasPrefix("«\u{202F}titre\u{202F}» manque en\u{202F}: it (South).") == true)
        let id = try await room.desk.declare(try room.declaration(), by: ana).incident
        let absent = await expect(.refused) {
            _ = try await room.desk.perform(.say(Saying(.sentence(SentenceID(checked: "none")))), on: id, by: ana)
        }
        #expect(absent?.message.hasPrefix("There is no sentence none; there are: reported, ") == true)
        #expect(absent?.message(in: .italian)?.hasPrefix("Non c’è una frase none; ci sono: reported, ") == true)
        let place = await expect(.refused) {
            let text = DeskRoom.text("Since {begin}")
            _ = try await room.desk.perform(.say(Saying(.text(text, .identified))), on: id, by: ana)
        }
        #expect(place?.message.hasPrefix("there is no fact named {begin}: write one of {start}, {end}") == true)
        #expect(place?.message(in: .french)?.contains("{begin}") == true)
    }
}
