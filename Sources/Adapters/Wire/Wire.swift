// Wire: frames over TCP and TLS, as terminals, hosts and acquirers speak: a server, and a link that asks.
//
// Start reading at `WireServer.swift` and `WireLink.swift`; both stand on `Pipe.swift`, which is one socket: bytes to frames,
// frames to bytes, deadlines. Certificates are in `WireTLS.swift`. Everything runs on the event loop that the owner gives.
// May import: Roles (whose ports it fills), ISO8583 (how frames follow one another), Network, Machine, COpenSSL, CMachine.
internal import Machine

/// Why a server or a link could not be set up. It names the address or the file and what to do.
package struct WireError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case configuration
        case listen
        case certificate
    }

    package let code: Code
    package let message: String
    package var description: String { message }
}

/// Error numbers that are told apart.
enum SocketError {
    static let again: Int32 = 11
    static let reset: Int32 = 104
    static let connectionAborted: Int32 = 103
    static let processDescriptors: Int32 = 24
    static let systemDescriptors: Int32 = 23
}

extension Duration {
    /// Rounded down, and held within what deadlines can add up.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 1 << 40) * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
