/// What went wrong in a journal store.
///
/// The message is safe to log and to show; it never holds an entry's body.
package struct JournalError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The command breaks a bound or is malformed; the message says which.
        case refused
        /// A stream is not at the version that the command expected.
        case versionConflict
        /// The idempotency key was used before, for another command.
        case idempotencyConflict
        /// The store cannot be reached now; the same command may be sent again.
        case unavailable
        /// The disk is full or a quota is reached; nothing was recorded.
        case full
        /// Stored data does not fit together; the message names the first place.
        case corrupt
        /// The schema is newer than this program, or must be migrated first.
        case schema
        /// The store was closed.
        case closed
        /// A fault of this program or its libraries.
        case failed
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
