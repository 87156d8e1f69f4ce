import CB2A
import Cards
import ISO8583
import ISO8583Fuzzing
import Testing

@Suite struct TelecollectionTests {
    /// A terminal and a host with a line between them that loses and repeats what it is told to.
    private struct Line {
        var terminal: TelecollectionTerminal
        var host: TelecollectionHost
        var kept: [String: BatchTransaction] = [:]
        var completed: [String] = []
        var outcome: TelecollectionTerminal.Action?
        var sent = 0

        /// Runs to the end; `fate` says how often a message arrives: 0, 1 or 2 times.
        mutating func run(_ fate: (Int) -> Int = { _ in 1 }) throws {
            var now = Duration.zero
            var queue = terminal.start(now: now)
            for _ in 0..<10_000 where outcome == nil {
                if queue.isEmpty {
                    guard let deadline = terminal.nextDeadline else { break }
                    now = deadline
                    queue = terminal.timePassed(now: now)
                    continue
                }
                let action = queue.removeFirst()
                guard case .send(let message) = action else {
                    outcome = action
                    break
                }
                sent += 1
                for _ in 0..<fate(sent) {
                    // Through the wire, both ways.
                    let decision = host.received(try Self.overTheWire(message))
                    for payment in decision.keep { kept["\(payment.file)/\(payment.number)"] = payment.transaction }
                    if let file = decision.completes { completed.append(file) }
                    guard let answer = decision.send else { continue }
                    sent += 1
                    for _ in 0..<fate(sent) {
                        queue += terminal.received(try Self.overTheWire(answer), now: now)
                    }
                }
            }
        }

        static func overTheWire(_ message: TelecollectionMessage) throws -> TelecollectionMessage {
            let read = try CB2ALink.style.read(CB2ALink.style.write(.telecollection(message)))
            guard case .telecollection(let inner) = read else { throw CB2AError.unknownType("0000") }
            return inner
        }
    }

    private static func line(
        _ count: Int, window: Int = 4, host: TelecollectionHost = TelecollectionHost(), repeats: Int = 3
    ) throws -> Line {
        var rules = TelecollectionTerminal.Rules()
        rules.repeatsMax = repeats
        return Line(
            terminal: TelecollectionTerminal(
                try Shop.transactions(count), file: "20261120-1", window: window, acceptor: Shop.acceptor,
                trace: TraceNumber(999_990), local: try Shop.time("1120200000"), rules: rules), host: host)
    }

    @Test(arguments: [0, 1, 3, 4, 5, 8, 41])
    func `a day's payments are handed over whole, with sums that agree`(count: Int) throws {
        var line = try Self.line(count)
        try line.run()
        #expect(line.outcome == .collected)
        #expect(line.completed == ["20261120-1"])
        #expect(line.kept.count == count)
        let transactions = try Shop.transactions(count)
        for (index, transaction) in transactions.enumerated() {
            #expect(line.kept["20261120-1/\(index + 1)"] == transaction)
        }
    }

    @Test(arguments: 1...40)
    func `whatever single message is lost or comes twice, nothing is lost or doubled`(place: Int) throws {
        for copies in [0, 2] {
            var line = try Self.line(9)
            try line.run { $0 == place ? copies : 1 }
            #expect(line.outcome == .collected, "message \(place) came \(copies) times")
            #expect(line.completed == ["20261120-1"])
            #expect(line.kept.count == 9)
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `on a bad line it ends, and what counts as collected is whole`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var line = try Self.line(23, window: 5, repeats: 20)
        try line.run { _ in [0, 1, 1, 1, 1, 2][random.below(6)] }
        #expect(line.outcome == .collected)
        #expect(line.kept.count == 23)
        #expect(line.completed == ["20261120-1"])
    }

    @Test func `a host that is silent is given up after so many repetitions`() throws {
        var line = try Self.line(3)
        try line.run { _ in 0 }
        #expect(line.outcome == .fail(.silent))
        #expect(line.sent == 4)
        #expect(line.terminal.isOver)
    }

    @Test func `a file that the host has is not collected again`() throws {
        var line = try Self.line(3, host: TelecollectionHost { $0 == "20261120-1" })
        try line.run()
        #expect(line.outcome == .collected)
        #expect(line.kept.isEmpty)
        #expect(line.completed.isEmpty)
    }

    @Test func `sums that do not agree are refused`() throws {
        var host = TelecollectionHost()
        let transactions = try Shop.transactions(1)
        func step(_ trace: UInt32) -> TelecollectionMessage.Step {
            .init(trace: TraceNumber(trace), acceptor: Shop.acceptor)
        }
        let header = BatchHeader(file: "F", count: 1, window: 1, currency: "978", local: transactions[0].local)
        _ = host.received(.open(step(1), reason: "10", local: transactions[0].local, files: 1))
        #expect(host.received(.header(step(2), header)).send == .headerAnswer(step(2), file: "F", .approved))
        let kept = host.received(.transaction(step(3), transactions[0], number: 1))
        #expect(kept.keep.count == 1)
        #expect(kept.send == .acknowledgement(step(3), lastNumber: 1, .approved))
        var totals = BatchTotals(transactions)
        totals.purchaseAmount += 1
        let answer = host.received(.totals(step(4), file: "F", currency: "978", count: 1, totals))
        #expect(answer.send == .totalsAnswer(step(4), file: "F", .reconcileError))
        #expect(answer.completes == nil)
    }

    @Test func `what is out of order is refused, and another terminal has no say`() throws {
        var host = TelecollectionHost()
        let step = TelecollectionMessage.Step(trace: TraceNumber(1), acceptor: Shop.acceptor)
        let transaction = try Shop.transactions(1)[0]
        #expect(
            host.received(.transaction(step, transaction, number: 1)).send
                == .acknowledgement(step, lastNumber: 0, .invalidTransaction))
        #expect(host.received(.turn(step, .offer)).send == .turnAnswer(step, .offer, .invalidTransaction))
        _ = host.received(.open(step, reason: "10", local: transaction.local, files: 1))
        var stranger = step
        stranger.acceptor.terminal = "OTHER001"
        stranger.trace = TraceNumber(2)
        let header = BatchHeader(file: "F", count: 1, window: 1, currency: "978", local: transaction.local)
        #expect(
            host.received(.header(stranger, header)).send == .headerAnswer(stranger, file: "F", .invalidTransaction))
        #expect(host.received(.opened(stranger, .approved)).send == nil)
        #expect(host.counters.outOfOrder == 4)
    }

    @Test func `the terminal refuses what nobody asked`() throws {
        var line = try Self.line(3)
        guard case .send(let open)? = line.terminal.start(now: .zero).first else {
            Issue.record("nothing sent")
            return
        }
        var stray = open.step
        stray.trace = TraceNumber(77)
        #expect(line.terminal.received(.opened(stray, .approved), now: .zero).isEmpty)
        #expect(line.terminal.lateAnswers == 1)
        #expect(line.terminal.received(.opened(open.step, .malfunction), now: .zero) == [.fail(.refused(.malfunction))])
        #expect(line.terminal.received(.opened(open.step, .approved), now: .zero).isEmpty)
    }
}
