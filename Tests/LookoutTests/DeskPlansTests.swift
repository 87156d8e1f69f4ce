import Testing
import Vocabulary

@testable import Lookout

/// What the judge is told of the desk's planned work.
@Suite struct DeskPlansTests {
    private let now = Samples.start

    private func work(
        _ id: String = "upgrade", in hours: Int64 = 1, for length: Int64 = 2, phase: MaintenancePlan.Phase = .scheduled,
        title: String = "Database upgrade"
    ) -> Incident {
        var incident = Incident(
            id: IncidentID(checked: id), provider: ProviderID(checked: "acme"), reference: Reference("ACME-7"),
            title: LocalizedText([.english: title]), severity: .maintenance,
            components: [ComponentID(checked: "acme-ecommerce")])
        let start = now + .hours(hours)
        incident.own = OwnRecord(declaredAt: now, declaredBy: "test")
        incident.own?.plan = MaintenancePlan(start: start, end: start + .hours(length), phase: phase)
        return incident
    }

    private func told(_ name: String, _ from: Instant, _ until: Instant) -> LookoutInput {
        .planned(name: name, parts: [], components: ["acme-ecommerce"], from: from, until: until)
    }

    @Test func `near work is told once, and again with other times`() {
        var plans = DeskPlans()
        #expect(plans.take([], now: now) == [])
        let name = "ACME-7: Database upgrade"
        #expect(plans.take([work()], now: now) == [told(name, now + .hours(1), now + .hours(3))])
        #expect(plans.take([work()], now: now + .minutes(1)) == [])
        #expect(plans.take([work(for: 5)], now: now) == [told(name, now + .hours(1), now + .hours(6))])
    }

    @Test func `far work, what is over and what is no work are not told`() {
        var plans = DeskPlans()
        var broken = work()
        broken.own?.plan = nil
        let incidents = [
            work("a", in: 25), work("b", in: -3, for: 2), work("c", phase: .cancelled), work("d", phase: .completed),
            broken,
        ]
        #expect(plans.take(incidents, now: now) == [])
        // A day before, it is near.
        #expect(plans.take([work("a", in: 25)], now: now + .hours(2)).count == 1)
    }

    @Test func `work that is cancelled, done early or gone is over`() {
        let name = "ACME-7: Database upgrade"
        for after in [[work(in: -1, phase: .cancelled)], [work(in: -1, phase: .completed)], []] {
            var plans = DeskPlans()
            #expect(plans.take([work(in: -1, phase: .inProgress)], now: now).count == 1)
            #expect(plans.take(after, now: now) == [told(name, now - .hours(1), now)])
            #expect(plans.take(after, now: now) == [])
        }
    }

    @Test func `work begun early is on since then`() {
        var plans = DeskPlans()
        #expect(
            plans.take([work(phase: .inProgress)], now: now)
                == [told("ACME-7: Database upgrade", now, now + .hours(3))])
        #expect(plans.take([work(phase: .inProgress)], now: now + .minutes(1)) == [])
    }

    @Test func `another title ends the old name first`() {
        var plans = DeskPlans()
        _ = plans.take([work()], now: now)
        #expect(
            plans.take([work(title: "Upgrade")], now: now) == [
                told("ACME-7: Database upgrade", now + .hours(1), now),
                told("ACME-7: Upgrade", now + .hours(1), now + .hours(3)),
            ])
    }

    @Test func `work that is not public has no title`() {
        var plans = DeskPlans()
        var hidden = work()
        hidden.own?.visibility = .team
        #expect(plans.take([hidden], now: now) == [told("ACME-7", now + .hours(1), now + .hours(3))])
    }
}
