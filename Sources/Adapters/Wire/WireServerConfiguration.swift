package import ISO8583
package import Network

/// Everything about a server of frames that can be chosen.
package struct WireServerConfiguration: Sendable {
    /// Port 0 takes a free one. `::` takes IPv4 as well.
    package var address: SocketAddress
    package var framing: Framing
    /// Nil: plain TCP.
    package var tls: WireTLS?
    package var backlog = 1_024

    // MARK: Caps

    /// Open connections; more are closed as they come.
    package var connectionsMost = 10_000
    package var connectionsPerAddressMost = 10_000
    /// Frames of one connection that are under way; the next ones wait in its socket.
    package var framesPerConnectionMost = 256
    /// Frames of all connections that are under way; above it, each connection may have one.
    package var framesMost = 8_192
    package var frameBytesMost = Profile.messageBytesMax
    /// Answers that a peer has not taken; more close its connection.
    package var outputBytesMost = 1 << 20

    // MARK: Time

    /// From the first byte to the end of the TLS handshake.
    package var handshakeTimeout = Duration.seconds(10)
    /// From the first byte of a frame to its last.
    package var frameTimeout = Duration.seconds(10)
    /// A connection on which nothing comes and nothing is under way.
    package var idleTimeout = Duration.seconds(600)
    /// A peer that takes nothing of what waits for it.
    package var writeTimeout = Duration.seconds(10)
    /// How long the peer may take to close after the last answer.
    package var lingerTimeout = Duration.seconds(2)

    /// Frames without content come back as they are.
    package var answersKeepAlive = true
    /// Called for each connection that ended otherwise than in peace, on the loop: it must not block.
    package var report: (@Sendable (WireFault) -> Void)?

    package init(address: SocketAddress, framing: Framing, tls: WireTLS? = nil) {
        self.address = address
        self.framing = framing
        self.tls = tls
    }
}

/// A connection that ended otherwise than in peace. It holds nothing of what was sent.
package struct WireFault: Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// The handshake failed: whose certificate was not accepted is in the words.
        case handshake
        case garbage
        /// Ended inside a frame, or broke.
        case cut
        case handshakeTimeout = "handshake-timeout"
        case frameTimeout = "frame-timeout"
        case idleTimeout = "idle-timeout"
        case writeTimeout = "write-timeout"
        case outputFull = "output-full"
    }

    package let kind: Kind
    package let address: NetworkAddress
    package let words: String

    package var description: String { "\(address): \(words)" }
}

package struct WireServerStatistics: Sendable, Equatable {
    package var accepted = 0
    package var open = 0
    package var refusedForCount = 0
    package var refusedForDescriptors = 0
    package var framesReceived = 0
    package var framesSent = 0
    package var framesUnderWay = 0
    /// Answers for connections that were over.
    package var framesUnsent = 0
    package var faults: [WireFault.Kind: Int] = [:]

    package init() {}
}
