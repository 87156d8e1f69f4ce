package import ISO8583

/// 0800: is anybody there?
package struct Echo: Sendable, Equatable {
    package static let networkCode = "301"

    package var trace: TraceNumber
    package var sent: MessageTime
    package var acceptor: Acceptor
    /// Field 70: 301 for an echo; others, such as 001 for signing on, are answered alike.
    package var networkCode: String

    package init(trace: TraceNumber, sent: MessageTime, acceptor: Acceptor, networkCode: String = Echo.networkCode) {
        self.trace = trace
        self.sent = sent
        self.acceptor = acceptor
        self.networkCode = networkCode
    }

    init(_ message: ISO8583Message) throws(ISO8583Error) {
        self.init(
            trace: try message.needTrace(), sent: try message.needStamp(), acceptor: try Acceptor(message),
            networkCode: try message.need(70))
    }

    func fields() throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message("0800")
        try message.set(7, sent.text)
        try message.set(trace)
        try acceptor.write(to: &message)
        try message.set(70, networkCode)
        return message
    }

    package var key: ExchangeKey {
        ExchangeKey(messageClass: .networkManagement, trace: trace, sent: sent, acceptor: acceptor)
    }
}

/// 0810: yes.
package struct EchoResponse: Sendable, Equatable {
    package var echo: Echo
    package var code: ResponseCode

    package init(to echo: Echo, code: ResponseCode = .approved) {
        self.echo = echo
        self.code = code
    }

    init(_ message: ISO8583Message) throws(ISO8583Error) {
        echo = try Echo(message)
        code = try message.needCode()
    }

    func fields() throws(ISO8583Error) -> ISO8583Message {
        var message = try echo.fields()
        message.type = "0810"
        try message.set(39, code.description)
        return message
    }

    package var key: ExchangeKey { echo.key }
}
