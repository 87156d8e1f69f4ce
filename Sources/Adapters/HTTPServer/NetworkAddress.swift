internal import Glibc

/// An IP address as 128 bits (IPv4 in its mapped form, `::ffff:a.b.c.d`), or no address for a Unix socket.
package struct NetworkAddress: Sendable, Hashable {
    package var high: UInt64
    package var low: UInt64

    package static let none = NetworkAddress(high: 0, low: 0)

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(version4 bytes: UInt32) { self.init(high: 0, low: 0xffff_0000_0000 | UInt64(bytes)) }

    /// 16 bytes in network order; a mapped IPv4 address is one.
    package init(version6 bytes: some Sequence<UInt8>) {
        var (high, low): (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.enumerated().prefix(16) {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    /// A numeric address, as in `192.0.2.1` or `2001:db8::1`.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count < 46, !text.utf8.contains(0) else { return nil }
        let text = String(text)
        var version4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &version4) == 1 {
            self.init(version4: UInt32(bigEndian: version4.s_addr))
            return
        }
        var version6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &version6) == 1 else { return nil }
        self.init(version6: unsafe withUnsafeBytes(of: version6) { unsafe Array($0) })
    }

    package var isVersion4: Bool { high == 0 && low >> 32 == 0xffff }

    package var text: String {
        if self == .none { return "unix" }
        if isVersion4 { return (0..<4).map { String(low >> (24 - 8 * UInt64($0)) & 0xff) }.joined(separator: ".") }
        var address = in6_addr()
        unsafe withUnsafeMutableBytes(of: &address) { bytes in
            for index in 0..<16 {
                let word = index < 8 ? high : low
                unsafe bytes[index] = UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64(index % 8)))
            }
        }
        var buffer = [CChar](repeating: 0, count: 64)
        let isWritten = unsafe inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count)) != nil
        guard isWritten else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What connections are counted by: the address, of IPv6 its /64 network, which is what one client is given.
    var countingKey: NetworkAddress { isVersion4 ? self : NetworkAddress(high: high, low: 0) }
}

/// A network such as `10.0.0.0/8` or a single address.
package struct AddressRange: Sendable, Hashable {
    private let address: NetworkAddress
    private let bits: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let address = NetworkAddress(first) else { return nil }
        let width = address.isVersion4 && !first.contains(":") ? 32 : 128
        var bits = width
        if parts.count == 2 {
            guard let given = Int(parts[1]), parts[1].utf8.allSatisfy(Byte.isDigit), given <= width else { return nil }
            bits = given
        }
        self.bits = bits + (128 - width)
        self.address = address
    }

    package func contains(_ other: NetworkAddress) -> Bool {
        guard other != .none else { return false }
        let highMask: UInt64 = bits >= 64 ? .max : bits == 0 ? 0 : ~(.max >> UInt64(bits))
        let lowMask: UInt64 = bits >= 128 ? .max : bits <= 64 ? 0 : ~(.max >> UInt64(bits - 64))
        return (address.high ^ other.high) & highMask == 0 && (address.low ^ other.low) & lowMask == 0
    }
}
