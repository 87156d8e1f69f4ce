internal import ISO8583
internal import Machine
internal import Network
internal import Roles

/// One kept connection of a link, on its loop's thread: it comes up again after each end, later and later.
final class LinkConnection: PipeOwner, @unchecked Sendable {
    // Unchecked: everything is touched on the loop's thread alone.
    private enum State {
        /// Waits for the time of the next attempt.
        case waiting
        case resolving
        case connecting(Pipe, rest: ArraySlice<NetworkAddress>)
        case open(Pipe)
        case ended
    }

    private unowned let core: LinkCore
    private var state = State.waiting
    private var questions: [String: Question] = [:]
    private var backoff: Backoff
    private var timer: TimerToken?
    /// Attempts are told apart by it: what an earlier one still had on its way is ignored.
    private var attempt: UInt64 = 0

    init(core: LinkCore) {
        self.core = core
        backoff = Backoff(
            least: core.configuration.backoffLeast.microseconds, most: core.configuration.backoffMost.microseconds)
    }

    var underWay: Int { questions.count }

    var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    var isConnecting: Bool {
        switch state {
        case .resolving, .connecting: true
        case .waiting, .open, .ended: false
        }
    }

    // MARK: Connecting

    func connect() {
        guard case .waiting = state else { return }
        stopTimer()
        attempt += 1
        let attempt = attempt
        state = .resolving
        timer = core.loop.setTimer(afterMicroseconds: core.limits.opening) { [weak self] in
            self?.timer = nil
            self?.gaveUp("the name \(self?.core.configuration.host ?? "") was not resolved in time", attempt)
        }
        core.resolver.resolve { [weak self] addresses in
            guard let self, case .resolving = state, self.attempt == attempt else { return }
            stopTimer()
            guard !addresses.isEmpty else {
                return failed("the name \(core.configuration.host) has no address")
            }
            tryNext(addresses[...])
        }
    }

    private func gaveUp(_ words: String, _ attempt: UInt64) {
        guard case .resolving = state, self.attempt == attempt else { return }
        failed(words)
    }

    private func tryNext(_ addresses: ArraySlice<NetworkAddress>) {
        guard let address = addresses.first else { return }
        let rest = addresses.dropFirst()
        let socket = SocketPlace.connect(SocketAddress(address: address, port: core.configuration.port))
        guard socket >= 0 else {
            if rest.isEmpty { return failed(Pipe.words(-socket)) }
            return tryNext(rest)
        }
        let session = core.tls?.session(on: socket, host: core.configuration.host)
        let pipe = Pipe(
            socket: socket, isConnecting: true, tls: session, framing: core.configuration.framing, limits: core.limits,
            answersKeepAlive: false, buffer: core.buffer, loop: core.loop, owner: self)
        state = .connecting(pipe, rest: rest)
        // Without a session although there is TLS, nothing may be said over it.
        if core.tls != nil, session == nil { return pipe.close(.notTrusted("the expected name can't be checked")) }
        pipe.begin()
    }

    private func failed(_ words: String) {
        state = .waiting
        retryLater()
        core.ended(wasOpen: false, words)
    }

    private func retryLater() {
        stopTimer()
        timer = core.loop.setTimer(afterMicroseconds: backoff.failed(random: Entropy.number())) { [weak self] in
            self?.timer = nil
            self?.connect()
        }
    }

    private func stopTimer() {
        if let timer { core.loop.cancelTimer(timer) }
        timer = nil
    }

    // MARK: What the pipe says

    func opened(_ pipe: Pipe) {
        state = .open(pipe)
        keepAlive()
        core.opened()
    }

    func received(_ frame: FrameDecoder.Frame, _ pipe: Pipe) {
        // A link that breaks before it ever answered is no success.
        backoff.succeeded()
        core.received(frame)
    }

    func drained(_ pipe: Pipe) {}

    /// No answer can come any more.
    func peerFinished(_ pipe: Pipe) { pipe.close(.closed) }

    func closed(_ pipe: Pipe, _ ending: Pipe.Ending) {
        let before = state
        if case .ended = before { return }
        if case .connecting(_, let rest) = before, !rest.isEmpty {
            state = .resolving
            return tryNext(rest)
        }
        let wasOpen: Bool = if case .open = before { true } else { false }
        state = .waiting
        if wasOpen, backoff.failures == 0 {
            // It has worked: an idle connection that was closed comes back at once.
            _ = backoff.failed(random: 0)
            connect()
        } else {
            retryLater()
        }
        let lost = questions
        questions = [:]
        // The other side has refused our certificate: it closed before it read anything.
        let wasRefused: Bool = if case .notTrusted = ending { true } else { false }
        for question in lost.values {
            question.connection = nil
            let isCertain = wasRefused || !pipe.hasStaged(question.frame)
            core.end(question, isCertain ? .notSent(.unreachable) : .unanswered(.broken))
        }
        core.ended(wasOpen: wasOpen && !wasRefused, Self.words(ending))
    }

    private static func words(_ ending: Pipe.Ending) -> String? {
        switch ending {
        case .closed: nil
        case .notConnected(let words), .notTrusted(let words): words
        case .cut: "the connection broke"
        case .garbage(let error): error.description
        case .timedOut(let timeout): "no progress while \(timeout.rawValue)"
        case .outputFull: "the peer takes no more"
        }
    }

    // MARK: Questions

    /// False when as much waits already as may.
    func send(_ question: Question) -> Bool {
        guard case .open(let pipe) = state,
            pipe.outputBytes + question.bytes.count <= core.configuration.outputBytesMost,
            let frame = pipe.send(question.bytes)
        else { return false }
        question.frame = frame
        question.connection = self
        questions[question.key] = question
        return true
    }

    func takeBack(_ question: Question) -> Bool {
        guard case .open(let pipe) = state else { return false }
        return pipe.takeBack(question.frame)
    }

    func forget(_ question: Question) { questions[question.key] = nil }

    /// An end that has come and was not noticed yet is noticed now.
    func lookForEnd() {
        if case .open(let pipe) = state { pipe.readNow() }
    }

    private func keepAlive() {
        guard let interval = core.configuration.keepAliveInterval else { return }
        stopTimer()
        timer = core.loop.setTimer(afterMicroseconds: interval.microseconds) { [weak self] in
            guard let self else { return }
            timer = nil
            guard case .open(let pipe) = state else { return }
            pipe.send(core.configuration.framing.keepAlive)
            keepAlive()
        }
    }

    func end() {
        if case .ended = state { return }
        let before = state
        state = .ended
        stopTimer()
        switch before {
        case .open(let pipe): pipe.finish()
        case .connecting(let pipe, _): pipe.close(.closed)
        case .waiting, .resolving, .ended: break
        }
    }
}
