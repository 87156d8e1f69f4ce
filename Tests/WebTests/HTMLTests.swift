import Testing
import Web

@Suite struct HTMLTests {
    @Test func `text is escaped`() {
        #expect(HTML(.p, text: "<b> & \"x\" 'y'").string == "<p>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</p>")
    }
}
