import Following
import Testing
import Vocabulary

@testable import Vendors

/// Random damage: every reader ends with a page or a reason, and a page's order and ids hold.
@Suite struct MutationTests {
    /// SplitMix64: the same damage on each run.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let pieces: [[UInt8]] = [
        "null", "{}", "[]", "\"\"", "-1", "1e400", "\"\\ud800\"", "true", "<", "</item>", "<![CDATA[", "]]>", "&#x0;",
        "&nbsp;", "\u{FEFF}", "\"2026-02-30T25:61:00Z\"", "99999999999999999999", "<p><p>", "--", "\0",
    ].map { Array($0.utf8) }

    private static func damaged(_ body: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var body = body
        for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
            let place = Int.random(in: 0..<body.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: body[place] = UInt8.random(in: 0...255, using: &random)
            case 1: body.removeSubrange(place..<min(body.count, place + Int.random(in: 1...40, using: &random)))
            case 2: body.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
            case 3:
                let end = min(body.count, place + Int.random(in: 1...200, using: &random))
                body.insert(contentsOf: body[place..<end], at: Int.random(in: 0...body.count, using: &random))
            case 4:
                // A value for another value, at the next quotation mark.
                if let mark = body[place...].firstIndex(of: UInt8(ascii: "\"")),
                    let end = body[(mark + 1)...].firstIndex(of: UInt8(ascii: "\""))
                {
                    body.replaceSubrange(mark...end, with: pieces.randomElement(using: &random) ?? [])
                }
            default: body.removeSubrange(place...)
            }
        }
        return body
    }

    /// How often it was a page.
    private static func run(
        _ format: PageFormat, _ role: String, _ body: [UInt8], contentType: String?, seed: UInt64, times: Int
    ) -> Int {
        var random = Seeded(state: seed)
        var pages = 0
        for _ in 0..<times {
            let document = CapturedDocument(
                role: role, url: Reading.page, status: 200, contentType: contentType, body: damaged(body, &random))
            do throws(UnreadablePage) {
                let page = try Reading.read(format, [document])
                pages += 1
                check(page)
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
        return pages
    }

    private static func check(_ page: VendorPage) {
        #expect(page.warnings.count <= ReadingNotes.warningsMax)
        for list in [page.incidents, page.maintenances] {
            #expect(Set(list.map(\.id)).count == list.count)
            for incident in list {
                let times = incident.updates.compactMap(\.at)
                if times.count == incident.updates.count { #expect(times == times.sorted()) }
            }
        }
    }

    @Test(arguments: Sample.all)
    func `damaged samples end in a page or a reason`(sample: Sample) {
        let pages = Self.run(
            sample.format, sample.role, Array(sample.body.utf8), contentType: sample.contentType,
            seed: UInt64(sample.body.utf8.count), times: 400)
        #expect(pages > 0, "some damage leaves a page")
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `damaged captured documents end in a page or a reason`() throws {
        for (index, fixture) in Fixtures.all.enumerated() {
            let body = try Fixtures.bytes(fixture.path)
            _ = Self.run(
                fixture.format, fixture.role, body, contentType: nil, seed: UInt64(index + 1),
                times: max(6, min(100, 1_000_000 / body.count)))
        }
    }

    @Test func `damaged HTML ends in text`() {
        var random = Seeded(state: 7)
        let html = Array(
            "<html><head><title>T</title><link rel=alternate type='application/rss+xml' href=/feed></head><body><ul><li>a<li>b</ul><table><tr><td>1<td>2</table><pre> x\n y</pre><script>if (a</b/) {}</script><!-- c --><p>&eacute;&#233;&bogus;</body>"
                .utf8)
        for _ in 0..<2_000 {
            let body = Self.damaged(html, &random)
            let text = HTMLText(body)
            #expect(text.text.utf8.count <= 4 * body.count + 16)
            _ = FrontPage(body, at: "https://status.example.com")
        }
    }
}
