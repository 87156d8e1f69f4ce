/// What went wrong in a ledger, other than a refusal, which is an answer.
///
/// The message is safe to log and to show.
package struct LedgerError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// What was asked for breaks a bound.
        case refused
        /// The operation's name was used before, for something else.
        case operationConflict
        /// The store cannot be reached now, and the outcome may be unknown; the same operation may be sent again.
        case unavailable
        /// The disk is full or a quota is reached; nothing was recorded.
        case full
        /// Stored data does not fit together.
        case corrupt
        /// The schema is newer than this program, or is not a ledger's.
        case schema
        /// The store was closed.
        case closed
        /// A fault of this program or its libraries.
        case failed
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
