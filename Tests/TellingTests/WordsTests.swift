import Telling
import Testing
import Vocabulary

@Suite struct WordsTests {
    @Test(arguments: LanguagePack.all.map(\.language))
    func `every word, with the places that English has, exists in each language`(_ language: Language) {
        #expect(LanguagePack.of(language).gaps == [])
    }
}
