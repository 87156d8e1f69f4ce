import Testing
import Vocabulary
import Watching

@Suite struct DestinationTests {
    @Test(
        arguments: [
            ("pay.example.com", "pay.example.com"), ("Pay.Example.com:8443", "pay.example.com:8443"),
            ("192.0.2.1:53", "192.0.2.1:53"), ("[2001:db8::1]:443", "[2001:db8::1]:443"),
            ("2001:db8::1", "2001:db8::1"),
            ("https://pay.example.com", "https://pay.example.com"), ("wss://a:1/x?y=z", "wss://a:1/x?y=z"),
            ("http://[::1]:80/", "http://[::1]:80/"), ("https://a?q", "https://a/?q"), ("a.example.", "a.example."),
        ])
    func `is read and written`(text: String, written: String) throws {
        let destination = try #require(Destination(text))
        #expect(destination.description == written)
        #expect(Destination(written) == destination)
    }

    @Test(
        arguments: [
            "", "a b", "https://", "https://user:word@host/", "user@host", "a:0", "a:65536", "a:+1", "a:", "[::1",
            "[x]:1",
            "https://a/#x", ".", "a..b", "ftp://a", "a/b", "::1:x", "h\u{E9}te", "a:1:2",
        ])
    func `is refused`(text: String) { #expect(Destination(text) == nil) }

    @Test func `a secret is a reference`() {
        #expect(SecretReference("env:KEY")?.description == "env:KEY")
        #expect(SecretReference("vgk_live") == nil)
        #expect(SecretReference("env:") == nil)
    }

    @Test(arguments: [("800ms", 800_000), ("30s", 30_000_000), ("14d", 1_209_600_000_000)])
    func `spans are written as they are read`(text: String, microseconds: Int64) throws {
        let span = try #require(TimeSpanText.read(text))
        #expect(span.microseconds == microseconds)
        #expect(TimeSpanText.write(span) == text)
    }
}
