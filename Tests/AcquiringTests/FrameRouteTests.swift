import ISO8583
import Roles
import Synchronization
import Telemetry
import Testing

@testable import Acquiring

/// Questions over several servers that do the same work.
@Suite struct FrameRouteTests {
    /// A server that replies as it is told, and keeps what it was asked.
    private final class Server: FrameLink {
        let reply: Mutex<FrameReply>
        let asked = Mutex<[String]>([])

        init(_ reply: FrameReply) { self.reply = Mutex(reply) }

        var count: Int { asked.withLock { $0.count } }

        func ask(_ message: [UInt8], header: [UInt8], key: String, within limit: Duration) async -> FrameReply {
            asked.withLock { $0.append(key) }
            return reply.withLock { $0 }
        }
    }

    private static let answer = FrameReply.answered(FrameDecoder.Frame(header: [], message: [1]))

    private func route(_ a: Server, _ b: Server, _ metrics: MetricsRegistry = MetricsRegistry()) -> FrameRoute {
        FrameRoute([("a", a), ("b", b)], elapsed: { .zero }, metrics: metrics, prefix: "vigie_test")
    }

    @Test func `what was not sent is asked of the next server at once`() async {
        let (a, b) = (Server(.notSent(.unreachable)), Server(Self.answer))
        #expect(await route(a, b).ask([0], key: "1", within: .seconds(1)) == Self.answer)
        #expect(a.count == 1)
        #expect(b.count == 1)
    }

    @Test func `what may have been heard is asked again only where that does nothing twice`() async {
        let (a, b) = (Server(.unanswered(.timedOut)), Server(Self.answer))
        let route = route(a, b)
        #expect(await route.ask([0], key: "1", within: .seconds(1)) == .unanswered(.timedOut))
        #expect(b.count == 0)
        #expect(await route.ask([0], header: [], key: "2", within: .seconds(1), mayRepeat: true) == Self.answer)
        a.reply.withLock { $0 = .notSent(.unreachable) }
        b.reply.withLock { $0 = .unanswered(.broken) }
        // One may have it: that the other certainly has not is no comfort.
        for number in 3..<6 {
            #expect(
                await route.ask([0], header: [], key: "\(number)", within: .seconds(1), mayRepeat: true)
                    == .unanswered(.broken))
        }
    }

    @Test func `a server that fails again and again is left out, and both are counted apart`() async {
        let (a, b) = (Server(.notSent(.unreachable)), Server(Self.answer))
        let metrics = MetricsRegistry()
        let route = route(a, b, metrics)
        for number in 0..<40 { #expect(await route.ask([0], key: "\(number)", within: .seconds(1)) == Self.answer) }
        #expect(b.count == 40)
        #expect(a.count == 5)
        route.refresh()
        let figures = String(decoding: metrics.exposition(), as: UTF8.self)
        #expect(figures.contains(#"vigie_test_questions_total{server="a",outcome="failed",reason="unreachable"} 5"#))
        #expect(figures.contains(#"vigie_test_questions_total{server="b",outcome="answered",reason=""} 40"#))
        #expect(figures.contains(#"vigie_test_circuit{server="a",state="open"} 1"#))
    }

    @Test func `where nobody is, nothing was sent`() async {
        let (a, b) = (Server(.notSent(.unreachable)), Server(.notSent(.unreachable)))
        #expect(await route(a, b).ask([0], key: "1", within: .seconds(1)) == .notSent(.unreachable))
    }
}
