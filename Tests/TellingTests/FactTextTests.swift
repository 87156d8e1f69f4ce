import Demo
import Telling
import Testing
import Vocabulary

@Suite struct FactTextTests {
    private func facts(_ incident: Incident, _ words: LanguagePack) throws -> IncidentFacts {
        IncidentFacts(incident, now: try at("2026-01-01T00:00:00Z"), zone: try paris(), words: words)
    }

    @Test func `facts stand in their places as the language writes them`() throws {
        let template = try FactText("{impact}: {window.1.length} + {window.2.length}, {window.2.start}, {{x}")
        let english = template.expanded(try facts(DemoSite.tsr2641, .english))
        #expect(english == "24\u{A0}min: 5\u{A0}min + 19\u{A0}min, 16:39, {x}")
        let french = template.expanded(try facts(DemoSite.tsr2641, .french))
        #expect(french.hasPrefix("24\u{202F}min: 5\u{202F}min"))
    }

    @Test func `each brand has its own facts`() throws {
        let template = try FactText(
            "{page.dalenys.first-word-after} {page.payplug.first-word-after} {page.dalenys.length}")
        let text = template.expanded(try facts(DemoSite.tsr1532, .english))
        #expect(text == "10\u{A0}min 31\u{A0}min 1\u{A0}h\u{A0}31\u{A0}min")
    }

    @Test(arguments: [
        "impct", "window.0.length", "window.1.colour", "window.x.start", "page.", "claim.middle.1", "event", "",
    ])
    func `an unknown place is refused when the text is written`(_ name: String) {
        #expect(throws: FactTextError(reason: .unknownPlace, place: name)) { _ = try FactText("for {\(name)} now") }
    }

    @Test func `the refusal says what may be written`() {
        let error = FactTextError(reason: .unknownPlace, place: "impct")
        #expect(error.description.contains("{impct}"))
        #expect(error.description.contains("{impact}"))
    }

    @Test func `an open brace is refused`() {
        #expect(throws: FactTextError(reason: .unclosed, place: "")) { _ = try FactText("for {impact") }
    }

    @Test func `a place for which the incident has no fact is refused by the check and told as unknown on a page`()
        throws
    {
        let facts = try facts(DemoSite.tsr1023, .english)
        let text = LocalizedText([.english: "again for {window.2.length}"])
        #expect(throws: FactTextError(reason: .noFact, place: "window.2.length")) { try facts.check(text) }
        #expect(facts.reading(text)?.text == "again for not known")
    }

    @Test func `a vendor's text that is no template is shown as it was written`() throws {
        let text = LocalizedText([.english: "error {code}"])
        #expect(try facts(DemoSite.tsr1023, .english).reading(text)?.text == "error {code}")
    }

    @Test func `a text that falls back writes its facts as its own language does`() throws {
        let reading = try facts(DemoSite.tsr1023, .italian).reading(LocalizedText([.french: "pendant {impact}"]))
        #expect(reading?.language == .french)
        #expect(reading?.text == "pendant 11\u{202F}min")
    }
}
