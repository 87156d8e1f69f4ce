import Demo
import Foundation
import HTTP
import Telling
import Testing
import Vocabulary
import Web

private let places: [(String, String?)] = [
    ("", nil), ("providers", nil), ("providers", "q=zeppelin"), ("providers/meridian-pay", nil),
    ("providers/meridian-pay", "before=meridian-pay-e40"), ("providers/northbank", nil),
    ("providers/lago-instant", nil),
    ("providers/meridian-pay/honesty", nil), ("incidents/meridian-204", nil), ("incidents/meridian-187", nil),
    ("incidents/vela-88", nil), ("incidents/kanto-1", nil), ("incidents/meridian-m12", nil),
    ("incidents/northbank-31", nil), ("events/meridian-204", nil), ("events/meridian-187", nil), ("follow", nil),
    ("follow", "q=france"), ("follow", "followed=kanto-checkout"), ("search", nil), ("search", "q=payments"),
    ("search", "from=x&severity=huge"), ("search", "entity=blik"), ("compare", nil),
    ("compare", "p=meridian-pay&p=vela-payments"), ("insights", nil),
]

private let targets = ["en", "fr", "it"].flatMap { language in
    places.map { ("/\(language)/\($0.0)", $0.1) }
}

@Suite struct TrackedPagesTests {
    @Test(arguments: targets)
    func `each page is whole: one heading, elements closed in order, ids once, labels on every field`(
        _ path: String, _ query: String?
    ) async {
        let answer = await TestSite.get(path, query)
        let page = answer.text
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Language"] == String(path.dropFirst().prefix(2)))
        #expect(TestSite.count("<h1", in: page) == 1)
        var open: [String] = []
        for match in page.matches(of: #/<(\/?)([a-z][a-z0-9]*)[^>]*>/#) {
            let name = String(match.2)
            if ["meta", "link", "br", "hr", "input"].contains(name) { continue }
            if match.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
        }
        #expect(open.isEmpty)
        let ids = page.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        for field in page.matches(of: #/<(?:input|select) id="([^"]*)"/#) {
            #expect(page.contains("<label for=\"\(field.1)\""))
        }
        for refused in ["<script", "<style", " style=\"", "javascript:", " onload", " onclick", "http-equiv"] {
            #expect(!page.contains(refused), "\(refused)")
        }
        #expect(!TestSite.words(page).contains("{"))
        for phrase in Phrase.allCases where phrase.rawValue.contains(where: \.isUppercase) {
            #expect(!TestSite.words(page).contains(phrase.rawValue))
        }
    }

    @Test(arguments: targets)
    func `the language switch keeps what was asked`(_ path: String, _ query: String?) async {
        let page = await TestSite.get(path, query).text
        let rest = path.dropFirst(4) + (query.map { "?" + $0.replacingOccurrences(of: "&", with: "&amp;") } ?? "")
        for language in ["en", "fr", "it"] {
            #expect(page.contains("<a href=\"/\(language)/\(rest)\" hreflang=\"\(language)\""))
        }
        #expect(page.contains("content=\"noindex\"") == (query != nil))
    }

    @Test func `links to other people's pages give nothing away`() async {
        let page = await TestSite.get("/en/incidents/meridian-204").text
        let outside = page.matches(of: #/<a href="https?:[^"]*"([^>]*)>/#)
        #expect(outside.count == 2)
        for link in outside { #expect(link.1.contains("rel=\"noopener nofollow external\"")) }
    }
}

@Suite struct IncidentRecordTests {
    @Test func `the first line says what failed, for whom, and since when`() async {
        let words = await TestSite.read("/en/incidents/meridian-204")
        #expect(
            words.contains("BLIK: customers of Meridian Pay are being hit since 14\u{A0}March 2026, 14:41\u{A0}CET."))
        #expect(
            await TestSite.read("/it/incidents/meridian-187").contains(
                "Tills: clienti di Meridian Pay sono stati colpiti per 18\u{A0}min, il 2\u{A0}febbraio 2026."))
    }

    @Test func `an edit says what changed, when it was seen, and keeps the text before`() async {
        let page = await TestSite.get("/en/incidents/meridian-187").text
        #expect(page.contains("Changed by its page; seen on 3\u{A0}February 2026, 10:02\u{A0}CET:"))
        #expect(page.contains("<del>16:23.</del> became <ins>16:24.</ins>"))
        #expect(page.contains("<del>Some</del> became <ins>All</ins>"))
        #expect(TestSite.words(page).contains("The text before Tills could not authorise from 16:13 to end 16:23."))
    }

    @Test func `windows stand with the vendor's literal words in their own language`() async {
        let page = await TestSite.get("/en/incidents/meridian-187").text
        #expect(page.contains("“<span>Impact from 16:13 to 16:24</span>”"))
        #expect(page.contains("“<span lang=\"fr\">18h05 : reprise de l’impact, 18h12 : fin</span>”"))
    }

    @Test func `severities stand side by side, and no rule is claimed that does not give ours`() async {
        let tills = await TestSite.read("/en/incidents/meridian-187")
        #expect(tills.contains("Meridian Pay, its page “none” We read this word as: Notice."))
        #expect(tills.contains("P1 Kept as it was said, never turned into a severity."))
        #expect(tills.contains("Vigie, our reading Critical –"))
        let wallets = await TestSite.read("/en/incidents/vela-88")
        #expect(
            wallets.contains(
                "Minor The text states an impact on a service that people pay with. Its page called harmless what hit paying customers."
            ))
    }

    @Test func `without a window the page says so, and names the record for what it is`() async {
        let words = await TestSite.read("/en/incidents/northbank-31")
        #expect(words.contains("No impact on customers is known: nothing that was published says when they were hit."))
        #expect(
            words.contains(
                "Northbank Acquiring’s record was opened on 13\u{A0}March 2026, 08:45\u{A0}CET and is still open."))
        #expect(words.contains("Open on its page"))
        // A word was said; without an impact there is nothing to measure it from.
        #expect(words.contains("First public word – at 08:45"))
        #expect(!words.contains("none yet"))
    }

    @Test func `a sample and planned work say what they are`() async {
        #expect(await TestSite.read("/en/incidents/kanto-1").contains("A sample. It came with the page as a template"))
        #expect(
            await TestSite.read("/fr/incidents/meridian-m12").contains(
                "Maintenance prévue du 17\u{A0}mars 2026, 23:00\u{A0}CET au 18\u{A0}mars 2026, 02:00\u{A0}CET."))
    }

    @Test func `originals link to the archive with size and short digest`() async {
        let page = await TestSite.get("/en/incidents/meridian-187").text
        let digest = "a3f1" + String(repeating: "0f5e", count: 15)
        #expect(page.contains("<a href=\"/api/archive/\(digest)\"><code>a3f10f5e0f5e</code></a>"))
        #expect(page.contains(">5\u{A0}kB</td>"))
        #expect(page.contains("href=\"/en/search?entity=mastercard\""))
        #expect(page.contains("href=\"/en/search?q=NB-5521\""))
    }

    @Test func `who else told it stands with reason and distance`() async {
        let words = await TestSite.read("/en/incidents/meridian-204")
        #expect(
            words.contains(
                "Vela Payments · Wallets: higher refusal rate 9\u{A0}min later than here · blik failed at both, 9\u{A0}min apart"
            ))
        let other = await TestSite.get("/en/incidents/vela-88").text
        #expect(TestSite.words(other).contains("9\u{A0}min earlier than here"))
        #expect(other.contains("href=\"/en/events/meridian-204\""))
    }

    @Test func `a vendor's braces are words, not places for facts`() async {
        var site = TestSite.tracked
        site.incidents[0].updates[0].text = LocalizedText([.english: "The field {impact} is wrong"])
        let surface = TestSite.trackedSurface(site)
        #expect(await TestSite.read("/en/incidents/meridian-204", on: surface).contains("The field {impact} is wrong"))
    }

    @Test func `markup in every text of a vendor stays text`() async {
        var site = TestSite.tracked
        let evil = "<img src=x onerror=alert(1)> [a](javascript:alert) \"'"
        for index in site.incidents.indices.prefix(6) {
            site.incidents[index].title = LocalizedText([.english: evil])
            site.incidents[index].record?.url = "javascript:alert(1)"
            site.incidents[index].record?.statusWord = evil
            site.incidents[index].record?.severityWord = evil
            site.incidents[index].entities = [evil]
            for update in site.incidents[index].updates.indices {
                site.incidents[index].updates[update].earlier = [
                    Update.EarlierText(text: LocalizedText([.english: evil]), replacedAt: TrackedSite.now)
                ]
            }
        }
        site.pages[0].words?.sentence = evil
        site.pages[0].words?.warnings = [evil]
        site.pages[0].url = "javascript:alert(1)"
        site.pages[2].trouble?.message = evil
        let surface = TestSite.trackedSurface(site)
        for (path, query) in places {
            let page = await TestSite.get("/en/\(path)", query, on: surface).text
            #expect(!page.contains("<img") && !page.contains("href=\"javascript:"), "\(path)")
        }
    }
}
