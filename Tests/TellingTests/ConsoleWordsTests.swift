import Telling
import Testing
import Vocabulary

@Suite struct ConsoleWordsTests {
    private static func places(_ words: String) -> Set<String> {
        Set(words.matches(of: #/\{([a-z-]+)\}/#).map { String($0.1) })
    }

    @Test(arguments: LanguagePack.all.map(\.language))
    func `the console has every word, with the places that English has, in each language`(_ language: Language) {
        let words = LanguagePack.of(language).consoleWords
        for phrase in ConsolePhrase.allCases {
            let text = words[phrase] ?? ""
            #expect(!text.isEmpty, "\(language) lacks \(phrase)")
            let english = LanguagePack.english.consoleWords[phrase] ?? ""
            #expect(Self.places(text) == Self.places(english), "\(language): the places of \(phrase)")
        }
        #expect(words.count == ConsolePhrase.allCases.count)
    }

    @Test func `a place without a fact stands for what people type`() {
        #expect(LanguagePack.english.say(console: .numberingHint).contains("TSR-{n}"))
        #expect(LanguagePack.french.say(console: .writtenBy, ["name": "Rosa"]).hasSuffix("Rosa"))
    }
}
