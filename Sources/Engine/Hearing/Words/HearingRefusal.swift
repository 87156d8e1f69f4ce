/// Why something that was told is not taken. The message is safe to log and to show, and says what to do.
package struct HearingRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// It can't be read.
        case malformed
        /// It names what nobody declared.
        case unknown
        /// More than is taken.
        case tooMuch
        /// The journal can't take it at the moment.
        case unavailable
    }

    package var code: Code
    package var message: String
    /// Where in a document.
    package var pointer: String?

    package init(_ code: Code, _ message: String, pointer: String? = nil) {
        self.code = code
        self.message = message
        self.pointer = pointer
    }

    package var description: String { message }
}
