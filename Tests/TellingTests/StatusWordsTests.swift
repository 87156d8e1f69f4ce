import Telling
import Testing
import Vocabulary

@Suite struct StatusWordsTests {
    @Test(arguments: LanguagePack.all.map(\.language))
    func `every word of the status pages, with the places that English has, exists in each language`(
        _ language: Language
    ) {
        #expect(LanguagePack.of(language).statusGaps == [])
        #expect(LanguagePack.of(language).shortWeekdays.count == 7)
    }

    @Test func `the languages of the status pages differ`() {
        let same = StatusPhrase.allCases.filter { phrase in
            LanguagePack.english.say(status: phrase) == LanguagePack.french.say(status: phrase)
        }
        // Words that are the same in both, and figures.
        #expect(
            same.allSatisfy {
                [
                    .componentsField, .formulaOf, .impact, .services, .action, .actions, .kindMail, .kindWebhook,
                    .maintenance,
                    .navMaintenance,
                    .postmortem, .severity, .statusOf,
                ].contains($0)
            }, "\(same)")
    }
}
