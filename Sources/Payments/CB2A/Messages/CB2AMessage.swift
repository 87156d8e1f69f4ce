package import ISO8583

/// Every message of the link.
package enum CB2AMessage: Sendable, Equatable {
    case authorisationRequest(AuthorisationRequest)
    case authorisationResponse(AuthorisationResponse)
    case reversal(Reversal)
    case reversalResponse(ReversalResponse)
    case echo(Echo)
    case echoResponse(EchoResponse)
    case telecollection(TelecollectionMessage)

    package init(_ message: ISO8583Message, by profile: Profile) throws(CB2AError) {
        do throws(ISO8583Error) {
            switch message.type.description {
            case "0100": self = .authorisationRequest(try AuthorisationRequest(message, by: profile))
            case "0110": self = .authorisationResponse(try AuthorisationResponse(message))
            case "0400", "0401": self = .reversal(try Reversal(message))
            case "0410": self = .reversalResponse(try ReversalResponse(message))
            case "0800": self = .echo(try Echo(message))
            case "0810": self = .echoResponse(try EchoResponse(message))
            default:
                guard let inner = try TelecollectionMessage(message) else {
                    throw ISO8583Error(.badType, FieldPath(.type))
                }
                self = .telecollection(inner)
            }
        } catch {
            throw error.code == .badType ? .unknownType(message.type) : .format(error)
        }
    }

    package func fields(by profile: Profile) throws(ISO8583Error) -> ISO8583Message {
        switch self {
        case .authorisationRequest(let message): try message.fields(by: profile)
        case .authorisationResponse(let message): try message.fields()
        case .reversal(let message): try message.fields()
        case .reversalResponse(let message): try message.fields()
        case .echo(let message): try message.fields()
        case .echoResponse(let message): try message.fields()
        case .telecollection(let message): try message.fields()
        }
    }
}

/// Reading the fields of a message that has passed its profile, where one can still be missing or out of range.
extension ISO8583Message {
    func need(_ field: Int) throws(ISO8583Error) -> String {
        guard let text = text(field) else { throw ISO8583Error(.missingField, .field(field)) }
        return text
    }

    func needNumber(_ field: Int) throws(ISO8583Error) -> UInt64 {
        guard contains(field) else { throw ISO8583Error(.missingField, .field(field)) }
        guard let number = number(field) else { throw ISO8583Error(.badValue, .field(field)) }
        return number
    }

    func needTrace() throws(ISO8583Error) -> TraceNumber { TraceNumber(UInt32(truncatingIfNeeded: try needNumber(11))) }

    func needCode() throws(ISO8583Error) -> ResponseCode {
        guard let code = ResponseCode(try need(39)) else { throw ISO8583Error(.badValue, .field(39)) }
        return code
    }

    func needStamp() throws(ISO8583Error) -> MessageTime {
        guard let time = MessageTime(try need(7)) else { throw ISO8583Error(.badValue, .field(7)) }
        return time
    }

    /// Fields 13 and 12, the terminal's own clock.
    func needLocalTime() throws(ISO8583Error) -> MessageTime {
        guard let time = MessageTime(try need(13) + need(12)) else { throw ISO8583Error(.badValue, .field(12)) }
        return time
    }

    mutating func set(_ trace: TraceNumber) throws(ISO8583Error) {
        try set(11, number: UInt64(trace.number), digits: 6)
    }

    mutating func setLocal(_ time: MessageTime) throws(ISO8583Error) {
        try set(12, String(time.text.suffix(6)))
        try set(13, String(time.text.prefix(4)))
    }
}
