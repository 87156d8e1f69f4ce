internal import Synchronization
package import Vocabulary

/// Writes log lines to a sink, with values that belong to everything it says, such as a request's id.
///
///     let logger = Logger(now: clock.now) { bytes in writeToStandardError(bytes) }
///     logger.notice("listening", [.listen: "127.0.0.1:8480"])
///     let requestLogger = logger.with(.requestID, "01J…")
package struct Logger: Sendable {
    private let core: LogCore
    private let values: [(key: LogKey, value: LogValue)]

    /// The sink gets one whole line per call, from any thread, and must not call the logger.
    package init(
        level: LogLevel = .info, format: LogFormat = .text, repetition: LogRepetition = LogRepetition(),
        now: @escaping @Sendable () -> Instant, sink: @escaping @Sendable ([UInt8]) -> Void
    ) {
        core = LogCore(level: level, format: format, repetition: repetition, now: now, sink: sink)
        values = []
    }

    private init(core: LogCore, values: [(key: LogKey, value: LogValue)]) {
        self.core = core
        self.values = values
    }

    /// The same logger, which adds this value to each of its lines.
    package func with(_ key: LogKey, _ value: LogValue) -> Logger {
        Logger(core: core, values: values.filter { $0.key != key } + [(key, value)])
    }

    /// Applies to this logger and to all that were made from it.
    package func configure(level: LogLevel, format: LogFormat) { core.configure(level, format) }

    /// Whether a line of this level would be written: for values that cost something to find out.
    package func writes(_ level: LogLevel) -> Bool { core.writes(level) }

    package func log(_ level: LogLevel, _ message: StaticString, _ more: KeyValuePairs<LogKey, LogValue> = [:]) {
        guard core.writes(level) else { return }
        core.log(level, message, values + more.map { (key: $0.key, value: $0.value) })
    }

    package func debug(_ message: StaticString, _ values: KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.debug, message, values)
    }

    package func info(_ message: StaticString, _ values: KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.info, message, values)
    }

    package func notice(_ message: StaticString, _ values: KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.notice, message, values)
    }

    package func warning(_ message: StaticString, _ values: KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.warning, message, values)
    }

    package func error(_ message: StaticString, _ values: KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.error, message, values)
    }

    /// Writes how many lines were left out and not yet accounted for; before the program ends.
    package func flush() { core.flush() }
}

/// How often the same sentence may be written: a fault that comes a thousand times a second must not fill the disk.
package struct LogRepetition: Sendable {
    /// So many lines of one sentence in one window are written, the others are counted.
    package var burst: Int
    package var windowMicroseconds: Int64

    package init(burst: Int = 20, windowMicroseconds: Int64 = 10_000_000) {
        self.burst = max(burst, 1)
        self.windowMicroseconds = max(windowMicroseconds, 1)
    }
}

/// What all loggers of one family share.
private final class LogCore: Sendable {
    private struct Window {
        var start: Instant
        var count: Int
        var level: LogLevel
        var message: StaticString
    }

    private struct State {
        var windows: [String: Window] = [:]
    }

    private let level: Atomic<UInt8>
    private let isJSON: Atomic<Bool>
    private let state = Mutex(State())
    private let repetition: LogRepetition
    private let now: @Sendable () -> Instant
    private let sink: @Sendable ([UInt8]) -> Void
    /// Sentences are fixed in the program, so this many are all of them.
    private static let windowsMax = 1024

    init(
        level: LogLevel, format: LogFormat, repetition: LogRepetition, now: @escaping @Sendable () -> Instant,
        sink: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.level = Atomic(level.rank)
        isJSON = Atomic(format == .json)
        self.repetition = repetition
        self.now = now
        self.sink = sink
    }

    func configure(_ level: LogLevel, _ format: LogFormat) {
        self.level.store(level.rank, ordering: .relaxed)
        isJSON.store(format == .json, ordering: .relaxed)
    }

    func writes(_ level: LogLevel) -> Bool { level.rank >= self.level.load(ordering: .relaxed) }

    func log(_ level: LogLevel, _ message: StaticString, _ values: [(key: LogKey, value: LogValue)]) {
        let instant = now()
        let record = LogRecord(instant: instant, level: level, message: message, values: values)
        // Who asks for debug lines wants all of them.
        guard level > .debug else { return write(record) }
        let (isWritten, leftOut) = state.withLock { count(record, in: &$0) }
        if let leftOut { write(leftOut) }
        if isWritten { write(record) }
    }

    /// Whether this line is written, and a line about those of the window before that were not.
    private func count(_ record: LogRecord, in state: inout State) -> (Bool, LogRecord?) {
        let name = record.message.description
        var leftOut: LogRecord?
        if var window = state.windows[name],
            record.instant.microseconds - window.start.microseconds < repetition.windowMicroseconds,
            record.instant >= window.start
        {
            window.count += 1
            state.windows[name] = window
            return (window.count <= repetition.burst, nil)
        }
        if let ended = state.windows[name] { leftOut = summary(of: ended, at: record.instant) }
        guard state.windows[name] != nil || state.windows.count < Self.windowsMax else { return (true, nil) }
        state.windows[name] = Window(start: record.instant, count: 1, level: record.level, message: record.message)
        return (true, leftOut)
    }

    private func summary(of window: Window, at instant: Instant) -> LogRecord? {
        guard window.count > repetition.burst else { return nil }
        return LogRecord(
            instant: instant, level: window.level, message: window.message,
            values: [(.repeated, LogValue(window.count - repetition.burst))])
    }

    func flush() {
        let instant = now()
        let ended = state.withLock { state in
            let windows = state.windows
            state.windows = [:]
            return windows
        }
        for (_, window) in ended.sorted(by: { $0.key < $1.key }) {
            if let summary = summary(of: window, at: instant) { write(summary) }
        }
    }

    private func write(_ record: LogRecord) {
        sink(LogLine.render(record, isJSON.load(ordering: .relaxed) ? .json : .text))
    }
}
