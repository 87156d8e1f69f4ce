package import ISO8583
package import Network

/// Who is at the other end of a connection.
package struct FramePeer: Sendable, Hashable, CustomStringConvertible {
    /// The connection's number, which no other one of this server has.
    package let connection: UInt64
    package let address: NetworkAddress
    /// The name that the peer's certificate proved; nil without mutual TLS.
    package let certifiedName: String?

    package init(connection: UInt64, address: NetworkAddress, certifiedName: String? = nil) {
        self.connection = connection
        self.address = address
        self.certifiedName = certifiedName
    }

    package var description: String {
        "connection \(connection) from \(address)\(certifiedName.map { " (\($0))" } ?? "")"
    }
}

/// What a server does with the frames that come in. The answers' order is its own: peers tell them apart by their keys.
package protocol FrameService: Sendable {
    /// Frames of one connection are begun in the order in which they came, and several are under way at once: what must keep that
    /// order is done before the first suspension. The frame counts as under way until this returns, and a drain waits for it.
    func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async
    /// Nothing comes and goes over this connection any more.
    func ended(_ connection: any FrameConnection)
}

extension FrameService {
    package func ended(_ connection: any FrameConnection) {}
}

/// One connection of a server, from any thread.
package protocol FrameConnection: Sendable {
    var peer: FramePeer { get }
    /// Sends a message behind what waits already. False when the connection is over, so that nobody will read it; true promises
    /// nothing, since the other end can be gone a moment later.
    @discardableResult
    func send(_ message: [UInt8], header: [UInt8]) -> Bool
    /// Takes no more frames, finishes what is under way, and closes.
    func end()
    /// Breaks the connection: whoever is at its other end hears of a reset, whatever is under way.
    func reset()
}

extension FrameConnection {
    package func reset() { end() }

    @discardableResult
    package func send(_ message: [UInt8]) -> Bool { send(message, header: []) }
}

/// A link to one address over which questions go and answers come, each found by its key.
package protocol FrameLink: Sendable {
    /// Sends a message and waits for the frame that has this key. Never throws: what goes wrong is a reply.
    func ask(_ message: [UInt8], header: [UInt8], key: String, within limit: Duration) async -> FrameReply
    /// The same; where `mayRepeat`, hearing it twice does it once, so that another server may be asked when one does not answer.
    func ask(
        _ message: [UInt8], header: [UInt8], key: String, within limit: Duration, mayRepeat: Bool
    ) async -> FrameReply
}

extension FrameLink {
    /// A link to one address has nobody else to ask.
    package func ask(
        _ message: [UInt8], header: [UInt8], key: String, within limit: Duration, mayRepeat: Bool
    ) async -> FrameReply {
        await ask(message, header: header, key: key, within: limit)
    }

    package func ask(_ message: [UInt8], key: String, within limit: Duration) async -> FrameReply {
        await ask(message, header: [], key: key, within: limit)
    }
}

/// What became of a question.
package enum FrameReply: Sendable, Equatable {
    case answered(FrameDecoder.Frame)
    /// No byte of it left this machine, or the other side refused the connection before it could read it: it may be asked again,
    /// here or elsewhere.
    case notSent(Fate.Fault)
    /// It may have been heard.
    case unanswered(Fate.Fault)
}
