package import Vocabulary

/// How far a probe came before it failed.
package enum Stage: String, Sendable, Hashable, CaseIterable {
    case name
    case connect
    case handshake
    case request
    /// An answer came that says that it did not work.
    case answer
    /// An answer came that says that what is behind it did not work.
    case behind
    /// An answer came that is not the one agreed on: another record, another certificate, another text.
    case content
}

/// What became of one probe.
package enum Outcome: Sendable, Hashable {
    case good
    /// Refused for a business reason. Whoever refuses is alive.
    case refused
    case failed(Stage, code: String)
    /// No answer yet, after a time in which answers usually come. The result itself follows under the same number.
    case late
    /// The prober can't say: it was overloaded, or its own name server failed.
    case unknown

    package var isGood: Bool {
        switch self {
        case .good, .refused: true
        case .failed, .late, .unknown: false
        }
    }
}

/// How long each phase of a probe took; nil for what it did not come to.
package struct Phases: Sendable, Hashable {
    package var name: TimeSpan?
    package var connect: TimeSpan?
    package var handshake: TimeSpan?
    package var answer: TimeSpan?

    package init(
        name: TimeSpan? = nil, connect: TimeSpan? = nil, handshake: TimeSpan? = nil, answer: TimeSpan? = nil
    ) {
        self.name = name
        self.connect = connect
        self.handshake = handshake
        self.answer = answer
    }
}

/// Why it was probed. Shares and burn rates count the schedule alone: more is probed when something fails, so that what
/// comes of it would make every failure look more frequent.
package enum Purpose: Sendable, Hashable {
    case scheduled
    /// A vote of the burst with this number.
    case burst(Int)
    /// While the rate is raised, or because a cause was looked for.
    case extra

    var burst: Int? {
        if case .burst(let number) = self { number } else { nil }
    }
}

/// One probe's result.
package struct Observation: Sendable, Hashable {
    package var target: TargetNumber
    package var vantage: VantageNumber
    /// Counts up, per target and vantage: by it a result that comes twice is known again.
    package var number: UInt64
    package var purpose: Purpose
    package var startedAt: Instant
    package var latency: TimeSpan
    package var outcome: Outcome
    package var phases: Phases

    package init(
        _ target: TargetNumber, from vantage: VantageNumber, number: UInt64, purpose: Purpose = .scheduled,
        startedAt: Instant, latency: TimeSpan, outcome: Outcome, phases: Phases = Phases()
    ) {
        self.target = target
        self.vantage = vantage
        self.number = number
        self.purpose = purpose
        self.startedAt = startedAt
        self.latency = latency
        self.outcome = outcome
        self.phases = phases
    }

    package var endedAt: Instant { startedAt + latency }
}

/// Good results in a row of one target from one vantage, told in one word. The same as telling each, as long as none of
/// the same target from another vantage that failed lies between the first and the last.
package struct GoodRun: Sendable, Hashable {
    package var target: TargetNumber
    package var vantage: VantageNumber
    /// Of the last one.
    package var number: UInt64
    package var count: Int
    /// How many of them the schedule asked for.
    package var scheduled: Int
    /// The burst whose votes they are.
    package var burst: Int?
    package var first: Instant
    package var last: Instant

    package init(
        _ target: TargetNumber, from vantage: VantageNumber, number: UInt64, count: Int, scheduled: Int? = nil,
        burst: Int? = nil, first: Instant, last: Instant
    ) {
        self.scheduled = scheduled ?? count
        self.burst = burst
        self.target = target
        self.vantage = vantage
        self.number = number
        self.count = count
        self.first = first
        self.last = last
    }
}

/// What a vantage saw of one of its anchors: places that are always up, of others, on other networks. When they fail
/// too, the vantage is what is broken.
package struct AnchorResult: Sendable, Hashable {
    package var vantage: VantageNumber
    package var anchor: Int
    package var at: Instant
    package var isGood: Bool

    package init(vantage: VantageNumber, anchor: Int, at: Instant, isGood: Bool) {
        self.vantage = vantage
        self.anchor = anchor
        self.at = at
        self.isGood = isGood
    }
}
