import Demo
import Foundation
import HTTP
import Telling
import Testing
import Vocabulary
import Web

private let targets = ["en", "fr", "it"].flatMap { language in
    ["/\(language)/", "/\(language)/providers/payplug"]
        + ["1532", "1023", "2641", "2292"].map { "/\(language)/incidents/tsr-\($0)" }
}

@Suite struct PagesTests {
    @Test(arguments: targets)
    func `each page says its language, its other languages and one heading, and needs neither script nor inline style`(
        _ target: String
    ) {
        let page = TestSite.page(target)
        let language = String(target.dropFirst().prefix(2))
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"\(language)\">"))
        #expect(TestSite.count("<h1", in: page) == 1)
        for other in ["en", "fr", "it"] {
            let place = "/\(other)/" + target.dropFirst(4)
            #expect(page.contains("rel=\"alternate\" hreflang=\"\(other)\" href=\"\(place)\""))
            #expect(page.contains("<a href=\"\(place)\" hreflang=\"\(other)\""))
        }
        #expect(page.contains("rel=\"canonical\" href=\"\(target)\""))
        #expect(page.contains("<main id=\"content\""))
        #expect(page.contains("<a class=\"skip\" href=\"#content\">"))
        for refused in ["<script", "<style", " style=\"", "javascript:", " onload", " onclick", "http-equiv"] {
            #expect(!page.contains(refused), "\(refused)")
        }
        for property in ["og:title", "og:description", "og:url", "og:locale"] {
            #expect(page.contains("property=\"\(property)\" content=\""))
            #expect(!page.contains("property=\"\(property)\" content=\"\""))
        }
    }

    @Test(arguments: targets)
    func `each page's elements are closed in order, and no id stands twice`(_ target: String) throws {
        let page = TestSite.page(target)
        var open: [String] = []
        for match in page.matches(of: #/<(\/?)([a-z][a-z0-9]*)[^>]*>/#) {
            let name = String(match.2)
            if ["meta", "link", "br", "hr"].contains(name) { continue }
            if match.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
        }
        #expect(open.isEmpty)
        let ids = page.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
    }

    @Test(arguments: targets)
    func `no place for a fact and no key of a word is left on a page`(_ target: String) {
        let words = TestSite.words(TestSite.page(target))
        #expect(!words.contains("{"))
        for phrase in Phrase.allCases where phrase.rawValue.contains(where: \.isUppercase) {
            #expect(!words.contains(phrase.rawValue))
        }
    }

    @Test func `the incident page answers first in words, then in figures`() throws {
        let words = TestSite.words(TestSite.page("/en/incidents/tsr-2641"))
        let fixed = "\u{A0}"
        let summary = try #require(words.range(of: "came 31\(fixed)min after the page said"))
        let figures = try #require(
            words.range(of: "Real impact 24\(fixed)min 5\(fixed)min + 19\(fixed)min, 2\(fixed)windows"))
        #expect(summary.upperBound < figures.lowerBound)
        #expect(words.contains("Their page says 3\(fixed)h\(fixed)34\(fixed)min 12:34 – 16:08"))
        #expect(words.contains("First public word +26\(fixed)min 21\(fixed)min after it was over"))
        #expect(words.contains("Cause found +13\(fixed)min at 12:21"))
        #expect(words.contains("Recurrence, not announced"))
        #expect(words.contains("recurrence never told"))
        #expect(words.contains("Major · our reading"))
        #expect(words.contains("“notice” · Dalenys’s word"))
    }

    @Test func `two brands' pages stand side by side with their own words`() {
        let words = TestSite.words(TestSite.page("/fr/incidents/tsr-1532"))
        let thin = "\u{202F}"
        #expect(words.contains("«\(thin)critical\(thin)» · selon Dalenys"))
        #expect(words.contains("«\(thin)notice\(thin)» · selon Payplug"))
        #expect(words.contains("Dalenys\(thin): 10\(thin)min de silence"))
        #expect(words.contains("Payplug\(thin): 31\(thin)min de silence"))
        #expect(words.contains("ouverte 1\(thin)h\(thin)31\(thin)min"))
    }

    @Test func `a text that falls back is marked with its language, and the missing one is named`() {
        let page = TestSite.page("/fr/incidents/tsr-2641")
        #expect(page.contains("<p lang=\"en\">Closed. <small class=\"tongue\">EN</small></p>"))
        #expect(TestSite.words(page).contains("Dalenys ne l’a pas dit en\u{202F}: français."))
    }

    @Test func `what happened inside and was not made public stays off the page`() {
        var site = TestSite.demo
        let secret = InsideEvent(
            at: site.incidents[0].windows[0].start, kind: .contact, text: LocalizedText([.english: "a private call"]),
            visibility: .team)
        site.incidents[0].insideEvents.append(secret)
        #expect(!TestSite.page("/en/incidents/tsr-1023", site).contains("a private call"))
        site.incidents[0].insideEvents[site.incidents[0].insideEvents.count - 1].visibility = .everyone
        #expect(TestSite.page("/en/incidents/tsr-1023", site).contains("a private call"))
    }

    @Test func `markup in a vendor's text stays text`() {
        var site = TestSite.demo
        site.incidents[0].title = LocalizedText([.english: "<script>alert(1)</script>\"'"])
        site.brands[0].name = "<img src=x>"
        for target in ["/en/", "/en/providers/payplug", "/en/incidents/tsr-1023"] {
            let page = TestSite.page(target, site)
            #expect(!page.contains("<script") && !page.contains("<img"))
            #expect(page.contains("&lt;script&gt;"))
        }
    }

    @Test func `the provider page shows each service by its real impact`() {
        let page = TestSite.page("/en/providers/payplug")
        #expect(TestSite.count("class=\"bars\"", in: page) == 6)
        #expect(page.contains("Customers were hit on 4\u{A0}December (24\u{A0}min)."))
        #expect(page.contains("Customers were hit on 16\u{A0}September (47\u{A0}min)."))
        #expect(TestSite.words(page).contains("100% without known impact"))
        #expect(TestSite.words(page).contains("3\u{A0}h\u{A0}34\u{A0}min Dalenys"))
    }

    @Test func `days before anybody watched are unknown, not fine`() throws {
        var site = TestSite.demo
        site.watchedSince = try Instant(rfc3339: "2025-12-01T00:00:00Z")
        let page = TestSite.page("/en/providers/payplug", site)
        #expect(page.contains("Before 1\u{A0}December 2025, nothing is known."))
        site.watchedSince = nil
        site.incidents = []
        let blind = TestSite.page("/en/providers/payplug", site)
        #expect(!blind.contains("class=\"calm\""))
        #expect(!blind.contains("100%"))
    }

    @Test func `days after the facts end are unknown, not fine`() throws {
        var site = TestSite.demo
        let fresh = TestSite.count("class=\"calm\"", in: TestSite.page("/en/providers/payplug", site))
        site.asOf = TestSite.now - .days(10)
        let page = TestSite.page("/en/providers/payplug", site)
        // Ten days of six services, of which two had an impact that is known all the same.
        #expect(TestSite.count("class=\"calm\"", in: page) == fresh - 58)
        #expect(page.contains("4\u{A0}December (24\u{A0}min)"))
        #expect(page.contains("<path class=\"unknown\""))
    }

    @Test func `an open window makes the state "ongoing" everywhere`() {
        var site = TestSite.demo
        site.incidents[3].windows[1].end = nil
        let home = TestSite.words(TestSite.page("/en/", site))
        #expect(home.contains("1\u{A0}incident is going on"))
        #expect(home.contains("Customers are hit"))
        #expect(
            TestSite.words(TestSite.page("/en/providers/payplug", site)).contains("Customers are being hit: In-store"))
        #expect(TestSite.words(TestSite.page("/en/incidents/tsr-2641", site)).contains("Ongoing"))
    }

    @Test func `old facts are shown as old, and never as fine`() {
        var site = TestSite.demo
        site.asOf = TestSite.now - .hours(5)
        for target in ["/en/", "/en/providers/payplug", "/en/incidents/tsr-1023"] {
            #expect(TestSite.page(target, site).contains("class=\"stale\""), "\(target)")
            #expect(!TestSite.page(target).contains("class=\"stale\""), "\(target)")
        }
        let home = TestSite.words(TestSite.page("/en/", site))
        #expect(home.contains("What is true now is not known."))
        #expect(!home.contains("No impact known"))
    }

    @Test func `a site without providers, and one without incidents, say what to do or to expect`() {
        let empty = SiteSnapshot(asOf: TestSite.now)
        #expect(TestSite.words(TestSite.page("/it/", empty)).contains("Aggiungete il primo alla configurazione"))
        var calm = TestSite.demo
        calm.incidents = []
        #expect(TestSite.words(TestSite.page("/en/", calm)).contains("No incident has been recorded yet"))
        #expect(TestSite.words(TestSite.page("/fr/providers/payplug", calm)).contains("Aucun incident de Payplug"))
    }

    @Test func `an incident of which almost nothing is known still has a page`() throws {
        var site = TestSite.demo
        let id = try #require(IncidentID("bare"))
        site.incidents = [Incident(id: id, provider: DemoSite.payplug, title: LocalizedText())]
        let page = TestSite.page("/en/incidents/bare", site)
        #expect(page.contains("<h1>bare</h1>"))
        #expect(!page.contains("<svg class=\"axis"))
        #expect(TestSite.words(page).contains("State unknown"))
    }
}
