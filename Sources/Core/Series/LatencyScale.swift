/// Numbers for lengths of time whose steps grow with the length: what is kept has the same relative precision everywhere.
///
/// Each doubling is cut into `1 << stepBits` equal steps; below that many microseconds every microsecond has its own number.
/// A number stands for the middle of its step, so it is wrong by at most half a step: one part in `2 << stepBits`.
package struct LatencyScale: Sendable {
    /// Whole times of samples: at most 0.8 % wrong.
    package static let total = LatencyScale(stepBits: 6)
    /// Phases of samples: at most 6.3 % wrong.
    package static let phase = LatencyScale(stepBits: 3)
    /// Percentiles of rollups: at most 3.2 % wrong.
    package static let percentile = LatencyScale(stepBits: 4)

    /// Longer times, 71 minutes, are kept as this one.
    package static let microsecondsMost: Int64 = 0xffff_ffff

    package let stepBits: Int

    package init(stepBits: Int) { self.stepBits = stepBits }

    package var codeMost: Int { code(Self.microsecondsMost) }

    package func code(_ microseconds: Int64) -> Int {
        let value = Int(min(max(microseconds, 0), Self.microsecondsMost))
        guard value >> stepBits > 0 else { return value }
        let shift = Int.bitWidth - 1 - value.leadingZeroBitCount - stepBits
        return shift << stepBits + value >> shift
    }

    /// The length that a number stands for; the number is at most ``codeMost``.
    package func microseconds(_ code: Int) -> Int64 {
        let shift = max(code >> stepBits - 1, 0)
        let step = Int64(code - shift << stepBits)
        return step << Int64(shift) + (1 << Int64(shift)) >> 1
    }
}
