import Testing
import Vocabulary

@testable import Reading

@Suite struct LanguageSplitTests {
    @Test func `a text glued of two languages comes apart, with what stood in each untouched`() {
        let french =
            "Plusieurs de nos clients ne pouvaient plus payer avec leur carte de 9h20 à 9h45 ; tout est revenu pour eux."
        let english =
            "Some of our customers could not pay with their card from 9.20 to 9.45 CET. All of it works for them again, and we are watching."
        let parts = LanguageSplit.parts(of: "FR \(french) EN \(english)")
        #expect(parts.map(\.language) == [.french, .english])
        #expect(parts.first?.text.contains("de 9h20 à 9h45") == true)
        #expect(parts.last?.text == english)
    }

    @Test func `a text in one language is one part, whole`() {
        let text = "We are looking into failed payments.\n\n- cards\n- wallets\n\nThe next word comes in an hour."
        #expect(LanguageSplit.parts(of: text) == [LanguageSplit.Part(language: .english, text: text)])
        #expect(LanguageSplit.parts(of: "12345").map(\.language) == [nil])
        #expect(LanguageSplit.parts(of: "").map(\.text) == [""])
    }
}
