internal import CMachine
internal import HTTP
internal import Machine
internal import Network

extension Connection {
    private static let readsPerTurn = 8
    private static let requestsPerTurn = 64

    /// Whether there is use for more bytes now.
    ///
    /// Where not, they stay in the socket and slow the client down.
    private var wantsBytes: Bool {
        switch phase {
        case .head: output == nil && flags.isDisjoint(with: [.closesAfterOutput, .hasRequests])
        case .proxyHeader, .handshake, .body, .lingering: true
        // A client that reads a stream has nothing to say: what it sends is thrown away, and its end is noticed.
        case .events: true
        case .handling, .streaming, .closed: false
        }
    }

    func readable() {
        if phase == .proxyHeader { readProxyHeader() }
        if phase == .handshake { shakeHands() }
        for _ in 0..<Self.readsPerTurn {
            guard phase != .closed, phase != .proxyHeader, phase != .handshake else { return }
            guard wantsBytes else {
                flags.insert(.hasUnread)
                if flags.contains(.peerFinished) { peerLeft() }
                return
            }
            flags.remove(.hasUnread)
            let count = readSocket()
            if count == -Int(SocketError.again) { return }
            if count == 0 { return inputEnded() }
            guard count > 0 else { return close() }
            loop.statistics.bytesReceived += count
            receive(unsafe Span(_unsafeStart: UnsafePointer(loop.readBuffer), count: count))
            // A short read has emptied the socket; TLS may hold more records, and an end is still to be read.
            if count < ServerLoop.readBytes, tls == nil, !flags.contains(.peerFinished) { return }
        }
        continueSoon()
    }

    /// Goes on where reading stopped, when there is something.
    func continueReading() {
        flags.remove(.hasRequests)
        if let pending = input, phase == .head {
            input = nil
            take(pending.bytes.span, scanned: 0)
            if phase == .closed { return }
        }
        if flags.contains(.hasUnread) { readable() }
    }

    /// Lets others have a turn first.
    func continueSoon() {
        flags.insert(.hasUnread)
        if flags.contains(.isContinuing) { return }
        flags.insert(.isContinuing)
        let (loop, index, serial) = (loop, index, serial)
        loop.events.execute {
            guard let connection = loop.connection(index, serial) else { return }
            connection.flags.remove(.isContinuing)
            connection.continueReading()
            connection.endIfDrained()
        }
    }

    /// At a drain, a connection on which nothing is under way has no reason to stay.
    private func endIfDrained() {
        guard loop.isDraining, phase == .head, input == nil, output == nil, !flags.contains(.hasRequests) else {
            return
        }
        linger()
    }

    private func readSocket() -> Int {
        if let tls { return unsafe tls.read(loop.readBuffer, ServerLoop.readBytes) }
        return unsafe cmachine_receive(socket, loop.readBuffer, ServerLoop.readBytes)
    }

    private func receive(_ bytes: Span<UInt8>) {
        switch phase {
        case .lingering, .events: return
        case .body where exchange != nil:
            take(bytes, scanned: 0)
        default:
            guard let pending = input else { return take(bytes, scanned: 0) }
            input = nil
            unsafe bytes.withUnsafeBufferPointer { unsafe pending.bytes.append(contentsOf: $0) }
            take(pending.bytes.span, scanned: pending.scanned)
        }
    }

    /// Works on bytes from the start of a request or the middle of a body, and keeps what is not used yet.
    private func take(_ bytes: Span<UInt8>, scanned: Int) {
        var position = 0
        var scanned = scanned
        var requests = 0
        loop: while phase != .closed && position < bytes.count {
            switch phase {
            case .head:
                guard output == nil, !flags.contains(.closesAfterOutput) else { break loop }
                guard requests < Self.requestsPerTurn else {
                    flags.insert(.hasRequests)
                    break loop
                }
                let rest = bytes.extracting(position..<bytes.count)
                switch loop.head.read(rest, scanned: scanned) {
                case .incomplete(let looked):
                    scanned = looked
                    if input == nil && deadlineKind != .head { setDeadline(.head, loop.times.head) }
                    break loop
                case .refused(let fault):
                    refuse(fault)
                    break loop
                case .complete(let length):
                    scanned = 0
                    requests += 1
                    position += length
                    // The next head has its own time.
                    clearDeadline()
                    begin(rest, hasMore: position < bytes.count)
                    if !loop.batch.hasRoom { flush() }
                }
            case .body:
                guard let exchange, exchange.decoder != nil else { break loop }
                let start = position
                let before = exchange.body.count
                let outcome = exchange.decoder?.decode(bytes, &position, into: &exchange.body) ?? .more
                exchange.received += position - start
                loop.statistics.bodyBytes += exchange.body.count - before
                if loop.statistics.bodyBytes > loop.configuration.bodyBytesMost {
                    refuseUploads(exchange.context)
                    break loop
                }
                switch outcome {
                case .more: break
                case .refused(let fault):
                    refuse(fault)
                    break loop
                case .complete: bodyCompleted()
                }
            default: break loop
            }
        }
        keep(bytes, from: position, scanned: scanned)
        finishWriting()
        if flags.contains(.hasRequests) { continueSoon() }
        if phase == .head, output == nil, input == nil, deadlineKind == .none { setDeadline(.idle, loop.times.idle) }
    }

    private func keep(_ bytes: Span<UInt8>, from position: Int, scanned: Int) {
        // Nothing is answered any more on a connection that ends or has become a stream of events.
        guard position < bytes.count, phase != .closed, phase != .lingering, phase != .events,
            !flags.contains(.closesAfterOutput)
        else { return }
        let rest = bytes.extracting(position..<bytes.count)
        input = PendingInput(unsafe rest.withUnsafeBufferPointer { unsafe Array($0) }, scanned: scanned)
    }

    /// The client has closed its side and everything that it sent was read.
    private func inputEnded() {
        flags.insert(.peerFinished)
        switch phase {
        case .head:
            if input != nil || output == nil { return close() }
            flags.insert(.closesAfterOutput)
        default: close()
        }
    }

    /// The client has closed while its answer is being made: nobody waits for it.
    private func peerLeft() {
        switch phase {
        case .handling, .streaming: close()
        case .head where output != nil: flags.insert(.hasUnread)
        default: break
        }
    }

    // MARK: Before the first request

    private func readProxyHeader() {
        var bytes = [UInt8](repeating: 0, count: ProxyHeader.bytesMost)
        let count = unsafe cmachine_peek(socket, &bytes, ProxyHeader.bytesMost)
        if count == -Int(SocketError.again) { return }
        guard count > 0 else { return close() }
        switch ProxyHeader.read(Array(bytes.prefix(count))) {
        case .incomplete:
            if flags.contains(.peerFinished) { close() }
        case .malformed:
            phase = .head
            // Its bytes are no HTTP either; over TLS nothing could be said.
            if tls == nil { refuse(.proxyHeader) } else { close() }
            finishWriting()
        case .complete(let length, let client):
            // Taken out exactly, for TLS reads the socket itself.
            _ = unsafe cmachine_read(socket, &bytes, length)
            flags.insert(.isBehindProxy)
            phase = tls == nil ? .head : .handshake
            if let client { name(client) }
        }
    }

    /// A proxy has named its client, who may have as many connections as one that comes by itself.
    private func name(_ client: NetworkAddress) {
        let isCounted = !loop.isProxy(client)
        if isCounted, !loop.admission.enterBehindProxy(client) {
            loop.statistics.connectionsRefused[HTTPServerStatistics.Refusal.addressMost.rawValue] += 1
            proxied = ProxiedClient(client, isCounted: false)
            // Before TLS nothing can be said.
            guard tls == nil else { return close() }
            fail(.serviceUnavailable, "There are too many connections from this address.", nil, retryAfter: 5)
            return finishWriting()
        }
        proxied = ProxiedClient(client, isCounted: isCounted)
    }

    private func shakeHands() {
        switch tls?.handshake() {
        case .done:
            phase = .head
            setDeadline(.head, loop.times.head)
        case .again:
            if flags.contains(.peerFinished) { close() }
        default:
            loop.statistics.tlsHandshakesFailed += 1
            close()
        }
    }
}
