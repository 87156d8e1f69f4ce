package import Vocabulary

/// Whose fault it is: which small set of broken parts looks most like what all targets say.
///
/// Every set of one part and of two, of those on the way of what fails, gets the likelihood of what is seen and a prior:
/// a change shortly before and an earlier case of the same part make it likelier, an odd stage of failure less likely.
/// A pair that comes first is tried with more parts of the same kind, such as all instances of a role.
package struct Localiser: Sendable {
    /// More single parts than this are not paired: the best of them are.
    static let pairedMost = 40
    static let togetherMost = 16
    package static let reportedMost = 3

    /// How a target meets a broken set.
    enum Meeting: UInt8, Sendable {
        case none
        /// Some of its tries do.
        case some
        case all
    }

    let plan: Plan
    let rules: JudgingRules

    package init(plan: Plan, rules: JudgingRules) {
        self.plan = plan
        self.rules = rules
    }

    /// What is wrong with a set.
    enum Fault: Int, Sendable, CaseIterable {
        /// Nothing gets through.
        case broken
        /// A share is lost, as on a link with a bad cable.
        case lossy

        /// Before anything is seen.
        var chance: Double { self == .broken ? 0.7 : 0.3 }
    }

    /// Chance of what a target says, given how it meets what is at fault. The chance that a vote is wrong is small: votes
    /// come from bursts. A pool with one broken part fails partly, and may pass for a while. So does whatever leads through
    /// a part that loses a share: each target needs its own time until that is sure.
    static func chance(_ state: Sighting.State, _ meeting: Meeting, _ fault: Fault) -> Double {
        switch (fault, meeting, state) {
        case (_, .none, .passing): 0.994
        case (_, .none, .failing), (_, .none, .partly): 0.003
        case (.broken, .some, .passing), (.lossy, .all, .passing): 0.4
        case (.broken, .some, .failing), (.lossy, .all, .failing): 0.1
        case (.broken, .some, .partly), (.lossy, .all, .partly): 0.5
        case (.broken, .all, .passing): 0.03
        case (.broken, .all, .failing): 0.9
        case (.broken, .all, .partly): 0.07
        case (.lossy, .some, .passing): 0.8
        case (.lossy, .some, .failing): 0.02
        case (.lossy, .some, .partly): 0.18
        }
    }

    package struct Finding: Sendable, Hashable {
        /// Best first, three at most.
        package var candidates: [Candidate]
        /// The target whose answer would tell the best two apart; nil when they are far apart or no target does.
        package var discriminating: TargetNumber?
        package var missing: MissingProbe?
    }

    /// - Parameter recent: names of parts that were the cause of a case lately, with what it was called.
    package func find(
        _ sightings: [Sighting], since: Instant, context: Context, recent: [String: String]
    ) -> Finding {
        let failing = sightings.filter { $0.state != .passing }
        guard !failing.isEmpty else { return Finding(candidates: []) }
        var parts: Set<PartNumber> = []
        for sighting in failing {
            parts.formUnion(plan[sighting.target].path)
            parts.formUnion(plan[sighting.target].pool)
        }
        let singles = parts.sorted()
        let meetings = singles.map { part in sightings.map { meeting(plan[$0.target], part) } }
        let priors = singles.map { prior($0, since: since, context: context, recent: recent) }
        var scored: [(set: [Int], score: Double)] = singles.indices.map { index in
            ([index], score([index], singles, sightings, meetings) + naturalLogarithm(priors[index]))
        }
        scored.sort(by: Self.isBetter)
        let paired = scored.prefix(Self.pairedMost).map { $0.set[0] }.sorted()
        for (place, left) in paired.enumerated() {
            for right in paired[(place + 1)...] {
                let prior = naturalLogarithm(priors[left]) + naturalLogarithm(priors[right])
                scored.append(([left, right], score([left, right], singles, sightings, meetings) + prior))
            }
        }
        scored.sort(by: Self.isBetter)
        if scored[0].set.count > 1 {
            scored += together(with: scored[0], singles, sightings, meetings, priors)
            scored.sort(by: Self.isBetter)
        }
        let best = scored[0].score
        let total = scored.reduce(0) { $0 + exponential($1.score - best) }
        let ill = sightings.indices.filter { sightings[$0].state != .passing }
        var told: [(set: [Int], explains: [Int], score: Double)] = []
        for entry in scored where told.count < Self.reportedMost {
            let explains = ill.filter { place in entry.set.contains { meetings[$0][place] != .none } }
            // The same with something besides that explains no more is no alternative to it.
            let isIdle = told.contains { better in
                better.explains == explains && better.set.allSatisfy(entry.set.contains)
            }
            if !isIdle { told.append((entry.set, explains, entry.score)) }
        }
        let candidates = told.map { entry in
            candidate(
                entry.set.map { singles[$0] }, probability: exponential(entry.score - best) / total, sightings,
                since: since, context: context, recent: recent)
        }
        var finding = Finding(candidates: candidates)
        tellApart(&finding, sightings)
        return finding
    }

    /// The set with one more part of its kind, and another, as long as that explains more.
    private func together(
        with first: (set: [Int], score: Double), _ singles: [PartNumber], _ sightings: [Sighting],
        _ meetings: [[Meeting]], _ priors: [Double]
    ) -> [(set: [Int], score: Double)] {
        var grown: [(set: [Int], score: Double)] = []
        var best = first
        let kind = plan[singles[first.set[0]]].kind
        guard first.set.allSatisfy({ plan[singles[$0]].kind == kind }) else { return [] }
        while best.set.count < Self.togetherMost {
            var next = best
            for index in singles.indices where !best.set.contains(index) && plan[singles[index]].kind == kind {
                let set = (best.set + [index]).sorted()
                let prior = set.reduce(0) { $0 + naturalLogarithm(priors[$1]) }
                let sum = score(set, singles, sightings, meetings) + prior
                if sum > next.score { next = (set, sum) }
            }
            guard next.set.count > best.set.count else { break }
            grown.append(next)
            best = next
        }
        return grown
    }

    private static func isBetter(_ left: (set: [Int], score: Double), _ right: (set: [Int], score: Double)) -> Bool {
        if left.score != right.score { return left.score > right.score }
        if left.set.count != right.set.count { return left.set.count < right.set.count }
        return left.set.lexicographicallyPrecedes(right.set)
    }

    func meeting(_ target: Target, _ part: PartNumber) -> Meeting {
        if target.path.contains(part) { return .all }
        guard target.pool.contains(part) else { return .none }
        return target.pool.count == 1 ? .all : .some
    }

    private func score(
        _ set: [Int], _ singles: [PartNumber], _ sightings: [Sighting], _ meetings: [[Meeting]]
    ) -> Double {
        var sums = Self.priorsOfFaults
        for (place, sighting) in sightings.enumerated() {
            var met = Meeting.none
            var fit = 0.0
            for index in set {
                let meeting = meetings[index][place]
                guard meeting != .none else { continue }
                if meeting.rawValue > met.rawValue { met = meeting }
                fit = max(fit, StageFit.factor(plan[singles[index]].kind, sighting.stage))
            }
            let misfit = sighting.state != .passing && met != .none && fit < 1 ? naturalLogarithm(fit) : 0
            for fault in sums.indices {
                sums[fault] += Self.logarithms[fault][Int(met.rawValue)][sighting.state.place] + misfit
            }
        }
        let best = sums.max() ?? 0
        return best + naturalLogarithm(sums.reduce(0) { $0 + exponential($1 - best) })
    }

    private static let priorsOfFaults = Fault.allCases.map { naturalLogarithm($0.chance) }
    private static let logarithms: [[[Double]]] = Fault.allCases.map { fault in
        [Meeting.none, .some, .all].map { meeting in
            [Sighting.State.passing, .failing, .partly].map { naturalLogarithm(chance($0, meeting, fault)) }
        }
    }

    /// A change counts fully at first and fades within half an hour.
    func prior(_ part: PartNumber, since: Instant, context: Context, recent: [String: String]) -> Double {
        var prior = rules.basePrior
        if let change = context.change(of: part, before: since, rules: rules) {
            let age = max(Double((since - change.at).microseconds), 0)
            let fading = 1 - age / Double(max(rules.changeMemory.microseconds, 1))
            prior *= 1 + (rules.changeFactor - 1) * max(fading, 0)
        }
        if recent[plan[part].name] != nil { prior *= rules.recurrenceFactor }
        return min(prior, 0.5)
    }

    private func candidate(
        _ parts: [PartNumber], probability: Double, _ sightings: [Sighting], since: Instant, context: Context,
        recent: [String: String]
    ) -> Candidate {
        var candidate = Candidate(parts: parts, probability: probability)
        for sighting in sightings {
            let met = parts.map { meeting(plan[sighting.target], $0) }
            if sighting.state == .passing {
                candidate.passing += 1
                if met.contains(.all) { candidate.contradictedBy.append(sighting.target) }
            } else {
                candidate.failing += 1
                if met.contains(where: { $0 != .none }) { candidate.explains.append(sighting.target) }
            }
        }
        candidate.change = parts.compactMap { context.change(of: $0, before: since, rules: rules) }.first
        candidate.recent = parts.compactMap { recent[plan[$0].name] }.first
        if parts.count == 1 { candidate.indistinct = indistinct(parts[0]) }
        return candidate
    }

    private func indistinct(_ part: PartNumber) -> [PartNumber] {
        let others = plan.parts.indices.map { PartNumber($0) }.filter { $0 != part }
        return others.filter { other in
            plan.targets.allSatisfy { meeting($0, part) == meeting($0, other) }
        }
    }

    /// When the best two are close: the target that meets the one and not the other, and has not answered yet.
    private func tellApart(_ finding: inout Finding, _ sightings: [Sighting]) {
        guard finding.candidates.count > 1,
            finding.candidates[0].probability < rules.closeFactor * finding.candidates[1].probability
        else { return }
        let (best, second) = (finding.candidates[0].parts, finding.candidates[1].parts)
        let answered = Set(sightings.map(\.target))
        var found: (target: TargetNumber, difference: Int)?
        for index in plan.targets.indices where plan.targets[index].use != .passive {
            let number = TargetNumber(index)
            guard !answered.contains(number) else { continue }
            let difference = abs(strength(plan.targets[index], best) - strength(plan.targets[index], second))
            if difference > found?.difference ?? 0 { found = (number, difference) }
        }
        finding.discriminating = found?.target
        if found == nil {
            finding.missing = MissingProbe(
                through: best.filter { !second.contains($0) }, notThrough: second.filter { !best.contains($0) })
        }
    }

    private func strength(_ target: Target, _ parts: [PartNumber]) -> Int {
        parts.map { Int(meeting(target, $0).rawValue) }.max() ?? 0
    }
}

extension Sighting.State {
    var place: Int {
        switch self {
        case .passing: 0
        case .failing: 1
        case .partly: 2
        }
    }
}
