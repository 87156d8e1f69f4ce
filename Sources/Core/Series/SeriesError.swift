/// Why bytes or samples cannot be a part of a series. The message is safe to log and to show.
package struct SeriesError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// What is to be kept breaks a bound.
        case refused
        /// Bytes that were kept are damaged, or were never written by this program.
        case corrupt
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
