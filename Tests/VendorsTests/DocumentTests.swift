import Following
import Foundation
import Testing
import Vocabulary

@testable import Vendors

/// Texts, times and addresses as documents hold them.
@Suite struct DocumentTests {
    @Test func `bytes become text by mark, by charset, by what they say and by what they are`() {
        func text(_ bytes: [UInt8], _ type: String? = nil) -> String {
            String(decoding: TextDecoding.utf8(bytes, contentType: type), as: UTF8.self)
        }
        #expect(text([0xEF, 0xBB, 0xBF, 0x7B]) == "{")
        #expect(text([0xFE, 0xFF, 0x00, 0x7B, 0x00, 0xE9]) == "{é")
        #expect(text([0xFF, 0xFE, 0x7B, 0x00, 0xE9, 0x00]) == "{é")
        #expect(text([0x00, 0x7B, 0x00, 0xE9], "application/json; charset=\"UTF-16\"") == "{é")
        #expect(text([0x7B, 0x00, 0x7D, 0x00]) == "{}")
        #expect(text([0x7B, 0xE9, 0x80], "application/json;charset=iso-8859-1") == "{é€")
        #expect(text([0x7B, 0xE9]) == "{é", "no UTF-8, so it is windows-1252")
        #expect(text([0xC3, 0xA9], "text/plain; charset=ISO-8859-1") == "é", "it says Latin-1, and is UTF-8")
        #expect(text([0xC3, 0xA9, 0xFF], "text/plain; charset=utf-8") == "é\u{FFFD}")
        #expect(text(Array("<meta charset=latin1>".utf8) + [0xE9]) == "<meta charset=latin1>é")
        #expect(text([0xFE, 0xFF, 0x00]) == "", "half a unit is no unit")
    }

    @Test func `times of vendors are read with their zones`() throws {
        let moment = try instant("2026-05-04T10:10:00Z")
        for text in [
            "2026-05-04T10:10:00Z", "2026-05-04T10:10:00.000Z", "2026-05-04T12:10:00+02:00",
            "2026-05-04T12:10:00+0200", "2026-05-04 10:10:00 UTC", "2026-05-04 10:10:00 +0000 UTC",
            "2026-05-04 03:10:00 -0700",
        ] {
            #expect(VendorTimes.zoned(text) == moment, "\(text)")
        }
        for text in [
            "Mon, 04 May 2026 10:10:00 GMT", "Mon, 04 May 2026 10:10 Z", "4 May 2026 12:10:00 +0200",
            "Mon, 04 May 2026 03:10:00 PDT", "Mon, 4 May 26 12:10:00 CEST", "Mon, 04 May 2026 02:10:00 PST",
        ] {
            #expect(VendorTimes.rfc822(text) == moment, "\(text)")
        }
        for text in ["2026-05-04 10:10:00", "yesterday", "", "2026-02-30T00:00:00Z", "2026-05-04T10:10:00 BST"] {
            #expect(VendorTimes.zoned(text) == nil, "\(text)")
        }
        for text in ["Mon, 04 May 2026 10:10:00", "Mon, 04 May 2026 10:10:00 IST", "04 Foo 2026 10:10:00 GMT", ""] {
            #expect(VendorTimes.rfc822(text) == nil, "\(text)")
        }
        #expect(VendorTimes.epoch(moment.seconds) == moment)
        #expect(VendorTimes.epoch(moment.seconds * 1_000) == moment)
        #expect(VendorTimes.epoch(0) == nil && VendorTimes.epoch(.max) == nil)
    }

    @Test func `a shown time without a year is the last one before its page`() throws {
        let january = try instant("2026-01-02T00:00:00Z")
        #expect(try VendorTimes.shown("Dec 31, 23:50 UTC", notAfter: january) == instant("2025-12-31T23:50:00Z"))
        #expect(try VendorTimes.shown("Jan 1, 00:10 UTC", notAfter: january) == instant("2026-01-01T00:10:00Z"))
        #expect(try VendorTimes.shown("Jan 1, 2024 - 01:10 CET", notAfter: nil) == instant("2024-01-01T00:10:00Z"))
        #expect(VendorTimes.shown("May the 4th, be with UTC", notAfter: january) == nil)
        #expect(VendorTimes.shown("Dec 31, 23:50 UTC", notAfter: nil) == nil)
    }

    @Test func `Rails' zones are zones of IANA`() {
        #expect(RailsZones.identifier("Pacific Time (US & Canada)") == "America/Los_Angeles")
        #expect(RailsZones.identifier("Paris") == "Europe/Paris")
        #expect(RailsZones.identifier("Europe/Rome") == "Europe/Rome")
        #expect(RailsZones.identifier("UTC") == "UTC")
        #expect(RailsZones.identifier("Atlantis") == nil)
        for name in ["Kyiv", "Brasilia", "Kolkata", "Nuku'alofa", "Newfoundland"] {
            #expect(RailsZones.identifier(name).flatMap { Reading.zones.zone($0) } != nil, "\(name)")
        }
    }

    @Test func `addresses are joined and taken apart`() {
        #expect(PageAddress.join("https://a.example/x/?q=1#f", "/api") == "https://a.example/x/api")
        #expect(PageAddress.origin("https://A.example:8443/x/y?z") == "https://A.example:8443")
        #expect(PageAddress.host("https://A.Example:8443/x") == "a.example")
        #expect(PageAddress.path("https://a.example/x/y?z#w") == "/x/y")
        #expect(PageAddress.resolve("/feed", from: "https://a.example/status/x") == "https://a.example/feed")
        #expect(PageAddress.resolve("feed", from: "https://a.example/status/x") == "https://a.example/status/feed")
        #expect(PageAddress.resolve("//b.example/f", from: "https://a.example/") == "https://b.example/f")
        #expect(PageAddress.resolve("https://b.example/f", from: "https://a.example/") == "https://b.example/f")
    }

    @Test func `saved pages and texts are one incident with all their words`() throws {
        let html = """
            <!DOCTYPE html><html><head><title>Outage of Example Pay &amp; others</title></head>
            <body><h1>Outage</h1><p>Cards failed from 10:02 to 10:40 UTC.</p></body></html>
            """
        let page = try Reading.read(.text, [Reading.document("text", html, contentType: "text/html; charset=utf-8")])
        #expect(page.incidents.count == 1)
        #expect(page.incidents[0].title == "Outage of Example Pay & others")
        #expect(
            page.incidents[0].updates == [
                VendorUpdate(at: nil, text: "Outage\n\nCards failed from 10:02 to 10:40 UTC.")
            ])
        #expect(page.state == .unknown && !page.listsAllOpenIncidents)
        let plain = try Reading.read(
            .text, [Reading.document("text", "TSR-1 down\n< 5 % fail & more", contentType: "text/plain")])
        #expect(plain.incidents[0].title == "TSR-1 down")
        #expect(plain.incidents[0].updates[0].text == "TSR-1 down\n< 5 % fail & more")
        #expect(throws: UnreadablePage.self) {
            try Reading.read(
                .text,
                [
                    Reading.document(
                        "text", "<html><body><script>draw()</script></body></html>", contentType: "text/html")
                ])
        }
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured texts of a page without any interface are kept whole`() throws {
        struct Seen: Decodable { var text: String }
        let seen = try JSONDecoder().decode(
            [Seen].self, from: Data(Fixtures.bytes("adyen-scrape/adyen_active_texts.json")))
        #expect(seen.count == 75)
        for one in seen {
            let page = try Reading.read(.text, [Reading.document("text", one.text, contentType: "text/plain")])
            #expect(page.incidents[0].updates[0].text == one.text.trimmed)
            #expect(page.incidents[0].updates[0].at == nil)
        }
    }
}

extension DocumentTests {
    @Test func `half an emoji does not cost a page`() throws {
        let body = Sample.statuspage.replacing(
            "A router is at fault.", with: #"A \\ud83d \ud83d router \ud83d\ude00 \udc00"#)
        let page = try Reading.read(.statuspage, [Reading.document("summary", body)])
        #expect(page.incidents[0].updates[1].text == "A \\ud83d \u{FFFD} router 😀 \u{FFFD}")
        #expect(SurrogateRepair.mended(Array(Sample.statuspage.utf8)) == nil)
    }

    /// Each of these would cost the square of its length to a reader that searches lists.
    @Test func `crowds of incidents, lines and windows are read in one pass`() throws {
        let count = 20_000
        let incidents = (0..<count).map { "{\"id\":\"i\($0)\",\"name\":\"n\"}" }.joined(separator: ",")
        let summary = "{\"page\":{\"id\":\"01HX\",\"name\":\"x\"},\"status\":{},\"incidents\":[\(incidents)]}"
        let impacts = (0..<count).map {
            "{\"component_id\":\"c\($0)\",\"start_at\":\"2026-05-04T10:00:00Z\",\"status_page_incident_id\":\"i0\"}"
        }.joined(separator: ",")
        let page = try Reading.read(
            .incidentIO,
            [
                Reading.document("summary", summary), Reading.document("incidents", summary),
                Reading.document("impacts", "{\"component_impacts\":[\(impacts)]}"),
            ])
        #expect(page.incidents.count == count && page.incidents[0].windows.count == count)

        let keys = (0..<count).map { "\"k\($0)\"" }.joined(separator: ",")
        let many = (0..<1_000).map { _ in "{\"startTime\":\"2026-05-04T10:00:00Z\",\"severity\":\"minor\"}" }
        let trust = "[{\"id\":1,\"IncidentImpacts\":[\(many.joined(separator: ","))],\"instanceKeys\":[\(keys)]}]"
        let salesforce = try Reading.read(.salesforceTrust, [Reading.document("incidents", trust)])
        #expect(salesforce.incidents[0].windows.count == 1_000)
        #expect(salesforce.incidents[0].windows.allSatisfy { $0.component == nil })
    }
}
