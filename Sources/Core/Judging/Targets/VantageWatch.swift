package import Vocabulary

/// Whether a vantage can be believed. A vote that something is broken counts only from one that has just reached its own
/// anchors; a good result needs no such proof.
package struct VantageWatch: Sendable {
    package static let anchorsMost = 5
    private static let doubtsMost = 16

    private struct Anchor: Sendable, Hashable {
        var good: Instant?
        var bad: Instant?
        var isBad: Bool { (bad ?? Self.never) > (good ?? Self.never) }
        static let never = Instant(microseconds: .min)
    }

    package struct Doubt: Sendable, Hashable {
        package var from: Instant
        package var until: Instant
        package var why: VantageDoubt
    }

    private var anchors: [Anchor] = []
    /// Latest last.
    package private(set) var doubts: [Doubt] = []
    /// Targets that it saw fail lately, each once, and when.
    private var failing: [(target: Int, at: Instant)] = []
    private var head = 0
    private var noted: [Instant]

    package init(targets: Int) { noted = Array(repeating: Instant(microseconds: .min), count: targets) }

    /// What follows when it was not doubted before.
    package mutating func hear(_ result: AnchorResult, rules: JudgingRules) -> Doubt? {
        guard (0..<Self.anchorsMost).contains(result.anchor) else { return nil }
        while anchors.count <= result.anchor { anchors.append(Anchor()) }
        if result.isGood {
            anchors[result.anchor].good = max(result.at, anchors[result.anchor].good ?? result.at)
        } else {
            anchors[result.anchor].bad = max(result.at, anchors[result.anchor].bad ?? result.at)
        }
        guard areAnchorsFailing(now: result.at, rules: rules) else { return nil }
        // What it said in the second before its anchors failed may come from the same fault.
        let doubt = Doubt(from: result.at - rules.period, until: result.at + rules.period, why: .anchors)
        return add(doubt)
    }

    /// It saw a target fail.
    package mutating func sawFailing(_ target: TargetNumber, at: Instant, rules: JudgingRules) {
        guard at > noted[target.value] + rules.aloneWithin else { return }
        noted[target.value] = at
        failing.append((target.value, at))
    }

    /// How many targets it saw fail lately.
    package mutating func failingLately(now: Instant, rules: JudgingRules) -> Int {
        while head < failing.count, failing[head].at < now - rules.aloneWithin { head += 1 }
        if head == failing.count {
            failing.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 512 {
            failing.removeFirst(head)
            head = 0
        }
        return failing.count - head
    }

    /// It sees far more targets fail than any other vantage: it is what is broken.
    package mutating func standsAlone(at: Instant, rules: JudgingRules) -> Doubt? {
        add(Doubt(from: at - rules.aloneWithin, until: at + rules.aloneFor, why: .alone))
    }

    /// Whether it has reached most of the anchors that it tried since then.
    package func isProven(since: Instant) -> Bool {
        var good = 0
        var bad = 0
        for anchor in anchors {
            if anchor.isBad {
                if let at = anchor.bad, at >= since { bad += 1 }
            } else if let at = anchor.good, at >= since {
                good += 1
            }
        }
        return good > bad
    }

    package func isDoubted(at: Instant) -> Bool {
        for doubt in doubts where doubt.from <= at && at <= doubt.until { return true }
        return false
    }

    private func areAnchorsFailing(now: Instant, rules: JudgingRules) -> Bool {
        var known = 0
        var bad = 0
        for anchor in anchors {
            guard let latest = [anchor.good, anchor.bad].compactMap({ $0 }).max(), now - latest <= rules.anchorMemory
            else { continue }
            known += 1
            if anchor.isBad { bad += 1 }
        }
        return bad * 2 > known
    }

    private mutating func add(_ doubt: Doubt) -> Doubt? {
        if let place = doubts.lastIndex(where: { $0.why == doubt.why }), doubt.from <= doubts[place].until {
            doubts[place].until = max(doubts[place].until, doubt.until)
            doubts[place].from = min(doubts[place].from, doubt.from)
            return nil
        }
        if doubts.count == Self.doubtsMost { doubts.removeFirst() }
        doubts.append(doubt)
        return doubt
    }
}
