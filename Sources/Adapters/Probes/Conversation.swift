internal import CMachine
internal import Glibc
internal import Machine
internal import Network
internal import Observing
internal import Series
internal import Vocabulary

/// One new socket, on which a script speaks until it has its answer or the time is over. Used on its loop's thread alone.
final class Conversation: EventHandling {
    enum Transport {
        case stream
        case datagrams
        /// ICMP: messages that come one by one, as datagrams do.
        case echo
    }

    struct Ending {
        let outcome: SampleOutcome
        let words: String
        /// The other side ended TLS by an alert that speaks of our certificate.
        var isRefusal = false
        var measures: [ProbeMeasure] = []
    }

    /// How the connection becomes secure.
    struct Security {
        let context: TLSContext
        let terms: TLSTerms
        /// At once, not only when the script says so.
        let isFromStart: Bool
        /// What is spoken, as ALPN writes it.
        var protocols: [UInt8] = []
    }

    private enum State {
        case connecting
        case securing
        case speaking
        case ended
    }

    private static let readBytes = 16_384
    private static let incoming: EventSet = [.readable, .peerClosed, .hangup, .failed]
    /// By these alerts an end says that it does not like a certificate, or that there is none (RFC 8446, section 6).
    private static let certificateAlerts: Set<Int> = [40, 41, 42, 43, 44, 45, 46, 48, 49, 51, 116]
    /// A deadline that is noticed later than this says that the prober is too busy, and nothing of who was asked.
    private static let lagMost: Int64 = 50_000

    private let transport: Transport
    private let security: Security?
    private let place: SocketAddress
    private let script: any ConversationScript
    private let clock: ProbeClock
    private let bytesMost: Int
    private let loop: EventLoop
    private let finished: (Ending) -> Void
    private var state = State.connecting
    private var socket: Int32 = -1
    private var registration: EventRegistration?
    private var timer: TimerToken?
    private var secure: TLSSession?
    /// Said goodbye, and waits for what the other side says to it.
    private var isLeaving = false
    private var output: ArraySlice<UInt8> = []
    private var input: [UInt8] = []
    private var count = 0
    private var hasEnded = false
    /// What was said is said, and nothing came since.
    private var isWaiting = false

    init(
        _ transport: Transport, security: Security? = nil, to place: SocketAddress, script: any ConversationScript,
        clock: ProbeClock, bytesMost: Int, on loop: EventLoop, finished: @escaping (Ending) -> Void
    ) {
        self.transport = transport
        self.security = security
        self.place = place
        self.script = script
        self.clock = clock
        self.bytesMost = bytesMost
        self.loop = loop
        self.finished = finished
    }

    func begin() {
        socket =
            switch transport {
            case .stream: ProbeSocket.connectStream(place)
            case .datagrams: ProbeSocket.connectDatagrams(place)
            case .echo: ProbeSocket.connectEcho(place)
            }
        if transport == .echo, socket == -EPERM {
            return end(
                SampleOutcome(.unknown, at: .own, code: UInt16(clamping: -socket)),
                "the kernel gives no socket for echoes; widen net.ipv4.ping_group_range or give CAP_NET_RAW")
        }
        guard socket >= 0 else { return failed(.connect, error: -socket) }
        do {
            registration = try loop.register(
                socket, for: [.readable, .writable, .peerClosed], trigger: .edge, handler: self)
        } catch {
            return end(SampleOutcome(.unknown, at: .own), "the prober cannot watch another socket: \(error)")
        }
        timer = loop.setTimer(afterMicroseconds: clock.left) { [self] in
            timer = nil
            timedOut()
        }
        if transport != .stream { connected() }
    }

    func ready(_ events: EventSet, _ registration: EventRegistration) {
        if state == .connecting {
            let error = cmachine_socket_error(socket)
            guard error == 0 else { return failed(.connect, error: error) }
            // Not decided yet.
            guard events.contains(.writable) || events.contains(.hangup) || events.contains(.failed) else { return }
            clock.end(.connect)
            if let security, security.isFromStart { return beginSecuring(security) }
            connected()
            // What comes later is told again.
            guard !events.isDisjoint(with: Self.incoming) else { return }
        }
        if state == .securing { return shakeHands() }
        if state == .speaking, !output.isEmpty { write() }
        if state == .speaking { read() }
    }

    private func connected() {
        state = .speaking
        advance()
    }

    private func advance() {
        while state == .speaking, output.isEmpty {
            let before = input.count
            switch script.next(&input, hasEnded: hasEnded) {
            case .send(let bytes):
                output = bytes[...]
                isWaiting = true
                write()
            case .receive:
                if hasEnded {
                    return end(
                        SampleOutcome(.failed, at: .receive),
                        "the connection was closed before the answer was whole, after \(count) bytes")
                }
                // A script that took something may make more of what is left.
                if input.count == before { return }
            case .secure:
                guard let security, secure == nil else {
                    return end(SampleOutcome(.unknown, at: .own), "the probe has no terms for TLS")
                }
                // What came in the clear must not be taken for what comes under TLS.
                guard input.isEmpty else {
                    return end(
                        SampleOutcome(.failed, at: .secure), "bytes came before TLS began that belong to nothing")
                }
                clock.end(isWaiting ? .wait : .receive)
                return beginSecuring(security)
            case .leave:
                guard let secure, secure.awaitsVerdict else { return end(.ok, "the handshake was whole") }
                isLeaving = true
                isWaiting = true
                secure.sayGoodbye()
                return read()
            case .end(let outcome, let words): return end(outcome, words)
            }
        }
    }

    // MARK: TLS

    private func beginSecuring(_ security: Security) {
        let made = security.context.session(
            on: socket, name: security.terms.name, protocols: security.protocols)
        guard let session = made else {
            return end(SampleOutcome(.unknown, at: .own), "OpenSSL has no place for another connection")
        }
        secure = session
        state = .securing
        shakeHands()
    }

    private func shakeHands() {
        guard let secure, let security else { return }
        switch secure.handshake() {
        case .again: return
        case .refused(let alert, let words): return refused(alert, words)
        case .failed(let words): return end(SampleOutcome(.failed, at: .secure), "no TLS with \(place): \(words)")
        case .done: break
        }
        clock.end(.secure)
        let verdict = secure.verdict(security.terms, at: Instant(microseconds: SystemClock.wallMicroseconds()))
        state = .speaking
        guard verdict.faults.isEmpty else {
            return end(
                SampleOutcome(.failed, at: .secure, code: verdict.number), verdict.faults.joined(separator: "; "))
        }
        advance()
        if state == .speaking { read() }
    }

    private func refused(_ alert: Int, _ words: String) {
        end(
            SampleOutcome(.failed, at: .secure, code: UInt16(clamping: alert)),
            "\(place) ended TLS by alert \(alert), \(words)", isRefusal: Self.certificateAlerts.contains(alert))
    }

    // MARK: Bytes

    private func write() {
        while state == .speaking, !output.isEmpty {
            let written = unsafe output.withUnsafeBytes { bytes in
                unsafe bytes.baseAddress.map { base in
                    if let secure { return unsafe secure.write(base, bytes.count) }
                    return unsafe cmachine_send(socket, base, bytes.count)
                } ?? 0
            }
            if written == -Int(EAGAIN) { return }
            guard written > 0 else { return failed(.send, error: Int32(-written)) }
            output = output.dropFirst(written)
        }
    }

    private func read() {
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.readBytes, alignment: 16) { unsafe read(into: $0) }
    }

    @unsafe private func read(into buffer: UnsafeMutableRawBufferPointer) {
        while state == .speaking, !hasEnded {
            guard let got = unsafe take(buffer) else { return }
            guard got >= 0 else {
                let stage: SampleOutcome.Stage = transport == .stream ? .receive : .connect
                return failed(stage, error: Int32(-got))
            }
            if isWaiting {
                isWaiting = false
                clock.end(.wait)
            }
            hasEnded = got == 0 && transport == .stream
            count += got
            if isLeaving {
                guard hasEnded else { continue }
                return end(.ok, "the other side accepts our certificate")
            }
            guard count <= bytesMost else {
                return end(
                    SampleOutcome(.failed, at: .receive), "more than \(bytesMost) bytes came; raise the probe's limit")
            }
            if transport != .stream { input = [] }
            unsafe input.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            advance()
        }
    }

    /// How many bytes came: zero at the end, a negative error number; nil: none yet, or the conversation has ended by it.
    @unsafe private func take(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard let base = buffer.baseAddress else { return nil }
        guard let secure else {
            let got = unsafe cmachine_receive(socket, base, buffer.count)
            return got == -Int(EAGAIN) ? nil : got
        }
        let reading = unsafe secure.read(base, buffer.count)
        switch reading {
        case .bytes(let got): return got
        case .again: return nil
        case .refused(let alert, let words): refused(alert, words)
        case .failed(let words):
            end(SampleOutcome(.failed, at: .receive), "\(place) broke TLS off: \(words)")
        }
        return nil
    }

    private func timedOut() {
        guard clock.overrun < Self.lagMost else {
            return end(
                SampleOutcome(.unknown, at: .own),
                "the prober was \(clock.overrun / 1_000) ms late itself; give it fewer probes or another processor")
        }
        switch state {
        case .connecting: failed(.connect, error: ETIMEDOUT)
        case .securing: failed(.secure, error: ETIMEDOUT)
        case .speaking where isLeaving:
            end(
                SampleOutcome(.failed, at: .secure, code: UInt16(ETIMEDOUT)),
                "\(place) did not say in time whether it accepts our certificate")
        case .speaking: failed(output.isEmpty ? .receive : .send, error: ETIMEDOUT)
        case .ended: break
        }
    }

    private func failed(_ stage: SampleOutcome.Stage, error: Int32) {
        let what: String =
            switch stage {
            case .connect: "no connection to \(place)"
            case .secure: "no whole TLS handshake with \(place)"
            case .send: "\(place) did not take what was sent"
            default: "no whole answer from \(place), \(count) bytes came"
            }
        let why = error == ETIMEDOUT ? "in time" : "(\(ProbeSocket.words(error)))"
        end(SampleOutcome(.failed, at: stage, code: UInt16(clamping: error)), "\(what) \(why)")
    }

    private func end(_ outcome: SampleOutcome, _ words: String, isRefusal: Bool = false) {
        guard state != .ended else { return }
        // What the last bytes took: the time to take them in, or the time that was waited for nothing.
        switch state {
        case .connecting: clock.end(.connect)
        case .securing: clock.end(.secure)
        default: clock.end(isWaiting ? .wait : .receive)
        }
        // Without words of its own the script says elsewhere what came.
        let words =
            outcome.kind == .ok && !words.isEmpty ? (secure.map { "\($0.summary); " } ?? "") + words : words
        state = .ended
        if let timer { loop.cancelTimer(timer) }
        timer = nil
        if let registration { loop.deregister(registration, isClosing: true) }
        registration = nil
        if secure?.isEstablished == true, !isLeaving { secure?.sayGoodbye() }
        secure = nil
        if socket >= 0 { close(socket) }
        socket = -1
        finished(Ending(outcome: outcome, words: words, isRefusal: isRefusal))
    }
}
