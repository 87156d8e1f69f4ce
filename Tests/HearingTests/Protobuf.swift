/// Protobuf by hand, so that what is read is not what the same code wrote.
enum Protobuf {
    static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }

    static func field(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    static func number(_ number: UInt64, _ value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

    static func fixed(_ number: UInt64, _ value: UInt64) -> [UInt8] {
        varint(number << 3 | 1) + (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func attribute(_ number: UInt64, _ name: String, _ value: String) -> [UInt8] {
        field(number, field(1, name) + field(2, field(1, value)))
    }

    /// What `FormatTests.otlp` says.
    static var request: [UInt8] {
        let at: UInt64 = 1_772_323_200_000_000_000
        let seven = field(7, field(1, "n") + field(2, number(3, 7)))
        let first =
            attribute(7, "server", "acq-1") + seven + fixed(2, at - 100_000_000_000) + fixed(3, at) + fixed(6, 12)
        let second = fixed(4, (2.0).bitPattern) + number(8, 1)
        let orders =
            field(1, "orders") + field(7, field(1, first) + field(1, second) + number(2, 2) + number(3, 1))
        let took =
            field(1, "took")
            + field(9, field(1, fixed(3, at) + fixed(4, 5) + fixed(5, (1.5).bitPattern)) + number(2, 1))
        let depth = field(1, "depth") + field(5, field(1, fixed(6, 3)))
        let balance = field(1, "balance") + field(7, field(1, fixed(6, 3)) + number(2, 2))
        let unasked = field(1, "unasked") + field(5, field(1, fixed(6, 3)))
        let resource = field(
            1, attribute(1, "service.name", "gateway") + attribute(1, "service.instance.id", "g-1"))
        let scope = field(
            2,
            field(1, field(1, "x"))
                + [orders, took, depth, balance, unasked].flatMap { field(2, $0) })
        return field(1, resource + scope)
    }
}
