internal import Glibc
internal import HTTPServer
internal import Machine
internal import Settings
internal import Telemetry
internal import Vocabulary

/// The program's log on standard error.
enum ServeLog {
    static let now: @Sendable () -> Instant = { Instant(microseconds: SystemClock.wallMicroseconds()) }

    static func make(_ settings: Settings) -> Logger {
        let logger = Logger(now: now) { line in Files.write(line, to: STDERR_FILENO) }
        configure(logger, settings)
        return logger
    }

    static func configure(_ logger: Logger, _ settings: Settings) {
        logger.configure(
            level: LogLevel(rawValue: settings.logLevel) ?? .info,
            format: LogFormat(rawValue: settings.logFormat) ?? .text)
    }

    /// An address without the secret of its link: what stands behind these words opens a subscription.
    static func shown(_ path: String) -> String {
        var isSecret = false
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            defer { isSecret = ["confirm", "manage", "unsubscribe", "beat"].contains(segment) }
            return isSecret ? "…" : String(segment)
        }
        return segments.joined(separator: "/")
    }

    static func access(to logger: Logger) -> AccessLog {
        AccessLog(wants: { logger.writes(level($0)) }, write: { write($0, to: logger) })
    }

    /// Requests that went well are for debugging; an error of ours is for the operator.
    private static func level(_ status: Int) -> LogLevel { status >= 500 ? .warning : .debug }

    private static func write(_ access: HTTPAccess, to logger: Logger) {
        logger.log(
            level(access.status), "answered",
            [
                .requestID: LogValue(access.requestID), .method: LogValue(access.method),
                .path: LogValue(shown(access.path)), .status: LogValue(access.status),
                .durationMicroseconds: LogValue(access.microseconds), .address: LogValue(access.clientAddress),
            ])
    }
}
