package import Vocabulary

/// The rollups of 64 spans that follow one another: what is read and written at once.
package struct RollupBlock: Sendable, Hashable {
    package static let spans: Int64 = 64
    package static let bytesMost = 1 << 20
    private static let version: UInt8 = 1

    package let level: RollupLevel
    /// Its first span is `number` times 64.
    package let number: Int64
    private var rollups: [Rollup?]

    package init(_ level: RollupLevel, number: Int64) {
        self.level = level
        self.number = number
        rollups = Array(repeating: nil, count: Int(Self.spans))
    }

    package static func number(_ level: RollupLevel, of milliseconds: Int64) -> Int64 {
        level.span(of: milliseconds) / spans
    }

    package var start: Instant { level.start(of: number * Self.spans) }

    /// The spans that hold something, in their order.
    package var spans: [(start: Instant, rollup: Rollup)] {
        rollups.enumerated().compactMap { place, rollup in
            rollup.map { (level.start(of: number * Self.spans + Int64(place)), $0) }
        }
    }

    /// Adds a sample of this block's time.
    package mutating func add(_ sample: Sample) {
        let place = Int(level.span(of: sample.milliseconds) - number * Self.spans)
        rollups[place, default: Rollup()].add(sample)
    }

    // MARK: Bytes

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.version)
        writer.byte(level.rawValue)
        writer.number(UInt64(number))
        var present: UInt64 = 0
        for (place, rollup) in rollups.enumerated() where rollup != nil { present |= 1 << UInt64(place) }
        writer.number(present)
        for rollup in rollups { rollup?.write(to: &writer) }
        return writer.sealed()
    }

    package init(encoded bytes: [UInt8]) throws(SeriesError) {
        var reader = try ByteReader(sealed: bytes, bytesMost: Self.bytesMost, what: "a block of rollups")
        let version = try reader.byte()
        guard version == Self.version else {
            throw reader.damaged("version \(version) is unknown to this program")
        }
        guard let level = RollupLevel(rawValue: try reader.byte()) else {
            throw reader.damaged("its level is none")
        }
        let most = RollupBlock.number(level, of: SampleChunk.millisecondsMost)
        self.init(level, number: Int64(try reader.number(most: UInt64(most))))
        let present = try reader.number(most: .max)
        for place in 0..<Int(Self.spans) where present >> UInt64(place) & 1 == 1 {
            rollups[place] = try Rollup(from: &reader)
        }
        try reader.finish()
    }
}

extension Array {
    fileprivate subscript<Wrapped>(place: Int, default value: Wrapped) -> Wrapped where Element == Wrapped? {
        get { self[place] ?? value }
        set { self[place] = newValue }
    }
}
