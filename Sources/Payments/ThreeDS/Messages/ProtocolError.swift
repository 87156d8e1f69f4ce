/// Why a message is not accepted, or what failed on the way: what an error message says.
///
/// `detail` names elements and says what happened; it never holds a value that was received.
package struct ProtocolError: Error, Sendable, Equatable, CustomStringConvertible {
    package var code: ErrorCode
    /// Who found it.
    package var component: ErrorComponent
    package var detail: String
    /// The message that it is about; nil when it was none.
    package var messageType: MessageType?
    package var transactions = TransactionIdentifiers()

    package init(
        _ code: ErrorCode, _ component: ErrorComponent, _ detail: String, about messageType: MessageType? = nil,
        _ transactions: TransactionIdentifiers = TransactionIdentifiers()
    ) {
        self.code = code
        self.component = component
        self.detail = detail
        self.messageType = messageType
        self.transactions = transactions
    }

    /// What another party reported.
    ///
    /// Its words about the error are kept; should they hold a card number, that is masked.
    package init(_ message: Message) {
        let detail = CardNumber.masking(message[.errorDetail] ?? message[.errorDescription] ?? "")
        self.init(
            message[.errorCode] ?? .permanentFailure, message[.errorComponent] ?? .directory, detail,
            about: message[.errorMessageType], TransactionIdentifiers(of: message))
    }

    package var description: String {
        let about = messageType.map { " in \($0)" } ?? ""
        return "error \(code) of \(component)\(about): \(code.sentence): \(detail)"
    }

    /// The error message to answer with.
    ///
    /// - Parameter version: that of the message it is about, or the highest that the sender speaks when it had none.
    package func message(version: ProtocolVersion) -> Message {
        var message = Message(.error, version: version)
        message[.threeDSServerTransID] = transactions.server
        message[.acsTransID] = transactions.issuer
        message[.dsTransID] = transactions.directory
        message[.errorCode] = code
        message[.errorComponent] = component
        message[.errorDescription] = code.sentence
        message[.errorDetail] =
            detail.isEmpty ? code.sentence : String(String.UnicodeScalarView(detail.unicodeScalars.prefix(2_048)))
        message[.errorMessageType] = messageType.flatMap { $0.isKnown ? $0 : nil }
        return message
    }
}

/// The names that each party gave to one transaction.
package struct TransactionIdentifiers: Sendable, Hashable {
    package var server: String?
    package var directory: String?
    package var issuer: String?

    package init(server: String? = nil, directory: String? = nil, issuer: String? = nil) {
        self.server = server
        self.directory = directory
        self.issuer = issuer
    }

    package init(of message: Message) {
        self.init(
            server: message[.threeDSServerTransID], directory: message[.dsTransID], issuer: message[.acsTransID])
    }

    /// The names of elements in which `message` names another transaction than this one.
    ///
    /// A name that this side does not know, or that the message has not, contradicts nothing. Identifiers are compared
    /// without case, as UUIDs are.
    package func contradictions(in message: Message) -> [String] {
        let other = TransactionIdentifiers(of: message)
        var names: [String] = []
        for (name, own, theirs) in [
            ("threeDSServerTransID", server, other.server), ("dsTransID", directory, other.directory),
            ("acsTransID", issuer, other.issuer),
        ] {
            guard let own, let theirs, own.lowercased() != theirs.lowercased() else { continue }
            names.append(name)
        }
        return names
    }
}
