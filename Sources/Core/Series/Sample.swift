package import Vocabulary

/// What is kept of one probe: when it began, how it ended, how long all of it and each phase took.
///
/// A sample has its final precision from the moment that it is made, so that it is the same before it was written, after it
/// was read, and in every figure: the instant is kept to the millisecond, the whole time to 0.8 %, phases to 6.3 %.
package struct Sample: Sendable, Hashable {
    package enum Phase: Int, Sendable, CaseIterable {
        case resolve
        case connect
        case secure
        /// From the question's last byte to the answer's first.
        case wait
        case receive
    }

    /// Instants from 1970 to 2223: others are refused when they are to be kept.
    package static let instants = Instant(seconds: 0)..<Instant(seconds: 8_000_000_000)

    package let milliseconds: Int64
    package let outcome: SampleOutcome
    let totalCode: UInt16
    let phaseCodes: SIMD8<UInt8>

    init(milliseconds: Int64, outcome: SampleOutcome, totalCode: UInt16, phaseCodes: SIMD8<UInt8>) {
        self.milliseconds = milliseconds
        self.outcome = outcome
        self.totalCode = totalCode
        self.phaseCodes = phaseCodes
    }

    package init(
        at instant: Instant, _ outcome: SampleOutcome, total: TimeSpan, phases: [Phase: TimeSpan] = [:]
    ) {
        var codes = SIMD8<UInt8>(repeating: 0)
        for (phase, span) in phases {
            codes[phase.rawValue] = UInt8(LatencyScale.phase.code(span.microseconds))
        }
        let (quotient, rest) = instant.microseconds.quotientAndRemainder(dividingBy: 1_000)
        self.init(
            milliseconds: rest < 0 ? quotient - 1 : quotient, outcome: outcome,
            totalCode: UInt16(LatencyScale.total.code(total.microseconds)), phaseCodes: codes)
    }

    package var instant: Instant { Instant(microseconds: milliseconds * 1_000) }

    package var total: TimeSpan { TimeSpan(microseconds: LatencyScale.total.microseconds(Int(totalCode))) }

    package subscript(_ phase: Phase) -> TimeSpan {
        TimeSpan(microseconds: LatencyScale.phase.microseconds(Int(phaseCodes[phase.rawValue])))
    }
}

extension Sample: Comparable {
    /// By instant; samples of one instant have an order too, so that whatever comes in any order is kept in one.
    package static func < (left: Sample, right: Sample) -> Bool {
        if left.milliseconds != right.milliseconds { return left.milliseconds < right.milliseconds }
        return left.rank < right.rank
            || left.rank == right.rank && left.phaseRank < right.phaseRank
    }

    private var rank: UInt64 {
        UInt64(outcome.byte) << 32 | UInt64(outcome.code) << 16 | UInt64(totalCode)
    }

    private var phaseRank: UInt64 {
        Phase.allCases.reduce(0) { $0 << 8 | UInt64(phaseCodes[$1.rawValue]) }
    }
}
