internal import HTTP
internal import JSON
internal import Observing
internal import Series
internal import Synchronization
internal import Vocabulary
internal import Watching

/// One probe of a channel on its way: how far it came, what its phases took, and what it found. The first finding counts; time
/// over is one, too.
final class ChannelJourney: Sendable {
    struct Finding: Sendable {
        let outcome: SampleOutcome
        let words: String
        var measures: [ProbeMeasure] = []

        init(_ outcome: SampleOutcome, _ words: String, measures: [ProbeMeasure] = []) {
            self.outcome = outcome
            self.words = words
            self.measures = measures
        }

        static func failed(_ stage: SampleOutcome.Stage, _ words: String, code: Int = 0) -> Finding {
            Finding(SampleOutcome(.failed, at: stage, code: UInt16(clamping: code)), words)
        }
    }

    private struct State {
        var finding: Finding?
        var waiter: CheckedContinuation<Finding, Never>?
        var phases: [Sample.Phase: TimeSpan] = [:]
        var endedAt: Instant?
        /// What is under way, in words.
        var step = "nothing was asked yet"
        var inFlight = 0
        var failure: Finding?
        var left: String?
    }

    let probe: Probe
    let question: PaymentQuestion
    let surroundings: ChannelProber.Surroundings
    let began: Instant
    /// By the clock that never goes back.
    private let start: Instant
    /// Of letters and digits; no other probe has it.
    let name: String
    private let state = Mutex(State())

    init(_ probe: Probe, _ question: PaymentQuestion, _ surroundings: ChannelProber.Surroundings) {
        self.probe = probe
        self.question = question
        self.surroundings = surroundings
        began = surroundings.now()
        start = surroundings.clock()
        name = "vp" + String(surroundings.random(), radix: 36)
    }

    /// Asks, finds, and undoes.
    func go() async {
        switch question.kind {
        case .instoreCB2A: await CB2AJourney(self).go()
        case .instoreNexo: await NexoJourney(self).go()
        case .ecommerce, .threeDS, .alternative, .eTerminal: await WebJourney(self)?.go()
        default: break
        }
        found(.failed(.own, "nobody knows how to ask this"))
    }

    func report() async -> ProbeReport {
        let timer = Task { [self] in
            await surroundings.sleep(probe.time)
            if !Task.isCancelled { timedOut() }
        }
        let finding = await withCheckedContinuation { waiter in
            let early = state.withLock { state in
                if state.finding == nil { state.waiter = waiter }
                return state.finding
            }
            if let early { waiter.resume(returning: early) }
        }
        timer.cancel()
        let (phases, endedAt) = state.withLock { ($0.phases, $0.endedAt) }
        let total = (endedAt ?? surroundings.clock()) - start
        var outcome = finding.outcome
        var words = finding.words
        if outcome.kind == .failed, outcome.stage == .own { outcome = SampleOutcome(.unknown, at: .own) }
        if outcome.kind == .ok || outcome.kind == .refused, let late = probe.lateAfter, total > late {
            outcome = SampleOutcome(.late, code: outcome.code)
            words += "; it took \(total.microseconds) µs, and more than \(late.microseconds) µs are late"
        }
        return ProbeReport(
            began: began, outcome: outcome, total: total, phases: phases, words: words, measures: finding.measures)
    }

    // MARK: What was found

    /// Whether it is the first finding.
    @discardableResult func found(_ finding: Finding) -> Bool {
        let now = surroundings.clock()
        let (isFirst, waiter) = state.withLock { state in
            guard state.finding == nil else {
                return (false, nil as CheckedContinuation<Finding, Never>?)
            }
            state.finding = finding
            state.endedAt = now
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: finding)
        return isFirst
    }

    private func timedOut() {
        let (step, isWaiting, failure) = state.withLock { ($0.step, $0.inFlight > 0, $0.failure) }
        if let failure, !isWaiting { return _ = found(failure) }
        // Who answers that it is still under way waits for whom it asked.
        found(
            isWaiting
                ? .failed(.receive, "no answer in time: \(step)", code: 110)
                : .failed(.behind, "no end in time: \(step)", code: 110))
    }

    var isOver: Bool { state.withLock { $0.finding != nil } }

    /// Until the time is over; at least a millisecond.
    var timeLeft: TimeSpan { max(TimeSpan(microseconds: 1_000), start + probe.time - surroundings.clock()) }

    /// For how long its time has been over.
    var overdue: TimeSpan { surroundings.clock() - (start + probe.time) }

    /// What could not be undone.
    var left: String? { state.withLock { $0.left } }

    func leave(_ what: String) { state.withLock { $0.left = what } }

    // MARK: On the way

    func begin(_ step: String) {
        state.withLock { state in
            state.step = step
            state.inFlight += 1
        }
    }

    /// An answer, or none, with what it took; what comes after the finding is not counted.
    func end(_ phases: [Sample.Phase: TimeSpan], failure: Finding?) {
        state.withLock { state in
            state.inFlight -= 1
            state.failure = failure
            if state.finding == nil { state.phases.merge(phases) { $0 + $1 } }
        }
    }

    func note(_ step: String) { state.withLock { $0.step = step } }

    /// What was wrong with the last answer, when something was.
    var failure: Finding? { state.withLock { $0.failure } }
}
