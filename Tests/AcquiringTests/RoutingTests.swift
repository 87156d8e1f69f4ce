import ISO8583
import Roles
import Testing

@testable import Acquiring

/// A generator that gives the same numbers for the same seed.
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct RoutingTests {
    private static let fates: [Fate] = [
        .approved(code: "000001"), .refused(.insufficientFunds), .failed(.unreachable), .failed(.malfunction),
        .failed(.overloaded), .unknown(.broken), .unknown(.timedOut), .unknown(.wrongAnswer),
    ]

    /// Whatever servers do and in whatever state their circuits are: nobody is asked twice, nothing is asked again after it may have
    /// been done, the time is kept, and the verdict is never better than what happened.
    @Test(arguments: 0..<40)
    func `no order is ever asked again after it may have been done`(seed: UInt64) {
        var dice = Dice(state: seed)
        var now = Duration.zero
        var board = ServerBoard((0..<Int.random(in: 1...4, using: &dice)).map { "s\($0)" })
        for _ in 0..<500 {
            now += .milliseconds(Int.random(in: 0...800, using: &dice))
            let isSafe = Bool.random(using: &dice)
            let rules = OrderRun.Rules()
            let began = now
            var run = OrderRun(isSafeToRepeat: isSafe, rules: rules, now: now)
            var asked: [String] = []
            var heard: [Fate] = []
            var step = run.begin(&board, now: now)
            while case .ask(let ticket, let limit) = step {
                #expect(!asked.contains(ticket.server))
                #expect(limit > .zero && limit <= rules.answerTime && now - began + limit <= rules.wholeTime)
                if !isSafe {
                    #expect(heard.allSatisfy { if case .failed = $0 { true } else { false } })
                }
                asked.append(ticket.server)
                let fate = Self.fates.randomElement(using: &dice) ?? .failed(.unreachable)
                heard.append(fate)
                now += .milliseconds(Int.random(in: 0...Int(limit / .milliseconds(1)), using: &dice))
                step = run.ended(ticket, fate, &board, now: now)
            }
            guard case .give(let fate, let server) = step else { continue }
            if asked.isEmpty {
                #expect(fate == .failed(.unreachable))
                #expect(server == nil)
            } else {
                #expect(heard.contains(fate))
                let mayBeDone = heard.contains { if case .unknown = $0 { true } else { false } }
                // What may have been done is never told as not done.
                if mayBeDone, case .failed = fate { Issue.record("\(heard) became \(fate)") }
            }
        }
        let figures = board.names.map { board.figures(of: $0) }
        let ended = figures.reduce(0) {
            $0 + $1.approved + $1.refused + $1.failed.values.reduce(0, +) + $1.unknown.values.reduce(0, +)
        }
        #expect(figures.reduce(0) { $0 + $1.sent } == ended)
    }

    @Test func `what was certainly not done is tried on the other server at once`() throws {
        var board = ServerBoard(["a", "b"])
        var run = OrderRun(isSafeToRepeat: false, rules: OrderRun.Rules(), now: .zero)
        let first = try #require(run.begin(&board, now: .zero).ticket)
        let second = try #require(run.ended(first, .failed(.malfunction), &board, now: .seconds(1)).ticket)
        #expect(second.server != first.server)
        let end = try #require(run.ended(second, .approved(code: "123456"), &board, now: .seconds(2)).verdict)
        #expect(end == ProviderVerdict(.approved(code: "123456"), server: second.server))
    }

    @Test func `an undoing goes on to the other server, and stays unknown when that one fails`() throws {
        var board = ServerBoard(["a", "b"])
        var run = OrderRun(isSafeToRepeat: true, rules: OrderRun.Rules(), now: .zero)
        let first = try #require(run.begin(&board, now: .zero).ticket)
        let second = try #require(run.ended(first, .unknown(.timedOut), &board, now: .seconds(1)).ticket)
        let end = try #require(run.ended(second, .failed(.unreachable), &board, now: .seconds(2)).verdict)
        #expect(end == ProviderVerdict(.unknown(.timedOut), server: first.server))
    }

    @Test func `nothing new is begun when the time for all of it is over`() throws {
        var board = ServerBoard(["a", "b"])
        var run = OrderRun(isSafeToRepeat: false, rules: OrderRun.Rules(), now: .zero)
        let first = try #require(run.begin(&board, now: .zero).ticket)
        let end = try #require(run.ended(first, .failed(.timedOut), &board, now: .seconds(12)).verdict)
        #expect(end.fate == .failed(.timedOut))
    }

    @Test func `after one missing answer new orders go elsewhere, until one tries whether it was the only one`() throws
    {
        var board = ServerBoard(["a", "b"])
        let chosen = board.choose(without: [], now: .zero)
        let first = try #require(chosen)
        #expect(first.server == "a")
        board.ended(first, .unknown(.timedOut), now: .seconds(6))
        let soon = (0..<4).compactMap { _ in board.choose(without: [], now: .seconds(7))?.server }
        #expect(soon == ["b", "b", "b", "b"])
        // Where no other is fit, one that owes an answer is better than none.
        let only = board.choose(without: ["b"], now: .seconds(7))
        #expect(only?.server == "a")
        // Later one tries it, and others wait for what becomes of that.
        let later = (0..<4).compactMap { _ in board.choose(without: [], now: .seconds(20)) }
        #expect(later.count { $0.server == "a" } == 1)
        let trial = try #require(later.first { $0.server == "a" })
        board.ended(trial, .approved(code: "123456"), now: .seconds(20))
        let again = (0..<4).compactMap { _ in board.choose(without: [], now: .seconds(20))?.server }
        #expect(again.count { $0 == "a" } == 2)
    }

    @Test func `servers take turns`() {
        var board = ServerBoard(["a", "b", "c"])
        let order = (0..<6).compactMap { _ in board.choose(without: [], now: .zero)?.server }
        #expect(order == ["a", "b", "c", "a", "b", "c"])
    }
}

extension OrderRun.Step {
    var ticket: ServerBoard.Ticket? {
        if case .ask(let ticket, _) = self { ticket } else { nil }
    }

    var verdict: ProviderVerdict? {
        if case .give(let fate, let server) = self { ProviderVerdict(fate, server: server) } else { nil }
    }
}

@Suite struct CircuitTests {
    private func fail(_ circuit: inout Circuit, _ count: Int, now: Duration) {
        for _ in 0..<count {
            let isTrial = circuit.sent(now: now)
            circuit.ended(isFailure: true, wasTrial: isTrial, now: now)
        }
    }

    @Test func `it opens by failures in a row, is tried one at a time, and closes after trials that worked`() {
        var circuit = Circuit(Circuit.Rules())
        fail(&circuit, 4, now: .zero)
        #expect(circuit.state(now: .zero) == .closed)
        fail(&circuit, 1, now: .zero)
        #expect(circuit.state(now: .zero) == .open)
        #expect(!circuit.allows(now: .milliseconds(4_999)))
        #expect(circuit.allows(now: .seconds(5)))
        var isTrial = circuit.sent(now: .seconds(5))
        #expect(isTrial)
        // One at a time.
        #expect(!circuit.allows(now: .seconds(5)))
        circuit.ended(isFailure: false, wasTrial: true, now: .seconds(6))
        #expect(circuit.state(now: .seconds(6)) == .halfOpen)
        isTrial = circuit.sent(now: .seconds(6))
        #expect(isTrial)
        circuit.ended(isFailure: false, wasTrial: true, now: .seconds(7))
        #expect(circuit.state(now: .seconds(7)) == .closed)
    }

    @Test func `each trial that fails keeps it open for twice as long, up to a bound`() {
        var circuit = Circuit(Circuit.Rules())
        fail(&circuit, 5, now: .zero)
        var now = Duration.zero
        for seconds in [5, 10, 20, 40, 60, 60] {
            #expect(!circuit.allows(now: now + .seconds(seconds) - .milliseconds(1)))
            now += .seconds(seconds)
            #expect(circuit.allows(now: now))
            fail(&circuit, 1, now: now)
        }
    }

    @Test func `half of the latest failing opens it, also when some work`() {
        var circuit = Circuit(Circuit.Rules())
        for number in 0..<10 {
            #expect(circuit.state(now: .zero) == .closed)
            circuit.ended(isFailure: number % 2 == 1, wasTrial: false, now: .zero)
        }
        #expect(circuit.state(now: .zero) == .open)
    }

    @Test func `answers to what was sent before it opened change nothing`() {
        var circuit = Circuit(Circuit.Rules())
        fail(&circuit, 5, now: .zero)
        for _ in 0..<20 { circuit.ended(isFailure: false, wasTrial: false, now: .seconds(1)) }
        #expect(circuit.state(now: .seconds(1)) == .open)
    }

    @Test func `a trial whose answer never came lets nobody wait for ever`() {
        var circuit = Circuit(Circuit.Rules())
        fail(&circuit, 5, now: .zero)
        let isTrial = circuit.sent(now: .seconds(5))
        #expect(isTrial)
        circuit.ended(isFailure: true, wasTrial: true, now: .seconds(11))
        #expect(circuit.state(now: .seconds(12)) == .open)
        #expect(circuit.allows(now: .seconds(21)))
    }
}
