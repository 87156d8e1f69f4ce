import CB2A
import Cards
import ISO8583
import Testing

@Suite struct DialogueTests {
    private static func terminal(_ rules: TerminalDialogue.Rules = .init()) -> TerminalDialogue {
        TerminalDialogue(rules: rules, trace: TraceNumber(500))
    }

    @Test func `an answer in time ends the exchange, whatever came in between`() throws {
        var terminal = Self.terminal()
        let (first, second) = (try Shop.request(1), try Shop.request(2, amount: 700))
        #expect(try terminal.authorise(first, now: Shop.now(0)) == [.send(.authorisationRequest(first))])
        _ = try terminal.authorise(second, now: Shop.now(1))
        #expect(terminal.inFlight == 2)
        #expect(terminal.nextDeadline == .seconds(15))
        let refusal = AuthorisationResponse(to: second, code: .insufficientFunds)
        #expect(
            terminal.received(.authorisationResponse(refusal), now: try Shop.now(2))
                == [.finish(second.key, .answered(refusal))])
        let approval = AuthorisationResponse(to: first, code: .approved, authorisationCode: "A1B2C3")
        #expect(
            terminal.received(.authorisationResponse(approval), now: try Shop.now(3))
                == [.finish(first.key, .answered(approval))])
        #expect(terminal.received(.authorisationResponse(approval), now: try Shop.now(4)).isEmpty)
        #expect(terminal.counters.repeatedAnswers == 1)
        #expect(terminal.nextDeadline == nil)
        #expect(refusal.authorisationCode == nil)
    }

    @Test func `a missing answer is reversed, and the late answer does not count`() throws {
        var terminal = Self.terminal()
        let request = try Shop.request(1)
        _ = try terminal.authorise(request, now: Shop.now(0))
        #expect(terminal.timePassed(now: try Shop.now(14)).isEmpty)
        let actions = terminal.timePassed(now: try Shop.now(15))
        guard case .send(.reversal(let reversal))? = actions.first, actions.count == 1 else {
            Issue.record("no reversal")
            return
        }
        #expect(reversal.trace == TraceNumber(501))
        #expect(reversal.originalKey == request.key)
        #expect(!reversal.isRepeat)
        let late = AuthorisationResponse(to: request, code: .approved, authorisationCode: "A1B2C3")
        #expect(terminal.received(.authorisationResponse(late), now: try Shop.now(16)).isEmpty)
        #expect(terminal.counters.lateAnswers == 1)
        let answer = ReversalResponse(to: reversal)
        #expect(
            terminal.received(.reversalResponse(answer), now: try Shop.now(17)) == [.finish(request.key, .reversed)])
        #expect(terminal.received(.authorisationResponse(late), now: try Shop.now(18)).isEmpty)
        #expect(terminal.counters.lateAnswers == 2)
        #expect(terminal.counters.reversals == 1)
        #expect(terminal.inFlight == 0)
    }

    @Test func `a reversal is repeated as it was, then handed to who keeps it`() throws {
        var rules = TerminalDialogue.Rules()
        rules.reversalRepeatsMax = 2
        var terminal = Self.terminal(rules)
        let request = try Shop.request(1)
        _ = try terminal.authorise(request, now: Shop.now(0))
        let reversal = Reversal(of: request, trace: TraceNumber(501), sent: try Shop.now(0).stamp)
        #expect(terminal.timePassed(now: try Shop.now(15)) == [.send(.reversal(reversal))])
        #expect(terminal.timePassed(now: try Shop.now(25)) == [.send(.reversal(reversal.repeated))])
        #expect(terminal.timePassed(now: try Shop.now(35)) == [.send(.reversal(reversal.repeated))])
        #expect(terminal.timePassed(now: try Shop.now(45)) == [.finish(request.key, .unresolved(reversal))])
        #expect(terminal.nextDeadline == nil)
        #expect(try terminal.resume(reversal, now: Shop.now(100)) == [.send(.reversal(reversal.repeated))])
        #expect(
            terminal.received(.reversalResponse(ReversalResponse(to: reversal)), now: try Shop.now(101))
                == [.finish(request.key, .reversed)])
    }

    @Test func `an answer that does not fit its question is no answer`() throws {
        var terminal = Self.terminal()
        let request = try Shop.request(1)
        _ = try terminal.authorise(request, now: Shop.now(0))
        let other = AuthorisationResponse(to: try Shop.request(1, amount: 9_999), code: .approved)
        #expect(terminal.received(.authorisationResponse(other), now: try Shop.now(1)).isEmpty)
        #expect(terminal.received(.authorisationRequest(request), now: try Shop.now(1)).isEmpty)
        #expect(terminal.counters.strayAnswers == 2)
        #expect(terminal.inFlight == 1)
    }

    @Test func `keys are used once, and only so many at a time`() throws {
        var rules = TerminalDialogue.Rules()
        rules.inFlightMax = 2
        var terminal = Self.terminal(rules)
        _ = try terminal.authorise(Shop.request(1), now: Shop.now(0))
        #expect(throws: TerminalDialogue.Refusal.keyInUse) { try terminal.authorise(Shop.request(1), now: Shop.now(0)) }
        _ = try terminal.authorise(Shop.request(2), now: Shop.now(0))
        #expect(throws: TerminalDialogue.Refusal.tooManyInFlight) {
            try terminal.authorise(Shop.request(3), now: Shop.now(0))
        }
    }

    @Test func `an echo is answered, or it was silent`() throws {
        var (terminal, host) = (Self.terminal(), HostDialogue())
        let echo = Echo(trace: TraceNumber(7), sent: try Shop.time("1120101530"), acceptor: Shop.acceptor)
        _ = try terminal.ask(echo, now: Shop.now(0))
        guard case .send(let answer) = host.received(.echo(echo)) else {
            Issue.record("no answer")
            return
        }
        #expect(terminal.received(answer, now: try Shop.now(1)) == [.finish(echo.key, .echoed(.approved))])
        var unanswered = echo
        unanswered.trace = TraceNumber(8)
        _ = try terminal.ask(unanswered, now: Shop.now(2))
        #expect(terminal.timePassed(now: try Shop.now(30)) == [.finish(unanswered.key, .silent)])
    }

    @Test func `the host decides once, and says the same again`() throws {
        var host = HostDialogue()
        let request = try Shop.request(1)
        #expect(host.received(.authorisationRequest(request)) == .authorise(request))
        #expect(host.received(.authorisationRequest(request)) == .wait)
        let response = AuthorisationResponse(to: request, code: .approved, authorisationCode: "A1B2C3")
        #expect(host.answer(response) == .authorisationResponse(response))
        #expect(host.received(.authorisationRequest(request)) == .send(.authorisationResponse(response)))
        // Another payment under the same key gets no approval that was not its own.
        let other = try Shop.request(1, amount: 99_999)
        #expect(
            host.received(.authorisationRequest(other))
                == .send(.authorisationResponse(AuthorisationResponse(to: other, code: .duplicate))))
        #expect(host.counters.duplicates == 3)
    }

    @Test func `a reversal undoes once, whenever it comes`() throws {
        var host = HostDialogue()
        let request = try Shop.request(1)
        let reversal = Reversal(of: request, trace: TraceNumber(2), sent: request.sent)
        let answer = CB2AMessage.reversalResponse(ReversalResponse(to: reversal))
        // While it is decided: nothing is sent for it any more.
        _ = host.received(.authorisationRequest(request))
        #expect(host.received(.reversal(reversal)) == .reverse(request.key, thenSend: answer))
        #expect(host.answer(AuthorisationResponse(to: request, code: .approved)) == nil)
        #expect(host.counters.tooLate == 1)
        #expect(host.received(.reversal(reversal.repeated)) == .send(answer))
        // Before it came at all.
        let overtaken = try Shop.request(10)
        let early = Reversal(of: overtaken, trace: TraceNumber(11), sent: request.sent)
        #expect(
            host.received(.reversal(early))
                == .reverse(overtaken.key, thenSend: .reversalResponse(ReversalResponse(to: early))))
        #expect(host.counters.unknownOriginals == 1)
        #expect(
            host.received(.authorisationRequest(overtaken))
                == .send(
                    .authorisationResponse(AuthorisationResponse(to: overtaken, code: .invalidTransaction))))
        #expect(host.counters.overtaken == 1)
    }

    @Test func `the host's memory is bounded`() throws {
        var host = HostDialogue(remembering: 2)
        for trace in 1...3 as ClosedRange<UInt32> { _ = host.received(.authorisationRequest(try Shop.request(trace))) }
        // The oldest was forgotten and is new again.
        #expect(host.received(.authorisationRequest(try Shop.request(1))) == .authorise(try Shop.request(1)))
        #expect(host.received(.authorisationRequest(try Shop.request(3))) == .wait)
    }
}
