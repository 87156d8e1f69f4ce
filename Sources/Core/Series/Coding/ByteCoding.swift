/// What whole-byte parts of kept bytes are written with: numbers of seven bits a byte, and a checksum at the end.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ value: Int) { number(UInt64(value)) }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Ends with the checksum of all before it.
    mutating func sealed() -> [UInt8] {
        let sum = Checksum.of(bytes, 0..<bytes.count)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: sum >> shift)) }
        return bytes
    }
}

/// Reads what ``ByteWriter`` wrote, checks it, and says clearly what is wrong with it.
struct ByteReader {
    let bytes: [UInt8]
    let what: String
    private(set) var place = 0
    let end: Int

    /// Checks the size and the checksum; `what` is what the bytes should be.
    init(sealed bytes: [UInt8], bytesMost: Int, what: String) throws(SeriesError) {
        self.bytes = bytes
        self.what = what
        end = bytes.count - 4
        guard bytes.count > 4, bytes.count <= bytesMost else {
            throw SeriesError(.corrupt, "\(what) has \(bytes.count) bytes; it should have from 5 to \(bytesMost)")
        }
        let kept = bytes[end...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard kept == Checksum.of(bytes, 0..<end) else { throw damaged("its checksum is wrong") }
    }

    func damaged(_ why: String) -> SeriesError {
        SeriesError(.corrupt, "\(what) is damaged: \(why). Restore it from a backup, or let it go")
    }

    mutating func byte() throws(SeriesError) -> UInt8 {
        guard place < end else { throw damaged("it ends too early") }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func number(most: UInt64) throws(SeriesError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw damaged("a number is too large") }
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { break }
            shift += 7
        }
        guard value <= most else { throw damaged("\(value) is more than the \(most) that may be there") }
        return value
    }

    mutating func number(_ range: ClosedRange<Int>) throws(SeriesError) -> Int {
        let value = Int(try number(most: UInt64(range.upperBound)))
        guard value >= range.lowerBound else { throw damaged("\(value) is less than \(range.lowerBound)") }
        return value
    }

    /// The bytes that are left, for a reader of bits.
    func bits() -> BitReader { BitReader(bytes, place..<end) }

    func finish() throws(SeriesError) {
        guard place == end else { throw damaged("\(end - place) bytes follow its end") }
    }
}

/// CRC-32 as zlib computes it.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { sum, _ in sum & 1 == 1 ? 0xedb8_8320 ^ sum >> 1 : sum >> 1 }
    }

    static func of(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        let table = table
        var sum: UInt32 = 0xffff_ffff
        for place in range { sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[place])] ^ sum >> 8 }
        return ~sum
    }
}
