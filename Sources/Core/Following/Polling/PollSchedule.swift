package import Vocabulary

/// When a page is read next: `(state, outcome, now, random) → state`.
///
/// Each page has its own place within its period, from a hash of its id, so that pages spread by themselves and a new
/// one moves nobody; ±10 % on top keep two installations from marching in step.
package struct PollSchedule: Sendable, Hashable {
    package var rules: PollRules

    package init(_ rules: PollRules = .standard) { self.rules = rules }

    /// A page that is followed from now on is read at once: somebody waits for it.
    package func started(page: String, tier: PollTier, now: Instant) -> PollState {
        PollState(page: page, tier: tier, next: now)
    }

    /// After a stop of the program: pages that were due meanwhile come back at their own places, not all at once.
    package func resumed(_ state: PollState, now: Instant, using random: inout some RandomNumberGenerator) -> PollState
    {
        var state = state
        state.retries = 0
        if isDue(state, now: now) { state.next = place(of: state, from: now, now: now, using: &random) }
        return state
    }

    /// A next read further away than any rule puts it means that the clock was set back: the page is due.
    package func isDue(_ state: PollState, now: Instant) -> Bool {
        state.next <= now || state.next > now + rules.pauseMost + rules.pauseMost
    }

    package func after(
        _ outcome: PollOutcome, of state: PollState, now: Instant, using random: inout some RandomNumberGenerator
    ) -> PollState {
        var state = state
        switch outcome {
        case .read(let hasOpenIncident):
            state.hasOpenIncident = hasOpenIncident
            succeed(&state, now: now)
        case .unchanged:
            succeed(&state, now: now)
        case .failed(let failure):
            state.lastFailure = failure
            if state.failingSince == nil { state.failingSince = now }
            if failure.isTransient, state.retries < rules.retriesMost {
                state.next = now + retryDelay(state.retries, using: &random)
                state.retries += 1
                return state
            }
            state.retries = 0
            state.failedCycles += 1
        case .heldBack(let until):
            // A held back attempt is no failed one: the page waits its turn, a little apart from those that wait too.
            let wait = min(max(until - now, .seconds(1)), rules.pauseMost)
            state.next = now + wait + upTo(wait.percent(rules.jitterPercent), using: &random)
            return state
        }
        state.next = place(of: state, from: now + period(state, now: now), now: now, using: &random)
        if case .failed(let failure) = outcome, failure.asksForPause, case .answered(_, let asked) = failure {
            let pause = rules.pause(asked)
            let spread = upTo(pause.percent(rules.jitterPercent), using: &random)
            state.next = max(state.next, now + min(pause + spread, rules.pauseMost))
        }
        return state
    }

    /// Reads a page at the incident's period for a while, because of something that its page does not say yet.
    package func hurried(
        _ state: PollState, until: Instant, now: Instant, using random: inout some RandomNumberGenerator
    ) -> PollState {
        var state = state
        state.hurriedUntil = max(until, state.hurriedUntil ?? until)
        // Whoever asked for a pause, or is being retried, is not hurried.
        guard state.failingSince == nil, until > now else { return state }
        state.next = min(state.next, place(of: state, from: now + period(state, now: now), now: now, using: &random))
        return state
    }

    /// The period that holds for a page now.
    package func period(_ state: PollState, now: Instant) -> TimeSpan {
        let usual = rules.period(state.tier)
        if let since = state.unreadableSince, now - since >= rules.forsakenAfter {
            return max(usual, rules.dormantPeriod)
        }
        let isRecent = state.lastOpen.map { now - $0 < rules.calmAfter } ?? false
        let isHurried = state.hurriedUntil.map { $0 > now } ?? false
        return state.hasOpenIncident || isRecent || isHurried ? min(usual, rules.incidentPeriod) : usual
    }

    /// A page's place within a period: evenly spread over pages, and the same for ever.
    package static func phase(page: String, period: TimeSpan) -> TimeSpan {
        guard period > .zero else { return .zero }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in page.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        // Ids that differ in their last letter must not stand beside each other.
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        return TimeSpan(microseconds: Int64(hash % UInt64(period.microseconds)))
    }

    private func succeed(_ state: inout PollState, now: Instant) {
        state.lastRead = now
        if state.hasOpenIncident { state.lastOpen = now }
        state.retries = 0
        state.failedCycles = 0
        state.lastFailure = nil
        state.failingSince = nil
    }

    /// The page's place that is nearest to an instant, strayed by the jitter, and never before now.
    private func place(
        of state: PollState, from wanted: Instant, now: Instant, using random: inout some RandomNumberGenerator
    ) -> Instant {
        let period = period(state, now: now)
        let phase = Self.phase(page: state.page, period: period)
        // Nearest and not next: a read that ran a little early must not be repeated at the place it was for.
        let since = wanted.microseconds - phase.microseconds + period.microseconds / 2
        let quotient = since / period.microseconds
        let count = since % period.microseconds < 0 ? quotient - 1 : quotient
        var place = Instant(microseconds: count * period.microseconds + phase.microseconds)
        if place < now { place = place + period }
        let stray = period.percent(rules.jitterPercent)
        let jitter = Int64.random(in: -stray.microseconds...stray.microseconds, using: &random)
        return max(place + TimeSpan(microseconds: jitter), now)
    }

    /// Full jitter: anywhere from nothing to the doubled base, so that clients that failed together part.
    private func retryDelay(_ retry: Int, using random: inout some RandomNumberGenerator) -> TimeSpan {
        let doubled = rules.retryBase.microseconds << Int64(min(retry, 16))
        return upTo(min(TimeSpan(microseconds: doubled), rules.retryMost), using: &random)
    }

    private func upTo(_ most: TimeSpan, using random: inout some RandomNumberGenerator) -> TimeSpan {
        TimeSpan(microseconds: Int64.random(in: 0...max(most.microseconds, 0), using: &random))
    }
}

extension TimeSpan {
    func percent(_ share: Int64) -> TimeSpan { TimeSpan(microseconds: microseconds / 100 * share) }
}
