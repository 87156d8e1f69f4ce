/// The parts inside a field: chip data, and the parts of national fields.
enum FieldParts {
    /// Whether the parts fit together. `offset` is where the value begins in the message, of which a byte of the value takes
    /// `scale`; nil when there is no message yet.
    static func check(
        _ value: Span<UInt8>, _ content: FieldRule.Content, field: Int, at offset: Int?, scale: Int
    ) throws(ISO8583Error) {
        switch content {
        case .plain: break
        case .chip:
            var walker = ChipDataWalker(field: field, offset: offset, scale: scale)
            try walker.walk(value, 0..<value.count, depth: 1) { _ in }
        case .parts(let typeDigits, let lengthDigits):
            try walk(
                value, typeDigits: Int(typeDigits), lengthDigits: Int(lengthDigits), field: field, at: offset,
                scale: scale
            ) { _, _ in }
        }
    }

    static let partsMax = 128

    /// Type, length, value, again and again; types and lengths are ASCII digits.
    static func walk(
        _ value: Span<UInt8>, typeDigits: Int, lengthDigits: Int, field: Int, at offset: Int?, scale: Int = 1,
        _ visit: (_ type: Int, _ value: Range<Int>) -> Void
    ) throws(ISO8583Error) {
        var place = 0
        var count = 0
        while place < value.count {
            func failure(_ code: ISO8583Error.Code, _ type: Int? = nil, bound: Int? = nil) -> ISO8583Error {
                ISO8583Error(
                    code, FieldPath(.field(field), parts: type.map { [.type($0)] } ?? []),
                    at: offset.map { $0 + place * scale }, bound: bound)
            }
            count += 1
            guard count <= partsMax else { throw failure(.tooComplex, bound: partsMax) }
            guard let type = number(value, place, typeDigits) else { throw failure(.badStructure) }
            guard let length = number(value, place + typeDigits, lengthDigits) else {
                throw failure(.badStructure, type)
            }
            let first = place + typeDigits + lengthDigits
            guard length <= value.count - first else { throw failure(.badStructure, type) }
            visit(type, first..<(first + length))
            place = first + length
        }
    }

    private static func number(_ value: Span<UInt8>, _ place: Int, _ digits: Int) -> Int? {
        guard place + digits <= value.count else { return nil }
        var number = 0
        for index in place..<(place + digits) {
            let digit = value[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}

extension ISO8583Message {
    /// The value of one part of a national field, such as type 7 of field 47; nil when it is not there or nothing fits.
    package func part(_ type: Int, of field: Int, by profile: Profile) -> String? {
        guard case .parts(let typeDigits, let lengthDigits)? = profile.rule(field)?.content else { return nil }
        let found = withBytes(of: field) { bytes -> String? in
            var text: String?
            // What the decoder let through fits; what somebody set by hand may not, and then has no such part.
            try? FieldParts.walk(
                bytes, typeDigits: Int(typeDigits), lengthDigits: Int(lengthDigits), field: field, at: nil
            ) { found, range in
                if found == type, text == nil { text = Latin1.text(bytes.extracting(range)) }
            }
            return text
        }
        return found ?? nil
    }

    /// Sets a national field from its parts.
    package mutating func set(
        _ field: Int, parts: [(type: Int, value: String)], by profile: Profile
    ) throws(ISO8583Error) {
        guard case .parts(let typeDigits, let lengthDigits)? = profile.rule(field)?.content else {
            throw ISO8583Error(.badStructure, .field(field))
        }
        var bytes: [UInt8] = []
        for part in parts {
            let path = FieldPath(.field(field), parts: [.type(part.type)])
            guard let value = Latin1.bytes(part.value) else { throw ISO8583Error(.badValue, path) }
            guard let type = Self.digits(part.type, Int(typeDigits)),
                let length = Self.digits(value.count, Int(lengthDigits))
            else { throw ISO8583Error(.tooLong, path) }
            bytes += type + length + value
        }
        set(field, bytes: bytes)
    }

    private static func digits(_ number: Int, _ count: Int) -> [UInt8]? {
        let digits = Array(String(number).utf8)
        guard number >= 0, digits.count <= count else { return nil }
        return Array(repeating: UInt8(ascii: "0"), count: count - digits.count) + digits
    }
}
