internal import Synchronization
internal import Vocabulary

/// What agents are to be told: each one's plan, and orders that are good for seconds. Polls wait here until there is something.
final class OrderBook: Sendable {
    /// An order that nobody fetched for so long is for a moment that is over.
    static let orderLife = TimeSpan.seconds(10)

    struct Line {
        var plan: AgentAnswer.Plan?
        var orders: [(order: AgentAnswer.Order, at: Instant)] = []
        var waiting: (id: Int64, wake: CheckedContinuation<Void, Never>)?
    }

    private struct Book {
        var lines: [AgentName: Line] = [:]
        var lastOrder: Int64
        var lastWaiter: Int64 = 0
        var isClosed = false
    }

    private let book: Mutex<Book>

    /// Orders are counted on from the time of the start, so that numbers of a program before are below.
    init(startedAt: Instant) { book = Mutex(Book(lastOrder: startedAt.microseconds)) }

    func setPlan(_ body: [UInt8]?, for name: AgentName) {
        book.withLock { book in
            book.lines[name, default: Line()].plan = body.map { AgentAnswer.Plan($0) }
            return book.lines[name]?.takeWaiter()
        }?.resume()
    }

    func hasPlan(for name: AgentName) -> Bool { book.withLock { $0.lines[name]?.plan != nil } }

    func order(_ body: [UInt8], to name: AgentName, at now: Instant) {
        book.withLock { book in
            book.lastOrder += 1
            let order = AgentAnswer.Order(number: book.lastOrder, body: body)
            book.lines[name, default: Line()].add(order, at: now)
            return book.lines[name]?.takeWaiter()
        }?.resume()
    }

    /// What this agent does not have; orders that are over are none.
    func news(for name: AgentName, _ poll: Poll, now: Instant) -> (
        plan: AgentAnswer.Plan?, orders: [AgentAnswer.Order]
    )? {
        book.withLock { book in
            guard let line = book.lines[name] else { return nil }
            let plan = line.plan.flatMap { $0.digest == poll.plan ? nil : $0 }
            let orders = line.orders.filter { $0.order.number > poll.order && now - $0.at <= Self.orderLife }
            return plan == nil && orders.isEmpty ? nil : (plan, orders.map(\.order))
        }
    }

    /// Returns when there may be news, and after `span` at the latest. One poll of an agent waits at a time: another one lets
    /// the first go.
    func wait(for name: AgentName, _ poll: Poll, span: TimeSpan, now: @Sendable () -> Instant) async {
        let id = book.withLock { book in
            book.lastWaiter += 1
            return book.lastWaiter
        }
        let timer = Task {
            try? await Task.sleep(for: .microseconds(span.microseconds))
            release(id, of: name)
        }
        await withCheckedContinuation { (wake: CheckedContinuation<Void, Never>) in
            let instant = now()
            let isOver = book.withLock { book -> [CheckedContinuation<Void, Never>] in
                if book.isClosed { return [wake] }
                var line = book.lines[name, default: Line()]
                // What came between the look and this moment is not to be missed.
                let hasOrder = line.orders.contains {
                    $0.order.number > poll.order && instant - $0.at <= Self.orderLife
                }
                let hasPlan = line.plan.map { $0.digest != poll.plan } ?? false
                if hasOrder || hasPlan { return [wake] }
                let before = line.takeWaiter()
                line.waiting = (id, wake)
                book.lines[name] = line
                return before.map { [$0] } ?? []
            }
            for wake in isOver { wake.resume() }
        }
        timer.cancel()
    }

    private func release(_ id: Int64, of name: AgentName) {
        book.withLock { book in
            guard book.lines[name]?.waiting?.id == id else { return nil as CheckedContinuation<Void, Never>? }
            return book.lines[name]?.takeWaiter()
        }?.resume()
    }

    /// Lets everybody go, and nobody wait any more.
    func close() {
        let waiting = book.withLock { book in
            book.isClosed = true
            var waiting: [CheckedContinuation<Void, Never>] = []
            for name in book.lines.keys {
                if let wake = book.lines[name]?.takeWaiter() { waiting.append(wake) }
            }
            return waiting
        }
        for wake in waiting { wake.resume() }
    }
}

extension OrderBook.Line {
    mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        defer { waiting = nil }
        return waiting?.wake
    }

    mutating func add(_ order: AgentAnswer.Order, at now: Instant) {
        orders.removeAll { now - $0.at > OrderBook.orderLife }
        orders.append((order, now))
        if orders.count > AgentAnswer.ordersMost { orders.removeFirst(orders.count - AgentAnswer.ordersMost) }
    }
}
