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
        isVersion6 ? version6Class : Self.version4Class(bytes[...])
    }

    private static func version4Class(_ bytes: ArraySlice<UInt8>) -> AddressClass {
        let value = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return version4Table.first { value >> (32 - $0.bits) == $0.prefix >> (32 - $0.bits) }?.kind ?? .global
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

    private static let translatedPrefix: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]

    private var version6Class: AddressClass {
        if bytes.allSatisfy({ $0 == 0 }) { return .unspecified }
        if bytes[..<15].allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
        if embedsVersion4(behind: Self.mappedPrefix) || embedsVersion4(behind: Self.translatedPrefix) {
            return Self.version4Class(bytes[12...])
        }
        // The old IPv4-compatible form; nobody may use it, so it is never global.
        if bytes[..<12].allSatisfy({ $0 == 0 }) {
            let inner = Self.version4Class(bytes[12...])
            return inner == .global ? .reserved : inner
        }
        switch (bytes[0], bytes[1]) {
        case (0xff, _): return .multicast
        case (0xfe, 0x80...0xbf): return .linkLocal
        // Site-local: withdrawn, still private wherever it is in use.
        case (0xfe, 0xc0...0xff): return .uniqueLocal
        case (0xfc...0xfd, _): return .uniqueLocal
        case (0x20, 0x02): return Self.version4Class(bytes[2..<6])
        case (0x20, 0x01): return Self.version6Assignment(bytes)
        case (0x3f, 0xff) where bytes[2] < 0x10: return .documentation
        // 2000::/3 is all that was ever given out.
        case (0x20...0x3f, _): return .global
        default: return .reserved
        }
    }

    /// 2001::/16, whose beginning 2001::/23 holds protocol assignments (Teredo, benchmarking, ORCHID).
    private static func version6Assignment(_ bytes: [UInt8]) -> AddressClass {
        if bytes[2] == 0x0d, bytes[3] == 0xb8 { return .documentation }
        if bytes[2] == 0x00, bytes[3] == 0x02, bytes[4] == 0, bytes[5] == 0 { return .benchmarking }
        return bytes[2] < 0x02 ? .reserved : .global
    }
}
