/// An amount of money as it stands on the wire: exact, with the digits behind the point that were written.
///
/// Its currency stands beside it, or is implied by the contract.
package struct NexoAmount: Sendable {
    /// The amount without its point: 2500 of `25.00`.
    package let units: Int64
    /// How many digits stand behind the point: 0 to 5.
    package let scale: Int

    package static let scaleMax = 5
    package static let unitsMax: Int64 = 999_999_999_999_999_999

    package init(units: Int64, scale: Int) {
        precondition((0...Self.unitsMax).contains(units) && (0...Self.scaleMax).contains(scale), "no such amount")
        self.units = units
        self.scale = scale
    }

    /// Digits, and at most one point between digits.
    package init?(_ text: ArraySlice<UInt8>) {
        var units: Int64 = 0
        var scale = 0
        var digits = 0
        var isBehindPoint = false
        for byte in text {
            if byte == UInt8(ascii: "."), !isBehindPoint, digits > 0 {
                isBehindPoint = true
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), digits < 18 else { return nil }
            units = units * 10 + Int64(byte - UInt8(ascii: "0"))
            digits += 1
            if isBehindPoint { scale += 1 }
        }
        guard digits > 0, scale <= Self.scaleMax, !isBehindPoint || scale > 0 else { return nil }
        self.units = units
        self.scale = scale
    }

    package init?(_ text: String) { self.init(Array(text.utf8)[...]) }

    /// The amount in units of a currency with so many digits, such as 2 for euros; nil when it has finer parts.
    package func minorUnits(digits: Int) -> Int64? {
        var value = units
        for _ in 0..<max(0, digits - scale) {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            value = product
        }
        for _ in 0..<max(0, scale - digits) {
            guard value % 10 == 0 else { return nil }
            value /= 10
        }
        return value
    }

    /// The fewest digits of the same amount.
    private var reduced: (units: Int64, scale: Int) {
        var (units, scale) = (units, scale)
        while scale > 0, units % 10 == 0 {
            units /= 10
            scale -= 1
        }
        return (units, scale)
    }
}

extension NexoAmount: Hashable {
    /// `25.0` and `25.00` are the same amount.
    package static func == (left: NexoAmount, right: NexoAmount) -> Bool { left.reduced == right.reduced }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(reduced.units)
        hasher.combine(reduced.scale)
    }
}

extension NexoAmount: CustomStringConvertible {
    package var description: String {
        guard scale > 0 else { return String(units) }
        let digits = String(units)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
        return "\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }
}
