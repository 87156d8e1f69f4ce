package import Cards
package import ISO8583

/// Why a message was not accepted. It holds no value of the message.
package enum CB2AError: Error, Sendable, Equatable, CustomStringConvertible {
    case format(ISO8583Error)
    case card(CardRefusal)
    /// The link has no such message.
    case unknownType(MessageType)

    package var description: String {
        switch self {
        case .format(let error): error.description
        case .card(let refusal): refusal.description
        case .unknownType(let type): "the link has no message \(type)"
        }
    }
}
