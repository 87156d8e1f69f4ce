internal import Vocabulary

/// A case whose cause is seen better now.
///
/// A share that fails is sure at each target in its own time. The first that is sure may name a part of its own way; the
/// second shows what both lead through. That is the same case and not another one: whoever was woken learns the better cause.
extension CaseBook {
    /// Whether a case that began a moment ago is explained by what was found for these symptoms, together with them. Then it takes
    /// them and the better cause. What is down is never taken so: it is looked at by itself.
    mutating func revise(
        _ symptoms: [Symptom], _ finding: Localiser.Finding, now: Instant, plan: Plan, _ context: Context,
        in room: inout Room
    ) -> Bool {
        guard let best = finding.candidates.first, Set(best.parts.map { plan[$0].kind }).count == 1,
            symptoms.allSatisfy({ $0.standing == .degraded }),
            symptoms.allSatisfy({ plan[$0.target].meets(best.parts) }),
            // What is known to come and go goes on, and what is worked on is nobody's surprise.
            watched(finding.candidates, symptoms) == nil,
            context.work(over: symptoms.map(\.target), in: plan, now: now) == nil
        else { return false }
        let rules = room.rules
        let known = cases.lastIndex { entry in
            guard entry.state == .open, entry.withheld == nil, now - entry.since <= rules.reviseWithin,
                // What came back called nobody: whoever is told of another cause must know of the case.
                !entry.reopenings.contains(where: { $0 >= entry.since }), !entry.parts.isEmpty, !entry.ailing.isEmpty
            else { return false }
            // What was found besides must explain it: two faults beside each other are two cases.
            let better =
                Set(best.parts).isSubset(of: entry.parts) ? best.parts : best.parts.filter { !entry.parts.contains($0) }
            return entry.symptoms.allSatisfy { symptom in
                !entry.ailing.contains(symptom.target)
                    || (symptom.standing == .degraded && plan[symptom.target].meets(better))
            }
        }
        guard let known else { return false }
        if Set(best.parts).isSubset(of: cases[known].parts) {
            for symptom in symptoms { rejoin(known, symptom, now: now, plan: plan, in: &room) }
            return true
        }
        for symptom in symptoms { cases[known].add(symptom) }
        let since = cases[known].since
        cases[known].causes = finding.candidates.map { candidate in
            var candidate = candidate
            // What was changed after it began did not begin it.
            if let change = candidate.change, change.at > since + Context.notedAfter { candidate.change = nil }
            return candidate
        }
        let entry = cases[known]
        let signature = Self.signature(entry.symptoms, entry.causes, plan: plan)
        let earlier = recurrence(of: signature, since: since, rules: rules)
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

extension Target {
    /// Whether its tries meet one of these parts, or some of them do.
    func meets(_ parts: [PartNumber]) -> Bool { parts.contains { path.contains($0) || pool.contains($0) } }
}
