import HTTP
import Testing

@Suite struct NegotiationTests {
    @Test(
        arguments: [
            (nil, nil), ("", nil), ("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("gzip;q=1, br;q=0.5", "gzip"),
            ("GZIP", "gzip"), ("x-gzip", "gzip"), ("*", "br"), ("br;q=0, *", "gzip"), ("*;q=0", nil),
            ("identity, gzip;q=0.5", nil), ("gzip;q=0", nil), ("gzip;q=0.001", "gzip"), ("deflate", nil),
            ("gzip;q=2", nil), ("gzip;q=abc", nil), ("br;q=0.8, gzip;q=0.8", "br"), ("gzip ; q=0.5 , br;q=0.4", "gzip"),
        ] as [(String?, String?)])
    func `the encoding is chosen by quality, brotli first`(header: String?, expected: String?) {
        #expect(Negotiation.encoding(header, gzip: true, brotli: true) == expected)
    }

    @Test func `an encoding that does not exist is never chosen`() {
        #expect(Negotiation.encoding("br, gzip", gzip: true, brotli: false) == "gzip")
        #expect(Negotiation.encoding("br, gzip", gzip: false, brotli: false) == nil)
    }

    @Test(
        arguments: [
            (nil, "text/html"), ("application/json", "application/json"), ("*/*", "text/html"),
            ("text/*;q=0.5, application/json", "application/json"), ("image/png", nil),
            ("text/html;level=1;q=0.4, application/*;q=0.9", "application/json"),
            ("text/html;q=0, */*", "application/json"),
        ] as [(String?, String?)])
    func `a media type is chosen by its closest range`(header: String?, expected: String?) {
        #expect(Negotiation.mediaType(header, offered: ["text/html", "application/json"]) == expected)
    }

    @Test(
        arguments: [
            ("fr", "fr"), ("fr-CA, en;q=0.5", "fr"), ("de, it;q=0.4, en;q=0.6", "en"), ("de", nil), (nil, nil),
            ("*", "en"), ("frisian", nil), ("it, *;q=0.1", "it"),
        ] as [(String?, String?)])
    func `a language is chosen by quality and its main tag`(header: String?, expected: String?) {
        #expect(Negotiation.language(header, offered: ["en", "fr", "it"]) == expected)
    }

    @Test func `long headers are bounded`() {
        let long = String(repeating: "x,", count: 40_000) + "gzip"
        #expect(Negotiation.preferences(long).isEmpty)
        let many = Array(repeating: "a", count: 100).joined(separator: ",")
        #expect(Negotiation.preferences(many).count <= Negotiation.elementsMost)
    }
}

@Suite struct EntityTagTests {
    @Test(
        arguments: [
            (nil, false), ("*", true), ("\"a\"", true), ("W/\"a\"", true), ("\"b\"", false), ("\"b\", \"a\"", true),
            ("\"b\",W/\"a\" , \"c\"", true), ("\"x,\\\", \"a\"", true), ("a", false), ("\"a", false),
            ("\"a\" \"b\"", false), ("\"b\", *", false), ("", false), ("w/\"a\"", false),
        ] as [(String?, Bool)])
    func `If-None-Match compares weakly over lists and the asterisk`(header: String?, expected: Bool) {
        #expect(EntityTag.noneMatch(header, has: "\"a\"") == expected)
    }

    @Test func `weak tags match their strong twins in If-None-Match only`() {
        #expect(EntityTag.noneMatch("\"a\"", has: "W/\"a\""))
        #expect(!EntityTag.match("\"a\"", allows: "W/\"a\""))
        #expect(!EntityTag.match("W/\"a\"", allows: "\"a\""))
    }

    @Test func `If-Match allows what is current and forbids the rest`() {
        #expect(EntityTag.match(nil, allows: "\"a\""))
        #expect(EntityTag.match("\"b\", \"a\"", allows: "\"a\""))
        #expect(EntityTag.match("*", allows: "\"a\""))
        #expect(!EntityTag.match("*", allows: nil))
        #expect(!EntityTag.match("\"b\"", allows: "\"a\""))
        #expect(!EntityTag.match("nonsense", allows: "\"a\""))
    }
}
