import Foundation
import Testing
import Vocabulary
import Web
import Markup

@Suite struct HTMLTests {
    @Test func `text is escaped, in elements and in attributes`() {
        let text = "<b> & \"x\" 'y'"
        let escaped = "&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;"
        #expect(HTML(.p, text: text).string == "<p>\(escaped)</p>")
        #expect(HTML(.p, .class(text)) { text }.string == "<p class=\"\(escaped)\">\(escaped)</p>")
    }

    @Test(arguments: 0..<200)
    func `whatever the text, it can open no tag and end no attribute, and reads back as it was`(_ seed: Int) {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let alphabet =
            Array("<>&\"'/=` aZé\u{202F}\u{0}\u{7}😀-!]").map(String.init) + ["<script>", "&lt;", "javascript:"]
        let text = (0..<Int.random(in: 0...40, using: &numbers)).map { _ in
            alphabet.randomElement(using: &numbers) ?? ""
        }.joined()
        let element = HTML(.span, .name(text), text: text).string
        let inside = element.dropFirst("<span name=\"".count).dropLast("</span>".count)
        let parts = inside.components(separatedBy: "\">")
        #expect(parts.count == 2)
        for part in parts {
            #expect(!part.contains("<") && !part.contains(">") && !part.contains("\""))
            var read = part
            for (name, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
                read = read.replacingOccurrences(of: name, with: character)
            }
            let readable = text.replacingOccurrences(of: "\u{0}", with: "\u{FFFD}")
                .replacingOccurrences(of: "\u{7}", with: "\u{FFFD}")
            #expect(read == readable)
        }
    }

    @Test(arguments: [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", " https://example.com", "java\tscript:x", "data:text/html,x",
        "//evil.example", "/\\evil.example", "vbscript:x", "", "https://a b", "http:/one", "/a\nb", "mailto:x@y",
    ])
    func `an address with another scheme, or that a browser would read otherwise, is refused`(_ text: String) {
        #expect(Address(text) == nil)
    }

    @Test(arguments: ["https://example.com/a?b=c", "http://example.com", "/en/", "/style.css?v=1"])
    func `web addresses and paths of this site are taken`(_ text: String) {
        #expect(Address(text)?.text == text)
    }

    @Test func `a path encodes what an address cannot hold`() {
        #expect(Address.path("en", "a b/ç").text == "/en/a%20b%2F%C3%A7")
        #expect(Address.path("en", trailingSlash: true).text == "/en/")
    }

    @Test func `void elements have no end, others always do`() {
        #expect(HTML(.br).string == "<br>")
        #expect(HTML(.p).string == "<p></p>")
    }
}
