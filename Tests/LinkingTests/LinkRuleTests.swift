import Demo
import Testing
import Vocabulary

@testable import Linking

func at(_ text: String) throws -> Instant { try Instant(rfc3339: text) }
func incident(_ name: String) -> IncidentID { IncidentID(checked: name) }

/// An incident that begins so many minutes after a fixed midnight.
func traits(
    _ name: String, by provider: String, family: String? = nil, start: Int64? = nil, lasting: Int64? = nil,
    references: [String] = [], entities: Set<String> = [], kind: LinkTraits.Kind = .incident,
    isPaperwork: Bool = false, word: Int64? = nil
) -> LinkTraits {
    let midnight = Instant(seconds: 1_780_012_800)
    let span = start.map { start in
        Span(start: midnight + .minutes(start), end: lasting.map { midnight + .minutes(start + $0) })
    }
    return LinkTraits(
        incident: incident(name), provider: ProviderID(checked: provider), family: family, kind: kind,
        references: references.compactMap { Reference($0) }, windows: isPaperwork ? [] : [span].compactMap(\.self),
        paperwork: isPaperwork ? span : nil, entities: entities, firstWord: word.map { midnight + .minutes($0) })
}

@Suite struct LinkRuleTests {
    private static func reason(_ one: LinkTraits, _ other: LinkTraits) -> LinkReason? {
        let there = LinkRule.reason(between: one, other)
        #expect(there == LinkRule.reason(between: other, one), "the rule asks the same of both sides")
        return there
    }

    @Test func `one ticket told by two sisters is one thing, however far apart`() {
        let dalenys = traits("d", by: "dalenys", family: "payplug", start: 0, references: ["TSR-1532"])
        let payplug = traits("p", by: "payplug", family: "payplug", start: 1_440 * 200, references: ["tsr-1532"])
        #expect(Self.reason(dalenys, payplug) == .reference("TSR-1532", scope: .family))
    }

    @Test func `strangers share a ticket within thirty days only, and no short number`() {
        func pair(_ days: Int64, _ reference: String) -> LinkReason? {
            Self.reason(
                traits("a", by: "one", start: 0, references: [reference]),
                traits("b", by: "two", start: 1_440 * days, references: [reference]))
        }
        #expect(pair(30, "INC-20931") == .reference("INC-20931", scope: .sameMonth))
        #expect(pair(31, "INC-20931") == nil)
        #expect(pair(0, "INC-101") == nil)
        let undated = traits("b", by: "two", references: ["INC-20931"])
        #expect(Self.reason(traits("a", by: "one", start: 0, references: ["INC-20931"]), undated) == nil)
    }

    @Test func `sisters that were hit in the same minutes are linked, ten minutes of margin included`() {
        func pair(_ start: Int64, paperwork: Bool = false) -> LinkReason? {
            Self.reason(
                traits("a", by: "dalenys", family: "payplug", start: 0, lasting: 20),
                traits("b", by: "payplug", family: "payplug", start: start, lasting: 20, isPaperwork: paperwork))
        }
        #expect(pair(5) == .family("payplug", overlap: .minutes(15), basis: .windows))
        #expect(pair(30) == .family("payplug", overlap: .zero, basis: .windows))
        #expect(pair(31) == nil)
        #expect(pair(5, paperwork: true) == .family("payplug", overlap: .minutes(15), basis: .paperwork))
        #expect(
            Self.reason(
                traits("a", by: "one", start: 0, lasting: 20), traits("b", by: "two", start: 0, lasting: 20)) == nil)
    }

    @Test func `a ticket that stayed open for days does not gather what came in those days`() {
        let open = traits("a", by: "dalenys", family: "payplug", start: 0, lasting: 1_440 * 9, isPaperwork: true)
        func later(_ hours: Int64) -> LinkTraits {
            traits("b", by: "payplug", family: "payplug", start: hours * 60, lasting: 5)
        }
        #expect(Self.reason(open, later(6)) != nil)
        #expect(Self.reason(open, later(7)) == nil)
        let goingOn = traits("a", by: "dalenys", family: "payplug", start: 0)
        #expect(Self.reason(goingOn, later(24)) != nil)
        #expect(Self.reason(goingOn, later(25)) == nil)
    }

    @Test func `two incidents of one page were told apart by their vendor, and sisters on two rails too`() {
        let one = traits("a", by: "stripe", start: 0, lasting: 60, entities: ["blik"])
        #expect(Self.reason(one, traits("b", by: "stripe", start: 5, lasting: 60, entities: ["blik"])) == nil)
        let braintree = traits("c", by: "braintree", family: "paypal", start: 0, lasting: 60, entities: ["venmo"])
        let paypal = traits("d", by: "paypal", family: "paypal", start: 0, lasting: 60, entities: ["sepa"])
        #expect(Self.reason(braintree, paypal) == nil)
    }

    @Test func `the same rail at two providers within an hour is linked with its distance`() {
        func pair(_ minutes: Int64, _ entities: Set<String> = ["blik", "visa"]) -> LinkReason? {
            Self.reason(
                traits("a", by: "stripe", start: 100, entities: ["blik"]),
                traits("b", by: "adyen", start: 100 + minutes, entities: entities))
        }
        #expect(pair(13) == .entity("blik", distance: .minutes(13)))
        #expect(pair(-43)?.distanceMinutes == 43)
        #expect(pair(60) != nil)
        #expect(pair(61) == nil)
        #expect(pair(13, ["swish"]) == nil)
        #expect(pair(13, []) == nil)
    }

    @Test func `a maintenance is linked with a maintenance, a sample with nothing`() {
        let maintenance = traits("m", by: "dalenys", family: "payplug", start: 0, lasting: 60, kind: .maintenance)
        let incident = traits("i", by: "payplug", family: "payplug", start: 0, lasting: 60)
        #expect(Self.reason(maintenance, incident) == nil)
        let other = traits("n", by: "payplug", family: "payplug", start: 0, lasting: 60, kind: .maintenance)
        #expect(Self.reason(maintenance, other) != nil)
        var sample = traits("s", by: "x", start: 0, references: ["TSR-1532"], kind: .sample)
        sample.family = "payplug"
        #expect(Self.reason(sample, traits("p", by: "payplug", start: 0, references: ["TSR-1532"])) == nil)
    }

    @Test func `an incident's own facts are its traits`() throws {
        let (start, opened) = (try at("2025-12-04T11:08:00Z"), try at("2025-12-04T11:34:00Z"))
        let closed = try at("2025-12-04T15:08:00Z")
        let traits = LinkTraits(DemoSite.tsr2641, family: "payplug")
        #expect(traits.referenceKeys == ["TSR-2641"] && traits.windows.count == 2 && traits.familyKey == "payplug")
        #expect(traits.start == start && traits.firstWord == opened && traits.paperwork?.end == closed)
        var open = DemoSite.tsr2641
        open.accounts[0].closed = nil
        open.windows = []
        #expect(LinkTraits(open).paperwork?.end == nil && LinkTraits(open).start == opened)
    }

    @Test func `what has neither window nor paperwork begins with its first word`() {
        let word = traits("a", by: "one", entities: ["pix"], word: 30)
        #expect(Self.reason(word, traits("b", by: "two", start: 0, entities: ["pix"])) != nil)
        #expect(Self.reason(traits("c", by: "one", entities: ["pix"]), word) == nil)
    }
}
