internal import HTTP

/// A request that is not answered yet, or whose answer is still being made.
final class Exchange {
    /// Tells this exchange from others on the same connection when its task comes back late.
    let number: UInt64
    var request: HTTPRequest
    var context: ReplyContext

    // While the body arrives.
    var decoder: BodyDecoder?
    var body: [UInt8] = []
    var bodyDeadline: Int64 = 0
    /// Bytes of the body that came, with their framing, and how many there were when the pace was last looked at.
    var received = 0
    var receivedAtPace = 0

    // While the handler runs.
    var task: Task<Void, Never>?
    var handlerDeadline: Int64 = 0

    // While a stream is written.
    var isChunked = false
    var waiters: [CheckedContinuation<Void, any Error>] = []

    init(number: UInt64, request: HTTPRequest, context: ReplyContext) {
        self.number = number
        self.request = request
        self.context = context
    }
}

/// Names an exchange across threads; the connection itself never leaves its loop.
struct ExchangeReference: Sendable {
    let loop: ServerLoop
    let index: Int32
    let serial: UInt32
    let number: UInt64

    /// The connection, when the exchange is still its current one.
    ///
    /// On the loop's thread.
    func find() -> (Connection, Exchange)? {
        guard let connection = loop.connection(index, serial), let exchange = connection.exchange,
            exchange.number == number
        else { return nil }
        return (connection, exchange)
    }
}
