extension Rollup {
    private static let most = UInt64(Int64.max)

    func write(to writer: inout ByteWriter) {
        let counted = SampleOutcome.Kind.allCases.filter { self[$0] > 0 }
        writer.byte(counted.reduce(0) { $0 | 1 << $1.rawValue })
        for kind in counted { writer.number(UInt64(self[kind])) }
        guard answered > 0 else { return }
        writer.number(UInt64(least))
        writer.number(UInt64(most - least))
        writer.number(UInt64(sum))
        let present = Sample.Phase.allCases.filter { phases[$0.rawValue] > 0 }
        writer.byte(present.reduce(0) { $0 | 1 << UInt8($1.rawValue) })
        for phase in present { writer.number(UInt64(phases[phase.rawValue])) }
        writer.number(sketch.steps.count)
        var code: UInt16 = 0
        for step in sketch.steps {
            writer.number(Int(step.code - code))
            writer.number(UInt64(step.count))
            code = step.code
        }
    }

    init(from reader: inout ByteReader) throws(SeriesError) {
        let counted = try reader.byte()
        guard counted < 1 << UInt8(SampleOutcome.Kind.allCases.count), counted > 0 else {
            throw reader.damaged("it counts outcomes that are none")
        }
        for kind in SampleOutcome.Kind.allCases where counted >> kind.rawValue & 1 == 1 {
            kinds[Int(kind.rawValue)] = Int64(try reader.number(most: Self.most))
        }
        guard answered > 0 else { return }
        least = Int64(try reader.number(most: UInt64(LatencyScale.microsecondsMost) * 2))
        most = least + Int64(try reader.number(most: UInt64(LatencyScale.microsecondsMost) * 2))
        sum = Int64(try reader.number(most: Self.most))
        let present = try reader.byte()
        guard present < 1 << UInt8(Sample.Phase.allCases.count) else {
            throw reader.damaged("it has phases that are none")
        }
        for phase in Sample.Phase.allCases where present >> UInt8(phase.rawValue) & 1 == 1 {
            phases[phase.rawValue] = Int64(try reader.number(most: Self.most))
        }
        sketch = try Self.sketch(from: &reader)
    }

    private static func sketch(from reader: inout ByteReader) throws(SeriesError) -> LatencySketch {
        let codeMost = LatencyScale.percentile.codeMost
        let count = try reader.number(1...codeMost + 1)
        var steps: [LatencySketch.Step] = []
        var code = 0
        for place in 0..<count {
            code += try reader.number((place == 0 ? 0 : 1)...codeMost)
            guard code <= codeMost else { throw reader.damaged("it has a time that is none") }
            steps.append(
                LatencySketch.Step(code: UInt16(code), count: Int64(try reader.number(most: most))))
        }
        return LatencySketch(steps: steps)
    }
}
