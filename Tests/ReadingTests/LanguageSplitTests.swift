import Testing
import Vocabulary

@testable import Reading

@Suite struct LanguageSplitTests {
    @Test func `a text glued of two languages comes apart, with what stood in each untouched`() {
        let french =
            "Nous avons rencontré des difficultés sur la plateforme de paiement entre 12h08 et 12h13. L'incident est terminé."
        let english =
            "We have seen difficulties on the payment platform between 12.08 and 12.13 CET. The incident is over, and we keep on watching it."
        let parts = LanguageSplit.parts(of: "FR \(french) EN \(english)")
        #expect(parts.map(\.language) == [.french, .english])
        #expect(parts.first?.text.contains("entre 12h08 et 12h13") == true)
        #expect(parts.last?.text == english)
    }

    @Test func `a text in one language is one part, whole`() {
        let text = "We are looking into failed payments.\n\n- cards\n- wallets\n\nThe next word comes in an hour."
        #expect(LanguageSplit.parts(of: text) == [LanguageSplit.Part(language: .english, text: text)])
        #expect(LanguageSplit.parts(of: "12345").map(\.language) == [nil])
        #expect(LanguageSplit.parts(of: "").map(\.text) == [""])
    }
}
