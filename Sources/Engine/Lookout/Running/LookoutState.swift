internal import Journal
package import Judging
package import Vocabulary
package import Watching

/// All that is known of what is watched, and what follows from what is heard: `(state, report, now) → (state, steps)`. Between the
/// judge, which counts in numbers, and everybody else, who knows names.
package struct LookoutState: Sendable {
    package enum Step: Sendable, Hashable {
        case order([String], VantageOrder)
        case fact(LookoutFact)
    }

    package let matrix: Matrix
    private let names: NamedPlan
    private let kinds: [ProbeKind]
    /// By target: the vantages that ask it.
    private let askers: [[String]]
    package private(set) var judge: Judge
    private var told: [TargetVerdict?]
    private var cases: Set<CaseNumber>
    /// Until then what was known before the start is not contradicted by silence.
    private var quietUntil: Instant?
    private let begun: Instant
    /// Verdicts that were another one than before.
    package private(set) var changes = 0

    /// - Parameter memory: of the time before; targets that are no longer watched end their part in cases with the first step.
    package init(_ matrix: Matrix, rules: JudgingRules = .standard, remembering memory: LookoutMemory, now: Instant) {
        self.matrix = matrix
        let names = NamedPlan(matrix)
        self.names = names
        kinds = matrix.targets.map { matrix.probe(of: $0).kind }
        askers = matrix.targets.map { target in
            let own = matrix.probe(of: target).vantages
            return own.isEmpty ? matrix.declaration.vantages.map(\.name) : own
        }
        var troubles: [Symptom] = []
        for known in memory.open {
            for symptom in known.telling.symptoms where known.ailing.contains(symptom.target) {
                let judged = memory.targets[symptom.target]?.verdict
                if let trouble = names.symptom(symptom, judged: judged) { troubles.append(trouble) }
                if names.target(symptom.target) == nil { gone.append((known.number, symptom.target)) }
            }
        }
        judge = Judge(
            plan: matrix.plan, rules: rules,
            remembering: JudgeMemory(
                cases: memory.open.map(names.known), history: memory.history.map(names.known),
                lastNumber: memory.lastNumber, troubles: troubles), now: now)
        told = matrix.targets.map { memory.targets[$0.name]?.verdict }
        cases = Set((memory.open + memory.history).map(\.number))
        quietUntil = now + .seconds(30)
        begun = now
    }

    private var gone: [(number: CaseNumber, target: String)] = []

    package var openCases: Int { judge.book.cases.count { $0.state == .open } }
    package var watchedCases: Int { judge.book.cases.count - openCases }

    /// When it must be told the time; besides, once a second.
    package var deadline: Instant? { judge.deadline }

    /// What was not judged yet is unknown since the start: the judge itself knows no beginning of that.
    package func verdict(of target: Int) -> TargetVerdict {
        var verdict = names.verdict(judge.verdict(TargetNumber(target)))
        if verdict.since == Instant(microseconds: .min) { verdict.since = begun }
        return verdict
    }

    package func number(of target: String) -> Int? { names.target(target)?.value }

    // MARK: What is heard

    package mutating func take(_ report: VantageReport, from vantage: String, now: Instant) -> [Step] {
        guard let vantage = names.vantage(vantage) else { return [] }
        switch report {
        case .result(let result):
            guard let target = names.target(result.target) else { return [] }
            let outcome = result.outcome.judged(of: kinds[target.value])
            return take(
                .observed(
                    Observation(
                        target, from: vantage, number: result.number, purpose: result.purpose,
                        startedAt: result.began, latency: result.total, outcome: outcome)), now: now)
        case .late(let name, let number, let purpose, let began):
            guard let target = names.target(name) else { return [] }
            return take(
                .observed(
                    Observation(
                        target, from: vantage, number: number, purpose: purpose, startedAt: began,
                        latency: max(now - began, .zero), outcome: .late)), now: now)
        case .anchor(let place, let at, let isGood):
            return take(
                .anchor(AnchorResult(vantage: vantage, anchor: place, at: at, isGood: isGood)), now: now)
        }
    }

    /// Whether it names something that is watched.
    package func knows(_ input: LookoutInput) -> Bool {
        switch input {
        case .arrivals(let target, _, _, _, _), .outcomes(let target, _, _, _, _, _), .told(let target, _, _, _):
            names.target(target).map { judge.passive[$0.value] != nil } ?? false
        case .changed(_, _, let parts, _): !names.parts(parts).isEmpty
        case .planned(_, let parts, let components, _, _): names.knows(parts: parts, components: components)
        case .named(let number, _): cases.contains(number)
        }
    }

    package mutating func take(_ input: LookoutInput, now: Instant) -> [Step] {
        guard knows(input) else { return [] }
        switch input {
        case .arrivals(let name, let from, let until, let count, let offset):
            guard let target = names.target(name) else { return [] }
            return take(
                .arrivals(
                    TrafficWatch.Count(target, from: from, until: until, arrivals: count), offset: offset), now: now)
        case .outcomes(let name, let from, let until, let good, let failed, let code):
            guard let target = names.target(name) else { return [] }
            return take(
                .outcomes(
                    OutcomeWatch.Count(target, from: from, until: until, good: good, failed: failed, code: code)),
                now: now)
        case .told(let name, let word, let since, let at):
            guard let target = names.target(name) else { return [] }
            return take(.told(ToldStanding(target, word, since: since, at: at)), now: now)
        case .changed(let name, let at, let parts, let gap):
            return take(.changed(ChangeNote(name, at: at, parts: names.parts(parts), expectedGap: gap)), now: now)
        case .planned(let name, let parts, let components, let from, let until):
            let work = CaseWork(name: name, parts: parts, components: components, from: from, until: until)
            return take(.planned(names.work(work)), now: now)
        case .named(let number, let reference):
            let reference = String(reference.prefix(100))
            return [.fact(.caseNamed(number, reference))] + take(.named(number, reference), now: now)
        }
    }

    package mutating func tick(now: Instant) -> [Step] {
        var steps = gone.map { Step.fact(.caseDetached($0.number, target: $0.target)) }
        gone.removeAll()
        steps += take(.tick, now: now)
        if let until = quietUntil, until <= now {
            quietUntil = nil
            steps += forgetWhatIsNotHeard(now: now)
        }
        return steps
    }

    /// What was well before the start and is not heard of since is not known to be well.
    private mutating func forgetWhatIsNotHeard(now: Instant) -> [Step] {
        var steps: [Step] = []
        for place in matrix.targets.indices where matrix.targets[place].use == .scheduled {
            let verdict = judge.verdict(TargetNumber(place))
            guard verdict.standing == .unknown, let before = told[place], before.standing != .unknown else { continue }
            let silent = TargetVerdict(
                .unknown, since: now - .seconds(30), reason: JudgedReason(.stale(.seconds(30))))
            steps += judged(place, silent)
        }
        return steps
    }

    // MARK: What follows

    private mutating func take(_ input: Input, now: Instant) -> [Step] {
        var steps: [Step] = []
        for decision in judge.take(input, now: now) { steps += follow(decision, now: now) }
        return steps
    }

    private mutating func follow(_ decision: Decision, now: Instant) -> [Step] {
        func name(_ target: TargetNumber) -> String { matrix.targets[target.value].name }
        switch decision {
        case .burst(let order):
            return [
                .order(
                    askers[order.target.value],
                    .burst(
                        target: name(order.target), number: order.burst, count: order.perVantage,
                        notBefore: order.notBefore, deadline: order.deadline))
            ]
        case .raise(let target, let perSecond, let until):
            return [
                .order(askers[target.value], .raise(target: name(target), perSecond: perSecond, until: until))
            ]
        case .ask(let targets):
            return targets.map { .order(askers[$0.value], .ask(targets: [name($0)])) }
        case .verdict(let target, let verdict): return judged(target.value, names.verdict(verdict))
        case .microOutage(let target, let from, let to, let explanation):
            return [.fact(.targetBlinked(name(target), from: from, to: to, names.reason(explanation)))]
        case .recovered(let target, let from, let to):
            return [.fact(.targetRecovered(name(target), from: from, to: to))]
        case .ticket(let target, let explanation):
            return [.fact(.targetTicketed(name(target), names.reason(explanation)))]
        case .vantageDoubted(let vantage, let why, let until):
            return [.fact(.vantageDoubted(matrix.plan.vantages[vantage.value], why: why, until: until))]
        case .page, .withheld, .attached, .revised, .reopened, .monitoring, .closed:
            return follow(ofCase: decision, now: now)
        }
    }

    /// A verdict that stands in the journal already, because it was reached before the start, is no news.
    private mutating func judged(_ place: Int, _ verdict: TargetVerdict) -> [Step] {
        let before = told[place]
        if let before, before.standing == verdict.standing, !verdict.isIll || before.since == verdict.since {
            return []
        }
        told[place] = verdict
        changes += 1
        return [.fact(.targetJudged(matrix.targets[place].name, verdict))]
    }

    private func known(_ number: CaseNumber) -> Case? {
        judge.book.cases.last { $0.number == number } ?? judge.book.history.last { $0.number == number }
    }

    private mutating func follow(ofCase decision: Decision, now: Instant) -> [Step] {
        switch decision {
        case .page(let page):
            let telling = CaseTelling(
                since: page.since, symptoms: page.symptoms.map(names.symptom), causes: page.causes.map(names.cause),
                signature: known(page.number)?.signature ?? Signature(parts: [], stage: nil, codes: []),
                recurrence: page.recurrence, missing: page.missing.map(names.missing), isUnstable: page.isUnstable)
            let isNew = cases.insert(page.number).inserted
            return [.fact(isNew ? .caseOpened(page.number, telling) : .casePaged(page.number, telling))]
        case .withheld(let number, _):
            guard let known = known(number) else { return [] }
            let telling = CaseTelling(
                since: known.since, symptoms: known.symptoms.map(names.symptom), causes: known.causes.map(names.cause),
                signature: known.signature, withheld: known.withheld.map(names.work))
            let isNew = cases.insert(number).inserted
            return [.fact(isNew ? .caseOpened(number, telling) : .caseWithheld(number, telling))]
        case .attached(let number, let target):
            guard let symptom = known(number)?.symptoms.last(where: { $0.target == target }) else { return [] }
            return [.fact(.caseAttached(number, names.symptom(symptom)))]
        case .revised(let revision):
            guard let known = known(revision.number) else { return [] }
            let telling = CaseTelling(
                since: known.since, symptoms: known.symptoms.map(names.symptom), causes: known.causes.map(names.cause),
                signature: known.signature, recurrence: revision.recurrence,
                missing: revision.missing.map(names.missing), isUnstable: known.isUnstable)
            return [.fact(.caseRevised(revision.number, telling))]
        case .reopened(let number, let at):
            let ailing = known(number).map { known in known.symptoms.filter { known.ailing.contains($0.target) } } ?? []
            return [.fact(.caseReopened(number, at: at, symptoms: ailing.map(names.symptom)))]
        case .monitoring(let number, let end):
            var until = now + judge.rules.monitoringFor
            if case .monitoring(let told)? = known(number)?.state { until = told }
            return [.fact(.caseMonitoring(number, end: end, until: until))]
        case .closed(let number, let end): return [.fact(.caseClosed(number, end: end))]
        default: return []
        }
    }
}
