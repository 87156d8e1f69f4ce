package import Vocabulary

/// The question put to all vantages at once after a first failure, and their votes.
///
/// What it comes to depends on the votes alone, never on the order in which they come: it ends early only when no vote
/// that is still out could change it.
package struct Burst: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case open
        case down(failed: Int, counted: Int, vantages: Int)
        case good
        /// Too few vantages could be believed.
        case undecided(trusted: Int)
    }

    package struct Votes: Sendable, Hashable {
        package var failed = 0
        package var good = 0
        package var unknown = 0
    }

    package let number: Int
    package let deadline: Instant
    /// Vantages prove themselves by anchors reached since then.
    package let provenSince: Instant
    package let perVantage: Int
    package private(set) var votes: [Votes]

    package init(number: Int, deadline: Instant, provenSince: Instant, perVantage: Int, vantages: Int) {
        self.number = number
        self.deadline = deadline
        self.provenSince = provenSince
        self.perVantage = perVantage
        votes = Array(repeating: Votes(), count: vantages)
    }

    package mutating func vote(_ vantage: VantageNumber, _ outcome: Judging.Outcome) {
        let index = vantage.value
        guard votes[index].failed + votes[index].good + votes[index].unknown < perVantage else { return }
        switch outcome {
        case .good, .refused: votes[index].good += 1
        case .failed: votes[index].failed += 1
        case .unknown: votes[index].unknown += 1
        case .late: break
        }
    }

    package func outcome(now: Instant, watches: [VantageWatch], quorum: Int) -> Outcome {
        let isOver = now >= deadline
        var failed = 0
        var good = 0
        var entire = 0
        var trusted = 0
        var isWaiting = false
        for index in votes.indices {
            let own = votes[index]
            // Whoever reaches the target has proven that it can.
            good += own.good
            let isAll = own.failed + own.good + own.unknown >= perVantage
            let isProven = own.good > 0 || watches[index].isProven(since: provenSince)
            if isProven {
                failed += own.failed
                if own.failed + own.good > 0 { trusted += 1 }
                if own.failed == perVantage { entire += 1 }
                if !isAll, !isOver { isWaiting = true }
            } else if !isOver, !watches[index].isDoubted(at: now) {
                isWaiting = true
            }
        }
        let most = perVantage * votes.count
        if good >= 2 { return .good }
        // With one vote against, all the others must be there.
        if failed >= max(most - 1, 1), entire >= quorum {
            return .down(failed: failed, counted: failed + good, vantages: entire)
        }
        guard !isWaiting else { return .open }
        let counted = failed + good
        if trusted < quorum { return good > 0 ? .good : .undecided(trusted: trusted) }
        let needed = counted >= 6 ? counted - 1 : counted
        if failed >= needed, entire >= quorum {
            return .down(failed: failed, counted: counted, vantages: entire)
        }
        return good > 0 ? .good : .undecided(trusted: trusted)
    }
}
