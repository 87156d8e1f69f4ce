internal import CMachine
internal import Glibc
internal import HTTP
internal import Machine
internal import Network
internal import Synchronization

/// What the connections of one event loop share: the table of connections, the read buffer, the output batch, the
/// deadlines, the date, the counters.
///
/// One for each core.
@safe final class ServerLoop: @unchecked Sendable {
    // Unchecked: everything that changes is touched on `events`' thread alone; other threads go through
    // `events.execute`. Safe: `readBuffer` is allocated by `init`, freed by `deinit`, and read up to its size.
    static let readBytes = 64 << 10

    let events: EventLoop
    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let admission: Admission
    let owner: ObjectIdentifier
    let times: Times
    let batch = OutputBatch()
    let readBuffer: UnsafeMutablePointer<UInt8>

    var head: RequestHead
    var statistics = HTTPServerStatistics()
    private(set) var isDraining = false
    private var connections: [Connection?] = []
    private var free: [Int32] = []
    private var lastSerial: UInt32 = 0
    private var listeners: [Listener] = []
    private var groups: [ObjectIdentifier: EventGroup] = [:]
    private var wheel: DeadlineWheel
    private var wheelTimer: TimerToken?
    private var wheelTime = Int64.max
    private var dateTick: Int64 = -1
    private var dateSecond: Int64 = -1
    private var date: [UInt8] = []
    private var requestNumber: UInt64
    private var lastExchange: UInt64 = 0
    private var acceptedHeader: [UInt8] = []
    private var accepted = AcceptedEncodings(header: nil)
    private var drainWaiters: [CheckedContinuation<Void, Never>] = []

    /// The configuration's durations in microseconds.
    struct Times {
        let head, body, idle, handler, pace, linger: Int64

        init(_ configuration: HTTPServerConfiguration) {
            head = configuration.headTimeout.microseconds
            body = configuration.bodyTimeout.microseconds
            idle = configuration.idleTimeout.microseconds
            handler = configuration.handlerTimeout.microseconds
            pace = configuration.paceInterval.microseconds
            linger = configuration.lingerTimeout.microseconds
        }

        var shortest: Int64 { min(head, body, idle, handler, pace, linger) }
    }

    init(
        number: Int, configuration: HTTPServerConfiguration, handler: any HTTPHandler, admission: Admission,
        owner: ObjectIdentifier
    ) throws(MachineError) {
        events = try EventLoop(name: "http-\(number)")
        self.configuration = configuration
        self.handler = handler
        self.admission = admission
        self.owner = owner
        times = Times(configuration)
        head = RequestHead(limits: configuration.headLimits)
        unsafe readBuffer = .allocate(capacity: Self.readBytes)
        // Coarse enough that an idle server hardly wakes, fine enough for the shortest of the limits.
        let width = min(max(times.shortest / 10, 1_000), 250_000)
        wheel = DeadlineWheel(width: width, now: SystemClock.monotonicMicroseconds())
        // A random start names requests apart across loops and restarts.
        requestNumber = Entropy.number()
    }

    deinit { unsafe readBuffer.deallocate() }

    var now: Int64 { events.now }

    func nextRequestID() -> RequestID {
        requestNumber &+= 1
        return .made(requestNumber)
    }

    func nextExchange() -> UInt64 {
        lastExchange += 1
        return lastExchange
    }

    /// What is prepared for a page, if anything. Here, so that the handler is asked in its place and not copied for it.
    func prepared(target: String, host: String) -> PreparedResponse? { handler.prepared(target: target, host: host) }

    /// Writes the Date line, made once a second; the clock is looked at once in a turn of the loop.
    private func appendDate() {
        if now != dateTick {
            dateTick = now
            let second = SystemClock.coarseWallSeconds()
            if second != dateSecond {
                dateSecond = second
                date = ResponseHead.dateLine(second)
            }
        }
        batch.append(date)
    }

    /// Writes the fields that differ from answer to answer.
    func appendCommon(_ context: ReplyContext) {
        appendDate()
        batch.append("X-Request-ID: ")
        switch context.id {
        case .made(let number): batch.append(hexadecimal: number)
        case .given(let text): batch.append(text)
        }
        if context.isSecure, let policy = configuration.strictTransportSecurity {
            batch.append("\r\nStrict-Transport-Security: ")
            batch.append(policy)
        }
        if !context.keepAlive {
            batch.append("\r\nConnection: close\r\n")
        } else if context.isHTTP10 {
            batch.append("\r\nConnection: keep-alive\r\n")
        } else {
            batch.append("\r\n")
        }
    }

    /// Writes what is prepared, or that the client has it; the result is the status and how many bytes of a body there are.
    func append(_ prepared: PreparedResponse, _ context: ReplyContext) -> (status: Int, bodyBytes: Int) {
        let rendered = rendered(prepared)
        let choice = rendered.choice(for: context.encodings)
        if context.ifNoneMatch != nil, rendered.statusCode == 200, context.isGet || context.isHead,
            let validator = rendered.validator(choice), EntityTag.noneMatch(context.ifNoneMatch, has: validator.etag)
        {
            batch.append("HTTP/1.1 304 Not Modified\r\n")
            appendCommon(context)
            batch.append(validator.notModified)
            return (304, 0)
        }
        if rendered.statusCode == 200 {
            batch.append("HTTP/1.1 200 OK\r\n")
        } else {
            batch.append(rendered.statusLine)
        }
        appendCommon(context)
        let variant = rendered.variant(choice)
        batch.append(variant.block, from: 0, to: context.isHead ? variant.headCount : variant.block.count)
        return (rendered.statusCode, context.isHead ? 0 : variant.bodyCount)
    }

    /// Clients of one kind send the same Accept-Encoding again and again: the last answer is kept.
    func encodings(_ bytes: Span<UInt8>, _ value: Range<Int>?) -> AcceptedEncodings {
        guard let value else { return AcceptedEncodings(header: nil) }
        if value.count == acceptedHeader.count {
            var isSame = true
            for offset in 0..<value.count where bytes[value.lowerBound + offset] != acceptedHeader[offset] {
                isSame = false
                break
            }
            if isSame { return accepted }
        }
        let text = bytes.string(value)
        acceptedHeader = Array(text.utf8)
        accepted = AcceptedEncodings(header: text)
        return accepted
    }

    private func rendered(_ response: PreparedResponse) -> RenderedResponse {
        if let kept = response.rendering as? RenderedResponse, kept.owner == owner { return kept }
        let made = RenderedResponse(response, security: configuration.securityHeaders, owner: owner)
        response.keep(made)
        return made
    }

    /// Whether whoever opened a connection from this address is believed.
    func isTrustedPeer(_ address: NetworkAddress) -> Bool { address == .none || isProxy(address) }

    /// Whether an address that was written down is a trusted proxy's; no text stands for a Unix socket.
    func isProxy(_ address: NetworkAddress) -> Bool {
        configuration.trustedProxies.contains { $0.contains(address) }
    }

    // MARK: Connections

    func connection(_ index: Int32, _ serial: UInt32) -> Connection? {
        guard index >= 0, Int(index) < connections.count, let connection = connections[Int(index)],
            connection.serial == serial
        else { return nil }
        return connection
    }

    func add(_ listener: Listener) {
        do {
            try listener.watch(on: self)
            listeners.append(listener)
        } catch {
            // A loop that cannot watch its own listening socket serves nobody on it.
            preconditionFailure("cannot watch a listening socket: \(error)")
        }
    }

    func replaceCertificate(_ context: TLSContext, of listenerNumber: Int) {
        for listener in listeners where listener.number == listenerNumber { listener.tls = context }
    }

    func adopt(_ socket: Int32, from address: NetworkAddress, listener: Listener) {
        let isTrusted = isTrustedPeer(address)
        if let refusal = admission.enter(address, isCounted: !isTrusted) {
            statistics.connectionsRefused[refusal.rawValue] += 1
            refuse(socket, speaksTLS: listener.tls != nil)
            return
        }
        lastSerial = lastSerial &+ 1
        let index = free.popLast() ?? Int32(connections.count)
        if Int(index) == connections.count { connections.append(nil) }
        let connection = Connection(
            socket: socket, index: index, serial: lastSerial, address: address, isTrusted: isTrusted, on: self)
        connections[Int(index)] = connection
        statistics.connectionsAccepted += 1
        statistics.connectionsOpen += 1
        connection.begin(tls: listener.tls, expectsProxyHeader: listener.expectsProxyHeader && isTrusted)
    }

    /// Says that there is no room, without waiting for a request.
    private func refuse(_ socket: Int32, speaksTLS: Bool) {
        if !speaksTLS {
            let answer =
                "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            var bytes = Array(answer.utf8)
            let count = bytes.count
            _ = unsafe cmachine_send(socket, &bytes, count)
            _ = cmachine_shutdown_write(socket)
            // What has arrived is taken, or closing would reset the connection and the answer with it.
            _ = unsafe cmachine_read(socket, readBuffer, Self.readBytes)
        }
        close(socket)
    }

    func noteRefusedForDescriptors() {
        statistics.connectionsRefused[HTTPServerStatistics.Refusal.descriptors.rawValue] += 1
    }

    /// Called by a connection that has closed its socket.
    func remove(_ connection: Connection) {
        connections[Int(connection.index)] = nil
        free.append(connection.index)
        statistics.connectionsOpen -= 1
        admission.leave(connection.address, isCounted: !connection.isTrustedPeer)
        if let proxied = connection.proxied, proxied.isCounted { admission.leaveBehindProxy(proxied.address) }
        if isDraining && statistics.connectionsOpen == 0 { finishDrain() }
    }

    // MARK: Deadlines

    /// Sees to it that the connection is asked (`deadlineCame`) when its deadline has passed.
    func file(_ connection: Connection) {
        if connection.filedBucket > 0 && connection.filedBucket <= wheel.bucket(of: connection.deadline) { return }
        connection.filedBucket = wheel.file(
            DeadlineWheel.Entry(index: connection.index, generation: connection.serial),
            deadline: connection.deadline)
        let time = connection.filedBucket * wheel.width
        if time < wheelTime { setWheelTimer(time) }
    }

    private func setWheelTimer(_ time: Int64) {
        if let wheelTimer { events.cancelTimer(wheelTimer) }
        wheelTime = time
        wheelTimer = events.setTimer(afterMicroseconds: time - SystemClock.monotonicMicroseconds()) { [self] in
            turnWheel()
        }
    }

    private func turnWheel() {
        wheelTimer = nil
        wheelTime = .max
        let now = events.now
        for (entry, bucket) in wheel.advance(to: now) {
            guard let connection = connection(entry.index, entry.generation), connection.filedBucket == bucket else {
                continue
            }
            connection.filedBucket = 0
            if connection.deadline <= now {
                connection.deadlineCame()
            } else if connection.deadline != .max {
                file(connection)
            }
        }
        if let next = wheel.nextTime(), next < wheelTime { setWheelTimer(next) }
    }

    // MARK: Events

    func group(for feed: EventFeed) -> EventGroup {
        if let group = groups[ObjectIdentifier(feed)] { return group }
        let group = EventGroup(feed: feed, loop: self)
        groups[ObjectIdentifier(feed)] = group
        return group
    }

    func remove(_ group: EventGroup) { groups[ObjectIdentifier(group.feed)] = nil }

    // MARK: Drain

    /// Accepts no more and lets what runs finish; returns when the last connection is closed, at the latest after
    /// the time given, when what is left is cut.
    func drain(within limit: Duration) async {
        await withCheckedContinuation { continuation in
            let isRunning = events.execute { [self] in
                drainWaiters.append(continuation)
                startDrain(within: limit)
            }
            if !isRunning { continuation.resume() }
        }
    }

    private func startDrain(within limit: Duration) {
        if !isDraining {
            isDraining = true
            for listener in listeners { listener.close() }
            listeners = []
            for connection in connections { connection?.drain() }
        }
        if statistics.connectionsOpen == 0 { return finishDrain() }
        events.setTimer(afterMicroseconds: limit.microseconds) { [self] in
            for connection in connections { connection?.close() }
            finishDrain()
        }
    }

    private func finishDrain() {
        let waiters = drainWaiters
        drainWaiters = []
        for waiter in waiters { waiter.resume() }
    }
}

extension Duration {
    /// Rounded down, and held within what deadlines can add up.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 1 << 40) * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}

extension Span<UInt8> {
    /// Bytes that are not UTF-8 become U+FFFD.
    func string(_ range: Range<Int>) -> String {
        unsafe extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
