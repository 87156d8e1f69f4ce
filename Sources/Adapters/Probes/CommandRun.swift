internal import CMachine
internal import Glibc
internal import Machine
internal import Observing
internal import Series

/// One program that runs, in a group of processes of its own. Used on its loop's thread alone.
final class CommandRun: EventHandling {
    private static let readBytes = 16_384
    /// For how long it is waited for that killed processes are gone, before the report is made without them.
    private static let patience: Int64 = 500_000
    private static let outputMost = 65_536

    private let question: CommandQuestion
    private let clock: ProbeClock
    private let bytesMost: Int
    private let loop: EventLoop
    private var finished: ((Conversation.Ending) -> Void)?
    private var child: Int32 = 0
    private var output: Int32 = -1
    private var ending: Int32 = -1
    private var outputRegistration: EventRegistration?
    private var endingRegistration: EventRegistration?
    private var timer: TimerToken?
    private var bytes: [UInt8] = []
    private var count = 0
    private var isTimedOut = false

    init(
        _ question: CommandQuestion, clock: ProbeClock, bytesMost: Int, on loop: EventLoop,
        finished: @escaping (Conversation.Ending) -> Void
    ) {
        self.question = question
        self.clock = clock
        self.bytesMost = min(bytesMost, Self.outputMost)
        self.loop = loop
        self.finished = finished
    }

    func begin() {
        guard question.program.hasPrefix("/"), question.arguments.count <= CommandQuestion.argumentsMost else {
            return report(.unknown, "a command is a whole path with at most \(CommandQuestion.argumentsMost) arguments")
        }
        child = spawn()
        guard child > 0 else {
            return report(
                .unknown, code: UInt16(clamping: -child),
                "\(question.program) cannot be started: \(ProbeSocket.words(-child))")
        }
        do {
            outputRegistration = try loop.register(output, for: .readable, trigger: .level, handler: self)
            endingRegistration = try loop.register(ending, for: .readable, trigger: .level, handler: self)
        } catch {
            cmachine_kill_group(child)
            _ = cmachine_reap_leader(child)
            close()
            return report(.unknown, "the prober cannot watch another program: \(error)")
        }
        timer = loop.setTimer(afterMicroseconds: clock.left) { [self] in
            timer = nil
            timedOut()
        }
    }

    func ready(_ events: EventSet, _ registration: EventRegistration) {
        if registration == outputRegistration { return read() }
        guard registration == endingRegistration else { return }
        // It has ended but is not reaped yet, so that its number still names its group.
        cmachine_kill_group(child)
        read()
        let code = cmachine_reap_leader(child)
        close()
        if isTimedOut { return reportTimeOut() }
        judge(code)
    }

    private func spawn() -> Int32 {
        var variables = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
        variables.merge(question.environment) { $1 }
        var words = unsafe ([question.program] + question.arguments).map { unsafe strdup($0) } + [nil]
        var environment = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            unsafe words.forEach { unsafe free($0) }
            unsafe environment.forEach { unsafe free($0) }
        }
        return unsafe cmachine_run_group(&words, &environment, &output, &ending)
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: Self.readBytes)
        // Who writes without end must not keep the loop.
        for _ in 0..<8 where output >= 0 {
            let got = unsafe cmachine_read(output, &buffer, buffer.count)
            if got == -Int(EAGAIN) { return }
            guard got > 0 else {
                if let outputRegistration { loop.deregister(outputRegistration, isClosing: true) }
                outputRegistration = nil
                Glibc.close(output)
                output = -1
                return
            }
            count += got
            // What is too much is read and forgotten, so that the program can end.
            bytes += buffer[..<min(got, max(0, bytesMost - bytes.count))]
        }
    }

    private func timedOut() {
        if isTimedOut { return reportTimeOut() }
        isTimedOut = true
        cmachine_kill_group(child)
        timer = loop.setTimer(afterMicroseconds: Self.patience) { [self] in
            timer = nil
            timedOut()
        }
    }

    private func reportTimeOut() {
        let said = PluginOutput(bytes).text
        report(
            .failed, at: .receive, code: UInt16(ETIMEDOUT),
            "\(question.program) did not end in time; it and what it started were killed"
                + (said.isEmpty ? "" : ". It wrote \(Shown.text(said))"))
    }

    private func judge(_ code: Int32) {
        let plugin = PluginOutput(bytes)
        var words = plugin.text.isEmpty ? "it wrote nothing" : Shown.plain(plugin.text)
        if count > bytes.count { words += " (of \(count) bytes the first \(bytes.count) were read)" }
        let number = UInt16(clamping: code)
        switch code {
        case 0: report(.ok, words, plugin.measures)
        case 1 where question.isWarningGood: report(.ok, code: 1, words, plugin.measures)
        case 1, 2: report(.failed, at: .answer, code: number, words, plugin.measures)
        case 3: report(.unknown, at: .answer, code: 3, words, plugin.measures)
        case 129...: report(.unknown, code: number, "\(question.program) was ended by signal \(code - 128); \(words)")
        default:
            report(.unknown, code: number, "\(question.program) ended with \(code), which says nothing; \(words)")
        }
    }

    private func report(
        _ kind: SampleOutcome.Kind, at stage: SampleOutcome.Stage? = nil, code: UInt16 = 0, _ words: String,
        _ measures: [ProbeMeasure] = []
    ) {
        guard let finished else { return }
        self.finished = nil
        clock.end(.wait)
        let stage = stage ?? (kind == .unknown ? .own : .none)
        finished(
            Conversation.Ending(
                outcome: SampleOutcome(kind, at: stage, code: code), words: words, measures: measures))
    }

    private func close() {
        for registration in [outputRegistration, endingRegistration] {
            if let registration { loop.deregister(registration, isClosing: true) }
        }
        (outputRegistration, endingRegistration) = (nil, nil)
        for descriptor in [output, ending] where descriptor >= 0 { Glibc.close(descriptor) }
        (output, ending) = (-1, -1)
        if let timer { loop.cancelTimer(timer) }
        timer = nil
    }
}
