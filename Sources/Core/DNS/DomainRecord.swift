internal import Network

/// One record: its value in the form in which zone files write it, so that two of them can be compared.
package struct DomainRecord: Sendable, Hashable {
    package let name: DomainName
    package let type: RecordType
    package let ttl: UInt32
    /// `192.0.2.1`, `ns1.example.`, `"text"`, `2371 13 2 1F98…`; of types unknown here, `\# 4 C0000201`.
    package let value: String
}

extension DomainReader {
    /// The value of a record, whose bytes are the next `length`.
    mutating func value(of type: RecordType, length: Int) throws(DNSError) -> String {
        let end = place + length
        guard end <= bytes.count else { throw DNSError("a record is longer than its message") }
        let value: String
        switch type {
        case .a, .aaaa:
            guard length == (type == .a ? 4 : 16), let address = NetworkAddress(bytes: bytes[place..<end]) else {
                throw DNSError("an address record has \(length) bytes")
            }
            value = address.description
            place = end
        case .ns, .cname: value = try name().description
        case .mx: value = "\(try number16()) \(try name())"
        case .soa:
            let names = "\(try name()) \(try name())"
            var numbers: [String] = []
            for _ in 0..<5 { numbers.append(String(try number32())) }
            value = names + " " + numbers.joined(separator: " ")
        case .txt: value = try texts(until: end)
        case .srv: value = "\(try number16()) \(try number16()) \(try number16()) \(try name())"
        case .caa:
            let (flags, length) = (try byte(), Int(try byte()))
            guard place + length <= end else { throw DNSError("a CAA record's tag is longer than its record") }
            let tag = DomainName.text(bytes[place..<place + length], also: [])
            value = "\(flags) \(tag) \"" + DomainName.text(bytes[place + length..<end], also: [0x22]) + "\""
            place = end
        case .ds: value = "\(try number16()) \(try byte()) \(try byte()) " + hexadecimal(until: end)
        case .dnskey: value = "\(try number16()) \(try byte()) \(try byte()) " + hexadecimal(until: end)
        case .rrsig:
            let covered = RecordType(number: try number16())
            let head = "\(covered) \(try byte()) \(try byte()) \(try number32()) \(try number32()) \(try number32())"
            value = "\(head) \(try number16()) \(try name()) " + hexadecimal(until: end)
        default: value = "\\# \(length) " + hexadecimal(until: end)
        }
        guard place == end else { throw DNSError("a \(type) record does not end where it says") }
        return value
    }

    private mutating func texts(until end: Int) throws(DNSError) -> String {
        var texts: [String] = []
        while place < end {
            let length = Int(try byte())
            guard place + length <= end else { throw DNSError("a text is longer than its record") }
            texts.append("\"" + DomainName.text(bytes[place..<place + length], also: [0x22]) + "\"")
            place += length
        }
        return texts.joined(separator: " ")
    }

    private mutating func hexadecimal(until end: Int) -> String {
        guard place < end else { return "" }
        defer { place = end }
        return bytes[place..<end].map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
