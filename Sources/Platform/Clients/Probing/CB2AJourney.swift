internal import CB2A
internal import Cards
internal import ISO8583
internal import Observing
internal import Series
internal import Vocabulary
internal import Watching

/// A probe of a host for CB2A-style terminals: an echo, or an authorisation that the issuer is to refuse.
struct CB2AJourney {
    private let journey: ChannelJourney
    private let frames: FrameJourney
    private let messages = CB2ALink.style
    private let acceptor: Acceptor
    private let trace: TraceNumber
    private let stamp: MessageTime

    init(_ journey: ChannelJourney) {
        self.journey = journey
        frames = FrameJourney(journey: journey, framing: messages.profile.framing)
        let terminal = (journey.question.terminal ?? "VIGIE001").prefix(8)
        acceptor = Acceptor(
            acquirer: journey.question.acquirer ?? "12345678901",
            terminal: terminal + String(repeating: "0", count: 8 - terminal.count), contract: "VIGIEPROBE00001")
        trace = TraceNumber(UInt32(truncatingIfNeeded: journey.surroundings.random() % 899_999 + 1))
        // 2026-11-21T23:46:17… → 1121234617
        let digits = journey.began.rfc3339.utf8.prefix(19).filter { $0 &- UInt8(ascii: "0") <= 9 }
        guard let stamp = MessageTime(String(decoding: digits.suffix(10), as: UTF8.self)) else {
            preconditionFailure("an instant is a time of some day")
        }
        self.stamp = stamp
    }

    func go() async {
        if journey.question.operation == .refusedAuthorisation { await authorise() } else { await echo() }
    }

    private func echo() async {
        let echo = Echo(trace: trace, sent: stamp, acceptor: acceptor)
        guard let bytes = try? messages.write(.echo(echo)) else { return frames.lost() }
        let code = await frames.ask("0800 echo", bytes) { [messages] bytes -> ResponseCode? in
            guard case .echoResponse(let answer)? = try? messages.read(bytes), answer.key == echo.key else {
                return nil
            }
            return answer.code
        }.answer
        guard let code else { return frames.lost() }
        journey.found(
            code.outcome == .approved
                ? .init(.ok, "the echo was answered")
                : .failed(.answer, "the echo is answered \(code)", code: code.number))
    }

    private func authorise() async {
        // Our own range; by 951 before the check digit the issuer says that there is not enough money.
        let serial = UInt32(journey.surroundings.random() % 8_000) * 1_000 + 951
        guard let card = try? CardNumber(TestCards.simulated(.cartesBancaires, serial: serial).span) else {
            return frames.lost()
        }
        let request = AuthorisationRequest(
            card: card, expiry: "4912", amount: 100, currency: "978", trace: trace, sent: stamp, local: stamp,
            category: "5411", entryMode: "051", acceptor: acceptor)
        guard let bytes = try? messages.write(.authorisationRequest(request)) else { return frames.lost() }
        let (code, wasSent) = await frames.ask("0100 authorisation", bytes) { [messages] bytes -> ResponseCode? in
            guard case .authorisationResponse(let answer)? = try? messages.read(bytes), answer.fits(request) else {
                return nil
            }
            return answer.code
        }
        guard let code else {
            frames.lost()
            if wasSent { await reverse(request) }
            return
        }
        switch code.outcome {
        case .refused:
            journey.found(
                .init(SampleOutcome(.refused, code: UInt16(code.number)), "refused as it is to be, code \(code)"))
        case .approved:
            journey.found(.failed(.content, "approved, and it is to be refused", code: code.number))
            await reverse(request)
        case .failed, .unknown:
            journey.found(
                .failed(.behind, "code \(code): the issuer could not be asked, or something failed", code: code.number))
        }
    }

    private func reverse(_ request: AuthorisationRequest) async {
        var reversal = Reversal(of: request, trace: trace.next, sent: stamp)
        let isDone = await frames.insist { isRepeat in
            if isRepeat { reversal = reversal.repeated }
            guard let bytes = try? messages.write(.reversal(reversal)) else { return false }
            let answer = await frames.ask("0400 reversal", bytes, isUndoing: true) { [messages] bytes -> Bool? in
                if case .reversalResponse? = try? messages.read(bytes) { true } else { nil }
            }.answer
            return answer ?? false
        }
        if !isDone { journey.leave("\(journey.question): the reversal of trace \(trace.number) was not heard") }
    }
}

extension ResponseCode {
    /// Zero where it is none.
    fileprivate var number: Int { Int(description) ?? 0 }
}
