/// Walks over BER-TLV as chip cards use it: definite lengths, tags of up to four bytes, zero bytes between objects.
struct ChipDataWalker {
    static let depthMax = 8
    static let elementsMax = 256
    static let tagBytesMax = 4

    let field: Int
    /// Where the value begins in the message.
    let offset: Int?
    /// How many bytes of the message a byte of the value takes.
    let scale: Int
    private var elements = 0
    /// The objects that the walk is inside of.
    private var path: [FieldPath.Part] = []

    init(field: Int, offset: Int?, scale: Int) {
        self.field = field
        self.offset = offset
        self.scale = scale
    }

    mutating func walk(
        _ bytes: Span<UInt8>, _ range: Range<Int>, depth: Int, _ visit: (ChipData.Element) -> Void
    ) throws(ISO8583Error) {
        guard depth <= Self.depthMax else { throw failure(.tooComplex, range.lowerBound, bound: Self.depthMax) }
        var place = range.lowerBound
        while place < range.upperBound {
            if bytes[place] == 0 {
                place += 1
                continue
            }
            let start = place
            elements += 1
            guard elements <= Self.elementsMax else { throw failure(.tooComplex, start, bound: Self.elementsMax) }
            guard let tag = Self.tag(bytes, &place, range.upperBound) else { throw failure(.badStructure, start) }
            let isConstructed = bytes[start] & 0x20 != 0
            guard let length = Self.length(bytes, &place, range.upperBound), length <= range.upperBound - place else {
                path.append(.tag(tag))
                throw failure(.badStructure, start)
            }
            let value = place..<(place + length)
            visit(
                ChipData.Element(tag: EMVTag(tag), depth: depth - 1, isConstructed: isConstructed, value: value))
            if isConstructed {
                path.append(.tag(tag))
                try walk(bytes, value, depth: depth + 1, visit)
                path.removeLast()
            }
            place = value.upperBound
        }
    }

    private func failure(_ code: ISO8583Error.Code, _ place: Int, bound: Int? = nil) -> ISO8583Error {
        ISO8583Error(
            code, FieldPath(.field(field), parts: path), at: offset.map { $0 + place * scale }, bound: bound)
    }

    private static func tag(_ bytes: Span<UInt8>, _ place: inout Int, _ end: Int) -> UInt32? {
        var tag = UInt32(bytes[place])
        place += 1
        guard tag & 0x1F == 0x1F else { return tag }
        var count = 1
        while place < end, count < tagBytesMax {
            let byte = bytes[place]
            tag = tag << 8 | UInt32(byte)
            place += 1
            count += 1
            if byte & 0x80 == 0 { return tag }
        }
        return nil
    }

    /// Up to three bytes after the first: no field is longer.
    private static func length(_ bytes: Span<UInt8>, _ place: inout Int, _ end: Int) -> Int? {
        guard place < end else { return nil }
        let first = bytes[place]
        place += 1
        if first < 0x80 { return Int(first) }
        let count = Int(first & 0x7F)
        guard (1...3).contains(count), place + count <= end else { return nil }
        var length = 0
        for _ in 0..<count {
            length = length << 8 | Int(bytes[place])
            place += 1
        }
        return length
    }
}
