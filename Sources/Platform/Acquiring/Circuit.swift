/// Whether one server is asked: closed while it works, open when it fails too much, then tried with a few payments.
struct Circuit: Sendable {
    struct Rules: Sendable {
        /// So many technical failures in a row open it.
        var failuresInRow = 5
        /// Or this share of the latest outcomes, once there are `outcomesLeast` of them.
        var failureShare = 0.5
        var outcomesLeast = 10
        var outcomesKept = 20
        /// How long it stays open: doubles with each trial that fails.
        var openLeast = Duration.seconds(5)
        var openMost = Duration.seconds(60)
        /// Trials that must work, one after another, before everything goes there again.
        var trialsToClose = 2
    }

    enum State: String, Sendable, CaseIterable {
        case closed
        case open
        case halfOpen = "half-open"
    }

    private let rules: Rules
    private var outcomes: [Bool] = []
    private var failuresInRow = 0
    private var openedAgain = 0
    private var opensUntil: Duration?
    private var isTrying = false
    private var trialsDone = 0

    init(_ rules: Rules) { self.rules = rules }

    func state(now: Duration) -> State {
        guard let opensUntil else { return .closed }
        return now < opensUntil ? .open : .halfOpen
    }

    /// Whether a payment may be sent there. Half open it is one at a time.
    func allows(now: Duration) -> Bool {
        switch state(now: now) {
        case .closed: true
        case .open: false
        case .halfOpen: !isTrying
        }
    }

    /// To be called for each payment that is sent. True when it is a trial.
    mutating func sent(now: Duration) -> Bool {
        guard state(now: now) == .halfOpen else { return false }
        isTrying = true
        return true
    }

    mutating func ended(isFailure: Bool, wasTrial: Bool, now: Duration) {
        if wasTrial {
            isTrying = false
            guard opensUntil != nil else { return }
            guard isFailure else {
                trialsDone += 1
                if trialsDone >= rules.trialsToClose { close() }
                return
            }
            open(now: now)
            return
        }
        // What was sent before it opened says nothing about how it is now.
        guard opensUntil == nil else { return }
        outcomes.append(isFailure)
        if outcomes.count > rules.outcomesKept { outcomes.removeFirst() }
        failuresInRow = isFailure ? failuresInRow + 1 : 0
        let failures = outcomes.count { $0 }
        let isMost = Double(failures) >= rules.failureShare * Double(outcomes.count)
        if failuresInRow >= rules.failuresInRow || (outcomes.count >= rules.outcomesLeast && isMost && isFailure) {
            open(now: now)
        }
    }

    private mutating func open(now: Duration) {
        let time = min(rules.openMost, rules.openLeast * (1 << min(openedAgain, 16)))
        opensUntil = now + time
        openedAgain += 1
        trialsDone = 0
    }

    private mutating func close() {
        opensUntil = nil
        openedAgain = 0
        outcomes = []
        failuresInRow = 0
        trialsDone = 0
    }
}
