package import Vocabulary
package import Watching

/// What a heartbeat says when it is heard.
package enum BeatWord: Sendable, Hashable {
    /// The work is done.
    case success
    /// The work began: not yet a sign that it will be done.
    case start
    /// The work failed, with the exit code if it was given.
    case fail(code: UInt8?)

    /// As it stands behind the address: nothing, `start`, `success`, `fail`, or an exit code.
    package init?(_ text: String) {
        switch text {
        case "", "success", "ok": self = .success
        case "start": self = .start
        case "fail", "failure": self = .fail(code: nil)
        default:
            guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let code = UInt8(text)
            else { return nil }
            self = code == 0 ? .success : .fail(code: code)
        }
    }

    package var code: String {
        switch self {
        case .success: "success"
        case .start: "start"
        case .fail(nil): "fail"
        case .fail(let code?): "exit \(code)"
        }
    }
}

/// A span in which we did not listen: what was said then, we do not know.
package struct DeafSpan: Sendable, Hashable {
    package var from: Instant
    package var until: Instant

    package init(from: Instant, until: Instant) {
        self.from = from
        self.until = until
    }
}

/// One heartbeat: what was heard last, and what follows from hearing nothing since. It never says "missed" of a time at which
/// the beat may have come while nobody listened.
package struct DeadMan: Sendable, Hashable {
    package enum Standing: Sendable, Hashable {
        /// Never heard, or perhaps said while we did not listen.
        case unknown
        case heard
        /// It is due, and may still come.
        case late
        /// It did not come; since when it was due.
        case missed(since: Instant)
        /// It said itself that it failed.
        case failed(since: Instant, code: String)
    }

    package static let deafSpansMost = 16

    package let rhythm: ProbeQuestion.Heartbeat.Rhythm
    package let grace: TimeSpan
    private let zone: Zone
    /// When the work was last done, as far as we heard.
    package private(set) var lastSuccess: Instant?
    package private(set) var lastStart: Instant?
    package private(set) var failure: (since: Instant, code: String)?
    /// It was missed, and that was told: that we listened badly afterwards takes it not back.
    package private(set) var missedSince: Instant?
    private var deaf: [DeafSpan] = []

    package init(_ question: ProbeQuestion.Heartbeat, zone: Zone = .utc) {
        rhythm = question.rhythm
        grace = question.grace
        self.zone = zone
    }

    package static func == (left: DeadMan, right: DeadMan) -> Bool {
        left.rhythm == right.rhythm && left.grace == right.grace && left.zone == right.zone
            && left.lastSuccess == right.lastSuccess && left.lastStart == right.lastStart
            && left.failure?.since == right.failure?.since && left.failure?.code == right.failure?.code
            && left.missedSince == right.missedSince && left.deaf == right.deaf
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(lastSuccess)
        hasher.combine(lastStart)
        hasher.combine(missedSince)
    }

    package mutating func hear(_ word: BeatWord, at instant: Instant) {
        guard instant >= max(lastSuccess ?? instant, failure?.since ?? instant) else { return }
        switch word {
        case .start: lastStart = instant
        case .success:
            lastSuccess = instant
            failure = nil
            missedSince = nil
            deaf.removeAll { $0.until <= instant }
        case .fail:
            if failure == nil { failure = (instant, word.code) }
        }
    }

    /// What was known when the program ended.
    package mutating func restore(
        lastSuccess: Instant?, lastStart: Instant?, failure: (since: Instant, code: String)?, missedSince: Instant?
    ) {
        self.lastSuccess = lastSuccess
        self.lastStart = lastStart
        self.failure = failure
        self.missedSince = missedSince
    }

    /// Nobody listened then.
    package mutating func wasDeaf(_ span: DeafSpan) {
        guard span.until > span.from else { return }
        if deaf.count == Self.deafSpansMost {
            // What is forgotten is taken as if nobody had listened until the next one.
            deaf[1].from = deaf[0].from
            deaf.removeFirst()
        }
        deaf.append(span)
    }

    /// When it is due, seen from a time at which it was heard, or might have been.
    private func due(after instant: Instant) -> Instant? {
        switch rhythm {
        case .every(let span): instant + span
        case .cron(let schedule, _): schedule.next(after: instant, in: zone)
        }
    }

    /// So much earlier than it is due it may come: work takes a different time each day.
    private var early: TimeSpan {
        switch rhythm {
        case .every(let span): max(grace, TimeSpan(microseconds: span.microseconds / 10))
        case .cron: max(grace, .minutes(1))
        }
    }

    /// When it is due and when it is missed, as far as we listened.
    private var expectation: (due: Instant, missedAt: Instant, isSure: Bool)? {
        guard let lastSuccess else { return nil }
        var reference = lastSuccess
        var isSure = true
        for _ in 0...Self.deafSpansMost {
            guard let due = due(after: reference) else { return nil }
            let deadline = due + grace
            guard
                let span = deaf.first(where: {
                    $0.until > max(due - early, lastSuccess) && $0.from < deadline && $0.until > reference
                })
            else { return (due, deadline, isSure) }
            isSure = false
            // It may have come then: the next one is the first that must.
            switch rhythm {
            case .every: reference = span.until
            case .cron: reference = max(due, span.until)
            }
        }
        return nil
    }

    /// When time alone changes what it says; nil when only hearing does.
    package func deadline(after now: Instant) -> Instant? {
        guard missedSince == nil, failure == nil, let expectation else { return nil }
        return expectation.due > now ? expectation.due : expectation.missedAt > now ? expectation.missedAt : nil
    }

    /// When it is due next.
    package var due: Instant? { expectation?.due }

    package func standing(at now: Instant) -> Standing {
        if let failure { return .failed(since: failure.since, code: failure.code) }
        if let missedSince { return .missed(since: missedSince) }
        guard let (due, missedAt, isSure) = expectation else { return .unknown }
        if now > missedAt { return .missed(since: due) }
        if !isSure, let lastSuccess, let first = self.due(after: lastSuccess), now > first + grace { return .unknown }
        return now > due ? .late : .heard
    }

    /// Time passed: what it says now, and whether it is missed from now on.
    package mutating func advance(to now: Instant) -> Standing {
        let standing = standing(at: now)
        if case .missed(let since) = standing { missedSince = since }
        return standing
    }
}
