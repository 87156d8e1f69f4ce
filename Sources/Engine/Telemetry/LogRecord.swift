package import Vocabulary

/// How important a log line is.
///
/// `info` is for the operator's attention; requests that went well are `debug`.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case debug, info, notice, warning, error

    var rank: UInt8 {
        switch self {
        case .debug: 0
        case .info: 1
        case .notice: 2
        case .warning: 3
        case .error: 4
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

package enum LogFormat: String, Sendable, CaseIterable {
    case text, json
}

/// Every name that a value in a log line can have, so that a search finds the same thing under the same name.
package enum LogKey: String, Sendable, CaseIterable {
    case requestID = "request_id"
    case action
    case actor
    case address
    case attempt
    case bytes
    case check
    case code
    case component
    case connections
    case count
    case database
    case durationMicroseconds = "duration_us"
    case error
    case file
    case hint
    case host
    case key
    case kind
    case language
    case line
    case listen
    case method
    case node
    case path
    case payment
    case port
    case position
    case provider
    case reason
    case repeated
    case signal
    case status
    case stream
    case url
    case version
}

/// A value in a log line.
package enum LogValue: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case flag(Bool)
    /// Something that must not be seen; the line says that it was there.
    case redacted

    package init(_ text: String) { self = .text(text) }
    package init(_ number: some BinaryInteger) { self = .integer(Int64(clamping: number)) }
    package init(_ error: some Error & CustomStringConvertible) { self = .text(error.description) }
}

extension LogValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}

/// One log line before it is text.
package struct LogRecord: Sendable {
    package var instant: Instant
    package var level: LogLevel
    /// A fixed sentence of the program.
    ///
    /// What varies is a value with a key, never part of the sentence.
    package var message: StaticString
    package var values: [(key: LogKey, value: LogValue)]

    package init(
        instant: Instant, level: LogLevel, message: StaticString, values: [(key: LogKey, value: LogValue)] = []
    ) {
        self.instant = instant
        self.level = level
        self.message = message
        self.values = values
    }
}
