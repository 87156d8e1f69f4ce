internal import CMachine
internal import Glibc
internal import ISO8583
internal import Machine

/// Hears of its pipe, on the loop's thread.
protocol PipeOwner: AnyObject {
    /// Connected, and both sides have shown what they had to.
    func opened(_ pipe: Pipe)
    func received(_ frame: FrameDecoder.Frame, _ pipe: Pipe)
    /// Everything that was given has been written.
    func drained(_ pipe: Pipe)
    /// The peer sends no more; what it asked before may still be answered.
    func peerFinished(_ pipe: Pipe)
    func closed(_ pipe: Pipe, _ ending: Pipe.Ending)
}

/// One socket: bytes to frames, frames to bytes, with every wait bounded. Used on its loop's thread alone.
final class Pipe: EventHandling {
    enum Phase {
        /// Until the system says how it went.
        case connecting
        case handshake
        case open
        /// Everything is written; what the peer still sends is thrown away until it closes.
        case lingering
        case closed
    }

    /// How a pipe ended.
    enum Ending: Sendable, Equatable {
        /// One side closed, between two frames.
        case closed
        case notConnected(String)
        /// `isOurs`: we refused the peer; else it refused us. Nothing was read by whoever refused.
        case notTrusted(String)
        /// The connection broke, or ended inside a frame.
        case cut
        /// What came is no frame.
        case garbage(ISO8583Error)
        case timedOut(Timeout)
        /// The peer does not take what it asked for.
        case outputFull
    }

    enum Timeout: String, Sendable, CaseIterable {
        case connecting
        case frame
        case idle
        case writing
        case lingering
    }

    struct Limits {
        /// From the first call to the end of the TLS handshake.
        var opening: Int64
        /// From the first byte of a frame to its last.
        var frame: Int64
        /// Without anything coming, going or under way; nil: for ever.
        var idle: Int64?
        /// Without the peer taking anything of what waits.
        var writing: Int64
        var lingering: Int64
        var frameBytes: Int
        var outputBytes: Int
    }

    private static let readsPerTurn = 8

    let loop: EventLoop
    private let socket: Int32
    private let framing: Framing
    private let limits: Limits
    private let buffer: ReadBuffer
    private let tls: TLSSession?
    private weak var owner: (any PipeOwner)?
    private var registration: EventRegistration?
    private(set) var phase: Phase
    private var decoder: FrameDecoder
    private var output = PipeOutput()

    /// Whether something is under way that the peer waits for: no idle deadline runs then.
    var isBusy = false { didSet { if isBusy != oldValue { touched = loop.now } } }
    private(set) var isPaused = false
    private(set) var hasPeerFinished = false
    private var answersKeepAlive = false
    private var isFlushing = false
    private var isContinuing = false
    private var closesWhenWritten = false

    private var began: Int64
    private var touched: Int64
    private var frameBegan: Int64?
    private var writeMoved: Int64?
    private var timer: TimerToken?
    private var timerTime = Int64.max

    init(
        socket: Int32, isConnecting: Bool, tls: TLSSession?, framing: Framing, limits: Limits, answersKeepAlive: Bool,
        buffer: ReadBuffer, loop: EventLoop, owner: any PipeOwner
    ) {
        self.socket = socket
        self.tls = tls
        self.framing = framing
        self.limits = limits
        self.answersKeepAlive = answersKeepAlive
        self.buffer = buffer
        self.loop = loop
        self.owner = owner
        decoder = FrameDecoder(framing, contentBytesMax: limits.frameBytes)
        phase = isConnecting ? .connecting : tls == nil ? .open : .handshake
        began = loop.now
        touched = began
    }

    /// Begins; the owner may hear of an end before this returns.
    func begin() {
        do {
            registration = try loop.register(
                socket, for: [.readable, .writable, .peerClosed], trigger: .edge, handler: self)
        } catch {
            return close(.notConnected("\(error)"))
        }
        began = SystemClock.monotonicMicroseconds()
        touched = began
        if phase == .open { owner?.opened(self) }
        schedule()
    }

    var peerName: String? { tls?.peerName }
    var isSecure: Bool { tls != nil }
    var isInsideFrame: Bool { decoder.isInsideFrame }
    var outputBytes: Int { output.count }

    // MARK: Readiness

    func ready(_ events: EventSet, _ registration: EventRegistration) {
        if phase == .connecting {
            let error = cmachine_socket_error(socket)
            guard error == 0 else { return close(.notConnected(Self.words(error))) }
            // Not decided yet.
            guard events.contains(.writable) || events.contains(.hangup) || events.contains(.failed) else { return }
            phase = tls == nil ? .open : .handshake
            if phase == .open { owner?.opened(self) }
        }
        if phase == .handshake { shakeHands() }
        if phase == .open, output.count > 0 { flush() }
        // Also when the connection broke: frames or an alert can have come before.
        if phase == .open || phase == .lingering { read() }
        schedule()
    }

    private func shakeHands() {
        guard let tls else { return }
        switch tls.handshake() {
        case .again: break
        case .done:
            phase = .open
            touched = loop.now
            owner?.opened(self)
        case .failed:
            let words = tls.failure ?? "the peer closed in the handshake"
            // The alert that says so is on its way: closing over unread bytes could destroy it.
            _ = cmachine_shutdown_write(socket)
            discardInput()
            close(.notTrusted(words))
        }
    }

    private func discardInput() {
        for _ in 0..<4 where unsafe cmachine_receive(socket, buffer.start, ReadBuffer.bytes) <= 0 { return }
    }

    // MARK: Reading

    /// Reads no more frames until `resume`; the peer is slowed down by its own full socket.
    func pause() { isPaused = true }

    func resume() {
        guard isPaused else { return }
        isPaused = false
        continueSoon()
    }

    /// Takes what has come by now, so that a connection that ended meanwhile is known to have ended.
    func readNow() {
        if phase == .open { read() }
    }

    private func read() {
        if phase == .open, !takeFrames() { return }
        for _ in 0..<Self.readsPerTurn {
            guard phase == .open || phase == .lingering, !isPaused || phase == .lingering, !hasPeerFinished else {
                return
            }
            let count = readSocket()
            if count == -Int(SocketError.again) { return }
            if count == 0 { return inputEnded() }
            guard count > 0 else { return broke() }
            touched = loop.now
            guard phase == .open else { continue }
            do throws(ISO8583Error) {
                try decoder.append(unsafe Span(_unsafeStart: UnsafePointer(buffer.start), count: count))
            } catch {
                return close(.garbage(error))
            }
            guard takeFrames() else { return }
        }
        continueSoon()
    }

    /// Gives out what is whole. False when there is no use in reading on.
    private func takeFrames() -> Bool {
        while phase == .open, !isPaused {
            do throws(ISO8583Error) {
                switch try decoder.next() {
                case nil:
                    frameBegan = decoder.isInsideFrame ? frameBegan ?? loop.now : nil
                    return true
                case .keepAlive:
                    if answersKeepAlive { send(framing.keepAlive) }
                case .frame(let frame):
                    frameBegan = nil
                    owner?.received(frame, self)
                }
            } catch {
                close(.garbage(error))
                return false
            }
        }
        return phase == .lingering
    }

    private func readSocket() -> Int {
        if let tls { return unsafe tls.read(buffer.start, ReadBuffer.bytes) }
        return unsafe cmachine_receive(socket, buffer.start, ReadBuffer.bytes)
    }

    private func inputEnded() {
        hasPeerFinished = true
        if phase == .lingering { return close(.closed) }
        if decoder.isInsideFrame { return close(.cut) }
        owner?.peerFinished(self)
    }

    private func broke() {
        if phase == .lingering { return close(.closed) }
        if let tls, tls.wasRefused { return close(.notTrusted(tls.failure ?? "the peer refused the handshake")) }
        close(.cut)
    }

    /// Lets others have a turn first.
    private func continueSoon() {
        guard !isContinuing else { return }
        isContinuing = true
        let box = PipeBox(self)
        loop.execute {
            let pipe = box.pipe
            pipe.isContinuing = false
            pipe.read()
            pipe.schedule()
        }
    }

    // MARK: Writing

    /// Frames of one turn of the loop go out together.
    @discardableResult
    func send(_ bytes: [UInt8]) -> UInt64? {
        guard phase == .open, !closesWhenWritten else { return nil }
        guard output.count + bytes.count <= limits.outputBytes else {
            close(.outputFull)
            return nil
        }
        let number = output.append(bytes)
        if writeMoved == nil { writeMoved = loop.now }
        if !isFlushing {
            isFlushing = true
            let box = PipeBox(self)
            loop.execute {
                let pipe = box.pipe
                pipe.isFlushing = false
                if pipe.phase == .open { pipe.flush() }
                pipe.schedule()
            }
        }
        return number
    }

    /// Whether nothing of a frame has gone and nothing will.
    func takeBack(_ number: UInt64) -> Bool { output.takeBack(number) }

    /// Whether bytes of a frame may have gone.
    func hasStaged(_ number: UInt64) -> Bool { number <= output.stagedThrough }

    private func flush() {
        while phase == .open {
            let written = output.write { span in
                unsafe span.withUnsafeBufferPointer { bytes in
                    guard let start = bytes.baseAddress else { return 0 }
                    if let tls { return unsafe tls.write(start, bytes.count) }
                    return unsafe cmachine_send(socket, start, bytes.count)
                }
            }
            guard let written else { break }
            if written == -Int(SocketError.again) { return }
            guard written > 0 else {
                // What the peer said last may tell why.
                read()
                if phase == .open { close(.cut) }
                return
            }
            touched = loop.now
            writeMoved = touched
        }
        guard phase == .open else { return }
        writeMoved = nil
        if closesWhenWritten { return linger() }
        owner?.drained(self)
    }

    // MARK: Ending

    /// Writes what waits and closes.
    func finish() {
        guard phase == .open else {
            if phase == .connecting || phase == .handshake { close(.closed) }
            return
        }
        closesWhenWritten = true
        if output.count == 0 { linger() }
    }

    /// The peer is told that no more comes and has time to read what was sent.
    private func linger() {
        guard phase == .open else { return }
        tls?.sayGoodbye()
        if hasPeerFinished { return close(.closed) }
        _ = cmachine_shutdown_write(socket)
        phase = .lingering
        began = loop.now
        read()
        schedule()
    }

    /// The peer hears that the connection broke.
    func reset() {
        guard phase != .closed else { return }
        var value = Glibc.linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<Glibc.linger>.size))
        close(.closed)
    }

    func close(_ ending: Ending) {
        if phase == .closed { return }
        phase = .closed
        if let timer { loop.cancelTimer(timer) }
        timer = nil
        if let registration { loop.deregister(registration, isClosing: true) }
        registration = nil
        Glibc.close(socket)
        let owner = owner
        self.owner = nil
        owner?.closed(self, ending)
    }

    // MARK: Deadlines

    private var deadline: (time: Int64, Timeout)? {
        switch phase {
        case .closed: return nil
        case .connecting, .handshake: return (began + limits.opening, .connecting)
        case .lingering: return (began + limits.lingering, .lingering)
        case .open: break
        }
        if let writeMoved { return (writeMoved + limits.writing, .writing) }
        if let frameBegan, !isPaused { return (frameBegan + limits.frame, .frame) }
        if let idle = limits.idle, !isBusy { return (touched + idle, .idle) }
        return nil
    }

    /// One timer, which moves on when it comes up too early.
    private func schedule() {
        guard let deadline else { return }
        guard deadline.time < timerTime else { return }
        if let timer { loop.cancelTimer(timer) }
        timerTime = deadline.time
        timer = loop.setTimer(afterMicroseconds: deadline.time - SystemClock.monotonicMicroseconds()) { [weak self] in
            guard let self else { return }
            timer = nil
            timerTime = .max
            guard let (time, kind) = self.deadline else { return }
            if time <= SystemClock.monotonicMicroseconds() {
                close(kind == .lingering ? .closed : .timedOut(kind))
            } else {
                schedule()
            }
        }
    }

    /// To be called when `isBusy` has changed.
    func reschedule() { schedule() }

    static func words(_ error: Int32) -> String { MachineError("connect", result: -error).message }
}

/// A pipe on its way through the loop's mailbox.
private struct PipeBox: @unchecked Sendable {
    // Unchecked: made and opened on the loop's thread alone.
    let pipe: Pipe
    init(_ pipe: Pipe) { self.pipe = pipe }
}

/// Where bytes are read to; shared by all pipes of one loop, which copy out of it at once.
@safe final class ReadBuffer {
    // Safe: allocated by `init`, freed by `deinit`, and read up to its size.
    static let bytes = 64 << 10
    let start: UnsafeMutablePointer<UInt8>

    init() { unsafe start = .allocate(capacity: Self.bytes) }
    deinit { unsafe start.deallocate() }
}
