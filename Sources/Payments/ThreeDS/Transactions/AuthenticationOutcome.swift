/// What a 3DS server knows when a transaction is over.
package enum AuthenticationOutcome: Sendable, Equatable {
    /// Status Y or A: the payment may go on, with this proof in its authorisation.
    case proven(AuthenticationProof)
    /// Status N or R: somebody decided against it.
    case refused(TransactionStatus, TransactionStatusReason?)
    /// Status U: the issuer could not say.
    case notPerformed(TransactionStatusReason?)
    /// Status I: the issuer knows of the payment, and nobody was authenticated.
    case informationOnly
    /// An authentication without payment whose answer has no status.
    case unstated
    /// The chain failed, or somebody broke the protocol.
    case failed(ProtocolError)

    /// True when a monitor should count it as an outage: the chain did not answer, or did not work.
    ///
    /// Everything else shows that the chain is alive, a refusal just as well as a success.
    package var isTechnicalFailure: Bool {
        switch self {
        case .failed(let error): error.code.isTechnical
        case .notPerformed(let reason): reason?.isTechnical ?? false
        default: false
        }
    }

    init(_ message: Message, version: ProtocolVersion) {
        switch message[.transStatus] {
        case .authenticated?, .attempted?: self = .proven(AuthenticationProof(message, version: version))
        case .notPerformed?: self = .notPerformed(message[.transStatusReason])
        case .informationOnly?: self = .informationOnly
        case .some(let status): self = .refused(status, message[.transStatusReason])
        case nil: self = .unstated
        }
    }
}

/// What an authorisation carries to show that the cardholder was authenticated.
///
/// The value is worth money to a thief while the payment is open: it is left out of every description.
package struct AuthenticationProof: Sendable, Equatable {
    package let status: TransactionStatus
    package let value: String?
    package let eci: String?
    package let directoryTransaction: String?
    package let version: ProtocolVersion

    init(_ message: Message, version: ProtocolVersion) {
        status = message[.transStatus] ?? .authenticated
        value = message[.authenticationValue]
        eci = message[.eci]
        directoryTransaction = message[.dsTransID]
        self.version = version
    }
}

extension AuthenticationProof: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "transStatus \(status), eci \(eci ?? "none"), version \(version)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["proof": description], displayStyle: .struct) }
}
