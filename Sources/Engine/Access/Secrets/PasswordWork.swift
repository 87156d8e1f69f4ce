package import Bytes

/// A piece of work on a password: tens of milliseconds and about 20 MiB each.
///
/// `run` blocks, so it belongs on a thread that may: see ``PasswordWorker``.
package enum PasswordWork: Sendable {
    case check(Password, PasswordVerifier)
    case make(Password, salt: [UInt8], cost: Argon2id.Cost)

    package enum Outcome: Sendable, Equatable {
        case right
        case wrong
        case made(PasswordVerifier)
        /// The machine has no memory for it.
        case failed
    }

    package func run() -> Outcome {
        switch self {
        case .check(let password, let verifier): verifier.matches(password) ? .right : .wrong
        case .make(let password, let salt, let cost):
            PasswordVerifier(of: password, salt: salt, cost: cost).map { .made($0) } ?? .failed
        }
    }
}

/// Runs the work on a thread that may block, with a bound on how much waits; nil when too much does.
package typealias PasswordWorker = @Sendable (PasswordWork) async -> PasswordWork.Outcome?
