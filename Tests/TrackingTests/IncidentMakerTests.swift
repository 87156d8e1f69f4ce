import Following
import Incidents
import Testing
import Vocabulary

@testable import Tracking

@Suite struct IncidentMakerTests {
    static func at(_ minutes: Int64) -> Instant { Instant(seconds: 1_774_000_000) + .minutes(minutes) }

    private let provider = ProviderID(checked: "example-pay")
    private let brand = BrandID(checked: "example-pay")
    private let component = ComponentID(checked: "example-pay-c1")

    private func maker(now: Instant = at(500)) -> IncidentMaker {
        IncidentMaker(
            provider: provider, brand: brand, format: .statuspage, components: ["c1": component], now: now)
    }

    private var vendor: VendorIncident {
        VendorIncident(
            id: "Abc123", title: "Cards refused", url: "https://status.example.com/i/Abc123", severity: .notice,
            severityWord: "none", status: .resolved, statusWord: "resolved", openedAt: Self.at(10),
            resolvedAt: Self.at(101),
            updates: [
                VendorUpdate(id: "u1", status: .investigating, at: Self.at(10), text: "We look into it."),
                VendorUpdate(id: "u2", status: .resolved, at: Self.at(101), text: "Refused from 10:00 to 10:13 UTC."),
            ], components: ["c1", "gone"])
    }

    private var words: WordFacts {
        var words = WordFacts(title: LocalizedText([.english: "Cards refused"]))
        words.windows = [
            .init(start: Self.at(0), end: Self.at(13), quote: "from 10:00 to 10:13 UTC", confidence: .high)
        ]
        words.references = [Reference("EX-1"), Reference("EX-2")].compactMap(\.self)
        words.entities = ["blik"]
        words.updateTexts = vendor.updates.map { LocalizedText([.english: $0.text]) }
        return words
    }

    @Test func `the window is what the words say, and the page's open-to-close time stands beside it`() throws {
        let incident = maker().incident(vendor, words, known: nil)
        #expect(incident.id.rawValue == "example-pay-abc123")
        #expect(incident.windows.map(\.start) == [Self.at(0)])
        #expect(incident.windows.first?.evidence == LocalizedText([.english: "from 10:00 to 10:13 UTC"]))
        #expect(incident.windows.first?.components == [component])
        #expect(
            incident.accounts == [
                PageAccount(brand: brand, severityWord: "none", opened: Self.at(10), closed: Self.at(101))
            ])
        #expect(incident.reference == Reference("EX-1"))
        #expect(incident.otherReferences == [Reference("EX-2")].compactMap(\.self))
        #expect(incident.record?.severityWord == "none")
    }

    @Test func `a page that says nothing new makes no entry, also much later`() throws {
        let first = maker().incident(vendor, words, known: nil)
        let again = maker(now: Self.at(9_000))
        #expect(again.facts(again.incident(vendor, words, known: first), known: first).isEmpty)
    }

    @Test func `an edited text keeps what stood there, and when the edit was seen`() throws {
        let first = maker().incident(vendor, words, known: nil)
        var edited = vendor
        edited.updates[1].text = "Refused from 10:00 to 10:14 UTC."
        var said = words
        said.updateTexts = edited.updates.map { LocalizedText([.english: $0.text]) }
        said.windows[0].end = Self.at(14)
        let later = maker(now: Self.at(900))
        let facts = later.facts(later.incident(edited, said, known: first), known: first)
        var incident = first
        for fact in facts { incident.apply(fact) }
        #expect(incident.updates[1].text == LocalizedText([.english: "Refused from 10:00 to 10:14 UTC."]))
        #expect(
            incident.updates[1].earlier == [
                Update.EarlierText(
                    text: LocalizedText([.english: "Refused from 10:00 to 10:13 UTC."]), replacedAt: Self.at(900))
            ])
        #expect(incident.windows.map(\.end) == [Self.at(14)])
        #expect(incident.windows.count == 1)
    }

    @Test func `a window that the words take back goes; one that a person entered stays`() throws {
        var first = maker().incident(vendor, words, known: nil)
        let own = ImpactWindow(
            id: ImpactWindowID(checked: "own"), start: Self.at(50), end: Self.at(51), components: [],
            origin: .enteredByPerson, evidence: LocalizedText(), confidence: .high)
        first.windows.append(own)
        var said = words
        said.windows = []
        var incident = first
        for fact in maker().facts(maker().incident(vendor, said, known: first), known: first) { incident.apply(fact) }
        #expect(incident.windows == [own])
    }

    @Test func `a format's own start and end are a window only when both are there or it goes on`() throws {
        var plain = vendor
        plain.startedAt = Self.at(1)
        let none = WordFacts(title: LocalizedText([.english: "Cards refused"]))
        #expect(maker().incident(plain, none, known: nil).windows.isEmpty)
        plain.endedAt = Self.at(9)
        #expect(maker().incident(plain, none, known: nil).windows.map(\.end) == [Self.at(9)])
        plain.endedAt = nil
        plain.status = .identified
        #expect(maker().incident(plain, none, known: nil).windows.map(\.end) == [nil])
    }

    @Test func `maintenance and samples have no impact`() throws {
        var sample = words
        sample.isSample = true
        #expect(maker().incident(vendor, sample, known: nil).windows.isEmpty)
        var planned = vendor
        planned.scheduledFor = Self.at(1_000)
        let incident = maker().incident(planned, words, known: nil)
        #expect(incident.windows.isEmpty)
        #expect(incident.severity == .maintenance)
        #expect(incident.record?.scheduledFor == Self.at(1_000))
    }

    @Test func `names are the same every time, and a digest stands for what can't be a name`() throws {
        #expect(IncidentNaming.incident("01ABC", of: provider).rawValue == "example-pay-01abc")
        let odd = IncidentNaming.incident("arn:aws:health/é", of: provider)
        #expect(odd == IncidentNaming.incident("arn:aws:health/é", of: provider))
        #expect(odd != IncidentNaming.incident("arn:aws:health/è", of: provider))
        #expect(IdentifierRule.accepts(odd.rawValue))
        #expect(IncidentNaming.provider(ofHost: "status.example-pay.com")?.rawValue == "example-pay")
        #expect(IncidentNaming.provider(ofHost: "www.paypal-status.com")?.rawValue == "paypal-status")
    }

    @Test(arguments: [
        ("3-D Secure authentication", Channel.threeDS), ("In-store – CB2A", .instoreCB2A), ("POS terminals", .instore),
        ("Payouts", .settlement), ("Card payments", .ecommerce), ("REST API", .api), ("Webhooks", .notifications),
        ("iDEAL", .alternative), ("SEPA direct debit", .directDebit), ("Weather", .other),
        ("Faster Payments transfers", .transfers), ("Virtual Terminal", .eTerminal),
    ])
    func `a component's channel comes from the words of its name`(_ name: String, _ channel: Channel) {
        #expect(ChannelWords.channel(of: name) == channel)
    }
}
