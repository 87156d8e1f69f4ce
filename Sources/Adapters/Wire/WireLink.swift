internal import ISO8583
package import Machine
internal import Network
package import Roles

/// Asks questions over kept connections to one address, many at once; each answer is found by its key.
///
///     let link = try WireLink(configuration, on: loop)
///     switch await link.ask(message, key: "000123", within: .seconds(5)) { … }
///     await link.close(within: .seconds(5))
///
/// What can have been heard is told apart from what certainly was not: see ``FrameReply``.
package final class WireLink: FrameLink, Sendable {
    private let configuration: WireLinkConfiguration
    private let loop: EventLoop
    private let core: LinkCore

    /// Begins to connect, and does so again whenever a connection ends.
    package init(_ configuration: WireLinkConfiguration, on loop: EventLoop) throws(WireError) {
        guard configuration.connections > 0, configuration.port > 0, !configuration.host.isEmpty else {
            throw WireError(
                code: .configuration, message: "a link needs a host, a port and at least one connection")
        }
        Signals.ignoreBrokenPipes()
        self.configuration = configuration
        self.loop = loop
        let tls: TLSContext?
        if let files = configuration.tls { tls = try TLSContext(files, isServer: false) } else { tls = nil }
        core = LinkCore(configuration, tls: tls, loop: loop)
        loop.execute { [core] in core.start() }
    }

    deinit { loop.execute { [core] in core.closeNow() } }

    package func ask(
        _ message: [UInt8], header: [UInt8], key: String, within limit: Duration
    ) async -> FrameReply {
        guard let bytes = try? configuration.framing.frame(message, header: header) else {
            return .notSent(.overloaded)
        }
        return await withCheckedContinuation { continuation in
            let isRunning = loop.execute { [core] in
                core.ask(Question(key: key, bytes: bytes, continuation: continuation), within: limit.microseconds)
            }
            if !isRunning { continuation.resume(returning: .notSent(.unreachable)) }
        }
    }

    /// Reads the certificate files again, for the connections to come.
    package func reloadCertificates() throws(WireError) {
        guard let files = configuration.tls else { return }
        let tls = try TLSContext(files, isServer: false)
        loop.execute { [core] in core.tls = tls }
    }

    package func statistics() async -> WireLinkStatistics {
        await loop.run { [core] in core.currentStatistics } ?? WireLinkStatistics()
    }

    /// Takes no more questions, waits for the answers that are missing, and closes, at the latest after the time given.
    package func close(within limit: Duration) async {
        await withCheckedContinuation { continuation in
            let isRunning = loop.execute { [core] in core.close(within: limit.microseconds, continuation) }
            if !isRunning { continuation.resume() }
        }
    }
}

/// One question on its way. Touched on the loop's thread alone.
final class Question: @unchecked Sendable {
    // Unchecked: made by the asking task, then handed to the loop's thread, which alone touches it.
    let key: String
    let bytes: [UInt8]
    private var continuation: CheckedContinuation<FrameReply, Never>?
    var timer: TimerToken?
    weak var connection: LinkConnection?
    /// Its number among what the connection writes.
    var frame: UInt64 = 0

    init(key: String, bytes: [UInt8], continuation: CheckedContinuation<FrameReply, Never>) {
        self.key = key
        self.bytes = bytes
        self.continuation = continuation
    }

    func end(_ reply: FrameReply) {
        continuation?.resume(returning: reply)
        continuation = nil
    }
}
