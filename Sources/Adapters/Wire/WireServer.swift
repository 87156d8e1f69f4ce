internal import CMachine
internal import Glibc
internal import ISO8583
package import Machine
package import Network
package import Roles
internal import Synchronization

/// Accepts connections and gives their frames to a service, which answers when it likes.
///
///     let server = WireServer(configuration, on: loop, service: host)
///     let address = try await server.start()
///     …
///     await server.drain(within: .seconds(10))
package final class WireServer: Sendable {
    private let configuration: WireServerConfiguration
    private let loop: EventLoop
    private let core: ServerCore

    package init(_ configuration: WireServerConfiguration, on loop: EventLoop, service: any FrameService) {
        self.configuration = configuration
        self.loop = loop
        core = ServerCore(configuration, loop: loop, service: service)
    }

    /// Opens the listening socket and serves. Returns where it is bound.
    package func start() async throws(WireError) -> SocketAddress {
        Signals.ignoreBrokenPipes()
        let tls: TLSContext?
        if let files = configuration.tls { tls = try TLSContext(files, isServer: true) } else { tls = nil }
        let socket = SocketPlace.listen(configuration.address, backlog: configuration.backlog)
        guard socket >= 0 else {
            throw WireError(
                code: .listen, message: "\(MachineError("listen on \(configuration.address)", result: socket))")
        }
        let bound = SocketAddress(address: configuration.address.address, port: SocketPlace.port(of: socket))
        let outcome = await loop.run { [core] in core.listen(on: socket, tls: tls) }
        guard outcome == true else {
            close(socket)
            throw WireError(
                code: .configuration, message: "the loop has stopped, or the server was started before")
        }
        return bound
    }

    /// Reads the certificate files again. Connections that are open keep what they have; when a file is bad, the old certificates
    /// stay in use and the error says why.
    package func reloadCertificates() throws(WireError) {
        guard let files = configuration.tls else { return }
        let tls = try TLSContext(files, isServer: true)
        loop.execute { [core] in core.tls = tls }
    }

    /// Accepts no more, finishes what is under way, and closes; what is left at the deadline is cut.
    package func drain(within limit: Duration) async {
        await withCheckedContinuation { continuation in
            let isRunning = loop.execute { [core] in core.drain(within: limit.microseconds, continuation) }
            if !isRunning { continuation.resume() }
        }
    }

    package func statistics() async -> WireServerStatistics {
        await loop.run { [core] in core.statistics } ?? WireServerStatistics()
    }
}

/// What the connections of a server share.
final class ServerCore: EventHandling, @unchecked Sendable {
    // Unchecked: after `init` everything that changes is touched on `loop`'s thread alone.
    private static let acceptsPerTurn = 256
    private static let pauseMicroseconds: Int64 = 100_000

    let configuration: WireServerConfiguration
    let loop: EventLoop
    let service: any FrameService
    var tls: TLSContext?
    var statistics = WireServerStatistics()
    private(set) var isDraining = false
    private let buffer = ReadBuffer()
    private let limits: Pipe.Limits
    private var listener: Int32 = -1
    private var registration: EventRegistration?
    private var connections: [UInt64: ServerConnection] = [:]
    private var byAddress: [NetworkAddress: Int] = [:]
    private var lastNumber: UInt64 = 0
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(_ configuration: WireServerConfiguration, loop: EventLoop, service: any FrameService) {
        self.configuration = configuration
        self.loop = loop
        self.service = service
        limits = Pipe.Limits(
            opening: configuration.handshakeTimeout.microseconds, frame: configuration.frameTimeout.microseconds,
            idle: configuration.idleTimeout.microseconds, writing: configuration.writeTimeout.microseconds,
            lingering: configuration.lingerTimeout.microseconds, frameBytes: configuration.frameBytesMost,
            outputBytes: configuration.outputBytesMost)
    }

    func listen(on socket: Int32, tls: TLSContext?) -> Bool {
        guard listener < 0, !isDraining else { return false }
        listener = socket
        self.tls = tls
        registration = try? loop.register(socket, for: .readable, handler: self)
        return registration != nil
    }

    func ready(_ events: EventSet, _ registration: EventRegistration) { accept(most: Self.acceptsPerTurn) }

    private func accept(most: Int) {
        var address = sockaddr_storage()
        var length = socklen_t(0)
        for _ in 0..<most {
            let accepted = unsafe cmachine_accept(listener, &address, &length)
            switch -accepted {
            case ...0: adopt(accepted, from: SocketPlace.address(address))
            case SocketError.connectionAborted, EINTR: continue
            case SocketError.processDescriptors, SocketError.systemDescriptors: return pauseAccepting()
            default: return
            }
        }
    }

    /// The socket stays readable for as long as somebody waits: watching it on would be asking without end.
    private func pauseAccepting() {
        statistics.refusedForDescriptors += 1
        guard let registration else { return }
        loop.deregister(registration)
        self.registration = nil
        loop.setTimer(afterMicroseconds: Self.pauseMicroseconds) { [weak self] in
            guard let self, self.registration == nil, listener >= 0 else { return }
            self.registration = try? loop.register(listener, for: .readable, handler: self)
            if self.registration == nil { pauseAccepting() }
        }
    }

    private func adopt(_ socket: Int32, from address: NetworkAddress) {
        let count = byAddress[address.countingKey, default: 0]
        guard connections.count < configuration.connectionsMost, count < configuration.connectionsPerAddressMost else {
            statistics.refusedForCount += 1
            close(socket)
            return
        }
        var session: TLSSession?
        if let tls {
            session = tls.session(on: socket, host: nil)
            guard session != nil else {
                close(socket)
                return
            }
        }
        lastNumber += 1
        byAddress[address.countingKey] = count + 1
        statistics.accepted += 1
        statistics.open += 1
        let connection = ServerConnection(number: lastNumber, address: address, core: self)
        connections[lastNumber] = connection
        let pipe = Pipe(
            socket: socket, isConnecting: false, tls: session, framing: configuration.framing, limits: limits,
            answersKeepAlive: configuration.answersKeepAlive, buffer: buffer, loop: loop, owner: connection)
        connection.begin(pipe)
    }

    func remove(_ connection: ServerConnection, _ ending: Pipe.Ending) {
        guard connections.removeValue(forKey: connection.number) != nil else { return }
        statistics.open -= 1
        let key = connection.address.countingKey
        let count = byAddress[key, default: 1]
        byAddress[key] = count > 1 ? count - 1 : nil
        if let fault = WireFault(ending, address: connection.address) {
            statistics.faults[fault.kind, default: 0] += 1
            configuration.report?(fault)
        }
        finishDrainWhenDone()
    }

    // MARK: Drain

    func drain(within microseconds: Int64, _ continuation: CheckedContinuation<Void, Never>) {
        waiters.append(continuation)
        if !isDraining {
            isDraining = true
            if listener >= 0 {
                // Who got in is served.
                accept(most: .max)
                if let registration { loop.deregister(registration, isClosing: true) }
                registration = nil
                close(listener)
                listener = -1
            }
            for connection in Array(connections.values) { connection.endWhenDone() }
        }
        loop.setTimer(afterMicroseconds: microseconds) { [self] in
            for connection in Array(connections.values) { connection.cut() }
            finishDrainWhenDone()
        }
        finishDrainWhenDone()
    }

    private func finishDrainWhenDone() {
        guard isDraining, connections.isEmpty else { return }
        let done = waiters
        waiters = []
        for waiter in done { waiter.resume() }
    }
}

extension WireFault {
    fileprivate init?(_ ending: Pipe.Ending, address: NetworkAddress) {
        switch ending {
        case .closed, .notConnected, .timedOut(.lingering): return nil
        case .notTrusted(let words): self.init(kind: .handshake, address: address, words: words)
        case .cut: self.init(kind: .cut, address: address, words: "the connection ended inside a frame or broke")
        case .garbage(let error): self.init(kind: .garbage, address: address, words: error.description)
        case .timedOut(.connecting):
            self.init(kind: .handshakeTimeout, address: address, words: "the handshake took too long")
        case .timedOut(.frame):
            self.init(kind: .frameTimeout, address: address, words: "a frame took too long to come")
        case .timedOut(.idle): self.init(kind: .idleTimeout, address: address, words: "nothing came for too long")
        case .timedOut(.writing):
            self.init(kind: .writeTimeout, address: address, words: "the peer does not take its answers")
        case .outputFull:
            self.init(kind: .outputFull, address: address, words: "too many answers wait for the peer to take them")
        }
    }
}
