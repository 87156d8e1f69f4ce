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

    package var description: String { address.isVersion4 ? "\(address):\(port)" : "[\(address)]:\(port)" }
}
