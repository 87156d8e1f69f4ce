internal import Roles

/// One order's way over the servers. What certainly was not done is tried elsewhere at once; what may have been done is not, except
/// where doing it twice does it once.
struct OrderRun: Sendable {
    struct Rules: Sendable {
        /// How many servers are asked at most.
        var attemptsMost = 3
        /// For one server's answer.
        var answerTime = Duration.seconds(6)
        /// For all of them together: whoever waits at the terminal gives up after 15 s.
        var wholeTime = Duration.seconds(12)
    }

    enum Step: Sendable {
        case ask(ServerBoard.Ticket, within: Duration)
        case give(Fate, server: String?)
    }

    private let rules: Rules
    private let isSafeToRepeat: Bool
    private let began: Duration
    private var tried: Set<String> = []
    private var attempts = 0
    /// The worst that may have happened so far.
    private var soFar: (fate: Fate, server: String?) = (.failed(.unreachable), nil)

    init(isSafeToRepeat: Bool, rules: Rules, now: Duration) {
        self.isSafeToRepeat = isSafeToRepeat
        self.rules = rules
        began = now
    }

    mutating func begin(_ board: inout ServerBoard, now: Duration) -> Step { next(&board, now: now) }

    mutating func ended(_ ticket: ServerBoard.Ticket, _ fate: Fate, _ board: inout ServerBoard, now: Duration) -> Step {
        board.ended(ticket, fate, now: now)
        switch fate {
        case .approved, .refused: return .give(fate, server: ticket.server)
        case .failed:
            // An earlier server may still have done it.
            if case .failed = soFar.fate { soFar = (fate, ticket.server) }
            return next(&board, now: now)
        case .unknown:
            soFar = (fate, ticket.server)
            guard isSafeToRepeat else { return .give(fate, server: ticket.server) }
            return next(&board, now: now)
        }
    }

    private mutating func next(_ board: inout ServerBoard, now: Duration) -> Step {
        let left = rules.wholeTime - (now - began)
        let mayAsk = left > Duration.zero && attempts < rules.attemptsMost
        guard mayAsk, let ticket = board.choose(without: tried, now: now) else {
            return .give(soFar.fate, server: soFar.server)
        }
        attempts += 1
        tried.insert(ticket.server)
        return .ask(ticket, within: min(left, rules.answerTime))
    }
}
