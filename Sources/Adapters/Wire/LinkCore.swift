internal import ISO8583
internal import Machine
internal import Roles

/// The questions of a link and the connections that they go over, on its loop's thread.
final class LinkCore: @unchecked Sendable {
    // Unchecked: after `init` everything that changes is touched on `loop`'s thread alone.
    private static let forgottenMost = 4_096

    let configuration: WireLinkConfiguration
    let loop: EventLoop
    let limits: Pipe.Limits
    let buffer = ReadBuffer()
    let resolver: Resolver
    var tls: TLSContext?
    private var statistics = WireLinkStatistics()
    private var connections: [LinkConnection] = []
    private var questions: [String: Question] = [:]
    /// Those that wait for a connection, in their order.
    private var waiting: [Question] = []
    /// Keys of questions that were given up, oldest forgotten first.
    private var forgotten: Set<String> = []
    private var forgottenOrder: [String] = []
    private var forgottenNext = 0
    private var isClosing = false
    private var closers: [CheckedContinuation<Void, Never>] = []

    init(_ configuration: WireLinkConfiguration, tls: TLSContext?, loop: EventLoop) {
        self.configuration = configuration
        self.tls = tls
        self.loop = loop
        resolver = Resolver(host: configuration.host, loop: loop)
        limits = Pipe.Limits(
            opening: configuration.connectTimeout.microseconds, frame: configuration.frameTimeout.microseconds,
            idle: nil, writing: configuration.writeTimeout.microseconds, lingering: 1_000_000,
            frameBytes: configuration.frameBytesMost, outputBytes: configuration.outputBytesMost)
    }

    func start() {
        for _ in 0..<configuration.connections { connections.append(LinkConnection(core: self)) }
        for connection in connections { connection.connect() }
    }

    var currentStatistics: WireLinkStatistics {
        var current = statistics
        current.inFlight = questions.count
        current.open = connections.count { $0.isOpen }
        return current
    }

    // MARK: Asking

    func ask(_ question: Question, within microseconds: Int64) {
        statistics.asked += 1
        guard !isClosing else { return refuse(question, .unreachable) }
        guard questions.count < configuration.inFlightMost, questions[question.key] == nil else {
            return refuse(question, .overloaded)
        }
        guard microseconds > 0 else { return refuse(question, .timedOut) }
        if let connection = readiest() {
            guard connection.send(question) else { return refuse(question, .overloaded) }
        } else {
            guard connections.contains(where: { $0.isConnecting }) else { return refuse(question, .unreachable) }
            waiting.append(question)
        }
        questions[question.key] = question
        question.timer = loop.setTimer(afterMicroseconds: microseconds) { [weak self] in self?.timeCame(question) }
    }

    /// The open connection with the fewest questions under way. One without any is asked first whether it still stands.
    private func readiest() -> LinkConnection? {
        var best: LinkConnection?
        for connection in connections where connection.isOpen {
            if connection.underWay == 0 { connection.lookForEnd() }
            if connection.isOpen, best.map({ connection.underWay < $0.underWay }) ?? true { best = connection }
        }
        return best
    }

    private func timeCame(_ question: Question) {
        question.timer = nil
        guard questions[question.key] === question else { return }
        if let connection = question.connection, !connection.takeBack(question) {
            forget(question.key)
            end(question, .unanswered(.timedOut))
        } else {
            waiting.removeAll { $0 === question }
            end(question, .notSent(.timedOut))
        }
    }

    private func refuse(_ question: Question, _ fault: Fate.Fault) {
        statistics.notSent += 1
        question.end(.notSent(fault))
    }

    func end(_ question: Question, _ reply: FrameReply) {
        guard questions[question.key] === question else { return }
        questions[question.key] = nil
        if let timer = question.timer { loop.cancelTimer(timer) }
        question.timer = nil
        switch reply {
        case .answered: statistics.answered += 1
        case .notSent: statistics.notSent += 1
        case .unanswered(.timedOut): statistics.timedOut += 1
        case .unanswered: statistics.broken += 1
        }
        if let connection = question.connection { connection.forget(question) }
        question.end(reply)
        finishCloseWhenDone()
    }

    private func forget(_ key: String) {
        guard forgotten.insert(key).inserted else { return }
        if forgottenOrder.count < Self.forgottenMost {
            forgottenOrder.append(key)
        } else {
            forgotten.remove(forgottenOrder[forgottenNext])
            forgottenOrder[forgottenNext] = key
            forgottenNext = (forgottenNext + 1) % Self.forgottenMost
        }
    }

    // MARK: What connections say

    func received(_ frame: FrameDecoder.Frame) {
        statistics.lastFailure = nil
        guard let key = configuration.key(frame) else {
            statistics.strayAnswers += 1
            return
        }
        if let question = questions[key], question.connection != nil {
            end(question, .answered(frame))
        } else if forgotten.contains(key) {
            statistics.lateAnswers += 1
        } else {
            statistics.strayAnswers += 1
        }
    }

    func opened() {
        statistics.connected += 1
        // With TLS the other side can still refuse us: only an answer proves that it did not.
        if configuration.tls == nil { statistics.lastFailure = nil }
        let ready = waiting
        waiting = []
        for question in ready where questions[question.key] === question {
            guard let connection = readiest() else {
                waiting.append(question)
                continue
            }
            if !connection.send(question) { end(question, .notSent(.overloaded)) }
        }
        refuseWaitingWhenHopeless()
    }

    func ended(wasOpen: Bool, _ failure: String?) {
        if !wasOpen { statistics.connectsFailed += 1 }
        if let failure { statistics.lastFailure = failure }
        refuseWaitingWhenHopeless()
    }

    /// Who asks while nothing stands and the next attempt is only to come is told at once, and can go elsewhere.
    private func refuseWaitingWhenHopeless() {
        guard !waiting.isEmpty, !connections.contains(where: { $0.isOpen || $0.isConnecting }) else { return }
        let hopeless = waiting
        waiting = []
        for question in hopeless { end(question, .notSent(.unreachable)) }
    }

    // MARK: Ending

    func close(within microseconds: Int64, _ continuation: CheckedContinuation<Void, Never>) {
        isClosing = true
        closers.append(continuation)
        loop.setTimer(afterMicroseconds: microseconds) { [self] in closeNow() }
        finishCloseWhenDone()
    }

    func closeNow() {
        isClosing = true
        for connection in connections { connection.end() }
        for question in Array(questions.values) { end(question, .notSent(.unreachable)) }
        finishCloseWhenDone()
    }

    private func finishCloseWhenDone() {
        guard isClosing, questions.isEmpty else { return }
        for connection in connections { connection.end() }
        let done = closers
        closers = []
        for closer in done { closer.resume() }
    }
}
