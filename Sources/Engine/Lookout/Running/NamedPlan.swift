internal import Judging
internal import Series
internal import Vocabulary
internal import Watching

/// From the numbers of a plan to names, and back.
struct NamedPlan: Sendable {
    let plan: Plan
    private let targets: [String: TargetNumber]
    private let parts: [String: PartNumber]
    private let vantages: [String: VantageNumber]
    /// By target: the component whose state its probe tells.
    private let components: [String?]

    init(_ matrix: Matrix) {
        let plan = matrix.plan
        self.plan = plan
        components = matrix.targets.map { matrix.probe(of: $0).component }
        func numbered<Number>(_ names: [String], _ number: (Int) -> Number) -> [String: Number] {
            Dictionary(
                names.enumerated().map { ($1, number($0)) }, uniquingKeysWith: { first, _ in first })
        }
        targets = numbered(plan.targets.map(\.name)) { TargetNumber($0) }
        parts = numbered(plan.parts.map(\.name)) { PartNumber($0) }
        vantages = numbered(plan.vantages) { VantageNumber($0) }
    }

    func target(_ name: String) -> TargetNumber? { targets[name] }
    func vantage(_ name: String) -> VantageNumber? { vantages[name] }
    func parts(_ names: [String]) -> [PartNumber] { names.compactMap { parts[$0] } }

    /// Whether any of these is watched.
    func knows(parts names: [String], components: [String]) -> Bool {
        !parts(names).isEmpty || self.components.contains { $0.map(components.contains) ?? false }
    }

    private func names(_ numbers: [PartNumber]) -> [String] { numbers.map { plan[$0].name } }

    // MARK: To names

    func reason(_ explanation: Explanation) -> JudgedReason {
        JudgedReason(
            explanation.rule,
            samples: explanation.samples.prefix(Explanation.samplesMost).map { sample in
                JudgedSample(
                    vantage: plan.vantages[sample.vantage.value], at: sample.at, outcome: sample.outcome,
                    latency: sample.latency)
            })
    }

    func verdict(_ verdict: Verdict) -> TargetVerdict {
        TargetVerdict(verdict.standing, since: verdict.since, reason: reason(verdict.explanation))
    }

    func symptom(_ symptom: Symptom) -> CaseSymptom {
        CaseSymptom(
            target: plan[symptom.target].name, standing: symptom.standing, since: symptom.since, stage: symptom.stage,
            code: symptom.code, reason: reason(symptom.explanation))
    }

    func cause(_ candidate: Candidate) -> CaseCause {
        CaseCause(
            parts: names(candidate.parts), probability: candidate.probability,
            explains: candidate.explains.prefix(CaseCause.explainsMost).map { plan[$0].name },
            explained: candidate.explains.count, failing: candidate.failing,
            contradictedBy: candidate.contradictedBy.prefix(CaseCause.contradictedMost).map { plan[$0].name },
            contradicting: candidate.contradictedBy.count, passing: candidate.passing,
            change: candidate.change.map { CaseChange(name: $0.name, at: $0.at) }, recent: candidate.recent,
            indistinct: names(candidate.indistinct))
    }

    func missing(_ probe: MissingProbe) -> CaseMissingProbe {
        CaseMissingProbe(through: names(probe.through), notThrough: names(probe.notThrough))
    }

    func work(_ work: PlannedWork) -> CaseWork {
        CaseWork(
            name: work.name, parts: names(work.parts),
            components: Set(work.targets.compactMap { components[$0.value] }).sorted(), from: work.from,
            until: work.until)
    }

    // MARK: From names

    func work(_ work: CaseWork) -> PlannedWork {
        PlannedWork(
            work.name, parts: parts(work.parts),
            targets: components.indices.filter { components[$0].map(work.components.contains) ?? false }
                .map { TargetNumber($0) }, from: work.from, until: work.until)
    }

    private func explanation(_ reason: JudgedReason) -> Explanation {
        Explanation(
            reason.rule,
            samples: reason.samples.compactMap { sample in
                vantages[sample.vantage].map { vantage in
                    Explanation.Sample(
                        Observation(
                            TargetNumber(0), from: vantage, number: 0, startedAt: sample.at, latency: sample.latency,
                            outcome: sample.outcome))
                }
            })
    }

    func symptom(_ symptom: CaseSymptom) -> Symptom? {
        targets[symptom.target].map { target in
            Symptom(
                target: target, standing: symptom.standing, since: symptom.since, stage: symptom.stage,
                code: symptom.code, explanation: explanation(symptom.reason))
        }
    }

    /// What was judged last of a target that ails; stage and code are the symptom's.
    func symptom(_ symptom: CaseSymptom, judged verdict: TargetVerdict?) -> Symptom? {
        guard var found = self.symptom(symptom), let verdict, verdict.isIll else { return self.symptom(symptom) }
        found.standing = verdict.standing
        found.since = verdict.since
        found.explanation = explanation(verdict.reason)
        return found
    }

    func known(_ watched: WatchedCase) -> Case {
        var known = Case(
            number: watched.number, symptoms: watched.telling.symptoms.compactMap(symptom),
            causes: watched.telling.causes.compactMap(candidate), signature: watched.telling.signature,
            since: watched.telling.since)
        known.state = watched.state
        if !watched.spans.isEmpty { known.spans = watched.spans }
        known.reference = watched.reference
        known.reopenings = watched.reopenings
        known.isUnstable = watched.telling.isUnstable
        known.withheld = watched.telling.withheld.map(work)
        return known
    }

    /// Nil where the file no longer names any of its parts.
    private func candidate(_ cause: CaseCause) -> Candidate? {
        let found = parts(cause.parts)
        guard !found.isEmpty else { return nil }
        var candidate = Candidate(parts: found, probability: cause.probability)
        candidate.explains = cause.explains.compactMap { targets[$0] }
        candidate.failing = cause.failing
        candidate.contradictedBy = cause.contradictedBy.compactMap { targets[$0] }
        candidate.passing = cause.passing
        candidate.change = cause.change.map { ChangeNote($0.name, at: $0.at, parts: found) }
        candidate.recent = cause.recent
        candidate.indistinct = parts(cause.indistinct)
        return candidate
    }
}
