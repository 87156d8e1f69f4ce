internal import Vocabulary

/// What the next sample is expected to be, and how differences from it are coded: the same for writing and for reading.
struct SampleExpectation {
    /// Sixteen times the expected instant, in milliseconds.
    private var instant: Int64
    private let period: Int64
    private var instantCoder = ResidualCoder()
    /// Answers and failures take times of their own.
    private var answered: Times
    private var unanswered: Times

    private struct Times {
        private var total = Level()
        private var phases: [Level]
        private let shape: SampleShape

        init(_ shape: SampleShape) {
            self.shape = shape
            phases = Array(repeating: Level(), count: Sample.Phase.allCases.count)
        }

        mutating func write(_ sample: Sample, to output: inout BitWriter) {
            total.write(Int(sample.totalCode), to: &output)
            for phase in shape.smaller {
                phases[phase.rawValue].write(Int(sample.phaseCodes[phase.rawValue]), to: &output)
            }
            guard let largest = shape.largest else { return }
            let expected = shape.expectedLargest(sample.totalCode, sample.phaseCodes)
            phases[largest.rawValue].write(
                Int(sample.phaseCodes[largest.rawValue]), near: expected, to: &output)
        }

        mutating func read(_ outcome: SampleOutcome, _ milliseconds: Int64, from input: inout BitReader) -> Sample? {
            guard let total = total.read(from: &input, most: LatencyScale.total.codeMost) else { return nil }
            var codes = SIMD8<UInt8>(repeating: 0)
            let most = LatencyScale.phase.codeMost
            for phase in shape.smaller {
                guard let code = phases[phase.rawValue].read(from: &input, most: most) else { return nil }
                codes[phase.rawValue] = UInt8(code)
            }
            if let largest = shape.largest {
                let expected = shape.expectedLargest(UInt16(total), codes)
                guard let code = phases[largest.rawValue].read(near: expected, from: &input, most: most) else {
                    return nil
                }
                codes[largest.rawValue] = UInt8(code)
            }
            return Sample(milliseconds: milliseconds, outcome: outcome, totalCode: UInt16(total), phaseCodes: codes)
        }
    }

    /// A number that stays near its mean.
    private struct Level {
        private var mean: Int64?
        private var coder = ResidualCoder()

        private var expected: Int64 { ((mean ?? 0) + 8) >> 4 }

        private mutating func learn(_ value: Int64) {
            mean = mean.map { $0 + (value << 4 - $0) >> 3 } ?? value << 4
        }

        mutating func write(_ value: Int, to output: inout BitWriter) {
            coder.write(Int64(value) - expected, to: &output)
            learn(Int64(value))
        }

        mutating func read(from input: inout BitReader, most: Int) -> Int? {
            let value = expected &+ coder.read(from: &input)
            guard 0...Int64(most) ~= value else { return nil }
            learn(value)
            return Int(value)
        }

        mutating func write(_ value: Int, near expected: Int, to output: inout BitWriter) {
            coder.write(Int64(value - expected), to: &output)
        }

        mutating func read(near expected: Int, from input: inout BitReader, most: Int) -> Int? {
            let value = Int64(expected) &+ coder.read(from: &input)
            return 0...Int64(most) ~= value ? Int(value) : nil
        }
    }

    init(first: Int64, period: Int64, shape: SampleShape) {
        instant = first << 4
        self.period = period
        answered = Times(shape)
        unanswered = Times(shape)
    }

    private var expectedInstant: Int64 { (instant + 8) >> 4 }

    private mutating func learn(instant value: Int64, _ residual: Int64) {
        // After a gap, what comes next is expected a period after what came.
        let isOff = residual.magnitude > UInt64(period / 2)
        instant = isOff ? value << 4 : instant + (value << 4 - instant) >> 3
        instant += period << 4
    }

    mutating func write(_ sample: Sample, to output: inout BitWriter) {
        let residual = sample.milliseconds - expectedInstant
        instantCoder.write(residual, to: &output)
        learn(instant: sample.milliseconds, residual)
        if sample.outcome.kind.isAnswered {
            answered.write(sample, to: &output)
        } else {
            unanswered.write(sample, to: &output)
        }
    }

    /// Nil when what comes is no sample.
    mutating func read(
        _ outcome: SampleOutcome, after previous: Int64, from input: inout BitReader
    ) -> Sample? {
        let residual = instantCoder.read(from: &input)
        let milliseconds = expectedInstant &+ residual
        guard previous...SampleChunk.millisecondsMost ~= milliseconds else { return nil }
        learn(instant: milliseconds, residual)
        return outcome.kind.isAnswered
            ? answered.read(outcome, milliseconds, from: &input)
            : unanswered.read(outcome, milliseconds, from: &input)
    }
}

/// Which phases the samples of a chunk have.
struct SampleShape {
    /// The largest, which is told by what the others leave.
    let largest: Sample.Phase?
    let smaller: [Sample.Phase]

    init(_ samples: [Sample]) {
        var sums: [Sample.Phase: Int64] = [:]
        for sample in samples {
            for phase in Sample.Phase.allCases where sample.phaseCodes[phase.rawValue] > 0 {
                sums[phase, default: 0] += sample[phase].microseconds
            }
        }
        let largest = Sample.Phase.allCases.max { (sums[$0] ?? 0) < (sums[$1] ?? 0) }
        self.largest = sums.isEmpty ? nil : largest
        smaller = Sample.Phase.allCases.filter { sums[$0] != nil && $0 != largest }
    }

    /// One bit for each phase, and above them the largest one's number, from one.
    var byte: UInt8 {
        var byte = UInt8(largest.map { $0.rawValue + 1 } ?? 0) << 5
        for phase in smaller + (largest.map { [$0] } ?? []) { byte |= 1 << UInt8(phase.rawValue) }
        return byte
    }

    init?(byte: UInt8) {
        let present = Sample.Phase.allCases.filter { byte >> UInt8($0.rawValue) & 1 == 1 }
        let number = Int(byte >> 5)
        guard number > 0 else {
            guard present.isEmpty else { return nil }
            (largest, smaller) = (nil, [])
            return
        }
        guard let largest = Sample.Phase(rawValue: number - 1), present.contains(largest) else { return nil }
        self.largest = largest
        smaller = present.filter { $0 != largest }
    }

    func expectedLargest(_ total: UInt16, _ codes: SIMD8<UInt8>) -> Int {
        var rest = LatencyScale.total.microseconds(Int(total))
        for phase in smaller { rest -= LatencyScale.phase.microseconds(Int(codes[phase.rawValue])) }
        return LatencyScale.phase.code(rest)
    }
}
