package import Network

/// The header that a proxy puts in front of a connection (PROXY protocol, versions 1 and 2).
///
/// Pure.
package enum ProxyHeader {
    package enum Outcome: Equatable {
        case incomplete
        case malformed
        /// The header's length and the client's address; nil when the proxy speaks for itself (`LOCAL`, `UNKNOWN`).
        case complete(length: Int, client: NetworkAddress?)
    }

    /// The most bytes that a header may have here; version 2 with long extensions is refused.
    package static let bytesMost = 1_024
    private static let version1Most = 107
    private static let signature: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]

    package static func read(_ bytes: [UInt8]) -> Outcome {
        guard let first = bytes.first else { return .incomplete }
        return first == signature[0] ? readVersion2(bytes) : readVersion1(bytes)
    }

    private static func readVersion1(_ bytes: [UInt8]) -> Outcome {
        let prefix = Array("PROXY ".utf8)
        guard bytes.starts(with: prefix.prefix(bytes.count)) else { return .malformed }
        guard let lineFeed = bytes.prefix(version1Most).firstIndex(of: Byte.lineFeed) else {
            return bytes.count >= version1Most ? .malformed : .incomplete
        }
        guard lineFeed > prefix.count, bytes[lineFeed - 1] == Byte.carriageReturn else { return .malformed }
        let text = String(decoding: bytes[prefix.count..<lineFeed - 1], as: UTF8.self)
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words.first == "UNKNOWN" { return .complete(length: lineFeed + 1, client: nil) }
        guard words.count == 5, words[0] == "TCP4" || words[0] == "TCP6" else { return .malformed }
        guard let client = NetworkAddress(words[1]), client != .none, NetworkAddress(words[2]) != nil,
            words[1].contains(":") == (words[0] == "TCP6"), UInt16(words[3]) != nil, UInt16(words[4]) != nil
        else { return .malformed }
        return .complete(length: lineFeed + 1, client: client)
    }

    private static func readVersion2(_ bytes: [UInt8]) -> Outcome {
        guard bytes.starts(with: signature.prefix(bytes.count)) else { return .malformed }
        guard bytes.count >= 16 else { return .incomplete }
        let length = Int(bytes[14]) << 8 | Int(bytes[15])
        guard bytes[12] >> 4 == 2, 16 + length <= bytesMost else { return .malformed }
        guard bytes.count >= 16 + length else { return .incomplete }
        switch (bytes[12] & 0x0f, bytes[13]) {
        case (0, _): return .complete(length: 16 + length, client: nil)
        case (1, 0x11) where length >= 12: return version2(bytes[16..<20], length)
        case (1, 0x21) where length >= 36: return version2(bytes[16..<32], length)
        case (1, 0x00): return .complete(length: 16 + length, client: nil)
        default: return .malformed
        }
    }

    private static func version2(_ address: ArraySlice<UInt8>, _ length: Int) -> Outcome {
        guard let client = NetworkAddress(bytes: address), client != .none else { return .malformed }
        return .complete(length: 16 + length, client: client)
    }
}
