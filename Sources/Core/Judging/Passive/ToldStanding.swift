package import Vocabulary

/// What others say of a passive target in one word, such as a heartbeat that was missed. It is certain as it is: nothing is
/// counted, and nobody votes.
package struct ToldStanding: Sendable, Hashable {
    package enum Word: Sendable, Hashable {
        case good
        /// It must be heard every so often, and was not heard since then.
        case silent(lastHeard: Instant, every: TimeSpan)
        /// It says itself that it failed, or an alert of somebody fires; by which name.
        case wrong(code: String)
        /// Nothing can be said: we did not listen ourselves, or it was never heard.
        case unknown
    }

    package static let codeBytesMost = 100

    package var target: TargetNumber
    package var word: Word
    package var since: Instant
    /// When it was said, or noticed.
    package var at: Instant

    package init(_ target: TargetNumber, _ word: Word, since: Instant, at: Instant) {
        self.target = target
        self.word = word
        self.since = since
        self.at = at
    }
}

extension PassiveTarget {
    mutating func hear(_ told: ToldStanding, in room: inout Room) {
        switch told.word {
        case .good: isWell(told, in: &room)
        case .silent(let lastHeard, let every):
            let rule = Explanation.Rule.silent(told.at - lastHeard, every: every)
            isIll(told, rule, stage: nil, code: nil, in: &room)
        case .wrong(let code):
            isIll(told, .told(code: code), stage: .answer, code: code, in: &room)
        case .unknown:
            // Not knowing takes back nothing that was seen.
            guard trouble == nil, verdict.standing == .up else { return }
            verdict = Verdict(.unknown, since: told.since, explanation: Explanation(.stale(told.at - told.since)))
            room.decisions.append(.verdict(number, verdict))
        }
    }

    private mutating func isIll(
        _ told: ToldStanding, _ rule: Explanation.Rule, stage: Stage?, code: String?, in room: inout Room
    ) {
        let explanation = Explanation(rule)
        let since = min(told.since, trouble?.since ?? told.since)
        trouble = (explanation, since, 0, code)
        clearSince = nil
        if verdict.standing != .down {
            verdict = Verdict(.down, since: since, explanation: explanation)
            room.decisions.append(.verdict(number, verdict))
        }
        guard !isTold else { return }
        isTold = true
        room.signals.append(
            .began(
                Symptom(
                    target: number, standing: .down, since: since, stage: stage, code: code, explanation: explanation)))
    }

    private mutating func isWell(_ told: ToldStanding, in room: inout Room) {
        guard trouble != nil || verdict.standing != .up else { return }
        let rule = trouble == nil ? Explanation.Rule.quiet : .recovered(good: 1, clean: .zero)
        if let trouble {
            room.decisions.append(.recovered(number, from: trouble.since, to: max(told.since, trouble.since)))
        }
        verdict = Verdict(.up, since: told.since, explanation: Explanation(rule))
        room.decisions.append(.verdict(number, verdict))
        if isTold { room.signals.append(.ended(number, at: told.since)) }
        isTold = false
        trouble = nil
        clearSince = nil
    }
}
