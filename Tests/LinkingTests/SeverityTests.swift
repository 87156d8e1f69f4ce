import Demo
import Testing
import Vocabulary

@testable import Linking

@Suite struct SeverityTests {
    private static func assess(
        _ state: ComponentState?, _ channels: Set<Channel>, minutes: Int64? = nil, hasWindow: Bool = false
    ) -> AssessedSeverity {
        AssessedSeverity.assess(
            .init(
                vendorWord: "none", vendorSeverity: .notice, priority: .p1, worstState: state, channels: channels,
                trueLength: minutes.map { .minutes($0) }, hasWindow: hasWindow))
    }

    @Test func `the three severities stand side by side`() {
        let assessed = Self.assess(.majorOutage, [.instoreNexo], minutes: 47)
        #expect(assessed.vendorWord == "none" && assessed.vendorSeverity == .notice && assessed.priority == .p1)
        #expect(assessed.assessed == .critical && assessed.rule == .coreOutage && assessed.isPlayedDown)
    }

    struct Row: Sendable {
        var state: ComponentState
        var channels: Set<Channel>
        var minutes: Int64?
        var severity: Severity
        var rule: SeverityRule
    }

    private static func row(
        _ state: ComponentState, _ channels: Set<Channel>, _ minutes: Int64?, _ severity: Severity,
        _ rule: SeverityRule
    ) -> Row {
        Row(state: state, channels: channels, minutes: minutes, severity: severity, rule: rule)
    }

    private static let rows = [
        row(.majorOutage, [.ecommerce], 4, .major, .coreOutageBrief),
        row(.majorOutage, [.ecommerce], nil, .critical, .coreOutage),
        row(.partialOutage, [.ecommerce, .dashboard], 30, .major, .corePartial),
        row(.partialOutage, [.cards], 120, .critical, .corePartialLong),
        row(.degraded, [.threeDS], 30, .minor, .coreDegraded),
        row(.degraded, [.threeDS], 121, .major, .coreDegradedLong),
        row(.majorOutage, [.dashboard], 30, .minor, .supportOutage),
        row(.majorOutage, [.settlement], 300, .major, .supportOutageLong),
        row(.partialOutage, [.dashboard], nil, .minor, .supportPartial),
        row(.degraded, [.notifications], nil, .notice, .supportDegraded),
        row(.majorOutage, [], nil, .major, .unplacedOutage),
        row(.partialOutage, [], 300, .minor, .unplacedPartial),
        row(.degraded, [], nil, .minor, .unplacedDegraded),
        row(.operational, [.ecommerce], 13, .minor, .coreStated),
        row(.unknown, [.ecommerce], 200, .major, .coreStatedLong),
        row(.operational, [.dashboard], 13, .notice, .supportStated),
        row(.operational, [], 13, .unknown, .nothingToGoBy),
        row(.operational, [.ecommerce], nil, .unknown, .nothingToGoBy),
    ]

    @Test(arguments: rows) func `each rule gives its severity`(row: Row) {
        let assessed = Self.assess(row.state, row.channels, minutes: row.minutes)
        #expect(assessed.assessed == row.severity && assessed.rule == row.rule)
    }

    @Test func `an open window counts as an impact, a component that never moved does not count as health`() {
        #expect(Self.assess(nil, [.cards], hasWindow: true).rule == .coreStated)
        #expect(Self.assess(nil, [.cards]).assessed == .unknown)
        #expect(!Self.assess(nil, [.cards]).isPlayedDown)
    }

    @Test func `what a page merely repeats moved nothing`() {
        let repeated = StateChange(from: .majorOutage, to: .majorOutage)
        #expect(ComponentState.worst(of: [repeated]) == nil)
        #expect(
            ComponentState.worst(of: [
                repeated, StateChange(from: .operational, to: .degraded),
                StateChange(from: .degraded, to: .operational),
            ])
                == .degraded)
        #expect(ComponentState.worst(of: [StateChange(from: nil, to: .partialOutage)]) == .partialOutage)
        #expect(ComponentState.worst([.operational, .unknown, .maintenance]) == .unknown)
    }

    @Test func `planned work stays planned work`() {
        let assessed = AssessedSeverity.assess(.init(worstState: .majorOutage, channels: [.cards], isPlanned: true))
        #expect(assessed.assessed == .maintenance && assessed.rule == .plannedWork)
    }

    @Test func `each rule has its own id and its own sentence`() {
        #expect(Set(SeverityRule.allCases.map(\.sentenceKey)).count == SeverityRule.allCases.count)
        #expect(SeverityRule.allCases.allSatisfy { IdentifierRule.accepts($0.id) })
    }

    @Test func `a page's own example is set aside, and a real incident that speaks of examples is not`() {
        #expect(SampleIncident.mark(title: "This is an example incident", texts: []) == .title)
        #expect(SampleIncident.mark(title: " this is an EXAMPLE incident. ", texts: []) == .title)
        #expect(SampleIncident.mark(title: "API", texts: ["ok", "This is an example incident."]) == .text)
        #expect(
            SampleIncident.mark(title: "Card payments fail, for example in Italy", texts: ["An example: BLIK."]) == nil)
        #expect(SampleIncident.mark(title: "", texts: []) == nil)
    }

    @Test func `the outage after "resolved" is found, and that nobody told it`() throws {
        let now = try at("2026-01-01T00:00:00Z")
        let found = HiddenRecurrence.all(in: DemoSite.tsr2641, now: now)
        #expect(found.count == 1)
        #expect(found.first?.resolvedAt == (try at("2025-12-04T15:08:00Z")))
        #expect(found.first?.start == (try at("2025-12-04T15:39:00Z")))
        #expect(found.first?.end == (try at("2025-12-04T15:58:00Z")))
        #expect(found.first?.wasTold == false && found.first?.after == .minutes(31))
        for other in [DemoSite.tsr1532, DemoSite.tsr1023, DemoSite.tsr2292] {
            #expect(HiddenRecurrence.all(in: other, now: now).isEmpty)
        }
    }

    @Test func `a record that was closed without a word counts as "resolved" too`() throws {
        var incident = DemoSite.tsr2641
        incident.updates.removeAll { $0.status == .resolved }
        #expect(HiddenRecurrence.all(in: incident, now: try at("2026-01-01T00:00:00Z")).count == 1)
        incident.accounts = []
        #expect(HiddenRecurrence.all(in: incident, now: try at("2026-01-01T00:00:00Z")).isEmpty)
    }
}
