import CB2A
import Cards
import Clients
import ISO8583
import Ledger
import Machine
import Network
import Roles
import Synchronization
import Testing
import Traffic
import Vocabulary
import Wire

@Suite struct CB2ATerminalsTests {
    /// A host over real sockets that does with each authorisation what the test says, and keeps count of what would be charged.
    private final class Host: FrameService {
        enum Answer {
            case code(ResponseCode)
            case nothing
            case anotherAmount
            case end
        }

        let charged = Mutex<Set<ExchangeKey>>([])
        let reversals = Mutex<[Reversal]>([])
        var chargedCount: Int { charged.withLock { $0.count } }
        var isNobodyCharged: Bool { chargedCount == 0 }
        private let answer: @Sendable (AuthorisationRequest) -> Answer
        /// Reversals that go unanswered before one is answered.
        private let silentReversals: Int

        init(silentReversals: Int = 0, _ answer: @escaping @Sendable (AuthorisationRequest) -> Answer) {
            self.silentReversals = silentReversals
            self.answer = answer
        }

        func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
            guard let message = try? CB2ALink.style.read(frame.message) else { return }
            switch message {
            case .authorisationRequest(let request):
                charged.withLock { _ = $0.insert(request.key) }
                switch answer(request) {
                case .code(let code):
                    if code.outcome != .approved { charged.withLock { _ = $0.remove(request.key) } }
                    send(
                        .authorisationResponse(
                            AuthorisationResponse(to: request, code: code, authorisationCode: "123456")), connection)
                case .nothing: break
                case .anotherAmount:
                    var response = AuthorisationResponse(to: request, code: .approved, authorisationCode: "123456")
                    response.amount += 1
                    send(.authorisationResponse(response), connection)
                case .end: connection.end()
                }
            case .reversal(let reversal):
                charged.withLock { _ = $0.remove(reversal.originalKey) }
                let count = reversals.withLock { reversals in
                    reversals.append(reversal)
                    return reversals.count
                }
                if count > silentReversals { send(.reversalResponse(ReversalResponse(to: reversal)), connection) }
            default: break
            }
        }

        private func send(_ message: CB2AMessage, _ connection: any FrameConnection) {
            guard let bytes = try? CB2ALink.style.write(message) else { return }
            connection.send(bytes)
        }
    }

    private func withTerminals(
        _ host: Host, _ configure: (inout CB2ATerminals.Rules) -> Void = { _ in },
        _ body: (CB2ATerminals, WireServer) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "host")
        let framing = CB2ALink.style.profile.framing
        let server = WireServer(
            WireServerConfiguration(
                address: SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0), framing: framing),
            on: loop, service: host)
        let address = try await server.start()
        let link = try WireLink(
            WireLinkConfiguration(host: "127.0.0.1", port: address.port, framing: framing) {
                CB2ATerminals.key(of: $0)
            },
            on: loop)
        var rules = CB2ATerminals.Rules()
        rules.reversalPause = .milliseconds(1)
        configure(&rules)
        let terminals = CB2ATerminals(
            link: link, rules: rules, now: { Instant(seconds: 1_795_300_000) },
            sleep: { try? await Task.sleep(for: $0) })
        let outcome: Result<Void, any Error>
        do {
            try await body(terminals, server)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await link.close(within: .milliseconds(100))
        await server.drain(within: .milliseconds(100))
        await loop.stop()
        try outcome.get()
    }

    private func arrivals(_ count: Int) throws -> [ArrivalPlan.Arrival] {
        var plan = ArrivalPlan(
            seed: 9, rate: 10, mix: try TrafficMix("instore-cb2a"), places: 5, currency: try #require(Currency("EUR")))
        return (0..<count).map { _ in plan.next() }
    }

    @Test func `approvals and refusals are told with their codes, many at once`() async throws {
        let host = Host { .code($0.card.wireDigits.dropLast().hasSuffix("951") ? .insufficientFunds : .approved) }
        try await withTerminals(host) { terminals, _ in
            let reports = try await withThrowingTaskGroup(of: (Bool, PaymentReport).self) { group in
                for arrival in try arrivals(300) {
                    group.addTask { (arrival.isPoor, await terminals.pay(arrival)) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.count == 300)
            #expect(reports.contains { $0.0 })
            for (isPoor, report) in reports {
                #expect(report.fate == (isPoor ? .refused : .approved))
                if report.fate == .refused { #expect(report.reason == "code 51") }
            }
            #expect(host.chargedCount == reports.count { $0.1.fate == .approved })
            #expect(Set(reports.compactMap(\.1.reference)).count == 300)
        }
    }

    @Test func `a failure behind the host is no refusal`() async throws {
        try await withTerminals(Host { _ in .code(.issuerUnavailable) }) { terminals, _ in
            let report = await terminals.pay(try arrivals(1)[0])
            #expect(report.fate == .failed)
            #expect(report.reason == "code 91")
        }
    }

    @Test func `what is not answered is reversed until somebody says so, and the steps tell it`() async throws {
        let host = Host(silentReversals: 2) { _ in .nothing }
        let steps = Mutex<[PaymentStep]>([])
        try await withTerminals(
            host,
            {
                $0.answerTime = .milliseconds(50); $0.reversalTime = .milliseconds(50)
            }
        ) {
            terminals, _ in
            let report = await terminals.pay(try arrivals(1)[0]) { step in steps.withLock { $0.append(step) } }
            #expect(report.fate == .reversed)
            #expect(host.isNobodyCharged)
        }
        let reversals = host.reversals.withLock { $0 }
        #expect(reversals.count == 3)
        #expect(reversals.map(\.isRepeat) == [false, true, true])
        #expect(Set(reversals.map(\.trace)).count == 1)
        let told = steps.withLock { $0 }
        #expect(told.map(\.kind) == [.asked, .missed, .decided, .asked, .missed, .asked, .missed, .asked, .heard])
        let everything = told.flatMap { [$0.text] + $0.details }.joined(separator: "\n")
        #expect(everything.contains("999901"), "the masked card is there")
        #expect(everything.firstMatch(of: #/999901\d{10}/#) == nil, "the card is not")
    }

    @Test func `an answer to another question charges nobody`() async throws {
        let host = Host { _ in .anotherAmount }
        try await withTerminals(host) { terminals, _ in
            let report = await terminals.pay(try arrivals(1)[0])
            #expect(report.fate == .reversed)
            #expect(host.isNobodyCharged)
        }
    }

    @Test func `a connection that breaks after the question leaves nothing open`() async throws {
        let host = Host { _ in .end }
        try await withTerminals(
            host,
            {
                $0.answerTime = .milliseconds(500); $0.reversalTime = .milliseconds(500)
            }
        ) {
            terminals, _ in
            let report = await terminals.pay(try arrivals(1)[0])
            #expect(report.fate == .reversed)
            #expect(host.isNobodyCharged)
        }
    }

    @Test func `where nobody answers reversals, the fate stays unknown`() async throws {
        let host = Host(silentReversals: .max) { _ in .nothing }
        try await withTerminals(
            host,
            {
                $0.answerTime = .milliseconds(20)
                $0.reversalTime = .milliseconds(10)
                $0.reversalsMost = 3
            }
        ) { terminals, _ in
            let report = await terminals.pay(try arrivals(1)[0])
            #expect(report.fate == .unknown)
            #expect(report.reference != nil)
        }
    }

    @Test func `where no host is, nothing was sent`() async throws {
        let loop = try EventLoop(name: "nobody")
        let link = try WireLink(
            WireLinkConfiguration(host: "nobody.invalid", port: 9, framing: CB2ALink.style.profile.framing) {
                CB2ATerminals.key(of: $0)
            }, on: loop)
        let terminals = CB2ATerminals(link: link, now: { Instant(seconds: 1_795_300_000) }, sleep: { _ in })
        let report = await terminals.pay(try arrivals(1)[0])
        #expect(report.fate == .failed)
        #expect(report.reason == "unreachable")
        await link.close(within: .milliseconds(10))
        await loop.stop()
    }
}
