/// Reads a message from its start; every number, name and record is checked against its end.
struct DomainReader {
    let bytes: [UInt8]
    var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func byte() throws(DNSError) -> UInt8 {
        guard place < bytes.count else { throw DNSError("the message ends too early") }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func number16() throws(DNSError) -> UInt16 { UInt16(try byte()) << 8 | UInt16(try byte()) }
    mutating func number32() throws(DNSError) -> UInt32 { UInt32(try number16()) << 16 | UInt32(try number16()) }

    /// A name, whose end may stand earlier in the message. Each jump goes further back, so that it ends.
    mutating func name() throws(DNSError) -> DomainName {
        var labels: [[UInt8]] = []
        var length = 1
        var after: Int?
        var jumpedTo = place
        while true {
            let size = try byte()
            switch size >> 6 {
            case 0 where size == 0:
                if let after { place = after }
                return DomainName(labels: labels)
            case 0:
                let end = place + Int(size)
                length += Int(size) + 1
                guard end <= bytes.count, length <= 255 else { throw DNSError("a name is longer than a name may be") }
                labels.append(Array(bytes[place..<end]))
                place = end
            case 3:
                let target = Int(size & 0x3f) << 8 | Int(try byte())
                guard target < jumpedTo else { throw DNSError("a name goes on at a place that is not before it") }
                after = after ?? place
                jumpedTo = target
                place = target
            default: throw DNSError("a name has a label of an unknown form")
            }
        }
    }
}
