import Settings
import Testing

@Suite struct NearestWordTests {
    @Test func `finds the word that was meant and does not guess`() {
        let words = ["serve", "check", "verify", "restore", "rebuild", "listen"]
        #expect(NearestWord.to("sevre", among: words) == "serve")
        #expect(NearestWord.to("Verfy", among: words) == "verify")
        #expect(NearestWord.to("lisen", among: words) == "listen")
        #expect(NearestWord.to("banana", among: words) == nil)
        #expect(NearestWord.to("", among: words) == nil)
        #expect(NearestWord.to(String(repeating: "x", count: 100_000), among: words) == nil)
    }
}
