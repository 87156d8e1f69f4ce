import Demo
import Testing
import Vocabulary

@testable import Linking

@Suite struct HonestyTests {
    /// The five published pages in numbers of our own: minutes of the page's record, of each impact, and the lag.
    private static let pages: [(page: Int64, impacts: [Int64], lag: Int64, called: Severity)] = [
        (91, [13], 10, .critical), (78, [13], 31, .notice), (6, [11], 21, .minor), (214, [5, 19], 26, .notice),
        (29, [47], 48, .major),
    ]

    private static let start = Instant(seconds: 1_740_000_000)
    private static let vendor = ProviderID(checked: "psp")

    private static func fiveRows() -> [HonestyRow] {
        pages.enumerated().map { number, page in
            let from = start + .days(Int64(number) * 20)
            let word = from + .minutes(page.lag)
            let resolved = word + .minutes(page.page)
            return HonestyRow(
                incident: incident("page-\(number)"), provider: vendor,
                channels: [number == 4 ? .instoreNexo : .ecommerce],
                impactStart: from, impactEnd: from + .minutes(page.impacts[0]),
                impactLength: .minutes(page.impacts.reduce(0, +)), firstWord: word, pageLength: .minutes(page.page),
                resolvedAt: resolved, postmortemAt: resolved + .days(Int64(number + 1)), vendorSeverity: page.called,
                hiddenRecurrences: page.impacts.count - 1, corrections: number == 4 ? 1 : 0)
        }
    }

    @Test func `the five reports come out as they were counted by hand`() throws {
        let ledger = HonestyLedger(rows: Self.fiveRows(), now: Self.start + .days(400))
        let account = try #require(ledger.account(Self.vendor))
        func figure(_ measure: HonestyMeasure) throws -> HonestyFigure { try #require(account.figure(measure)) }
        #expect(account.incidents == 5 && account.figures.map(\.measure) == HonestyMeasure.allCases)
        #expect(try figure(.firstWordLag).value == .span(.minutes(26)))
        let lags = try figure(.firstWordLag).evidence.map(\.value)
        #expect(lags == [10, 31, 21, 26, 48].map { .span(.minutes($0)) })
        #expect(try figure(.toldAfterEnd).value == .share(part: 4, of: 5))
        // 91 + 78 + 6 + 214 + 29 minutes of paper, 13 + 13 + 11 + 24 + 47 of impact.
        #expect(try figure(.pageAgainstTrue).value == .times(page: .minutes(418), impact: .minutes(108)))
        let ratio = try #require(try figure(.pageAgainstTrue).value?.ratio)
        #expect(ratio > 3.87 && ratio < 3.871)
        #expect(try figure(.postmortemRate).value == .share(part: 5, of: 5))
        #expect(try figure(.postmortemDelay).value == .span(.days(3)))
        #expect(try figure(.hiddenRecurrences).value == .count(1, incidents: 5))
        #expect(try figure(.harmlessThoughHit).value == .share(part: 2, of: 2))
        #expect(try figure(.corrections).value == .count(1, incidents: 5))
        #expect(try figure(.firstWordLag).grade == .d && figure(.toldAfterEnd).grade == .e)
        #expect(try figure(.pageAgainstTrue).grade == .d && figure(.postmortemRate).grade == .a)
        #expect(try figure(.postmortemDelay).grade == .b && figure(.hiddenRecurrences).grade == .e)
        #expect(try figure(.harmlessThoughHit).isTooFew && figure(.harmlessThoughHit).grade == nil)
        #expect(try figure(.corrections).grade == nil)
        // A B D D E E: the worse of the two in the middle.
        #expect(account.grade == .d)
    }

    @Test func `a channel has its own account, and too few rows get no grade`() throws {
        let ledger = HonestyLedger(rows: Self.fiveRows(), now: Self.start + .days(400))
        #expect(ledger.accounts.map(\.channel) == [nil, .ecommerce, .instoreNexo])
        let nexo = try #require(ledger.account(Self.vendor, channel: .instoreNexo))
        #expect(nexo.incidents == 1 && nexo.grade == nil && nexo.figures.allSatisfy { $0.grade == nil })
        #expect(
            nexo.figure(.firstWordLag)?.value == .span(.minutes(48)) && nexo.figure(.firstWordLag)?.isTooFew == true)
    }

    @Test func `a figure without data is nil and not zero`() throws {
        let row = HonestyRow(incident: incident("a"), provider: Self.vendor)
        let account = try #require(HonestyLedger(rows: [row], now: Self.start).account(Self.vendor))
        #expect(account.figures.allSatisfy { $0.value == nil && $0.n == 0 && $0.grade == nil })
        #expect(HonestyLedger(rows: [], now: Self.start).accounts.isEmpty)
    }

    @Test func `a post-mortem is missed after thirty days, and until then awaited`() throws {
        func rate(_ days: Int64) -> HonestyFigure? {
            let row = HonestyRow(incident: incident("a"), provider: Self.vendor, resolvedAt: Self.start)
            return HonestyLedger(rows: [row], now: Self.start + .days(days)).account(Self.vendor)?.figure(
                .postmortemRate)
        }
        #expect(rate(29)?.n == 0 && rate(29)?.value == nil)
        #expect(rate(30)?.value == .share(part: 0, of: 1))
    }

    @Test func `medians are the middle, and the mean of the two middles`() {
        #expect(Median.of([]) == nil)
        #expect(Median.of([.minutes(9), .minutes(1), .minutes(5)]) == .minutes(5))
        #expect(Median.of([.minutes(9), .minutes(1), .minutes(5), .minutes(6)]) == .seconds(330))
        #expect(
            Median.of([TimeSpan(microseconds: .max), TimeSpan(microseconds: .max - 1)])
                == TimeSpan(microseconds: .max - 1))
    }

    @Test func `what was called harmless and hit nobody's payment is counted on the harmless side`() throws {
        let rows = [
            HonestyRow(incident: incident("a"), provider: Self.vendor, vendorSeverity: .notice),
            HonestyRow(
                incident: incident("b"), provider: Self.vendor, channels: [.dashboard], impactStart: Self.start,
                vendorSeverity: .notice),
            HonestyRow(
                incident: incident("c"), provider: Self.vendor, channels: [.cards], impactStart: Self.start,
                vendorSeverity: .notice),
            HonestyRow(incident: incident("d"), provider: Self.vendor, vendorSeverity: .unknown),
            HonestyRow(incident: incident("e"), provider: Self.vendor, channels: [.cards], vendorSeverity: .critical),
        ]
        let account = try #require(HonestyLedger(rows: rows, now: Self.start).account(Self.vendor))
        #expect(account.figure(.harmlessThoughHit)?.value == .share(part: 1, of: 3))
        #expect(account.figure(.harmlessThoughHit)?.grade == .d)
    }

    @Test func `the order of the rows changes nothing`() {
        var random = SeededRandom(seed: 5)
        let rows = Self.fiveRows()
        let expected = HonestyLedger(rows: rows, now: Self.start + .days(400))
        for _ in 0..<10 {
            #expect(HonestyLedger(rows: rows.shuffled(using: &random), now: Self.start + .days(400)) == expected)
        }
    }

    @Test func `each brand's page of the demo makes a row of its own`() throws {
        let channels = Dictionary(uniqueKeysWithValues: DemoSite.components.map { ($0.id, $0.channel) })
        let now = try at("2026-06-01T00:00:00Z")
        func row(_ incident: Incident, _ brand: BrandID, _ called: Severity) -> HonestyRow {
            HonestyRow(incident, brand: brand, channels: channels, vendorSeverity: called, now: now)
        }
        let rows = [
            row(DemoSite.tsr1532, DemoSite.dalenysBrand, .critical),
            row(DemoSite.tsr1532, DemoSite.payplugBrand, .notice),
            row(DemoSite.tsr1023, DemoSite.dalenysBrand, .minor), row(DemoSite.tsr2641, DemoSite.dalenysBrand, .notice),
            row(DemoSite.tsr2292, DemoSite.dalenysBrand, .major),
        ]
        #expect(rows.map { $0.lag?.roundedMinutes } == [10, 31, 21, 26, 48])
        #expect(rows.map { $0.impactLength?.roundedMinutes } == [13, 13, 11, 24, 47])
        #expect(rows.map(\.isToldAfterEnd) == [false, true, true, true, true])
        #expect(rows.map(\.hiddenRecurrences) == [0, 0, 0, 1, 0])
        #expect(rows[3].channels == [.ecommerce, .instoreCB2A])
        #expect(rows[3].pageLength == .minutes(214) && rows[0].pageLength == .minutes(91))
        #expect(rows.allSatisfy { $0.postmortemDelay.map { $0 > .hours(20) && $0 < .days(18) } ?? false })
    }

    @Test func `a later claim that says otherwise is a correction`() throws {
        func claim(_ subject: Claim.Subject, _ minute: Int64, said: Int64) -> Claim {
            Claim(
                subject: subject, instant: Self.start + .minutes(minute), source: LocalizedText(),
                statedAt: Self.start + .minutes(said))
        }
        #expect(
            HonestyRow.corrections([claim(.end, 23, said: 30), claim(.end, 23, said: 40), claim(.start, 0, said: 40)])
                == 0)
        #expect(
            HonestyRow.corrections([claim(.end, 24, said: 50), claim(.end, 23, said: 30), claim(.end, 23, said: 40)])
                == 1)
    }
}
