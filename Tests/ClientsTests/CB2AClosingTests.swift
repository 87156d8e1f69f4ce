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

/// The end of a terminal's day, over real sockets.
@Suite struct CB2AClosingTests {
    /// Approves everything that is not poor, and collects; breaks some dialogues off.
    private final class Host: FrameService {
        let collected = Mutex<[String: Int]>([:])
        let files = Mutex<Set<String>>([])
        private let dialogues = Mutex<[String: TelecollectionHost]>([:])
        private let heard = Mutex(0)
        /// The connection is ended instead of every so-manyth answer; 0 for never.
        private let breakAt: Int

        init(breakAt: Int = 0) { self.breakAt = breakAt }

        func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
            switch try? CB2ALink.style.read(frame.message) {
            case .authorisationRequest(let request)?:
                let isPoor = request.card.wireDigits.dropLast().hasSuffix("951")
                send(
                    .authorisationResponse(
                        AuthorisationResponse(
                            to: request, code: isPoor ? .insufficientFunds : .approved, authorisationCode: "123456")),
                    connection)
            case .telecollection(let message)?:
                let decision = dialogues.withLock { dialogues in
                    let terminal = message.step.acceptor.terminal
                    var host = dialogues[terminal] ?? TelecollectionHost()
                    let decision = host.received(message)
                    dialogues[terminal] = decision.ends ? nil : host
                    return decision
                }
                for kept in decision.keep {
                    let name = "\(message.step.acceptor.terminal) \(kept.file) \(kept.number)"
                    collected.withLock { $0[name] = Int(kept.transaction.amount) }
                }
                if let file = decision.completes {
                    files.withLock { _ = $0.insert("\(message.step.acceptor.terminal) \(file)") }
                }
                let count = heard.withLock { heard in
                    heard += 1
                    return heard
                }
                guard let answer = decision.send else { return }
                if breakAt > 0, count % breakAt == 0 { return connection.end() }
                send(.telecollection(answer), connection)
            default: break
            }
        }

        private func send(_ message: CB2AMessage, _ connection: any FrameConnection) {
            guard let bytes = try? CB2ALink.style.write(message) else { return }
            connection.send(bytes)
        }
    }

    private func play(_ host: Host, count: Int, giveUp: Bool = false) async throws -> (approved: [Int64], left: Int) {
        let loop = try EventLoop(name: "host")
        let framing = CB2ALink.style.profile.framing
        let server = WireServer(
            WireServerConfiguration(
                address: SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0), framing: framing),
            on: loop, service: host)
        let address = try await server.start()
        let configuration = WireLinkConfiguration(host: "127.0.0.1", port: address.port, framing: framing) {
            CB2ATerminals.key(of: $0)
        }
        let link = try WireLink(configuration, on: loop)
        var rules = CB2ATerminals.Rules()
        rules.reversalPause = .milliseconds(1)
        if giveUp { rules.collectionsMost = 2 }
        let terminals = CB2ATerminals(
            link: link, rules: rules,
            session: {
                guard let link = try? WireLink(configuration, on: loop) else { return nil }
                return CB2ATerminals.Session(link) { await link.close(within: .milliseconds(100)) }
            }, now: { Instant(seconds: 1_795_300_000) }, sleep: { try? await Task.sleep(for: $0) })
        var plan = ArrivalPlan(
            seed: 3, rate: 10, mix: try TrafficMix("instore-cb2a"), places: 4, currency: try #require(Currency("EUR")))
        var approved: [Int64] = []
        for _ in 0..<count {
            let arrival = plan.next()
            if await terminals.pay(arrival).fate == .approved { approved.append(arrival.amount.minor) }
        }
        let left = await terminals.closeDay { _ in }
        await link.close(within: .milliseconds(100))
        await server.drain(within: .milliseconds(100))
        await loop.stop()
        return (approved, left)
    }

    @Test func `what was approved is handed over once, and nothing else is`() async throws {
        let host = Host()
        let (approved, left) = try await play(host, count: 120)
        #expect(left == 0)
        #expect(approved.count < 120, "some were refused")
        #expect(host.collected.withLock { $0.values.sorted() } == approved.map { Int($0) }.sorted())
        #expect(host.files.withLock { $0.count } == 4, "one file for each terminal")
    }

    @Test func `a dialogue that breaks off begins again under the same file's name`() async throws {
        let host = Host(breakAt: 23)
        let (approved, left) = try await play(host, count: 40)
        #expect(left == 0)
        // What came twice has the same name, so it is there once.
        #expect(host.collected.withLock { $0.values.sorted() } == approved.map { Int($0) }.sorted())
    }

    @Test func `what no host takes is told`() async throws {
        let host = Host(breakAt: 1)
        let (approved, left) = try await play(host, count: 20, giveUp: true)
        #expect(left == approved.count)
        #expect(host.files.withLock { $0.isEmpty })
    }
}
