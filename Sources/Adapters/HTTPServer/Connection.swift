internal import CMachine
internal import Glibc
internal import HTTP
internal import Machine
internal import Network

/// One client's connection: a small state machine on its loop's thread.
///
/// While it is idle it holds no buffer.
///
/// Reading is in `Connection+Reading.swift`, what becomes of a request in `Connection+Requests.swift`, answers in
/// `Connection+Replies.swift`, streams and events in `Connection+Streams.swift`.
final class Connection: EventHandling {
    enum Phase: UInt8 {
        /// Waits for the header of a trusted proxy. Next: `handshake` or `head`.
        case proxyHeader
        /// TLS is being set up. Next: `head`.
        case handshake
        /// Waits for a request or reads its head. Next: `body`, `handling`, `streaming`, `events`, or itself again.
        case head
        /// Reads a request's body. Next: `handling` or `head`.
        case body
        /// A handler's task runs. Next: `streaming`, `events` or `head`.
        case handling
        /// A handler writes a body piece by piece. Next: `head`.
        case streaming
        /// Reads a feed until one side closes.
        case events
        /// Everything is written; what the client still sends is thrown away until it closes.
        case lingering
        case closed
    }

    enum DeadlineKind: UInt8 {
        case none
        case head
        case idle
        case body
        case handler
        case pace
        case linger
    }

    struct Flags: OptionSet {
        let rawValue: UInt8
        /// The socket may hold bytes that were left there.
        static let hasUnread = Flags(rawValue: 1)
        /// The client will send no more.
        static let peerFinished = Flags(rawValue: 2)
        /// Nothing follows what is being written.
        static let closesAfterOutput = Flags(rawValue: 4)
        /// Whoever opened the connection is a trusted proxy.
        static let isTrusted = Flags(rawValue: 8)
        /// The loop was asked for another turn.
        static let isContinuing = Flags(rawValue: 16)
        /// Requests that have arrived wait for the next turn.
        static let hasRequests = Flags(rawValue: 32)
        /// A PROXY header was read.
        static let isBehindProxy = Flags(rawValue: 64)
    }

    let loop: ServerLoop
    let socket: Int32
    let index: Int32
    let serial: UInt32
    /// Whoever opened the connection.
    let address: NetworkAddress
    private var registration: EventRegistration?
    var phase = Phase.head
    var deadlineKind = DeadlineKind.none
    var flags: Flags = []
    var deadline = Int64.max
    /// Where the deadline wheel will look for this connection; 0: nowhere.
    var filedBucket: Int64 = 0

    var input: PendingInput?
    var output: PendingOutput?
    var exchange: Exchange?
    var tls: TLSSession?
    var seat: EventSeat?
    /// The client as a PROXY header named it.
    var proxied: ProxiedClient?

    /// What has arrived of an incomplete request.
    final class PendingInput {
        var bytes: [UInt8]
        /// How far the head was looked at.
        var scanned: Int

        init(_ bytes: [UInt8], scanned: Int) {
            self.bytes = bytes
            self.scanned = scanned
        }
    }

    init(socket: Int32, index: Int32, serial: UInt32, address: NetworkAddress, isTrusted: Bool, on loop: ServerLoop) {
        self.socket = socket
        self.index = index
        self.serial = serial
        self.address = address
        self.loop = loop
        if isTrusted { flags.insert(.isTrusted) }
    }

    /// Whom a proxy speaks for; most connections have none, so it does not take their room.
    final class ProxiedClient {
        let address: NetworkAddress
        /// Whether the connection is one of those that the address may have.
        let isCounted: Bool

        init(_ address: NetworkAddress, isCounted: Bool) {
            self.address = address
            self.isCounted = isCounted
        }
    }

    /// The client as far as the connection itself tells.
    var client: NetworkAddress { proxied?.address ?? address }
    var isTrustedPeer: Bool { flags.contains(.isTrusted) }

    /// Whether the fields in which a proxy tells of its client are believed.
    ///
    /// Behind a PROXY header they are the words of whom the header names, not of who sent the header.
    var believesFields: Bool {
        if let proxied { return loop.isProxy(proxied.address) }
        return isTrustedPeer && !flags.contains(.isBehindProxy)
    }

    func begin(tls context: TLSContext?, expectsProxyHeader: Bool) {
        do {
            registration = try loop.events.register(
                socket, for: [.readable, .writable, .peerClosed], trigger: .edge, handler: self)
        } catch {
            return close()
        }
        if let context {
            guard let session = context.session(on: socket) else { return close() }
            tls = session
        }
        phase = expectsProxyHeader ? .proxyHeader : tls == nil ? .head : .handshake
        setDeadline(.head, loop.times.head)
    }

    // MARK: Readiness

    func ready(_ events: EventSet, _ registration: EventRegistration) {
        if phase == .closed { return }
        if events.contains(.failed) || events.contains(.hangup) { return close() }
        if events.contains(.peerClosed) { flags.insert(.peerFinished) }
        // TLS may have to read before it can write, and the other way round.
        if output != nil, events.contains(.writable) || tls != nil {
            writePending()
            if phase == .closed { return }
        }
        if events.contains(.readable) || events.contains(.peerClosed) || phase == .handshake { readable() }
    }

    // MARK: Deadlines

    func setDeadline(_ kind: DeadlineKind, _ microseconds: Int64) {
        deadlineKind = kind
        deadline = loop.now + microseconds
        loop.file(self)
    }

    func clearDeadline() {
        deadlineKind = .none
        deadline = .max
    }

    func deadlineCame() {
        let kind = deadlineKind
        clearDeadline()
        switch kind {
        case .none: break
        case .head: headTimedOut()
        case .idle:
            note(.idle)
            linger()
        case .body: bodyDeadlineCame()
        case .handler: handlerTimedOut()
        case .pace: paceDeadlineCame()
        case .linger: close()
        }
    }

    func note(_ timeout: HTTPServerStatistics.Timeout) { loop.statistics.timeouts[timeout.rawValue] += 1 }

    // MARK: Writing

    /// Sends what the loop's batch holds; what the socket does not take waits here.
    func flush() {
        let batch = loop.batch
        guard batch.count > 0, phase != .closed else { return batch.clear() }
        if let output {
            output.append(batch.pieces(after: 0))
            batch.clear()
            // Whatever the deadline was for may be over; that of a reader never is.
            if deadlineKind == .none { beginPace() }
            return
        }
        let written: Int
        if let tls { written = batch.write(to: tls) } else { written = batch.write(to: socket) }
        guard written >= 0 || written == -Int(SocketError.again) else {
            batch.clear()
            return close()
        }
        let taken = max(written, 0)
        loop.statistics.bytesSent += taken
        if taken < batch.count {
            let pending = PendingOutput(batch.pieces(after: taken))
            output = pending
            batch.clear()
            if written > 0 { return writePending() }
            beginPace()
        } else {
            batch.clear()
        }
    }

    /// Writes on until everything is written or the socket is full.
    private func writePending() {
        while let output {
            let written = loop.batch.write(output, to: socket, tls: tls)
            if written == -Int(SocketError.again) {
                if deadlineKind != .pace { beginPace() }
                return
            }
            guard written > 0 else { return close() }
            loop.statistics.bytesSent += written
            output.remove(written)
            if output.count == 0 { self.output = nil }
        }
        outputDrained()
    }

    /// Everything that was waiting has been written.
    private func outputDrained() {
        let wasPaced = deadlineKind == .pace
        if wasPaced { clearDeadline() }
        if flags.contains(.closesAfterOutput) { return linger() }
        switch phase {
        case .events: seat?.group.deliver(to: self)
        case .streaming: streamDrained()
        case .head:
            setDeadline(.idle, loop.times.idle)
            // Requests that waited behind the slow answer come next, in a turn of their own: this one may be in the
            // middle of what came before them. At a drain that turn also ends the connection.
            if input != nil || flags.contains(.hasUnread) || loop.isDraining { continueSoon() }
        case .body where wasPaced: resumeBodyDeadline()
        case .handling where wasPaced: resumeHandlerDeadline()
        default: break
        }
    }

    /// Called at the end of each piece of work that may have written.
    func finishWriting() {
        flush()
        if phase == .closed || output != nil { return }
        if flags.contains(.closesAfterOutput) { linger() }
    }

    // MARK: Pace

    private func beginPace() {
        guard let output else { return }
        output.paceBacklog = output.count + Int(max(0, cmachine_unsent(socket)))
        output.paceAdded = 0
        setDeadline(.pace, loop.times.pace)
    }

    /// Counts what the client acknowledged, not what the kernel took: its buffers hide a slow reader for long.
    private func paceDeadlineCame() {
        guard let output else { return }
        let backlog = output.count + Int(max(0, cmachine_unsent(socket)))
        let taken = output.paceBacklog + output.paceAdded - backlog
        let wanted = Int(Int64(loop.configuration.sendRateLeast) * loop.times.pace / 1_000_000)
        guard taken >= max(1, wanted) else {
            note(.slowReader)
            return close()
        }
        // One slot holds one deadline: while an earlier answer is being taken, the others are looked at here.
        if phase == .body, let exchange, loop.now >= exchange.bodyDeadline { bodyTimedOut() }
        if phase == .handling, let exchange, loop.now >= exchange.handlerDeadline { handlerTimedOut() }
        if phase != .closed { beginPace() }
    }

    // MARK: Ending

    /// Closes in peace: the client is told that no more comes, and has time to read what was sent.
    ///
    /// Closing at once could reset the connection under the answer.
    func linger() {
        if phase == .closed || phase == .lingering { return }
        endExchange()
        input = nil
        tls?.sayGoodbye()
        if flags.contains(.peerFinished) { return close() }
        _ = cmachine_shutdown_write(socket)
        phase = .lingering
        setDeadline(.linger, loop.times.linger)
        readable()
    }

    func close() {
        if phase == .closed { return }
        phase = .closed
        clearDeadline()
        if let registration { loop.events.deregister(registration, isClosing: true) }
        endExchange()
        seat?.group.leave(self)
        input = nil
        output = nil
        tls = nil
        Glibc.close(socket)
        loop.remove(self)
    }

    /// The server is being stopped.
    func drain() {
        // A request that is on its way in is still answered; the answer then closes the connection.
        if phase == .head, input == nil, output == nil { readable() }
        switch phase {
        case .head where input == nil && output == nil: linger()
        case .proxyHeader, .handshake: close()
        case .events: seat?.group.dismiss(self)
        default: break
        }
    }
}
