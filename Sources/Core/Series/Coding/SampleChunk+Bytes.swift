internal import Vocabulary

extension SampleChunk {
    private static let version: UInt8 = 1
    static let millisecondsMost = Sample.instants.upperBound.microseconds / 1_000 - 1
    /// Longer periods than a day are no periods.
    private static let periodMost: Int64 = 86_400_000

    /// Refuses what no chunk holds: nothing, too much, and instants out of bounds.
    package func encoded() throws(SeriesError) -> [UInt8] {
        guard let first = samples.first, let last = samples.last else {
            throw SeriesError(.refused, "a chunk holds at least one sample")
        }
        guard samples.count <= Self.samplesMost else {
            throw SeriesError(.refused, "a chunk holds at most \(Self.samplesMost) samples; split \(samples.count)")
        }
        guard first.milliseconds >= 0, last.milliseconds <= Self.millisecondsMost else {
            throw SeriesError(.refused, "a sample's instant is not from 1970 to 2223; set the prober's clock")
        }
        var writer = ByteWriter()
        let period = Self.period(of: samples)
        let shape = SampleShape(samples)
        writer.byte(Self.version)
        writer.number(samples.count)
        writer.number(UInt64(first.milliseconds))
        writer.number(UInt64(period))
        writer.byte(shape.byte)
        Self.writeRuns(samples, to: &writer)
        var bits = BitWriter()
        var expectation = SampleExpectation(first: first.milliseconds, period: period, shape: shape)
        for sample in samples { expectation.write(sample, to: &bits) }
        bits.finish()
        writer.bytes += bits.bytes
        return writer.sealed()
    }

    /// Reads what ``encoded()`` made, and nothing else.
    package init(encoded bytes: [UInt8]) throws(SeriesError) {
        var reader = try ByteReader(sealed: bytes, bytesMost: Self.bytesMost, what: "a chunk of samples")
        let version = try reader.byte()
        guard version == Self.version else {
            throw reader.damaged("version \(version) is unknown to this program")
        }
        let count = try reader.number(1...Self.samplesMost)
        let first = Int64(try reader.number(most: UInt64(Self.millisecondsMost)))
        let period = Int64(try reader.number(most: UInt64(Self.periodMost)))
        guard let shape = SampleShape(byte: try reader.byte()) else {
            throw reader.damaged("its phases do not fit together")
        }
        let runs = try Self.readRuns(count, from: &reader)
        var bits = reader.bits()
        var expectation = SampleExpectation(first: first, period: period, shape: shape)
        var samples: [Sample] = []
        samples.reserveCapacity(count)
        var previous = first
        for run in runs {
            for _ in 0..<run.length {
                guard let sample = expectation.read(run.outcome, after: previous, from: &bits), !bits.isBeyondEnd
                else { throw reader.damaged("sample \(samples.count + 1) of \(count) is none") }
                previous = sample.milliseconds
                samples.append(sample)
            }
        }
        guard bits.isAtEnd else { throw reader.damaged("something follows its last sample") }
        self.init(ordered: samples)
    }

    /// The middle of the distances between instants; of many, of some.
    private static func period(of samples: [Sample]) -> Int64 {
        let stride = max(samples.count / 256, 1)
        var distances: [Int64] = []
        var place = 1
        while place < samples.count {
            distances.append(samples[place].milliseconds - samples[place - 1].milliseconds)
            place += stride
        }
        distances.sort()
        return distances.isEmpty ? 0 : min(distances[distances.count / 2], periodMost)
    }

    // MARK: Outcomes

    private struct Run {
        let outcome: SampleOutcome
        var length: Int
    }

    private static func writeRuns(_ samples: [Sample], to writer: inout ByteWriter) {
        var runs: [Run] = []
        for sample in samples {
            if let last = runs.last, last.outcome == sample.outcome {
                runs[runs.count - 1].length += 1
            } else {
                runs.append(Run(outcome: sample.outcome, length: 1))
            }
        }
        writer.number(runs.count)
        for run in runs {
            writer.byte(run.outcome.byte)
            writer.number(Int(run.outcome.code))
            writer.number(run.length)
        }
    }

    private static func readRuns(_ count: Int, from reader: inout ByteReader) throws(SeriesError) -> [Run] {
        var runs: [Run] = []
        var left = count
        for _ in 0..<(try reader.number(1...count)) {
            let byte = try reader.byte()
            let code = UInt16(try reader.number(0...Int(UInt16.max)))
            guard let outcome = SampleOutcome(byte: byte, code: code) else {
                throw reader.damaged("it has an outcome that is none")
            }
            guard left > 0, runs.last?.outcome != outcome else {
                throw reader.damaged("its outcomes do not fit its samples")
            }
            let run = Run(outcome: outcome, length: try reader.number(1...left))
            left -= run.length
            runs.append(run)
        }
        guard left == 0 else { throw reader.damaged("its outcomes are fewer than its samples") }
        return runs
    }
}
