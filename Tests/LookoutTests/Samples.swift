import Bytes
import Journal
import Judging
import Lookout
import Vocabulary

enum Samples {
    static let start = Instant(seconds: 1_764_849_600)

    static func at(_ seconds: Int64) -> Instant { start + .seconds(seconds) }

    static func entry(_ fact: LookoutFact, position: Int64, at instant: Instant = at(100)) -> Entry {
        let draft = fact.draft
        return Entry(
            position: Position(position), stream: draft.stream, version: StreamVersion(1), kind: draft.kind,
            actor: LookoutFact.actor, instant: instant, body: draft.body, hash: SHA256Digest(of: draft.body))
    }

    static let outcomes: [Outcome] = [.good, .refused, .failed(.handshake, code: "45"), .late, .unknown]

    static func sample(_ outcome: Outcome) -> JudgedSample { sample(outcome, at: 0) }

    static func sample(_ outcome: Outcome, at seconds: Int64) -> JudgedSample {
        JudgedSample(
            vantage: "paris", at: at(seconds) + TimeSpan(microseconds: 140_001), outcome: outcome,
            latency: TimeSpan(microseconds: 20_123))
    }

    static let rules: [Explanation.Rule] = [
        .quiet, .quorum(failed: 6, counted: 6, vantages: 3), .noQuorum(trusted: 1, needed: 2), .stale(.seconds(11)),
        .loss(failed: 9, of: 100, evidence: 20.25, needed: 20.1),
        .slow(slow: 9, of: 100, evidence: 20.25, needed: 20.1),
        .gap(.minutes(2), usualPerSecond: 0.5), .drop(usualPerSecond: 3.5, evidence: 19, needed: 18),
        .burn(times: 15.5, long: .hours(1), short: .minutes(5)), .unstable(times: 3, within: .minutes(10)),
        .recovered(good: 12, clean: .seconds(10)),
    ]

    static func symptom(
        _ target: String, since: Int64 = 0, _ standing: Verdict.Standing = .down
    ) -> CaseSymptom {
        CaseSymptom(
            target: target, standing: standing, since: at(since), stage: .connect, code: "111",
            reason: JudgedReason(rules[1], samples: [sample(.failed(.connect, code: "111"), at: since)]))
    }

    static func telling(
        _ targets: [String], since: Int64 = 0, recurrence: Recurrence? = nil, withheld: CaseWork? = nil
    ) -> CaseTelling {
        CaseTelling(
            since: at(since), symptoms: targets.map { symptom($0, since: since) },
            causes: [
                CaseCause(
                    parts: ["acquirer-2"], probability: 0.93, explains: targets, failing: targets.count,
                    contradictedBy: ["pay/external/b"], passing: 68, change: CaseChange(name: "deploy 7", at: at(-60)),
                    recent: "TSR-2641", indistinct: ["acquirer-2-link"])
            ],
            signature: Signature(parts: ["acquirer-2"], stage: .connect, codes: ["111"]), recurrence: recurrence,
            missing: CaseMissingProbe(through: ["acquirer-2"], notThrough: ["balancer"]), withheld: withheld)
    }

    static let number = CaseNumber(7)

    static let facts: [LookoutFact] = [
        .caseOpened(number, telling(["a", "b"])),
        .casePaged(
            number,
            telling(
                ["a"],
                recurrence: Recurrence(number: CaseNumber(3), reference: "TSR-2641", ago: .minutes(271), isExact: true))
        ),
        .caseWithheld(
            number,
            telling(
                ["a"], withheld: CaseWork(name: "upgrade", parts: ["balancer"], from: at(-60), until: at(600)))),
        .caseOpened(
            number,
            telling(
                ["a"],
                withheld: CaseWork(
                    name: "upgrade", parts: [], components: ["acme-ecommerce"], from: at(-60), until: at(600)))),
        .caseAttached(number, symptom("c")),
        .caseRevised(number, telling(["a", "c"])),
        .caseDetached(number, target: "c"),
        .caseReopened(number, at: at(50), symptoms: [symptom("a", since: 50)]),
        .caseMonitoring(number, end: at(60), until: at(660)),
        .caseClosed(number, end: at(60)),
        .caseNamed(number, "TSR-2641"),
        .targetJudged("pay/external/a", TargetVerdict(.down, since: at(0), reason: JudgedReason(rules[1]))),
        .targetBlinked("pay", from: at(0), to: at(1), JudgedReason(rules[1])),
        .targetRecovered("pay", from: at(0), to: at(60)),
        .targetTicketed("pay", JudgedReason(rules[8])),
        .vantageDoubted("paris", why: .anchors, until: at(2)),
    ]
}
