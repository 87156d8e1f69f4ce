package import HTTP
package import Vocabulary

/// How long a shop waits, and how it goes on when it waited in vain.
package struct WebRules: Sendable {
    /// For one answer.
    package var answerTime = TimeSpan.seconds(15)
    /// For certainty about what was not answered. An instance that takes over from one that died does so after 90 seconds.
    package var resolveTime = TimeSpan.seconds(180)
    /// The pause before something is asked again; doubled each time, up to the most.
    package var pause = TimeSpan(microseconds: 200_000)
    package var pauseMost = TimeSpan.seconds(3)
    /// For what others do in their own time, such as a bank's notice.
    package var noticeTime = TimeSpan.seconds(10)

    package init() {}
}

/// What clients over HTTP are given: the network, and time.
package struct WebSurroundings: Sendable {
    package let http: any HTTPFetching
    /// Whom to believe, whether connections are kept. Redirects, sizes and times are the client's own business.
    package let policy: FetchPolicy
    package let rules: WebRules
    /// Never goes back.
    package let now: @Sendable () -> Instant
    package let sleep: @Sendable (TimeSpan) async -> Void

    package init(
        http: any HTTPFetching, policy: FetchPolicy, rules: WebRules = WebRules(),
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (TimeSpan) async -> Void
    ) {
        self.http = http
        self.policy = policy
        self.rules = rules
        self.now = now
        self.sleep = sleep
    }

    /// Turns of asking again, until a time is over.
    func turns(within time: TimeSpan) -> AskingTurns { AskingTurns(self, until: now() + time) }
}

/// When something is asked again: soon at first, then more and more rarely.
struct AskingTurns {
    private let surroundings: WebSurroundings
    private let until: Instant
    private var pause: TimeSpan

    init(_ surroundings: WebSurroundings, until: Instant) {
        self.surroundings = surroundings
        self.until = until
        pause = surroundings.rules.pause
    }

    /// Waits for the next turn; false when the time is over.
    mutating func next() async -> Bool {
        guard surroundings.now() + pause <= until, !Task.isCancelled else { return false }
        await surroundings.sleep(pause)
        pause = min(TimeSpan(microseconds: pause.microseconds * 2), surroundings.rules.pauseMost)
        return true
    }
}
