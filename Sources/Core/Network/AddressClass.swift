/// What kind of network an address belongs to, by the registries of special-purpose addresses (RFC 6890 and what came
/// after). Only `global` addresses may be reached when a policy says `publicOnly`.
package enum AddressClass: String, Sendable, Hashable, CaseIterable {
    case global
    case loopback
    /// 10/8, 172.16/12, 192.168/16.
    case privateUse
    case linkLocal
    /// Between a carrier and its customers: 100.64/10.
    case carrierShared
    /// IPv6's private addresses: fc00::/7.
    case uniqueLocal
    case multicast
    case documentation
    case benchmarking
    case unspecified
    case broadcast
    /// Protocol assignments, future use, discard, and everything that no registry gave out for the Internet.
    case reserved
}

extension NetworkAddress {
    /// An IPv6 address that carries an IPv4 address (mapped, compatible, translated, 6to4) is what the latter is:
    /// a gateway or the kernel would deliver it there.
    package var addressClass: AddressClass {
        if isVersion4 { return Self.version4Class(lowest32) }
        if self == .unspecified { return .unspecified }
        if high == 0, low == 1 { return .loopback }
        // 64:ff9b::/96, which a gateway translates.
        if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 { return Self.version4Class(lowest32) }
        // The old IPv4-compatible form; nobody may use it, so it is never global.
        if high == 0, low >> 32 == 0 {
            let inner = Self.version4Class(lowest32)
            return inner == .global ? .reserved : inner
        }
        switch group(0) {
        case 0xff00...0xffff: return .multicast
        case 0xfe80...0xfebf: return .linkLocal
        // Site-local: withdrawn, still private wherever it is in use.
        case 0xfec0...0xfeff: return .uniqueLocal
        case 0xfc00...0xfdff: return .uniqueLocal
        case 0x2002: return Self.version4Class(UInt32(truncatingIfNeeded: high >> 16))
        case 0x2001: return version6Assignment
        case 0x3fff where group(1) < 0x1000: return .documentation
        // 2000::/3 is all that was ever given out.
        case 0x2000...0x3fff: return .global
        default: return .reserved
        }
    }

    private static func version4Class(_ value: UInt32) -> AddressClass {
        version4Table.first { value >> (32 - $0.bits) == $0.prefix >> (32 - $0.bits) }?.kind ?? .global
    }

    /// 2001::/16, whose beginning 2001::/23 holds protocol assignments (Teredo, benchmarking, ORCHID).
    private var version6Assignment: AddressClass {
        if group(1) == 0x0db8 { return .documentation }
        if group(1) == 0x0002, group(2) == 0 { return .benchmarking }
        return group(1) < 0x0200 ? .reserved : .global
    }

    private struct Row4: Sendable {
        let prefix: UInt32
        let bits: UInt32
        let kind: AddressClass
    }

    /// First match wins.
    private static let version4Table: [Row4] = [
        Row4(prefix: 0x0000_0000, bits: 32, kind: .unspecified),
        Row4(prefix: 0x0000_0000, bits: 8, kind: .reserved),
        Row4(prefix: 0x0a00_0000, bits: 8, kind: .privateUse),
        Row4(prefix: 0x6440_0000, bits: 10, kind: .carrierShared),
        Row4(prefix: 0x7f00_0000, bits: 8, kind: .loopback),
        Row4(prefix: 0xa9fe_0000, bits: 16, kind: .linkLocal),
        Row4(prefix: 0xac10_0000, bits: 12, kind: .privateUse),
        Row4(prefix: 0xc000_0000, bits: 24, kind: .reserved),
        Row4(prefix: 0xc000_0200, bits: 24, kind: .documentation),
        Row4(prefix: 0xc058_6300, bits: 24, kind: .reserved),
        Row4(prefix: 0xc0a8_0000, bits: 16, kind: .privateUse),
        Row4(prefix: 0xc612_0000, bits: 15, kind: .benchmarking),
        Row4(prefix: 0xc633_6400, bits: 24, kind: .documentation),
        Row4(prefix: 0xcb00_7100, bits: 24, kind: .documentation),
        Row4(prefix: 0xe000_0000, bits: 4, kind: .multicast),
        Row4(prefix: 0xffff_ffff, bits: 32, kind: .broadcast),
        Row4(prefix: 0xf000_0000, bits: 4, kind: .reserved),
    ]
}
