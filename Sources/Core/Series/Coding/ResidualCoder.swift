/// The coding of small differences from what was expected: Rice codes, whose parameter follows the size of what came lately.
struct ResidualCoder {
    private static let onesMost = 16

    /// 256 times the mean of the numbers that came.
    private var mean: UInt64 = 256 * 8

    private var lowBits: Int {
        let wanted = mean >> 8
        return wanted < 2 ? 0 : 63 - wanted.leadingZeroBitCount
    }

    private mutating func learn(_ number: UInt64) {
        // One outlier must not make the next numbers long.
        let size = min(number, 1 << 20) << 8
        if size >= mean { mean += min((size - mean) >> 4, mean + 256) } else { mean -= (mean - size) >> 4 }
    }

    mutating func write(_ residual: Int64, to output: inout BitWriter) {
        let number = UInt64(bitPattern: residual << 1 ^ residual >> 63)
        let bits = lowBits
        let high = number >> UInt64(bits)
        if high < UInt64(Self.onesMost) {
            output.write((1 << (high + 1)) - 2, bits: Int(high) + 1)
            output.write(number, bits: bits)
        } else {
            let width = 64 - number.leadingZeroBitCount
            output.write(1 << UInt64(Self.onesMost) - 1, bits: Self.onesMost)
            output.write(UInt64(width - 1), bits: 6)
            output.write(number >> 32, bits: max(width - 32, 0))
            output.write(number, bits: min(width, 32))
        }
        learn(number)
    }

    mutating func read(from input: inout BitReader) -> Int64 {
        let bits = lowBits
        let high = input.ones(most: Self.onesMost)
        var number: UInt64
        if high < Self.onesMost {
            number = UInt64(high) << UInt64(bits) | input.read(bits)
        } else {
            let width = Int(input.read(6)) + 1
            number = input.read(max(width - 32, 0)) << 32
            number |= input.read(min(width, 32))
        }
        learn(number)
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }
}
