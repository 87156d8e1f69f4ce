internal import Vocabulary

/// A case whose cause is seen better now.
///
/// A share that fails is sure at each target in its own time. The first that is sure may name a part of its own way; the
/// second shows what both lead through. That is the same case and not another one: whoever was woken learns the better cause.
extension CaseBook {
    /// Whether a case that people were just told is explained by what was found for these symptoms, together with them. Then it
    /// takes them and the better cause. What is down always wakes people by itself.
    mutating func revise(
        _ symptoms: [Symptom], _ finding: Localiser.Finding, now: Instant, plan: Plan, in room: inout Room
    ) -> Bool {
        guard let best = finding.candidates.first, Set(best.parts.map { plan[$0].kind }).count == 1,
            symptoms.allSatisfy({ $0.standing == .degraded })
        else { return false }
        func isExplained(_ target: TargetNumber) -> Bool {
            best.parts.contains { plan[target].path.contains($0) || plan[target].pool.contains($0) }
        }
        guard symptoms.allSatisfy({ isExplained($0.target) }) else { return false }
        let rules = room.rules
        let known = cases.lastIndex { entry in
            guard entry.state == .open, entry.withheld == nil, now - entry.since <= rules.reviseWithin,
                !entry.parts.isEmpty, !entry.ailing.isEmpty
            else { return false }
            let ailing = entry.symptoms.filter { entry.ailing.contains($0.target) }
            return ailing.allSatisfy { $0.standing == .degraded && isExplained($0.target) }
        }
        guard let known else { return false }
        for symptom in symptoms { cases[known].add(symptom) }
        cases[known].causes = finding.candidates
        let entry = cases[known]
        let signature = Self.signature(entry.symptoms, finding.candidates, plan: plan)
        let earlier = recurrence(of: signature, since: entry.since, rules: rules)
        cases[known].signature = signature
        room.decisions.append(
            .revised(Revision(number: entry.number, recurrence: earlier, missing: finding.missing)))
        return true
    }

    static func signature(_ symptoms: [Symptom], _ causes: [Candidate], plan: Plan) -> Signature {
        Signature(
            parts: (causes.first?.parts ?? []).map { plan[$0].name }, stage: usual(symptoms.map(\.stage)),
            codes: symptoms.compactMap(\.code))
    }
}
