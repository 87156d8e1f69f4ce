/// The fields of one protobuf message, one after the other, within bounds. Unknown fields are stepped over; whatever is cut
/// short or malformed is refused.
struct ProtobufFields {
    enum Value {
        case number(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case bytes(ArraySlice<UInt8>)

        /// A message, or a text.
        var slice: ArraySlice<UInt8>? { if case .bytes(let slice) = self { slice } else { nil } }

        /// Nil where it is no well-formed UTF-8.
        var text: String? { slice.flatMap { String(validating: $0, as: UTF8.self) } }
    }

    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Nil at the end.
    mutating func next() throws(Malformed) -> (field: Int, value: Value)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        let field = tag >> 3
        guard (1...536_870_911).contains(field) else { throw Malformed() }
        switch tag & 7 {
        case 0: return (Int(field), .number(try varint()))
        case 1:
            let bytes = try take(8)
            return (Int(field), .fixed64(bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }))
        case 2:
            let count = try varint()
            guard count <= UInt64(rest.count) else { throw Malformed() }
            return (Int(field), .bytes(try take(Int(count))))
        case 5:
            let bytes = try take(4)
            return (Int(field), .fixed32(bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }))
        default: throw Malformed()
        }
    }

    private mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw Malformed() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func varint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { throw Malformed() }
            // The tenth byte holds the last of 64 bits.
            guard shift < 63 || byte <= 1 else { throw Malformed() }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw Malformed()
    }
}
