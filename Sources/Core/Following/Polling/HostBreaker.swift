package import Vocabulary

/// Leaves a host alone that keeps failing, and asks it again with one request.
///
/// A value per host: `admission` says whether a request may go, and each that went is followed by one `note`.
package struct HostBreaker: Sendable, Hashable {
    package enum Position: Sendable, Hashable {
        case closed(failures: Int)
        case open(until: Instant)
        /// One request is on its way; the others wait for what it brings.
        case probing(since: Instant)
    }

    package enum Admission: Sendable, Hashable {
        case admitted
        case heldBack(until: Instant)
    }

    package private(set) var position: Position = .closed(failures: 0)
    /// How often it opened without a success between.
    package private(set) var openings = 0
    /// The host asked to be left alone until then.
    package private(set) var pausedUntil: Instant?

    package static let failuresMost = 5
    static let shortest: TimeSpan = .seconds(60)
    static let longest: TimeSpan = .minutes(30)
    /// A probe that nobody reported on is forgotten after this.
    static let probeLifetime: TimeSpan = .minutes(2)

    package init() {}

    /// Whether a request to this host may go now. When it may, and the breaker was open, it is the probe.
    package mutating func admission(now: Instant) -> Admission {
        if let until = pausedUntil {
            guard until <= now else { return .heldBack(until: until) }
            pausedUntil = nil
        }
        switch position {
        case .closed: return .admitted
        case .open(let until):
            guard until <= now else { return .heldBack(until: until) }
        case .probing(let since):
            let over = since + Self.probeLifetime
            guard over <= now else { return .heldBack(until: over) }
        }
        position = .probing(since: now)
        return .admitted
    }

    /// What came of a request: nil for any answer that shows the host alive.
    package mutating func note(
        _ failure: PollFailure?, rules: PollRules = .standard, now: Instant,
        using random: inout some RandomNumberGenerator
    ) {
        if let failure, failure.asksForPause, case .answered(_, let asked) = failure {
            let until = now + rules.pause(asked)
            pausedUntil = max(until, pausedUntil ?? until)
        }
        guard let failure, failure.isOfHost else {
            position = .closed(failures: 0)
            openings = 0
            return
        }
        switch position {
        case .closed(let failures) where failures + 1 < Self.failuresMost:
            position = .closed(failures: failures + 1)
        case .closed, .probing:
            let doubled = Self.shortest.microseconds << Int64(min(openings, 10))
            let length = min(TimeSpan(microseconds: doubled), Self.longest)
            let spread = Int64.random(in: 0...length.percent(10).microseconds, using: &random)
            position = .open(until: now + length + TimeSpan(microseconds: spread))
            openings += 1
        case .open:
            // A request that was on its way when it opened adds nothing.
            break
        }
    }
}
