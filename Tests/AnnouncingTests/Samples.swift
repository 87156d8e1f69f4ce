import Announcing
import Vocabulary
import Watching

/// Values that the tests share.
enum Samples {
    static let start = Instant(seconds: 1_764_849_600)
    static let shop = ComponentID(checked: "shop")
    static let till = ComponentID(checked: "till")

    static func at(_ seconds: Int64) -> Instant { start + .seconds(seconds) }

    static func policy(
        _ telling: WatchedComponent.Telling = .measured, grace: TimeSpan = .seconds(30),
        recovery: WatchedComponent.Recovery = .measured, till: WatchedComponent.Telling = .draft
    ) -> AnnouncingPolicy {
        AnnouncingPolicy([
            WatchedComponent(
                "shop", severity: .critical, partialSeverity: .minor, telling: telling, grace: grace,
                recovery: recovery),
            WatchedComponent("till", severity: .major, telling: till, grace: grace),
        ])
    }

    static func symptom(
        _ target: String, _ component: String? = "shop", _ evidence: EvidenceKind = .outside, since: Instant = start,
        rule: RuleName = .quorum, standing: SeenSymptom.Standing = .down
    ) -> SeenSymptom {
        SeenSymptom(target, component: component, standing: standing, evidence: evidence, since: since, rule: rule)
    }

    static let both = [symptom("pay/external/a"), symptom("pay/instances/g1", "shop", .inside)]

    static func seen(
        _ symptoms: [SeenSymptom] = both, state: SeenCase.State = .open, spans: [SeenCase.Span]? = nil,
        work: String? = nil, paged: Instant? = at(3)
    ) -> SeenCase {
        SeenCase(
            number: 7, state: state, spans: spans ?? [SeenCase.Span(from: start)], symptoms: symptoms,
            causes: [
                SeenCause(
                    parts: ["gateway-1"], probability: 0.92, explains: 2, failing: 2, contradictedBy: ["other"],
                    passing: 9)
            ], work: work, openedAt: at(3), pagedAt: paged)
    }
}
