import Testing

@testable import Following

@Suite struct RobotsRulesTests {
    private func rules(_ text: String, agent: String = "vigie") -> RobotsRules {
        RobotsRules(Array(text.utf8), agent: agent)
    }

    @Test func `without a rule everything may be fetched`() {
        #expect(rules("").allows("/history"))
        #expect(rules("User-agent: *\nDisallow:").allows("/history"))
        #expect(rules("Disallow: /").allows("/history"), "a rule before any name belongs to nobody")
        #expect(RobotsRules.allowAll.allows("/x"))
        #expect(!RobotsRules.disallowAll.allows("/x"))
        #expect(RobotsRules.disallowAll.allows("/robots.txt"), "the rules themselves may always be fetched")
    }

    @Test func `our own group counts instead of everybody's`() {
        let text = """
            User-agent: *
            Disallow: /

            User-Agent: OtherBot
            User-agent: Vigie/1.0 (+https://example.com)
            Disallow: /private
            """
        #expect(rules(text).allows("/history"))
        #expect(!rules(text).allows("/private/x"))
        #expect(!rules(text, agent: "somebody").allows("/history"))
    }

    @Test func `groups with our name count together`() {
        let text = "User-agent: vigie\nDisallow: /a\n\nUser-agent: *\nDisallow: /c\n\nUser-agent: vigie\nDisallow: /b"
        #expect(!rules(text).allows("/a") && !rules(text).allows("/b"))
        #expect(rules(text).allows("/c"))
    }

    @Test func `the longest matching rule wins, and between equals the one that allows`() {
        let text = "User-agent: *\nDisallow: /history\nAllow: /history/2026\nDisallow: /page\nAllow: /page"
        #expect(!rules(text).allows("/history"))
        #expect(!rules(text).allows("/history/2025"))
        #expect(rules(text).allows("/history/2026/05"))
        #expect(rules(text).allows("/page/1"))
        #expect(rules(text).allows("/"))
    }

    @Test func `a star matches anything, a dollar the end`() {
        #expect(RobotsRules.matches(Array("/*.json$".utf8), Array("/a/b.json".utf8)))
        #expect(!RobotsRules.matches(Array("/*.json$".utf8), Array("/a/b.json?x=1".utf8)))
        #expect(RobotsRules.matches(Array("/a*b*c".utf8), Array("/aXbYcZ".utf8)))
        #expect(!RobotsRules.matches(Array("/a*b*c".utf8), Array("/acb".utf8)))
        #expect(RobotsRules.matches(Array("/fish*".utf8), Array("/fish/salmon".utf8)))
        #expect(RobotsRules.matches(Array("/$".utf8), Array("/".utf8)))
        #expect(!RobotsRules.matches(Array("/$".utf8), Array("/x".utf8)))
        #expect(RobotsRules.matches(Array("*".utf8), Array("/x".utf8)))
        #expect(!RobotsRules.matches(Array("/ab*ba$".utf8), Array("/aba".utf8)), "no byte counts twice")
        #expect(RobotsRules.matches(Array("/ab*ba$".utf8), Array("/abba".utf8)))
    }

    @Test func `paths are compared whatever way they are encoded`() {
        let text = "User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /%7ejoe"
        #expect(!rules(text).allows("/café"))
        #expect(!rules(text).allows("/caf%c3%a9/menu"))
        #expect(!rules(text).allows("/~joe"))
        #expect(rules(text).allows("/cafe"))
    }

    @Test func `comments, spaces, marks and strange lines do no harm`() {
        let text =
            "\u{FEFF}User-Agent : *  # everybody\r\n  Disallow:\t/history # not this\r\nCrawl-delay: 10\r\nnonsense\r\nSitemap: https://example.com/s.xml\r\n"
        #expect(!rules(text).allows("/history"))
        #expect(rules(text).allows("/other"))
        #expect(rules(text).rules.count == 1)
    }

    @Test func `an endless file is read up to its limit`() {
        let head = "User-agent: *\nDisallow: /first\n"
        let filler = String(repeating: "# filler\n", count: RobotsRules.bytesMax / 9)
        let text = head + filler + "Disallow: /last\n"
        #expect(!rules(text).allows("/first"))
        #expect(rules(text).allows("/last"))
        let crowd = "User-agent: *\n" + (0..<10_000).map { "Disallow: /a\($0)*b\n" }.joined()
        #expect(rules(crowd).rules.count == 2_000)
        #expect(rules(crowd).allows("/" + String(repeating: "a", count: 100_000)))
    }
}
