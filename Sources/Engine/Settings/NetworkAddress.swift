/// An IPv4 or IPv6 address as 16 bytes; IPv4 is mapped (`::ffff:a.b.c.d`), so that both compare alike.
package struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    package let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    package var isIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }

    /// Four bytes (IPv4) or sixteen.
    package init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4: self.bytes = Self.mappedPrefix + bytes
        case 16: self.bytes = bytes
        default: return nil
        }
    }

    package init?(_ text: some StringProtocol) {
        if let four = Self.parseIPv4(text) {
            bytes = Self.mappedPrefix + four
        } else if let sixteen = Self.parseIPv6(text) {
            bytes = sixteen
        } else {
            return nil
        }
    }

    private static func parseIPv4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            // A leading zero is refused: some programs read 010 as eight.
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0"),
                part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let byte = UInt8(String(decoding: part, as: UTF8.self))
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func parseIPv6(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count <= 45, text.utf8.contains(UInt8(ascii: ":")) else { return nil }
        let text = String(text)
        var sides: [[UInt8]] = []
        if text.contains(":::") { return nil }
        let halves = halves(of: text)
        guard halves.count <= 2 else { return nil }
        for (index, half) in halves.enumerated() {
            guard let bytes = parseGroups(half, endsAddress: index == halves.count - 1) else { return nil }
            sides.append(bytes)
        }
        if sides.count == 1 { return sides[0].count == 16 ? sides[0] : nil }
        let missing = 16 - sides[0].count - sides[1].count
        guard missing >= 2 else { return nil }
        return sides[0] + Array(repeating: 0, count: missing) + sides[1]
    }

    private static func halves(of text: String) -> [Substring] {
        var halves: [Substring] = []
        var start = text.startIndex
        var place = start
        while place < text.endIndex {
            let next = text.index(after: place)
            if text[place] == ":", next < text.endIndex, text[next] == ":" {
                halves.append(text[start..<place])
                start = text.index(after: next)
                place = start
            } else {
                place = next
            }
        }
        return halves + [text[start...]]
    }

    private static func parseGroups(_ text: Substring, endsAddress: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        guard groups.count <= 8 else { return nil }
        var bytes: [UInt8] = []
        for (index, group) in groups.enumerated() {
            if endsAddress, index == groups.count - 1, let four = parseIPv4(group) {
                bytes += four
                continue
            }
            guard (1...4).contains(group.utf8.count), group.allSatisfy(\.isHexDigit),
                let value = UInt16(group, radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 255)]
        }
        return bytes
    }

    package var description: String {
        if isIPv4 { return bytes[12...].map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        // The longest run of zeros is left out, when it is longer than one (RFC 5952).
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, best.count) { best = start..<end }
            start = max(end, start + 1)
        }
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }
}

/// All addresses that share their first bits: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
package struct NetworkRange: Sendable, Hashable, CustomStringConvertible {
    package let address: NetworkAddress
    /// How many of the 128 bits count; 96 more than written for IPv4.
    private let bits: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = NetworkAddress(parts[0]) else { return nil }
        let offset = address.isIPv4 && !parts[0].contains(":") ? 96 : 0
        var bits = 128
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
                let written = Int(parts[1]), (0...(128 - offset)).contains(written)
            else { return nil }
            bits = written + offset
        }
        self.bits = bits
        self.address = address
        // Bits behind the prefix are a mistake that would silently widen what is allowed.
        guard Self.prefix(address, bits) == address.bytes else { return nil }
    }

    package func contains(_ other: NetworkAddress) -> Bool {
        Self.prefix(other, bits) == address.bytes
    }

    private static func prefix(_ address: NetworkAddress, _ bits: Int) -> [UInt8] {
        address.bytes.enumerated().map { index, byte in
            let kept = min(max(bits - index * 8, 0), 8)
            return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
        }
    }

    package var description: String { "\(address)/\(address.isIPv4 && bits >= 96 ? bits - 96 : bits)" }
}

/// Where to listen: an address and a port.
///
/// Port 0 lets the system choose.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    package var address: NetworkAddress
    package var port: UInt16

    package init(address: NetworkAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `127.0.0.1:8480` or `[::1]:8480`.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), let address = NetworkAddress(host), host.contains(":") == isBracketed
        else { return nil }
        self.init(address: address, port: port)
    }

    package var description: String { address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)" }
}

extension NetworkRange {
    /// Whether a numeric address, as text, lies in the range; a text that is no address lies in none.
    package func contains(text: String) -> Bool {
        NetworkAddress(text).map { contains($0) } ?? false
    }
}
