/// An IP address as 128 bits. IPv4 is kept in its mapped form (`::ffff:a.b.c.d`), so that a client of a socket for both
/// versions is the same as one of a socket for IPv4 alone: `::ffff:192.0.2.1` and `192.0.2.1` are one address.
package struct NetworkAddress: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    /// `::`, which no host has: to a listener it means every address.
    package static let unspecified = NetworkAddress(high: 0, low: 0)

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(version4 value: UInt32) { self.init(high: 0, low: 0xffff_0000_0000 | UInt64(value)) }

    /// Network order; nil for anything but 4 or 16 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let value = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        if bytes.count == 4 { self.init(version4: UInt32(value)) } else { self.init(value) }
    }

    /// Reads `192.0.2.1` or `2001:db8::1` (no brackets, no zone, no port). Forms that some programs read as an address
    /// and others as a name or as another address (`127.1`, `0x7f000001`, `010.0.0.1`) are refused.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= AddressReader.bytesMax else { return nil }
        var reader = AddressReader(Array(text.utf8))
        guard let address = reader.address() else { return nil }
        self = address
    }

    init(_ value: UInt128) {
        self.init(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }

    package var isVersion4: Bool { high == 0 && low >> 32 == 0xffff }

    /// 4 bytes of IPv4, 16 of IPv6, in network order.
    package var bytes: [UInt8] {
        (isVersion4 ? 12..<16 : 0..<16).map { index in
            UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> (56 - 8 * UInt64(index % 8)))
        }
    }

    /// What clients are counted by: the address, of IPv6 its /64 network, which is what one client is given.
    package var countingKey: NetworkAddress { isVersion4 ? self : NetworkAddress(high: high, low: 0) }

    /// The last 32 bits, which are the address when it is one of IPv4.
    var lowest32: UInt32 { UInt32(truncatingIfNeeded: low) }

    /// One of the eight groups that are written between colons.
    func group(_ index: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> (48 - 16 * UInt64(index % 4)))
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// IPv6 as RFC 5952 writes it: lower case, the longest run of zeros (the first of equals) left out when it is
    /// longer than one group.
    package var description: String {
        if isVersion4 { return "\(low >> 24 & 0xff).\(low >> 16 & 0xff).\(low >> 8 & 0xff).\(low & 0xff)" }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, group(end) == 0 { end += 1 }
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start + 1)
        }
        guard !longest.isEmpty else { return text(0..<8) }
        return text(0..<longest.lowerBound) + "::" + text(longest.upperBound..<8)
    }

    private func text(_ groups: Range<Int>) -> String {
        groups.map { String(group($0), radix: 16) }.joined(separator: ":")
    }
}
