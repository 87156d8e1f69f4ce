import Testing

@testable import Vendors

@Suite struct HTMLTextTests {
    private func text(_ html: String) -> String { HTMLText(html).text }

    @Test func `blocks stand on lines of their own, words in between keep one space`() {
        #expect(
            text("<h1>Cards</h1><p>They  fail\n since <b>10:02</b>.</p><p>More<br>soon.</p>")
                == "Cards\n\nThey fail since 10:02.\n\nMore\nsoon.")
        #expect(text("a<div>b</div>c") == "a\nb\nc")
        #expect(text("one<span> two</span><i>three</i>") == "one twothree")
        #expect(text("<p><br></p><p>x</p><p>&nbsp;</p>") == "x")
    }

    @Test func `lists have dashes or numbers, rows have bars`() {
        #expect(
            text("<p>Hit:</p><ul><li>Cards</li><li>Refunds<ol><li>full</li><li>part</li></ol></li></ul>")
                == "Hit:\n\n- Cards\n- Refunds\n  1. full\n  2. part")
        #expect(
            text("<table><tr><th>From</th><th>To</th></tr><tr><td>10:02</td><td>10:40</td></tr></table>")
                == "From | To\n10:02 | 10:40")
        #expect(text("<ul><li><p>A paragraph</p></li><li>B</li></ul>") == "- A paragraph\n- B")
    }

    @Test func `entities are what they stand for, and what is none stays`() {
        #expect(text("R&amp;D &lt;3 &eacute;&#233;&#xE9; &hellip; &#150; a&nbsp;b") == "R&D <3 ééé … – a b")
        #expect(text("AT&T &bogus; &; &#; &#99999999; 5 & 6") == "AT&T &bogus; &; &#; \u{FFFD} 5 & 6")
        #expect(text("&amp;lt;") == "&lt;", "decoded once")
    }

    @Test func `scripts, styles and what is hidden are no words`() {
        #expect(
            text(
                "<style>p{}</style>A<script>var a = '</p>' && b < c;</script>B<noscript>Turn it on</noscript><!-- no --><svg><text>x</text></svg>C"
            ) == "ABC")
        #expect(HTMLText("<head><title>Status &amp; more</title></head><body>x").title == "Status & more")
    }

    @Test func `preformatted text keeps its lines`() {
        #expect(text("<pre>a\n  b</pre>c") == "a\n  b\n\nc")
    }

    @Test func `what is broken is still text`() {
        #expect(text("a < b and c > d") == "a < b and c > d")
        #expect(text("<p>open <b>and never closed") == "open and never closed")
        #expect(text("cut <a href=\"x") == "cut")
        #expect(text("<script>never closed") == "")
        #expect(text("</p></p>x</ul></li>") == "x")
        #expect(text("") == "")
    }

    @Test func `plain text is left alone`() {
        #expect(HTMLText.plain(" 3 > 2 ") == "3 > 2")
        #expect(HTMLText.markdown("# Title\n\n* a <SOME/ALL> b") == "# Title\n\n* a <SOME/ALL> b")
        #expect(HTMLText.markdown("<p>a</p>\n<p>b</p>") == "a\n\nb")
        #expect(
            HTMLText.markdown("# A <b>bold</b> title\n\n* one &amp; two\n  * three<br>\nend")
                == "# A bold title\n\n* one & two\n  * three\n\nend",
            "a tag here and there leaves Markdown its lines")
    }

    /// Each of these would cost the square of its length to a parser that looks back.
    @Test func `hostile pages are read in one pass`() {
        let count = 300_000
        let attributes = "<p " + (0..<count).map { "a\($0) " }.joined() + ">x"
        let hostile = [
            String(repeating: "<a>", count: count) + String(repeating: "</b>", count: count) + "x",
            attributes, String(repeating: "<!--", count: count), String(repeating: "<a \"", count: count) + "x",
            String(repeating: "&", count: count), String(repeating: "<ul><li>", count: count) + "x",
            String(repeating: "<script>", count: count), String(repeating: "</", count: count),
            String(repeating: "<svg>", count: count) + "x",
        ]
        for html in hostile {
            let result = HTMLText(html)
            #expect(result.text.utf8.count <= 40 * html.utf8.count)
        }
    }

    @Test func `a text is kept up to its limit`() {
        let result = HTMLText([UInt8](repeating: UInt8(ascii: "a"), count: HTMLText.bytesMax + 10))
        #expect(result.isCut)
        #expect(result.text.utf8.count == HTMLText.bytesMax)
    }
}
