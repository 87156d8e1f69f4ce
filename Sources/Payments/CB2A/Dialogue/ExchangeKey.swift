package import ISO8583

/// What an answer and its question have in common. Several questions are on their way at once, so order says nothing.
package struct ExchangeKey: Sendable, Hashable {
    package let messageClass: MessageType.Class
    package let trace: TraceNumber
    package let sent: MessageTime
    package let terminal: String
    package let acquirer: String

    package init(messageClass: MessageType.Class, trace: TraceNumber, sent: MessageTime, acceptor: Acceptor) {
        self.messageClass = messageClass
        self.trace = trace
        self.sent = sent
        terminal = acceptor.terminal
        acquirer = acceptor.acquirer
    }
}

/// The latest keys, oldest forgotten first.
struct RecentKeys<Value: Sendable>: Sendable {
    private let capacity: Int
    private(set) var values: [ExchangeKey: Value] = [:]
    private var order: [ExchangeKey] = []
    private var oldest = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    subscript(key: ExchangeKey) -> Value? { values[key] }

    mutating func set(_ value: Value, for key: ExchangeKey) {
        if values.updateValue(value, forKey: key) != nil { return }
        if order.count < capacity {
            order.append(key)
        } else {
            values[order[oldest]] = nil
            order[oldest] = key
            oldest = (oldest + 1) % capacity
        }
    }
}
