/// What is wrong with a zone's data.
package struct ZoneDataError: Error, Sendable, Equatable, CustomStringConvertible {
    package var message: String
    package var description: String { message }
}

/// A zone's transitions, and the rule that goes on after the last of them. RFC 8536 (TZif) in, offsets out.
struct ZoneRules: Sendable {
    /// Seconds since 1970 at which another offset begins, ascending.
    private var transitions: [Int64] = []
    /// The offset that begins at the transition of the same index.
    private var begins: [ZoneOffset] = []
    private var first: ZoneOffset
    private var footer: ZoneFooter?

    init(fixed offset: ZoneOffset) { first = offset }

    init(data: [UInt8]) throws(ZoneDataError) {
        var reader = ZoneDataReader(data)
        var header = try reader.header()
        var wide = 4
        if header.version >= 2 {
            // The second block repeats the first with 64-bit times; the first is for programs of the last century.
            try reader.skip(header.blockBytes(timeBytes: 4))
            header = try reader.header()
            wide = 8
        }
        let times = try reader.times(count: header.timeCount, bytes: wide)
        let indexes = try reader.bytes(header.timeCount)
        let types = try reader.types(count: header.typeCount)
        let names = try reader.bytes(header.characterCount)
        try reader.skip(header.leapCount * (wide + 4) + header.standardCount + header.universalCount)
        if header.version >= 2 { footer = ZoneFooter(try reader.footer()) }

        var offsets: [ZoneOffset] = []
        for type in types {
            guard type.nameIndex < names.count else { throw ZoneDataError(message: "a name lies outside the data") }
            let name = names[type.nameIndex...].prefix { $0 != 0 }
            offsets.append(
                ZoneOffset(
                    seconds: type.seconds, abbreviation: String(decoding: name, as: UTF8.self),
                    isDaylight: type.isDaylight))
        }
        guard let standard = offsets.first(where: { !$0.isDaylight }) ?? offsets.first else {
            throw ZoneDataError(message: "the data holds no offset")
        }
        first = offsets.first ?? standard
        for (time, index) in zip(times, indexes) {
            guard Int(index) < offsets.count else { throw ZoneDataError(message: "an offset lies outside the data") }
            if let last = transitions.last, time <= last {
                throw ZoneDataError(message: "the transitions are out of order")
            }
            transitions.append(time)
            begins.append(offsets[Int(index)])
        }
    }

    func offset(at seconds: Int64) -> ZoneOffset {
        guard let last = transitions.last else { return footer?.offset(at: seconds) ?? first }
        if seconds >= last { return footer?.offset(at: seconds) ?? begins[begins.count - 1] }
        // The number of transitions at or before the second, by halves.
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : begins[low - 1]
    }

    /// Every offset in force at some time between two instants, in order.
    func offsets(from start: Int64, to end: Int64) -> [ZoneOffset] {
        var result = [offset(at: start)]
        for (time, offset) in zip(transitions, begins) where time > start && time <= end { result.append(offset) }
        // Between transitions of the footer's rule a day's steps suffice: none is shorter than that.
        var second = start
        while second <= end {
            result.append(offset(at: second))
            second += 21_600
        }
        result.append(offset(at: end))
        return result
    }
}

private struct ZoneDataReader {
    struct Header {
        var version: Int
        var universalCount: Int
        var standardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var characterCount: Int

        func blockBytes(timeBytes: Int) -> Int {
            timeCount * (timeBytes + 1) + typeCount * 6 + characterCount + leapCount * (timeBytes + 4) + standardCount
                + universalCount
        }
    }

    struct OffsetType {
        var seconds: Int
        var isDaylight: Bool
        var nameIndex: Int
    }

    private let data: [UInt8]
    private var index = 0

    init(_ data: [UInt8]) { self.data = data }

    mutating func bytes(_ count: Int) throws(ZoneDataError) -> ArraySlice<UInt8> {
        guard count >= 0, data.count - index >= count else { throw ZoneDataError(message: "the data ends too early") }
        defer { index += count }
        return ArraySlice(Array(data[index..<index + count]))
    }

    mutating func skip(_ count: Int) throws(ZoneDataError) { _ = try bytes(count) }

    private mutating func number(bytes count: Int) throws(ZoneDataError) -> Int64 {
        let slice = try bytes(count)
        // The first byte carries the sign.
        var value = Int64(Int8(bitPattern: slice.first ?? 0))
        for byte in slice.dropFirst() { value = value << 8 | Int64(byte) }
        return value
    }

    mutating func header() throws(ZoneDataError) -> Header {
        guard Array(try bytes(4)) == Array("TZif".utf8) else { throw ZoneDataError(message: "this is no zone data") }
        let version = try bytes(1).first.map { $0 == 0 ? 1 : Int($0) - Int(UInt8(ascii: "0")) } ?? 1
        try skip(15)
        var counts: [Int] = []
        for _ in 0..<6 {
            let count = try number(bytes: 4)
            guard (0...100_000).contains(count) else { throw ZoneDataError(message: "a count is out of range") }
            counts.append(Int(count))
        }
        return Header(
            version: version, universalCount: counts[0], standardCount: counts[1], leapCount: counts[2],
            timeCount: counts[3], typeCount: counts[4], characterCount: counts[5])
    }

    mutating func times(count: Int, bytes: Int) throws(ZoneDataError) -> [Int64] {
        var times: [Int64] = []
        for _ in 0..<count { times.append(try number(bytes: bytes)) }
        return times
    }

    mutating func types(count: Int) throws(ZoneDataError) -> [OffsetType] {
        var types: [OffsetType] = []
        for _ in 0..<count {
            let seconds = try number(bytes: 4)
            guard abs(seconds) < 100_000 else { throw ZoneDataError(message: "an offset is longer than a day") }
            let flags = Array(try bytes(2))
            types.append(OffsetType(seconds: Int(seconds), isDaylight: flags[0] != 0, nameIndex: Int(flags[1])))
        }
        return types
    }

    mutating func footer() throws(ZoneDataError) -> String {
        guard try bytes(1).first == 10 else { throw ZoneDataError(message: "the footer is missing") }
        let text = data[index...].prefix { $0 != 10 }
        return String(decoding: text, as: UTF8.self)
    }
}
