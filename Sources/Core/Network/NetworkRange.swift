/// All addresses that share their first bits: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
package struct NetworkRange: Sendable, Hashable, CustomStringConvertible {
    package let address: NetworkAddress
    /// How many of the 128 bits count; 96 more than written for IPv4.
    private let bits: Int
    /// Those bits, so that a request costs two comparisons.
    private let mask: NetworkAddress

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = NetworkAddress(parts[0]) else { return nil }
        let offset = address.isVersion4 && !parts[0].utf8.contains(UInt8(ascii: ":")) ? 96 : 0
        var bits = 128
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let written = Int(parts[1]), (0...(128 - offset)).contains(written)
            else { return nil }
            bits = written + offset
        }
        self.address = address
        self.bits = bits
        mask = NetworkAddress(UInt128.max << (128 - bits))
        // Bits behind the prefix are a mistake that would silently widen what is allowed.
        guard contains(address) else { return nil }
    }

    package func contains(_ other: NetworkAddress) -> Bool {
        other.high & mask.high == address.high && other.low & mask.low == address.low
    }

    package var description: String { "\(address)/\(address.isVersion4 ? bits - 96 : bits)" }
}
