internal import Journal

/// Why a statement or a connection did not do what was asked, inside this adapter. The message is safe to log: it
/// is the server's primary message without its detail, because the detail can quote stored values.
struct PostgresFailure: Error {
    enum Kind: Equatable {
        /// The connection is gone or went silent: what the server did with the last statements is not known.
        case connection
        /// The server answered with an error: it did nothing, and the transaction can only be rolled back.
        case statement
    }

    var kind: Kind
    /// Five characters of the SQL standard and of PostgreSQL; empty when the server said nothing.
    var state: String
    var message: String
    /// An error of the journal that ended a transaction from inside; it is told as it is.
    var cause: JournalError?

    init(kind: Kind, state: String, message: String) {
        self.kind = kind
        self.state = state
        self.message = message
    }

    /// Ends a transaction because of something that is not PostgreSQL's doing.
    init(_ cause: JournalError) {
        self.init(kind: .statement, state: "", message: cause.message)
        self.cause = cause
    }

    static func connection(_ message: String, state: String = "") -> PostgresFailure {
        PostgresFailure(kind: .connection, state: state, message: message)
    }

    static func statement(_ state: String, _ message: String) -> PostgresFailure {
        PostgresFailure(kind: endsConnection(state) ? .connection : .statement, state: state, message: message)
    }

    /// States after which the session is of no more use: it broke, was ended by an operator, or talks to a server
    /// that can no longer write (a primary that became a standby).
    private static func endsConnection(_ state: String) -> Bool {
        state.hasPrefix("08") || state.hasPrefix("57P") || state == "25006" || state == "25P03"
    }

    /// The transaction lost against another one and may simply be run again.
    var mayRunAgain: Bool { kind == .statement && (state.hasPrefix("40") || state == "55P03") }

    /// A wrong password, a missing database, a missing right: trying again does not help, a person must act.
    var needsAPerson: Bool { state.hasPrefix("28") || state.hasPrefix("3D") || state == "42501" }

    /// The one place where PostgreSQL's states become the journal's errors.
    var journalError: JournalError {
        if let cause { return cause }
        let told = state.isEmpty ? message : "\(message) (PostgreSQL \(state))"
        switch state {
        case "53100", "53400":
            return JournalError(
                .full, "PostgreSQL has no room left: \(told). Nothing was recorded; free space on the database server.")
        case "53300":
            return JournalError(.unavailable, "PostgreSQL has no free connection: \(told). Raise max_connections.")
        case "55P03":
            return JournalError(
                .unavailable, "another node holds the append lock: \(told). Send the command again.")
        case "XX001", "XX002":
            return JournalError(.corrupt, "PostgreSQL found damaged data: \(told). Restore from a backup.")
        case "42501":
            return JournalError(
                .schema, "the role lacks a right: \(told). docs/postgresql.md names the rights it needs.")
        default:
            break
        }
        switch state.prefix(2) {
        case "28":
            return JournalError(
                .unavailable, "PostgreSQL refused the login: \(told). Check the role, its password and pg_hba.conf.")
        case "3D":
            return JournalError(.unavailable, "\(told). Create the database: docs/postgresql.md shows how.")
        case "42", "3F", "0A":
            return JournalError(.schema, "the schema is not as this program needs it: \(told). Run `vigie migrate`.")
        case "40":
            return JournalError(.unavailable, "PostgreSQL gave the transaction up: \(told). Send the command again.")
        case "53", "54":
            return JournalError(.full, "PostgreSQL reached a limit: \(told). Nothing was recorded.")
        default:
            break
        }
        if kind == .connection { return JournalError(.unavailable, "PostgreSQL cannot be reached: \(told)") }
        return JournalError(.failed, "PostgreSQL refused a statement: \(told)")
    }
}
