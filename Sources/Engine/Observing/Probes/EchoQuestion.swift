package import Network

/// Send ICMP echo requests, and wait for the reply to one of them.
package struct EchoQuestion: Sendable, Hashable {
    package static let sizes = 16...1_400
    package static let packetsMost = 10

    package var address: NetworkAddress
    /// Bytes besides the heads.
    package var size: Int

    /// Sent at once; one reply is enough.
    package var packets: Int

    package init(_ address: NetworkAddress, size: Int = 56, packets: Int = 1) {
        self.address = address
        self.size = size
        self.packets = packets
    }
}
