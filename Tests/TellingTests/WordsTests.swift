import Telling
import Testing
import Vocabulary

@Suite struct WordsTests {
    @Test(arguments: LanguagePack.all.map(\.language))
    func `every word, with the places that English has, exists in each language`(_ language: Language) {
        #expect(LanguagePack.of(language).gaps == [])
    }

    @Test func `a pack that lacks a word names it`() {
        var pack = LanguagePack.french
        pack.phrases[.home] = nil
        pack.severities[.major] = ""
        pack.phrases[.columnDate] = "Date {unexpected}"
        #expect(pack.gaps == ["fr: Phrase.home", "fr: Severity.major", "fr: the places of Phrase.columnDate"])
    }

    @Test func `a language without words is read in English`() throws {
        let german = try #require(Language("de"))
        #expect(!LanguagePack.exists(for: german))
        #expect(LanguagePack.of(german).language == .english)
    }

    @Test(arguments: [(0, "0\u{A0}incident", "0\u{A0}incidents"), (1, "1\u{A0}incident", "1\u{A0}incident")])
    func `French counts none as one, English as many`(_ number: Int, french: String, english: String) {
        #expect(LanguagePack.french.count(.incidents, number) == french)
        #expect(LanguagePack.english.count(.incidents, number) == english)
    }

    @Test func `no phrase is left with an unfilled place when its facts are given, and shows it when they are not`() {
        #expect(LanguagePack.english.say(.timesIn, ["zone": "Europe/Paris"]) == "Times in Europe/Paris.")
        #expect(LanguagePack.english.say(.timesIn) == "Times in {zone}.")
    }
}
