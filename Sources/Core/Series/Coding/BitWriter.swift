/// Writes numbers of few bits, the highest bit first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var waiting: UInt64 = 0
    private var count = 0

    /// The lowest `bits` of a number, at most 56.
    mutating func write(_ value: UInt64, bits: Int) {
        waiting = waiting << UInt64(bits) | value & (1 << UInt64(bits) - 1)
        count += bits
        while count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: waiting >> UInt64(count)))
        }
    }

    /// Fills the last byte with zeros.
    mutating func finish() {
        if count > 0 { write(0, bits: 8 - count) }
    }
}

/// Reads what ``BitWriter`` wrote; beyond the end come zeros, and ``isBeyondEnd`` says so.
struct BitReader {
    private let bytes: [UInt8]
    private var next: Int
    private let end: Int
    private var waiting: UInt64 = 0
    private var count = 0

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        next = range.lowerBound
        end = range.upperBound
    }

    /// At most 56 bits.
    mutating func read(_ bits: Int) -> UInt64 {
        if count < bits { fill() }
        count -= bits
        return waiting >> UInt64(count) & (1 << UInt64(bits) - 1)
    }

    /// How many ones come before the next zero; with `most` ones, no zero follows.
    mutating func ones(most: Int) -> Int {
        if count < most + 1 { fill() }
        let found = min((~(waiting << UInt64(64 - count))).leadingZeroBitCount, most)
        count -= found < most ? found + 1 : found
        return found
    }

    /// How many bits of the range were not read; less than zero beyond its end.
    private var left: Int { (end - next) * 8 + count }

    var isBeyondEnd: Bool { left < 0 }

    /// Whether all bytes were used, and what fills the last one is zeros.
    var isAtEnd: Bool {
        guard next >= end, (0..<8).contains(left) else { return left == 0 }
        return waiting >> UInt64(count - left) & (1 << UInt64(left) - 1) == 0
    }

    private mutating func fill() {
        while count <= 56 {
            waiting = waiting << 8 | (next < end ? UInt64(bytes[next]) : 0)
            next += 1
            count += 8
        }
    }
}
