import Testing
import Vocabulary

@Suite struct WordsTests {
    @Test(arguments: ["payplug", "tsr-1532", "3ds", "a"])
    func `an identifier is lower-case letters, digits and hyphens`(text: String) {
        #expect(ProviderID(text)?.rawValue == text)
    }

    @Test(arguments: ["", "-a", "A", "a b", "a/b", "é", String(repeating: "a", count: 65)])
    func `anything else is no identifier`(text: String) {
        #expect(IncidentID(text) == nil)
    }

    @Test func `a missing language falls back to one that is there, and says which`() {
        let text = LocalizedText([.french: "Bonjour"])
        #expect(text.reading(.italian)?.text == "Bonjour")
        #expect(text.reading(.italian)?.language == .french)
        #expect(LocalizedText().reading(.italian) == nil)
    }

    @Test func `an unknown severity is never ranked as harmless`() {
        #expect(Severity.unknown > .notice)
        #expect(Severity.allCases.max() == .critical)
        #expect(Severity.allCases.min() == .maintenance)
    }
}
